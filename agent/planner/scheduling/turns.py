"""Whose turn it is among the open seats of a cell, however many they are: seats that want the same attributes
stand in one line each, and the lines in a line of lines. Both are heaps whose entries are none too high; one
that is too low is put right when it comes up.
"""

from collections.abc import Callable, Mapping
from heapq import heappop, heappush, heapreplace

Alike = tuple[str, ...]
"""A cell and attributes."""


class Turns:
    """The lines of one cell."""

    def __init__(self) -> None:
        self._lines: dict[Alike, list[tuple[int, int]]] = {}
        """Briefs out for a seat, and its number."""
        self._first: list[tuple[int, int, int, Alike]] = []
        """Of each line the first seat: briefs out, texts written under its attributes, its number."""
        self._counts: dict[Alike, tuple[int, int, int, Alike]] = {}
        """The entry that counts, of those that a line has there."""

    def join(self, number: int, alike: Alike) -> None:
        """A seat is open, or has fewer briefs out."""
        heappush(self._lines.setdefault(alike, []), (0, number))
        self._stand((0, 0, -1, alike), heappush)

    def first(self, out: Callable[[int, Alike], int | None], written: Mapping[Alike, int]) -> int:
        """The seat with the fewest briefs out; of those one whose attributes were written least; of those the
        lowest number.

        Args:
            out: Briefs out for a seat; None: it isn't open any more, or wants other attributes.
            written: Texts by cell and attributes.

        Raises:
            IndexError: none is open.
        """
        while True:
            entry = self._first[0]
            alike = entry[3]
            if entry != self._counts[alike]:
                heappop(self._first)
            elif (seat := self._of_line(alike, out)) is None:
                heappop(self._first)
                self._lines.pop(alike, None)
            elif (now := (seat[0], written.get(alike, 0), seat[1], alike)) > entry:
                self._stand(now, heapreplace)
            else:
                return seat[1]

    def _stand(self, entry: tuple[int, int, int, Alike], how: Callable[..., object]) -> None:
        self._counts[entry[3]] = entry
        how(self._first, entry)

    def _of_line(self, alike: Alike, out: Callable[[int, Alike], int | None]) -> tuple[int, int] | None:
        line = self._lines.get(alike, [])
        while line:
            now = out(line[0][1], alike)
            if now is None:
                heappop(line)
            elif now > line[0][0]:
                heapreplace(line, (now, line[0][1]))
            else:
                return line[0]
        return None
