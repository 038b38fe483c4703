"""The live view fits its terminal and tells the truth about seats."""

import re
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from seedbed import graphs
from seedbed.app.console import table
from seedbed.app.views.live import STAGES, figures, picture, seats
from seedbed.graphs.observer import View, by_concept
from seedbed.memory.tree import Concept, ConceptTree
from tests.app.conftest import printed
from tests.runs import HOSTILE


def view(parts: int = 2, leaves: int = 6) -> View:
    mine = {f"leaf {leaf} {HOSTILE if not leaf else ''}": (2 * (leaf % 4), 8) for leaf in range(leaves)}
    seats = {f"part-{part}": mine for part in range(parts)}
    accepted = parts * sum(filled for filled, _ in mine.values())
    rejected = Counter({"wrong label": 3, "duplicate": 2})
    return View(
        "produce",
        8 * parts * leaves,
        accepted,
        accepted + 5,
        10,
        1234,
        123_456,
        0.0123,
        60.0,
        seats,
        rejected,
        rate=28.0,
        left=146.0,
    )


def test_every_stage_that_a_run_enters_has_words() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in Path(graphs.__path__[0]).rglob("*.py"))
    entered = re.findall(r'\.enter\("(\w+)"\)', code)
    assert "embed" in entered and not {*entered} - {*STAGES}


@pytest.mark.parametrize("width", [60, 200])
def test_it_fits_and_all_figures_are_there(width: int) -> None:
    shown = printed(picture(view()), width=width).splitlines()
    assert all(len(line) <= width and line.isprintable() for line in shown)
    for said in (
        "making rows", "28 of 96 rows", "28 rows/min", "85 % accepted", "10 in flight", "123.5k tokens",
        "$0.012", "1 min", "2 min 26 s left", "wrong label 3", "28/96",
    ):  # fmt: skip
        assert said in " ".join(" ".join(shown).split())


def test_where_there_is_little_room_names_give_way_and_counts_stay() -> None:
    wide = {"a part of the dataset with a long name": {"all": (3_456, 12_000)}}
    shown = printed(picture(replace(view(), seats=wide)), width=50)
    assert "3,456/12,000\n" in shown and "a part of the datas…" in shown


def test_concepts_stand_inside_their_part() -> None:
    shown = printed(picture(view(leaves=2)), width=100)
    assert re.findall(r"^ *(?:part-0|leaf 1)", shown, re.MULTILINE) == ["part-0", "  leaf 1", "  leaf 1"]


def test_a_number_without_room_is_cut_for_all_to_see() -> None:
    made = table("name", "many", "tokens", numbers=("many", "tokens"))
    made.add_row("a name", "1,234,567", "9,876,543,210")
    assert all("…" in one for one in re.findall(r"\d\S+", printed(made, width=18)))


def test_every_seat_is_counted() -> None:
    drawn = list(seats(view().seats))
    parts = [one for one in drawn if one[0].startswith("part")]
    for lines in (parts, [one for one in drawn if one not in parts]):
        assert (sum(n for _, n, _ in lines), sum(n for *_, n in lines)) == (28, 96)
    assert len(list(seats(view(leaves=1).seats))) == 2, "an only concept is its part"


def test_a_slow_pace_is_told_by_the_hour() -> None:
    assert "24 rows/h" in figures(replace(view(), rate=0.4)) and "0 rows/min" in figures(
        replace(view(), rate=0.0)
    )


def test_batches_that_are_out_are_told() -> None:
    out = {"out": 3, "calls": 1240, "answered": 400, "since": time.time() - 7200}
    said = "3 batches out, 1,240 calls, oldest 2 h, 400 of 1,240 answered"
    assert said in figures(replace(view(), batches=out)) and said not in figures(view())


def test_before_the_first_row_nothing_is_promised() -> None:
    told = figures(View("plan", 0, 0, 0, 0, 0, 0, 0.0, 0.0, {}, Counter()))
    assert "none decided yet" in told and not any("left" in one for one in told)


def test_of_very_many_concepts_none_has_a_bar() -> None:
    for number, shown in ((3, 3), (2_000, 1)):
        top = Concept(id="all", name="All")
        leaves = [Concept(id=f"c{n}", name=f"C{n}", parents=("all",)) for n in range(number)]
        tree = ConceptTree(concepts=(top, *leaves))
        found = by_concept([(f"rows/{one.id}/any/any", 1, 2) for one in leaves], {"rows": tree})
        assert len(found["rows"]) == shown
        assert sum(filled for filled, _ in found["rows"].values()) == number
