"""Asking the planner's model for subconcepts of a concept. Bounded, checked, charged, journaled.

Whatever comes back is data: cleaned, cut to length and checked for being distinct. An unusable answer is
an empty proposal; what to do then is for the caller to decide.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from seedbed.agent.answers import ProposeConcepts, job_name
from seedbed.agent.models.ask import Client, Purpose
from seedbed.agent.models.wire import Decode
from seedbed.agent.planner.tree.distinct import Proposal, keep_distinct
from seedbed.agent.planner.tree.materials import clean, headings_block, rows_block
from seedbed.agent.prompting import brief_block, render
from seedbed.agent.resources import Resources
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault
from seedbed.memory.spec import Part
from seedbed.memory.tree import Concept, slug

ROUNDS = 3
"""How often replacements are asked for."""
_PLAN = Decode(max_tokens=4000, temperature=0.7)
_LINE = 300
_LONGEST_ID = 115
"""Characters of an id, so that a number has room behind it."""

Said = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """Which subconcepts are wanted."""

    part: Part
    parent: Concept
    wanted: int
    rows_each: int
    """Rows that each is to have, about."""
    only_label: str = ""
    """All rows under it have this label."""


def able(client: Client) -> bool:
    """Whether the planner's model may plan, by the exam."""
    return client.profile("planner").can("json_schema", "subtopics")


def one_of(part: Part) -> str:
    """What one row is called."""
    return part.text_kind or {"labels": "text", "dialogues": "talk"}.get(part.offline, "row")


async def propose_concepts(
    order: Order, *, language: str, client: Client, resources: Resources, stage: str = ""
) -> list[Proposal]:
    """Distinct subconcepts, at most as many as wanted; fewer if the model has no more after some rounds. A
    border that names one which isn't among them is left out: its texts would have no place.

    Args:
        stage: Tells a later question about the same parent from the first, in the call slot.
    """
    kept: list[Proposal] = []
    refused: list[str] = []
    named: set[str] = set()
    part, parent = order.part, order.parent
    above = [parent.name, part.topic]
    for attempt in range(ROUNDS):
        missing = order.wanted - len(kept)
        slot = Slot("plan", "planner", f"propose_concepts/{part.name}/{parent.id}{stage}", attempt)
        siblings = [p.name for p in kept]
        block = {
            "job": job_name(ProposeConcepts),
            "topic": part.topic,
            "parent": {"name": parent.name, "inside": parent.inside, "outside": parent.outside},
            "siblings": siblings + refused,
            "wanted": missing,
            "task": part.offline or "recipe",
        }
        prompt = render(
            "propose_concepts",
            kind=f"{one_of(part)}s",
            one=one_of(part),
            topic=part.topic,
            about=part.about,
            labels=part.labels,
            parent=parent,
            only_label=order.only_label,
            wanted=missing,
            rows_each=order.rows_each,
            language=language,
            siblings=siblings,
            refused=refused,
            headings=headings_block(resources.chunks, slot),
            examples=rows_block(resources.examples.get(part.name, ()), slot),
            brief=brief_block(block),
        )
        try:
            answer, _ = await client.ask(slot, prompt, ProposeConcepts, Purpose("plan"), _PLAN)
        except AnswerFault:
            break
        proposals = [
            Proposal(clean(c.name, 80), clean(c.inside, _LINE), clean(c.outside, _LINE))
            for c in answer.concepts
        ]
        others = [label.name for label in part.labels if label.name != order.only_label]
        fresh, alike_ones = keep_distinct(proposals, [*above, *others, *siblings])
        kept += fresh[:missing]
        named |= {p.name.casefold() for p in proposals if p.name}
        refused = list(dict.fromkeys([*refused, *(p.name for p in alike_ones if p.name)]))
        if len(kept) >= order.wanted:
            break
    kept = kept[: order.wanted]
    gone = named - {p.name.casefold() for p in kept}
    return [replace(p, outside="") if any(n in p.outside.casefold() for n in gone) else p for p in kept]


def as_concepts(proposals: Sequence[Proposal], parent: Concept, taken: Sequence[str] = ()) -> list[Concept]:
    """Proposals as children of a concept, with ids that nothing in `taken` has."""
    prefix = f"{parent.id}." if parent.parents else ""
    concepts: list[Concept] = []
    for proposal in proposals:
        wanted = f"{prefix}{slug(proposal.name)}"[:_LONGEST_ID]
        concepts.append(
            Concept(
                id=free_id(wanted, [*taken, *(c.id for c in concepts)]),
                name=proposal.name,
                parents=(parent.id,),
                inside=proposal.inside,
                outside=proposal.outside,
                labels=parent.labels,
            )
        )
    return concepts


def free_id(id: str, taken: Sequence[str]) -> str:
    """An id that isn't taken, made by a number behind it."""
    number, free = 1, id
    while free in taken:
        number += 1
        free = f"{id}-{number}"
    return free
