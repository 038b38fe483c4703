"""Questions of several places as rows of their own."""

import random

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice
from seedbed.agent.writer.grounded import several_places
from seedbed.memory.brief import Cell
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.questions.make import make_questions
from tests.agent.scenes import scene
from tests.tools.knowledge.documents import RATES, document

SOURCES = (document(RATES, "rates.md"),)
CHUNKS = chunk_sources(SOURCES)
PART = Part(task="grounded_qa", topic="bike hire", rows=2, way="multi-hop")


def test_only_items_of_several_places_are_in_stock() -> None:
    items = make_questions(CHUNKS)
    shelf = Shelf(sources=SOURCES, chunks=CHUNKS, items={"root.leaf": items, "root.other": items[:1]})
    found = several_places.stock(PART, shelf)
    assert list(found) == ["root.leaf"]
    assert 0 < len(found["root.leaf"]) < len(items)
    _, bench, _ = scene(PART, shelf=shelf, sources=["d"])
    cell = Cell(part="rows", leaf="root.leaf", label="any", difficulty="any")
    used: dict[str, int] = {}
    while chosen := several_places.choose_item(
        Choice(PART, cell, {}, random.Random(1), 1, used, lambda key: ()), bench
    ):
        assert chosen.grounding["item"]["hops"]
        used[chosen.material] = 1
    assert len(used) == len(found["root.leaf"])
