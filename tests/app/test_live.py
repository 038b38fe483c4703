"""The live view fits its terminal and tells the truth about seats."""

import io
from collections import Counter

import pytest
from rich.console import Console

from seedbed.app.views.live import fitted, picture, time_left, tree
from seedbed.graphs.observer import CellView, View
from tests.runs import HOSTILE


def view(parts: int = 2, leaves: int = 6, stage: str = "produce", seconds: float = 60.0) -> View:
    cells = tuple(
        CellView(
            part=f"part-{p}",
            path=(f"group {leaf % 2}", f"leaf {leaf} {HOSTILE if not leaf else ''}"),
            label=label,
            difficulty="any",
            filled=leaf % 4,
            quota=4,
            in_flight=1,
        )
        for p in range(parts)
        for leaf in range(leaves)
        for label in ("booking", "complaint")
    )
    accepted = sum(cell.filled for cell in cells)
    return View(
        stage=stage,
        requested=4 * len(cells),
        accepted=accepted,
        rejected=5,
        failed=0,
        in_flight=10,
        calls=1234,
        prompt_tokens=100_000,
        completion_tokens=23_456,
        usd=0.0123,
        seconds=seconds,
        cells=cells,
        reasons=Counter({"wrong label": 3, "duplicate": 2}),
    )


def lines(shown: View, width: int, height: int) -> list[str]:
    console = Console(width=width, height=height, file=io.StringIO())
    with console.capture() as captured:
        console.print(picture(shown, width, height))
    return captured.get().splitlines()


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("height", [8, 12, 24, 60])
def test_it_fits(width: int, height: int) -> None:
    shown = lines(view(), width, height)
    assert len(shown) <= height
    assert all(len(line) <= width for line in shown)
    assert all(char.isprintable() for line in shown for char in line)


def test_at_sixty_columns_all_figures_are_there() -> None:
    text = "\n".join(lines(view(), 60, 24))
    for said in (
        "● produce",
        "28 of 96 rows",
        "28 rows/min",
        "85 % accepted",
        "123.5k tokens",
        "$0.012",
        "1 min",
        "left",
    ):
        assert said in text
    assert "wrong label 3" in text


def test_every_seat_is_counted_on_every_level() -> None:
    shown = view()
    drawn = tree(shown.cells)
    for depth in range(4):
        level = [line for line in drawn if line.depth == depth]
        assert sum(line.filled for line in level) == shown.accepted
        assert sum(line.quota for line in level) == shown.requested


def test_what_is_hidden_is_said() -> None:
    drawn = tree(view(parts=3, leaves=10).cells)
    for room in range(1, len(drawn)):
        kept = fitted(drawn, room)
        assert len(kept) <= room
        assert kept[-1].name == f"… and {len(drawn) - len(kept) + 1} more"
    assert fitted(drawn, len(drawn)) == drawn


def test_before_the_first_row_nothing_is_promised() -> None:
    empty = View("plan", 0, 0, 0, 0, 0, 0, 0, 0, 0.0, 0.0, (), Counter())
    assert time_left(empty) is None
    assert any("plan" in line for line in lines(empty, 60, 10))
