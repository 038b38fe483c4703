"""Charts: shapes and words alone, where the figures say."""

import re
from typing import Any
from xml.etree import ElementTree

from seedbed.tools.evaluation.report import charts
from seedbed.tools.evaluation.report.measured import history


def critique(candidates: int, coverage: float, right: float | None) -> dict[str, Any]:
    low = None if right is None else right - 0.1
    quality = {"coverage": coverage, "estimate": right, "low": low, "high": right}
    return {"candidates": candidates, "tokens_per_row": 100.0 * candidates, **quality}


CRITIQUES = [critique(10, 0, 0.5), critique(20, 0.4, None), critique(30, 0.5, 0.6), critique(40, 1, 0.7)]


def paths(svg: str, colour: str) -> list[list[tuple[float, float]]]:
    """The points of what is drawn in a colour."""
    drawn = [one for one in ElementTree.fromstring(svg).iter("path") if colour in one.get("stroke", "")]
    numbers = [[float(n) for n in re.findall(r"[\d.]+", one.get("d", ""))] for one in drawn]
    return [list(zip(some[::2], some[1::2], strict=True)) for some in numbers]


def test_lines_stand_where_the_figures_say_and_break_where_they_are_unknown() -> None:
    svg = charts.quality(CRITIQUES, [20, 20, 30])
    (coverage,) = paths(svg, "--chart-1")
    (right,) = paths(svg, "--chart-2")  # of a point alone there is a dot and no line
    changed = paths(svg, "--chart-3")
    (bottom, top), by = (coverage[0][1], coverage[-1][1]), [x for x, _ in coverage]
    assert [round((bottom - y) / (bottom - top), 2) for _, y in coverage] == [0, 0.4, 0.5, 1]
    assert [round((bottom - y) / (bottom - top), 2) for _, y in right] == [0.6, 0.7]
    assert [x for x, _ in right] == by[2:]
    assert [line[0][0] for line in changed] == by[1:3]
    assert svg.count("<circle") == 4 + 3
    said = ElementTree.fromstring(svg).findtext("desc")
    assert said == (
        "Coverage: 0 % after 10 candidates, 100 % after 40. "
        "Share of right rows: 50 % after 10 candidates, 70 % after 40."
    )


def test_nothing_is_drawn_of_a_single_critique_or_of_nothing() -> None:
    assert not charts.quality(CRITIQUES[:1], []) and not charts.cost([], [])
    assert charts.cost([{**one, "tokens_per_row": None} for one in CRITIQUES], [10])


def test_of_many_critiques_some_are_drawn_the_last_among_them() -> None:
    many = [critique(n, n / 1000, None) for n in range(1, 1001)]
    for most in (1, 24, 999, 1000, 2000):
        assert len(charts.thinned(many, most)) <= most and charts.thinned(many, most)[-1] == many[-1]
    assert len(charts.quality(many, [])) < 6000


def test_there_is_nothing_in_a_chart_but_shapes_and_words() -> None:
    for svg in (charts.quality(CRITIQUES, [20]), charts.cost(CRITIQUES, [])):
        assert svg.isprintable() and "http" not in svg and "url(" not in svg
        root = ElementTree.fromstring(svg)
        tags = {one.tag for one in root.iter()}
        assert tags <= {"svg", "title", "desc", "g", "path", "circle", "text"}
        assert not {
            name for one in root.iter() for name in one.attrib if name in ("style", "href", "onclick")
        }
        assert root.get("role") == "img" and root.get("aria-labelledby") == root[0].get("id")
        assert {one.get("id") for one in root.iter()} == {None, root[0].get("id"), root[1].get("id")}


def test_tokens_are_counted_since_the_critique_before() -> None:
    same = {"coverage": 1, "duplicate_share": 0, "faithfulness": {}}
    some = [{"commit": at, "accepted": rows, **same} for at, rows in ((5, 4), (9, 4), (12, 6))]
    found = history(some, {5: (5, 400), 9: (8, 900), 12: (11, 1000)})
    assert [one["tokens_per_row"] for one in found] == [100, None, 50]
    found = history(some, {5: (5, 400), 9: (8, 900), 12: (11, 1000)}, {5: 2, 12: 3})
    assert [one["tokens_per_row"] for one in found] == [100, 250, 50], "two came for two that were withdrawn"
    assert [one["candidates"] for one in found] == [5, 8, 11]
