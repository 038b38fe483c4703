"""Charts: shapes and words alone, where the figures say, whatever the words are."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from seedbed.memory.files.run_folder import RunFolder
from seedbed.tools.evaluation.report import charts
from seedbed.tools.evaluation.report.critic_figures import history

HOSTILE = "</text><script>alert(1)</script>\x1b[2J\u202e\ud800 style"


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
    assert not charts.quality(CRITIQUES[:1], []) and not charts.cost([], []) and not charts.roles({})
    assert charts.cost([{**one, "tokens_per_row": None} for one in CRITIQUES], [10])


def test_of_many_critiques_some_are_drawn_the_last_among_them() -> None:
    many = [critique(n, n / 1000, None) for n in range(1, 1001)]
    for most in (1, 24, 999, 1000, 2000):
        assert len(charts.thinned(many, most)) <= most and charts.thinned(many, most)[-1] == many[-1]
    assert len(charts.quality(many, [])) < 6000


def test_there_is_nothing_in_a_chart_but_shapes_and_words() -> None:
    drawn = [
        charts.quality(CRITIQUES, [20]),
        charts.cost(CRITIQUES, []),
        charts.bars("b", HOSTILE, {HOSTILE: 3, "b": 0}),
    ]
    for svg in drawn:
        assert svg.isprintable() and "http" not in svg and "url(" not in svg
        root = ElementTree.fromstring(svg)
        tags = {one.tag for one in root.iter()}
        assert tags <= {"svg", "title", "desc", "g", "path", "rect", "circle", "text"}
        assert not {
            name for one in root.iter() for name in one.attrib if name in ("style", "href", "onclick")
        }
        assert root.get("role") == "img" and root.get("aria-labelledby") == root[0].get("id")
        assert {one.get("id") for one in root.iter()} == {None, root[0].get("id"), root[1].get("id")}
    words = [one.text or "" for one in ElementTree.fromstring(drawn[-1]).iter("text")]
    assert any(one.startswith("</text><script>") for one in words)


def test_bars_are_as_long_as_their_numbers_the_smallest_together() -> None:
    whys = [{"reason": f"why {n}", "by": "", "candidates": n} for n in range(1, 11)]
    root = ElementTree.fromstring(charts.outcome({"accepted": 20, "reasons": [*whys, whys[0]]}))
    words = [one.text for one in root.iter("text")]
    numbers = [20, 10, 9, 8, 7, 6, 5, 4 + 3 + 2 + 2]
    assert [one for one in words if not (one or "").isdigit()][::-1] == [
        "accepted",
        *(f"why {n}" for n in range(10, 4, -1)),
        "4 others",
    ]
    lengths = sorted((float(one.get("width", "")) for one in root.iter("rect")), reverse=True)
    assert [round(one / lengths[0] * 20) for one in lengths] == sorted(numbers, reverse=True)


def test_tokens_are_counted_since_the_critique_before() -> None:
    same = {"coverage": 1, "duplicate_share": 0, "faithfulness": {}}
    some = [{"commit": at, "accepted": rows, **same} for at, rows in ((5, 4), (9, 4), (12, 6))]
    found = history(some, {5: (5, 400), 9: (8, 900), 12: (11, 1000)})
    assert [one["tokens_per_row"] for one in found] == [100, None, 50]
    assert [one["candidates"] for one in found] == [5, 8, 11]


@pytest.mark.parametrize("name", ["outcome", "roles"])
def test_the_report_shows_charts_beside_their_numbers(
    name: str, folder: RunFolder, figures: dict[str, Any]
) -> None:
    page = BeautifulSoup(folder.report_html.read_text(encoding="utf-8"), "html.parser")
    title = page.find("title", id=f"chart-{name}")
    assert title and title.find_parent("figure")
    spent = figures["cost"]["by_role"].items()
    text = " ".join(page.get_text().split())
    for role, one in spent:
        assert f"{role} {one['prompt_tokens'] + one['completion_tokens']:,}" in text
