"""Of what a leaf has: unused sections, then passages, then things of which no row speaks."""

from dataclasses import replace

from seedbed.agent.planner.grow_grounded import items_by_leaf, passages_by_leaf, sections_of
from seedbed.agent.shelf import Shelf, layout_of
from seedbed.agent.writer.grounded.spread import least_used, naming_anew, touched
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.graph.graph import graph_of
from seedbed.tools.knowledge.questions.make import make_questions
from tests.tools.knowledge.documents import document

TEXT = """# Hire

## Rates

| Bike | Day rate | Week rate |
|---|---|---|
| Tandem | £26 | £120 |
| City bike | £15 | £70 |
| Cargo bike | £32 | £150 |

## Rules

| Rule | Limit |
|---|---|
| Helmet size | 62 cm |
| Trailer load | 40 kg |
"""
CHUNKS = chunk_sources([document(TEXT, "hire.md")])
SECTIONS = sections_of(CHUNKS)
SHELF = Shelf(
    chunks=CHUNKS,
    sections=SECTIONS,
    items=items_by_leaf(make_questions(CHUNKS), SECTIONS),
    passages=passages_by_leaf(CHUNKS, SECTIONS),
    graph=graph_of(CHUNKS),
)
((LEAF, ITEMS),) = SHELF.items.items()


def heading(item: object) -> set[str]:
    return {path[-1] for _, path in touched(item, SHELF).sections}


def test_sections_joined_into_one_leaf_take_turns() -> None:
    assert {name for item in ITEMS for name in heading(item)} == {"Rates", "Rules"}
    used: dict[str, int] = {}
    seen: list[str] = []
    for _ in range(4):
        free = [item for item in ITEMS if item.id not in used]
        chosen = least_used(ITEMS, free, used, SHELF)[0]
        used[chosen.id] = 1
        seen += heading(chosen)
    assert sorted(seen[:2]) == sorted(seen[2:]) == ["Rates", "Rules"]


def test_a_section_with_nothing_left_gives_way() -> None:
    rules = [item for item in ITEMS if heading(item) == {"Rules"}]
    used = dict.fromkeys((item.id for item in ITEMS if item not in rules), 1)
    rates = [item for item in ITEMS if item not in rules]
    assert set(map(id, least_used(ITEMS, rules, used, SHELF))) <= set(map(id, rules))
    assert least_used(ITEMS, rates, {rules[0].id: 1}, SHELF)


def test_things_of_which_no_row_speaks_come_first_and_any_if_there_are_none() -> None:
    tandem = next(key for key in layout_of(SHELF).entities if "tandem" in key)
    about = [item for item in ITEMS if tandem in touched(item, SHELF).entities]
    others = [item for item in ITEMS if tandem not in touched(item, SHELF).entities]
    fresh = naming_anew([*about, *others[:1]], {about[0].id: 1}, SHELF)
    assert others[0] in fresh
    assert not any(touched(item, SHELF).entities == {tandem} for item in fresh)
    every = {item.id: 1 for item in ITEMS}
    assert naming_anew(about, every, SHELF) == about


def test_without_a_graph_sections_alone_count() -> None:
    bare = replace(SHELF, graph=None, derived={})
    assert naming_anew(ITEMS, {ITEMS[0].id: 1}, bare) == ITEMS
    assert least_used(ITEMS, ITEMS, {}, bare)
