"""A draft of a plan for tests: sixty messages, and questions of a handbook."""

from pathlib import Path
from typing import Any

from seedbed.agent.making.parts import settled
from seedbed.agent.models.ask import Client
from seedbed.agent.planner.drafting.state import State
from seedbed.agent.planner.drafting.tools import Hands
from seedbed.agent.planner.tree.grow_grounded import passages_by_leaf, sections_of
from seedbed.agent.planner.tree.grow_tree import bare
from seedbed.agent.planner.tree.propose import Workshop
from seedbed.agent.resources import Resources
from seedbed.memory.plan import PartPlan, Plan, quotas
from seedbed.memory.spec import Spec
from seedbed.memory.tree import Concept, ConceptTree
from seedbed.tools.knowledge.chunks import chunk_sources
from tests.agent.scripted import client
from tests.tools.knowledge.documents import document

MESSAGES: dict[str, Any] = {
    "recipe": "messages",
    "about": "A message to a bike shop",
    "row": {"text": "string 5..400", "mood": ["calm", "angry"]},
    "vary": {"mood": {"angry": "1/3", "calm": "rest"}, "sender": {"ask": "people", "n": 2}},
    "write": "{{ sender }}, {{ mood }}, about {{ leaf }}",
    "means": {"mood": {"calm": "no anger", "angry": "anger"}},
}
CLAUSES = {"60": "rows", "a third angry": "axis mood"}
QUESTIONS: dict[str, Any] = {
    "recipe": "questions",
    "about": "A question",
    "row": {"question": "string 5.."},
    "make": {"passage": {"pick": "passages", "n": 1}, "question": "Ask about {{ passage }}"},
}
_WORDS = "A berth costs twelve pounds a night in summer and ten in winter; guests pay at the office. " * 8
HANDBOOK = "# Harbour\n" + "".join(f"\n## {name}\n\n{_WORDS}\n" for name in ("Berths", "Fuel", "Showers"))


def tree(*names: str) -> ConceptTree:
    """A tree of leaves under the root, or under each other (`repairs.tyres`)."""
    concepts = [Concept(id="root", name="bikes")]
    for name in names:
        above = name.rpartition(".")[0] or "root"
        concepts.append(Concept(id=name, name=name.rpartition(".")[2], parents=(above,)))
    return ConceptTree(concepts=tuple(concepts))


def messages(grown: ConceptTree, rows: int = 60, recipe: dict[str, Any] = MESSAGES) -> State:
    """A draft of messages over a tree."""
    given = Spec.model_validate(
        {"parts": [{"recipe": recipe, "clauses": CLAUSES, "topic": "bikes", "rows": rows}]}
    )
    spec = settled(given, Path())
    part = spec.parts[0]
    mine = PartPlan(part="rows", tree=grown, quotas=quotas(part, grown, ("any",)))
    return State(spec, Plan(parts=(mine,)), {"rows": {"sender": ["a rider", "a mother"]}})


def questions(rows: int = 60) -> tuple[State, Resources]:
    """A draft of questions about a handbook, and the handbook."""
    chunks = chunk_sources([document(HANDBOOK, "harbour.md")])
    sections = sections_of(chunks)
    resources = Resources(chunks=chunks, sections=sections, passages=passages_by_leaf(chunks, sections))
    given = {"sources": ["harbour.md"], "parts": [{"recipe": QUESTIONS, "topic": "harbour", "rows": rows}]}
    spec = settled(Spec.model_validate(given), Path())
    grown = bare(spec.parts[0], resources)
    mine = PartPlan(part="rows", tree=grown, quotas=quotas(spec.parts[0], grown, ("any",)))
    return State(spec, Plan(parts=(mine,)), {}), resources


def shop(
    *answers: Any, resources: Resources | None = None, writable: tuple[str, ...] = ("rows",)
) -> Workshop:
    """What recipes are changed with; the client gives these answers."""
    door: Client = client(*answers, can=("tool_calls",))[0]
    return Workshop(door, resources or Resources(), writable=frozenset(writable))


def hands(state: State, given: Workshop | None = None) -> Hands:
    """The tools' hands: whoever tries gets three rows of 500 tokens, nobody is there to ask."""

    async def few(now: State, part: str, time: int) -> tuple[list[str], int]:
        return [f"3 rows of {part}, time {time}"], 1500

    async def nobody(question: str, options: tuple[str, ...]) -> str | None:
        return None

    return Hands(state, given or shop(), few, nobody, room=10_000)
