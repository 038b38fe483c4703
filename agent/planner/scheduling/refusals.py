"""Why the last row that was made for a seat isn't in the dataset, for whoever makes the next one."""

from typing import Any

from pydantic import TypeAdapter

from seedbed.memory.brief import Brief, Refusal, Seat
from seedbed.memory.candidate import Verdict

_LAST = TypeAdapter(tuple[str, dict[str, Any], Refusal])
"""Cell and attributes that the seat wanted, and what became of the row."""


class Refusals:
    """The last one of each seat; of seats that are filled since nothing is asked.

    As JSON: there may be nearly as many as seats, for those that were tried before come last."""

    def __init__(self) -> None:
        self._last: dict[int, bytes] = {}

    def note(self, seat: int | None, brief: Brief, verdict: Verdict, stood: bool = False) -> None:
        """A row by a brief was refused; or it `stood` in a seat, and was taken back."""
        if seat is not None:
            cell = verdict.cell if stood else brief.cell.key
            last = cell, dict(brief.attributes), Refusal(reasons=verdict.reasons, stood=stood)
            self._last[seat] = _LAST.dump_json(last)

    def forget(self, seat: int | None) -> None:
        """A row has this seat."""
        if seat is not None:
            self._last.pop(seat, None)

    def of(self, seat: Seat) -> Refusal | None:
        """Of the last row for a seat that wanted what the seat wants now; None: there was none."""
        if (kept := self._last.get(seat.number)) is None:
            return None
        cell, attributes, last = _LAST.validate_json(kept)
        return last if (cell, attributes) == (seat.cell.key, seat.attributes) else None
