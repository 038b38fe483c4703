"""Completing directives that need a proposal: new values of an attribute, subconcepts of a leaf.

Models are asked through the client, so the answers are in the journal; what comes back is data, cleaned and
checked for being distinct. A directive for which nothing usable was proposed is dropped; the trace says so.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import compress

from seedbed.agent.answers import ProposeValues, job_name
from seedbed.agent.models.ask import Purpose
from seedbed.agent.models.wire import Decode
from seedbed.agent.planner.scheduling.directives import AddValues, Directive, Expand
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.planner.tree.distinct import unlike
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.planner.tree.propose import Asking, further, propose_concepts
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


Dropped = tuple[tuple[Directive, str], ...]
"""Directives with why they were dropped."""


async def resolve(
    asked: Sequence[Directive], schedule: Schedule, env: Env, commit: int
) -> tuple[tuple[Directive, ...], Dropped]:
    """Complete the directives of one critique."""
    ready: list[Directive] = []
    dropped: list[tuple[Directive, str]] = []
    # Values are proposed once for all cells of a part that want some.
    wanting = [one for one in asked if isinstance(one, AddValues)]
    cells = Counter((schedule.cells[one.cell].cell.part, one.attribute) for one in wanting)
    fresh: dict[tuple[str, str], list[str]] = {}
    for directive in asked:
        done, why = directive, ""
        if isinstance(directive, AddValues) and not directive.values:
            key = (schedule.cells[directive.cell].cell.part, directive.attribute)
            if key not in fresh:
                fresh[key] = await _values(*key, min(_MOST, _EACH * cells[key]), schedule, env, commit)
            draw = rng(env.spec.seed, f"values/{directive.cell}", commit)
            some = tuple(draw.sample(fresh[key], min(_EACH, len(fresh[key]))))
            why = "" if some else "no usable new values were proposed"
            done = directive.model_copy(update={"values": some})
        elif isinstance(directive, Expand) and not directive.concepts:
            concepts = await _branches(directive, schedule, env, commit)
            why = "" if len(concepts) > 1 else "no two distinct subconcepts were proposed"
            done = directive.model_copy(update={"concepts": concepts})
        if why:
            dropped.append((directive, why))
        else:
            ready.append(done)
    return tuple(ready), tuple(dropped)


async def _values(
    part_name: str, attribute: str, wanted: int, schedule: Schedule, env: Env, commit: int
) -> list[str]:
    """Values that the attribute doesn't have in any seat yet."""
    part = env.spec.part(part_name)
    mine = [seat for _, seat in sorted(schedule.seats.items()) if seat.cell.part == part_name]
    taken = list(dict.fromkeys(s.attributes[attribute] for s in mine if attribute in s.attributes))
    slot = Slot("plan", "planner", f"propose_values/{part_name}/{attribute}", commit)
    told = {"topic": part.topic, "attribute": attribute, "values": taken, "wanted": wanted}
    prompt = render(
        "propose_values",
        kind="rows",
        language=env.spec.language,
        labels=[label.name for label in part.labels],
        rules=part.guidance,
        brief=brief_block({"job": job_name(ProposeValues), **told}),
        **told,
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
    rows = sum(len(one.open) for one in schedule.of_leaf(directive.part, directive.leaf))
    asking = Asking(part, env.spec.language, env.client, env.resources)
    taken = [concept.id for concept in tree.concepts]
    found = await propose_concepts(asking, parent, _BRANCHES, rows, taken, stage=f"/{commit}")
    others = [leaf.name for leaf in tree.leaves() if leaf.id != parent.id]
    return tuple(compress(found, unlike([one.name for one in found], others)))
