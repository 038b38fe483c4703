"""Asking the planner's model for things that differ: subconcepts of a concept, values of an axis. Bounded,
checked, charged, journaled.

Whatever comes back is data: cleaned, cut to length and checked for being distinct. An unusable answer is
an empty proposal; what to do then is for the caller to decide.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from seedbed.agent.answers import ProposeConcepts, job_name
from seedbed.agent.models.ask import Client, Purpose
from seedbed.agent.models.wire import Decode
from seedbed.agent.planner.tree.distinct import alike, unlike
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
class Proposal:
    """A concept that was proposed."""

    name: str
    inside: str = ""
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """For whom concepts are proposed, and by what."""

    part: Part
    language: str
    client: Client
    resources: Resources


def able(client: Client) -> bool:
    """Whether the planner's model may plan, by the exam."""
    return client.profile("planner").can("json_schema", "subtopics")


def one_of(part: Part) -> str:
    """What one row is called."""
    return part.text_kind or {"labels": "text", "dialogues": "talk"}.get(part.offline, "row")


async def finished(tasks: Iterable[Awaitable[Any]]) -> list[Any]:
    """All results; a fault is raised once all have come to a stop, so that no call that is being paid for is
    cut off by another's."""
    done = await asyncio.gather(*tasks, return_exceptions=True)
    for one in done:
        if isinstance(one, BaseException):
            raise one
    return done


async def propose_concepts(
    asking: Asking, parent: Concept, wanted: int, rows: int, stage: str = ""
) -> list[Proposal]:
    """Distinct subconcepts, at most as many as wanted; fewer if the model has no more after some rounds. A
    border that names one which isn't among them is left out: its texts would have no place.

    Args:
        rows: Of the parent, which they share.
        stage: Tells a later question about the same parent from the first, in the call slot.
    """
    kept: list[Proposal] = []
    refused: list[str] = []
    names: set[str] = set()
    part, resources = asking.part, asking.resources
    only = parent.labels[0] if len(parent.labels) == 1 else ""
    taken = [parent.name, part.topic, *(label.name for label in part.labels if label.name != only)]
    for attempt in range(ROUNDS):
        missing = wanted - len(kept)
        slot = Slot("plan", "planner", f"propose_concepts/{part.name}/{parent.id}{stage}", attempt)
        siblings = [p.name for p in kept]
        block = {
            "job": job_name(ProposeConcepts),
            "topic": part.topic,
            "parent": parent.model_dump(include={"name", "inside", "outside"}),
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
            only_label=only,
            wanted=missing,
            rows_each=max(1, rows // wanted),
            language=asking.language,
            siblings=siblings,
            refused=refused,
            headings=headings_block(resources.chunks, slot),
            examples=rows_block(resources.examples.get(part.name, ()), slot),
            brief=brief_block(block),
        )
        try:
            answer, _ = await asking.client.ask(slot, prompt, ProposeConcepts, Purpose("plan"), _PLAN)
        except AnswerFault:
            break
        proposals = [
            Proposal(clean(c.name, 80), clean(c.inside, _LINE), clean(c.outside, _LINE))
            for c in answer.concepts
        ]
        # A part of the whole is near it in meaning, as it should be: only its own words would repeat it.
        new = [
            one and not any(alike(p.name, whole) for whole in taken)
            for p, one in zip(proposals, unlike([p.name for p in proposals], siblings), strict=True)
        ]
        told = list(zip(proposals, new, strict=True))
        kept += [p for p, new in told if new][:missing]
        names |= {p.name.casefold() for p in proposals if p.name}
        refused = list(dict.fromkeys([*refused, *(p.name for p, new in told if not new and p.name)]))
        if len(kept) >= wanted:
            break
    gone = names - {p.name.casefold() for p in kept}
    return [replace(p, outside="") if any(n in p.outside.casefold() for n in gone) else p for p in kept]


def further(values: Iterable[str], taken: Sequence[str], longest: int) -> list[str]:
    """Values cleaned and cut, those that are unlike what is taken, and each other, by their words."""
    kept: list[str] = []
    for value in (clean(value, longest) for value in values):
        if value and not any(alike(value, other) for other in [*taken, *kept]):
            kept.append(value)
    return kept


def as_concepts(proposals: Sequence[Proposal], parent: Concept, taken: Sequence[str]) -> list[Concept]:
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
