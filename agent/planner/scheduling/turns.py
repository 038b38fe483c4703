"""Whose turn it is among the open seats of a cell, however many they are: seats that want the same and have
as many briefs out stand in one line, and the lines in a line of lines. Which of these comes first is known by
entries of which none is too high; one that is too low is put right when it comes up."""

from array import array
from bisect import insort
from collections import defaultdict
from collections.abc import Sequence
from heapq import heappop, heappush, heapreplace

from seedbed.agent.planner.scheduling.ascending import Numbers, drop

_SPARE, _FEW = 1.2, 200
"""Entries, for each that counts, and beyond: where there are more, those that are out of date are dropped."""


class Turns:
    """The lines of one cell."""

    def __init__(self) -> None:
        self._lines: dict[tuple[int, int], array[int]] = defaultdict(Numbers)
        """Briefs out, and what the seats have in common → their numbers."""
        self._first: list[tuple[int, int, int, int]] = []
        """Of each line: briefs out, texts written under its attributes, its first number, what its seats have
        in common; and entries that are out of date."""
        self._stands: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        """Line → the entry that counts."""

    def join(self, number: int, alike: int, out: int) -> None:
        """A seat is open. `alike`: a number that seats have in common which want the same. `out`: briefs out
        for it."""
        insort(self._lines[out, alike], number)
        if self._stands.get((out, alike)) != (entry := (out, 0, -1, alike)):
            self._stands[out, alike] = entry
            heappush(self._first, entry)
        if len(self._first) > len(self._lines) * _SPARE + _FEW:
            self._first = sorted(self._stands.values())

    def leave(self, number: int, alike: int, out: int) -> None:
        """It isn't open any more, or is about to be another."""
        drop(self._lines[out, alike], number)
        if not self._lines[out, alike]:
            del self._lines[out, alike], self._stands[out, alike]

    def line(self, alike: int, out: int = 0) -> Sequence[int]:
        """The seats of a line, ascending."""
        return self._lines.get((out, alike), ())

    def free(self) -> list[int]:
        """Of each line that no brief is out for its first seat, ascending."""
        return sorted(seats[0] for (out, _), seats in self._lines.items() if not out)

    def first(self, written: Sequence[int]) -> int:
        """The seat with the fewest briefs out; of those one whose attributes were written least; of those
        the lowest number. `written`: what seats have in common → texts written under their attributes. Raises
        IndexError: none is open."""
        while True:
            entry = self._first[0]
            out, *_, alike = entry
            if entry is not self._stands.get((out, alike)):
                heappop(self._first)
            elif (now := (out, written[alike], self.line(alike, out)[0], alike)) > entry:
                self._stands[out, alike] = now
                heapreplace(self._first, now)
            else:
                return now[2]
