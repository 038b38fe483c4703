"""Small environments for sub-agents: one part, one concept, a scripted client, documents if need be."""

import random
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from seedbed.agent.making.parts import settled
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.resources import Resources
from seedbed.agent.work import Choice, Env, Work
from seedbed.graphs.candidate.conversation import converse
from seedbed.graphs.candidate.dialogue import role_play
from seedbed.memory.brief import Brief, Cell
from seedbed.memory.plan import PartPlan, Plan
from seedbed.memory.profile import Skill
from seedbed.memory.spec import Part, Spec
from seedbed.memory.tree import Concept, ConceptTree
from tests.agent.scripted import ScriptedClient, client


def recipe_part(recipe: Any, topic: str = "keys", rows: int = 8, **more: Any) -> Part:
    """A part by a recipe, settled as for a build."""
    part = Part.model_validate({"recipe": recipe, "topic": topic, "rows": rows, **more})
    return settled(Spec(parts=(part,)), Path()).parts[0]


def choice(
    part: Part,
    leaf: str = "root.leaf",
    number: int = 1,
    used: Mapping[str, int] = {},
    *,
    label: str = "any",
    difficulty: str = "any",
    attributes: Mapping[str, str] | None = None,
    accepted: Sequence[dict[str, Any]] = (),
    elsewhere: Mapping[str, Sequence[int]] = {},
    shown: Sequence[int] = (),
    spoilt: Mapping[str, int] = {},
    taken_back: Collection[str] = (),
    **more: Any,
) -> Choice:
    """What a method may look at for a candidate of this number. `accepted`: rows of its cell. `elsewhere`:
    part → numbers of rows of other cells. `shown`: of its cell's, those that a directive shows."""
    cell = Cell(part=part.name, leaf=leaf, label=label, difficulty=difficulty)
    schedule = Schedule((), (), {})
    schedule.used.update(used)
    schedule.spoilt.update(spoilt)
    schedule.taken_back.update(taken_back)
    schedule.shown[cell.key] = dict.fromkeys(shown)
    schedule.rows[cell.key].extend(range(len(accepted)))
    for other, numbers in elsewhere.items():
        schedule.rows[f"{other}/elsewhere"].extend(numbers)
    more = {"rows": lambda some: tuple(accepted[one] for one in some), **more}
    return Choice(part, cell, attributes or {}, random.Random(number), number, schedule, **more)


def scene(
    part: Part,
    *answers: Any,
    can: Sequence[Skill] = (),
    resources: Resources | None = None,
    leaf: str = "root.leaf",
    difficulty: str = "any",
    grounding: Mapping[str, Any] | None = None,
    attributes: Mapping[str, str] | None = None,
    sources: Sequence[str] = (),
    before: Sequence[Part] = (),
) -> tuple[Work, Env, ScriptedClient]:
    """A candidate not yet begun, the environment around it, and the client's script.

    Args:
        before: Other parts of the spec, of the same concepts."""
    concepts = (
        Concept(id="root", name="Root"),
        Concept(id=leaf, name="Leaf", parents=("root",), inside="what is in", outside="what is not"),
    )
    cell = Cell(part=part.name, leaf=leaf, label="any", difficulty=difficulty)
    brief = Brief(
        number=1,
        seat=0,
        cell=cell,
        method=f"offline/{part.offline}" if part.offline else "recipe",
        form="sure" if part.offline else "strong",
        grounding=dict(grounding or {}),
        attributes=dict(attributes or {}),
        guidance=part.guidance,
        seed=7,
    )
    tree = ConceptTree(concepts=concepts)
    planned = [PartPlan(part=p.name, tree=tree, difficulties=(difficulty,), quotas={}) for p in before]
    planned.append(PartPlan(part=part.name, tree=tree, quotas={cell.key: 1}))
    plan = Plan(parts=tuple(planned))
    door, scripted = client(*answers, can=can)
    spec = Spec(parts=(*before, part), sources=tuple(sources))
    return Work(brief), Env(spec, plan, door, resources or Resources(), converse, role_play), scripted


def said(scripted: ScriptedClient, call: int = 0) -> str:
    """All that was sent in one call."""
    return "\n".join(str(message["content"]) for message in scripted.asked[call][1])
