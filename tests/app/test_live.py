"""The live view fits its terminal and tells the truth about seats."""

from collections import Counter

import pytest

from seedbed.app.views.live import figures, picture, seats
from seedbed.graphs.observer import CellView, View
from tests.app.conftest import printed
from tests.runs import HOSTILE


def view(parts: int = 2, leaves: int = 6) -> View:
    cells = tuple(
        CellView(f"part-{part}", f"leaf {leaf} {HOSTILE if not leaf else ''}", leaf % 4, 4)
        for part in range(parts)
        for leaf in range(leaves)
        for _ in ("booking", "complaint")
    )
    accepted = sum(cell.filled for cell in cells)
    rejected = Counter({"wrong label": 3, "duplicate": 2})
    return View("produce", 4 * len(cells), accepted, 5, 0, 10, 1234, 123_456, 0.0123, 60.0, cells, rejected)


@pytest.mark.parametrize("width", [60, 200])
def test_it_fits_and_all_figures_are_there(width: int) -> None:
    shown = printed(picture(view()), width=width).splitlines()
    assert all(len(line) <= width and line.isprintable() for line in shown)
    for said in (
        "making rows", "28 of 96 rows", "28 rows/min", "85 % accepted", "10 in flight", "123.5k tokens",
        "$0.012", "1 min", "2 min 26 s left", "wrong label 3", "28/96",
    ):  # fmt: skip
        assert said in " ".join(" ".join(shown).split())


def test_every_seat_is_counted() -> None:
    drawn = seats(view().cells)
    parts = [one for one in drawn if one[0].startswith("part")]
    for lines in (parts, [one for one in drawn if one not in parts]):
        assert (sum(n for _, n, _ in lines), sum(n for *_, n in lines)) == (28, 96)
    assert len(seats(view(leaves=1).cells)) == 2, "an only concept is its part"


def test_before_the_first_row_nothing_is_promised() -> None:
    told = figures(View("plan", 0, 0, 0, 0, 0, 0, 0, 0.0, 0.0, (), Counter()))
    assert "none decided yet" in told and not any("left" in one for one in told)
