"""Why the last row that was made for a seat isn't in the dataset, for whoever makes the next one."""

from collections.abc import Mapping
from typing import Any

from seedbed.memory.brief import Brief, Refusal, Seat
from seedbed.memory.candidate import Verdict


class Refusals:
    """The last one of each seat; of seats that are filled since nothing is asked."""

    def __init__(self) -> None:
        self._last: dict[int, tuple[str, Mapping[str, Any], Refusal]] = {}
        """Seat → cell and attributes that it wanted, and what became of the row."""

    def note(self, seat: int | None, brief: Brief, verdict: Verdict, stood: bool = False) -> None:
        """A row by a brief was refused; or it `stood` in a seat, and was taken back."""
        if seat is not None:
            cell = verdict.cell if stood else brief.cell.key
            self._last[seat] = (cell, brief.attributes, Refusal(reasons=verdict.reasons, stood=stood))

    def forget(self, seat: int | None) -> None:
        """A row has this seat."""
        if seat is not None:
            self._last.pop(seat, None)

    def of(self, seat: Seat) -> Refusal | None:
        """Of the last row for a seat that wanted what the seat wants now; None: there was none."""
        cell, attributes, last = self._last.get(seat.number, ("", {}, None))
        return last if (cell, attributes) == (seat.cell.key, seat.attributes) else None
