"""Concepts that the documents say nothing of, and concepts with two parents."""

from seedbed.agent.planner.tree.grow_tree import supported
from seedbed.agent.resources import Resources
from seedbed.memory.spec import Part
from seedbed.memory.tree import Concept
from seedbed.tools.knowledge.chunks import chunk_sources
from tests.tools.knowledge.documents import document

PART = Part(name="rows", offline="labels", topic="a bike shop", rows=10, labels=("a", "b"))  # type: ignore[arg-type]  # words become labels
ABOUT_TYRES = "A puncture is mended with a patch. Tyres are inflated to five bar; a worn tyre is replaced."


def concept(name: str, *parents: str, inside: str = "") -> Concept:
    return Concept(id=name.lower().replace(" ", "-"), name=name, parents=parents or ("root",), inside=inside)


def test_a_leaf_that_no_passage_is_near_to_is_marked_and_said() -> None:
    parsed: list[str] = []
    tyres = concept("Tyres", inside="punctures, pressure, wear")
    violins = concept("Violin lessons", inside="bows, scales and concerts")
    found = supported(
        PART, [tyres, violins], Resources(chunks=chunk_sources([document(ABOUT_TYRES)])), parsed.append
    )
    assert [bool(c.unsupported) for c in found] == [False, True]
    assert len(parsed) == 1 and "'Violin lessons'" in parsed[0] and "Tyres" not in parsed[0]


def test_without_documents_nothing_is_marked() -> None:
    parsed: list[str] = []
    found = supported(PART, [concept("Violin lessons")], Resources(), parsed.append)
    assert not found[0].unsupported and not parsed
