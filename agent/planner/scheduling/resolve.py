"""Completing directives that need a proposal: new values of an attribute, subconcepts of a leaf.

Models are asked through the client, so the answers are in the journal; what comes back is data, cleaned and
checked for being distinct. A directive for which nothing usable was proposed is dropped; the trace says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from seedbed.agent.answers import ProposeValues, job_name
from seedbed.agent.models.ask import Purpose
from seedbed.agent.models.wire import Decode
from seedbed.agent.planner.scheduling.directives import AddValues, Directive, Expand
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.planner.tree.distinct import unlike
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.planner.tree.propose import Asking, as_concepts, further, one_of, propose_concepts
from seedbed.agent.prompting import brief_block, render
from seedbed.agent.work import Env
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault
from seedbed.memory.exact.randomness import rng
from seedbed.memory.tree import Concept

_EACH = 4
"""New values for one cell."""
_MOST = 24
"""New values asked for in one call."""
_BRANCHES = 3
"""Subconcepts of a split leaf."""
_PLAN = Decode(max_tokens=1500, temperature=0.9)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Directives ready to be answered, and why others were dropped."""

    directives: tuple[Directive, ...]
    dropped: tuple[tuple[Directive, str], ...] = ()


async def resolve(asked: Sequence[Directive], schedule: Schedule, env: Env, commit: int) -> Resolved:
    """Complete the directives of one critique."""
    ready: list[Directive] = []
    dropped: list[tuple[Directive, str]] = []
    fresh: dict[tuple[str, str], list[str]] = {}
    for directive in asked:
        if isinstance(directive, AddValues) and not directive.values:
            key = _key(directive, schedule)
            if key not in fresh:
                cells = [d for d in asked if isinstance(d, AddValues) and _key(d, schedule) == key]
                fresh[key] = await _values(*key, min(_MOST, _EACH * len(cells)), schedule, env, commit)
            given = fresh[key]
            if not given:
                dropped.append((directive, "no usable new values were proposed"))
                continue
            draw = rng(env.spec.seed, f"values/{directive.cell}", commit)
            some = tuple(draw.sample(given, min(_EACH, len(given))))
            ready.append(directive.model_copy(update={"values": some}))
        elif isinstance(directive, Expand) and not directive.concepts:
            concepts = await _branches(directive, schedule, env, commit)
            if len(concepts) < 2:
                dropped.append((directive, "no two distinct subconcepts were proposed"))
                continue
            ready.append(directive.model_copy(update={"concepts": concepts}))
        else:
            ready.append(directive)
    return Resolved(tuple(ready), tuple(dropped))


def _key(directive: AddValues, schedule: Schedule) -> tuple[str, str]:
    """Part and attribute: values are proposed once for all cells of a part that want some."""
    return schedule.cells[directive.cell].cell.part, directive.attribute


async def _values(
    part_name: str, attribute: str, wanted: int, schedule: Schedule, env: Env, commit: int
) -> list[str]:
    """Values that the attribute doesn't have in any seat yet."""
    part = env.spec.part(part_name)
    taken = list(
        dict.fromkeys(
            seat.attributes[attribute]
            for _, seat in sorted(schedule.seats.items())
            if seat.cell.part == part_name and attribute in seat.attributes
        )
    )
    slot = Slot("plan", "planner", f"propose_values/{part_name}/{attribute}", commit)
    block = {
        "job": job_name(ProposeValues),
        "topic": part.topic,
        "attribute": attribute,
        "values": taken,
        "wanted": wanted,
    }
    prompt = render(
        "propose_values",
        kind=f"{one_of(part)}s",
        topic=part.topic,
        attribute=attribute,
        values=taken,
        wanted=wanted,
        language=env.spec.language,
        labels=[label.name for label in part.labels],
        rules=part.guidance,
        brief=brief_block(block),
    )
    try:
        answer, _ = await env.client.ask(slot, prompt, ProposeValues, Purpose("plan"), _PLAN)
    except AnswerFault:
        return []
    labels = {label.name.lower() for label in part.labels}
    fresh = [value for value in answer.values if clean(value, 120).lower() not in labels]
    return further(fresh, taken, 120)[:wanted]


async def _branches(directive: Expand, schedule: Schedule, env: Env, commit: int) -> tuple[Concept, ...]:
    """Distinct subconcepts of a leaf, as concepts of the tree."""
    part, tree = env.spec.part(directive.part), schedule.trees[directive.part]
    parent = tree[directive.leaf]
    rows = sum(
        len(s.open)
        for s in schedule.cells.values()
        if (s.cell.part, s.cell.leaf) == (directive.part, directive.leaf)
    )
    asking = Asking(part, env.spec.language, env.client, env.resources)
    found = await propose_concepts(asking, parent, _BRANCHES, rows, stage=f"/{commit}")
    others = [leaf.name for leaf in tree.leaves() if leaf.id != parent.id]
    new = unlike([one.name for one in found], others)
    fresh = [one for one, is_new in zip(found, new, strict=True) if is_new]
    return tuple(as_concepts(fresh, parent, [concept.id for concept in tree.concepts]))
