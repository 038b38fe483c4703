"""Rectangles of the map, and points of the critic's curves."""

from itertools import pairwise

import pytest

from seedbed.app.viewer.curves import HIGH as CURVE_HIGH
from seedbed.app.viewer.curves import curve
from seedbed.app.viewer.treemap import HIGH, WIDE, boxes

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


def test_a_curve_breaks_where_nothing_is_known_and_marks_stand_in_its_order() -> None:
    drawn = curve([10, 20, 30, 40], [0.0, 1.0, None, 0.5], 1.0, [(None, None), (0.5, 1.0)], [20, 40])
    first, second = drawn.lines
    points = [tuple(map(float, one.split(","))) for one in first.split()]
    assert len(points) == 2 and len(second.split()) == 1
    assert points[0][1] > points[1][1]  # a higher figure stands higher
    assert all(0 <= y <= CURVE_HIGH for _, y in points)
    assert all(a < b for a, b in pairwise(drawn.marks))
    assert len(drawn.band.split()) == 2


def test_one_critique_alone_can_be_drawn() -> None:
    assert curve([10], [0.5], 1.0).lines[0].count(",") == 1
