"""Pairs of passages that speak of one thing."""

from seedbed.tools.knowledge.graph.bridges import bridges_of
from seedbed.tools.knowledge.graph.graph import graph_of
from tests.tools.knowledge.documents import passages

SHOPS = "# Shops\n\nThe Mill shop houses the workshop. The day is long in Wrenfleet.\n"
TOURS = "# Tours\n\nThe Ridge Challenge leaves the Mill shop at 09:15. The day is short.\n"
TOWN = "# Town\n\nThere are three bridges in Wrenfleet. The day is warm.\n"


def test_things_of_the_graph_come_before_shared_names() -> None:
    chunks = passages(SHOPS, TOURS, TOWN)
    found = bridges_of(graph_of(chunks), chunks)
    assert [(b.name, b.by, b.first, b.second) for b in found] == [
        ("Mill shop", "graph", chunks[0].id, chunks[1].id),
        ("Wrenfleet", "name", chunks[0].id, chunks[2].id),
    ]


def test_what_many_passages_name_joins_none() -> None:
    chunks = passages(*(f"{TOWN}Note {n}.\n" for n in range(5)))
    assert bridges_of(graph_of(chunks), chunks) == ()
    assert bridges_of(None, chunks[:1]) == ()


def test_two_documents_come_before_two_passages_of_one() -> None:
    filler = " ".join(["The day is warm and the road is dry."] * 20)
    first = f"# Shops\n\n## First\n\nThe Mill shop houses the workshop. {filler}\n\n"
    one = f"{first}## Second\n\nThe Mill shop is old.\n"
    chunks = passages(one, TOURS)
    found = [(b.first, b.second) for b in bridges_of(graph_of(chunks), chunks) if b.name == "Mill shop"]
    assert len(found) == 3
    assert found[-1] == (chunks[0].id, chunks[1].id)
