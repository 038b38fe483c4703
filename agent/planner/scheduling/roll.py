"""The seats by number, 4 bytes each: what seats that want the same have in common is kept once."""

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from seedbed.memory.brief import Cell, Seat


class Roll(Mapping[int, Seat]):
    """Number → seat, made when it is asked for."""

    def __init__(self, seats: Iterable[Seat] = ()) -> None:
        self._of = array("i")
        """Of each number its kind; −1: there is no such seat."""
        self._kinds: list[tuple[Cell, dict[str, Any]]] = []
        self._known: dict[str, int] = {}
        self._cells: dict[str, Cell] = {}
        for seat in seats:
            self.put(seat)

    def put(self, seat: Seat) -> None:
        """A seat is new, or has another cell or other attributes."""
        key = f"{seat.cell.key}\0{json.dumps(seat.attributes)}"
        if (kind := self._known.setdefault(key, len(self._kinds))) == len(self._kinds):
            self._kinds.append((self._cells.setdefault(seat.cell.key, seat.cell), seat.attributes))
        self._of.extend([-1] * (seat.number + 1 - len(self._of)))
        self._of[seat.number] = kind

    def kind(self, number: int) -> int:
        """What a seat has in common with those that want the same."""
        return self._of[number]

    def wanted(self, kind: int) -> tuple[Cell, dict[str, Any]]:
        """The cell and the attributes of a kind."""
        return self._kinds[kind]

    def __getitem__(self, number: int) -> Seat:
        if not (0 <= number < len(self._of)) or self._of[number] < 0:
            raise KeyError(number)
        cell, attributes = self._kinds[self._of[number]]
        return Seat.model_construct(number=number, cell=cell, attributes=attributes)

    def __iter__(self) -> Iterator[int]:
        return (number for number, kind in enumerate(self._of) if kind >= 0)

    def __len__(self) -> int:
        return sum(kind >= 0 for kind in self._of)
