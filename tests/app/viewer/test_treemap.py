"""The map: its rectangles, and what stands behind them."""

from contextlib import closing
from pathlib import Path

import pytest

from seedbed.app.viewer.concepts import figures
from seedbed.app.viewer.treemap import HIGH, WIDE, boxes
from seedbed.memory.brief import Slot
from seedbed.memory.store.costs import tokens
from seedbed.memory.store.protocol import Charge, Usage
from seedbed.memory.store.standing import known, standing
from seedbed.memory.store.status import read_status
from tests.runs import make_run

BELOW = {"root": ["a", "b", "none"], "a": ["a.x", "a.y"], "a.x": [], "a.y": [], "b": [], "none": []}
SIZES = {"root": 100, "a": 60, "a.x": 30, "a.y": 20, "b": 40, "none": 0}


def test_areas_are_as_the_sizes_and_what_a_split_concept_holds_itself_has_one_too() -> None:
    drawn = {(one.id, one.own): one for one in boxes("root", BELOW, SIZES.__getitem__)}
    assert [*drawn] == [("a", False), ("a.x", False), ("a.y", False), ("a", True), ("b", False)]
    a, b = drawn["a", False], drawn["b", False]
    assert a.holds and not b.holds
    assert a.width * a.height / (b.width * b.height) == pytest.approx(60 / 40, rel=0.03)
    assert a.width * a.height + b.width * b.height == pytest.approx(WIDE * HIGH, rel=0.03)
    for inner in (drawn["a.x", False], drawn["a.y", False], drawn["a", True]):
        assert a.x <= inner.x and inner.x + inner.width <= a.x + a.width
        assert a.y <= inner.y and inner.y + inner.height <= a.y + a.height


def test_a_leaf_is_one_box_and_nothing_is_none() -> None:
    (box,) = boxes("b", BELOW, SIZES.__getitem__)
    assert (box.id, box.own, box.holds) == ("b", False, False)
    assert list(boxes("none", BELOW, SIZES.__getitem__)) == []


def test_what_a_concept_costs_is_what_its_candidates_took_as_the_status_has_it(tmp_path: Path) -> None:
    with closing(make_run(tmp_path / "run").open_store(write=True)) as store:
        cell = next(store.seats())[0].cell.key
        for stage in ("sample", "probe"):
            slot = Slot("b" * 64, "judge", stage)
            number = store.reserve(Charge(slot, "m", stage, cell, "toy", 9, 0.0))
            store.settle(number, slot, None, Usage(500))
        plan, spent = known(store)[1], read_status(store)["spending"]["by_recipe"]
        for part in plan.parts:
            found = figures(part, standing(store, plan), {}, store.steps())[part.tree.root.id]
            assert found.tokens == (tokens(spent[part.part]) if part.part in spent else 0)
