"""Whose turn it is among the open seats of a cell, however many they are: seats that want the same attributes
stand in one line each, and the lines in a line of lines. What comes first is known by entries of which none
is too high; one that is too low is put right when it comes up."""

from array import array
from collections.abc import Callable
from heapq import heapify, heappop, heappush, heapreplace

_FEW = 200
"""Seats of a line that had briefs out, from which those that are filled are looked for and dropped."""

Out = Callable[[int, int], int | None]
"""A seat's number, and its line → briefs out for it; None: it isn't open any more, or stands elsewhere."""


class _Line:
    """Seats that want the same: those that never had a brief, by number (4 bytes each), and the others."""

    __slots__ = ("_at", "_fresh", "_most", "_name", "_others", "stands")

    def __init__(self, name: int) -> None:
        self._name = name
        self.stands: tuple[int, int, int, int] | None = None
        """The entry that counts, of those that it has among the lines."""
        self._fresh, self._at = array("i"), 0
        self._others: list[tuple[int, int]] = []
        """Briefs out for a seat, and its number: a heap."""
        self._most = _FEW

    def join(self, number: int) -> None:
        """A seat is open, or has fewer briefs out."""
        if self._fresh and number <= self._fresh[-1]:
            heappush(self._others, (0, number))
        else:
            self._fresh.append(number)

    def first(self, out: Out) -> tuple[int, int] | None:
        """Briefs out for the seat with the fewest, and its number."""
        while True:
            fresh = (0, self._fresh[self._at]) if self._at < len(self._fresh) else None
            other = self._others[0] if self._others else None
            entry = fresh if other is None or (fresh and fresh < other) else other
            if entry is None:
                return None
            now = out(entry[1], self._name)
            if now is not None and now <= entry[0]:
                return entry
            if entry is fresh:
                self._at += 1
                if now is not None:
                    self._push(now, entry[1], out)
            elif now is None:
                heappop(self._others)
            else:
                heapreplace(self._others, (now, entry[1]))

    def _push(self, now: int, number: int, out: Out) -> None:
        heappush(self._others, (now, number))
        if len(self._others) > self._most:
            known = {n: briefs for _, n in self._others if (briefs := out(n, self._name)) is not None}
            self._others = [(briefs, n) for n, briefs in known.items()]
            heapify(self._others)
            self._most = max(_FEW, 2 * len(known))


class Turns:
    """The lines of one cell."""

    def __init__(self) -> None:
        self._lines: dict[int, _Line] = {}
        self._first: list[tuple[int, int, int, int]] = []
        """Of each line the first seat: briefs out, texts written under its attributes, its number, the line.
        """

    def join(self, number: int, alike: int) -> None:
        """A seat is open, or has fewer briefs out. `alike`: its line: a number that seats have in common
        which want the same."""
        if (line := self._lines.get(alike)) is None:
            line = self._lines[alike] = _Line(alike)
        line.join(number)
        if (entry := (0, 0, -1, alike)) != line.stands:
            line.stands = entry
            heappush(self._first, entry)

    def of(self, alike: int, out: Out) -> tuple[int, int] | None:
        """Briefs out for the seat of a line with the fewest, and its number; None: it has none."""
        line = self._lines.get(alike)
        return line.first(out) if line else None

    def first(self, out: Out, written: Callable[[int], int]) -> int:
        """The seat with the fewest briefs out; of those one whose attributes were written least; of those
        the lowest number. `written`: a line → texts written under its attributes. Raises IndexError: none
        is open."""
        while True:
            entry = self._first[0]
            alike = entry[3]
            line = self._lines.get(alike)
            if line is None or entry is not line.stands:
                heappop(self._first)
            elif (seat := line.first(out)) is None:
                heappop(self._first)
                del self._lines[alike]
            elif (now := (seat[0], written(alike), seat[1], alike)) > entry:
                line.stands = now
                heapreplace(self._first, now)
            else:
                return seat[1]
