"""Which known text a changed one was made from: by the runs of three words that they share.

For tens of thousands of texts: runs that many texts share are not followed.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tests.simulator.world.vocabulary import words

T = TypeVar("T")
SHARE = 0.4
"""Share of its own runs that a changed text must have in common with the known one."""
_LISTED = 64
"""Texts listed per run of words; those that come later are found by their other runs."""
_LOOKED_AT = 3
"""Candidates compared exactly."""
_Run = tuple[str, str, str]


@dataclass(slots=True)
class Nearest(Generic[T]):
    """Texts with what is known of each."""

    _texts: list[tuple[str, T]] = field(default_factory=list)
    _holding: dict[_Run, list[int]] = field(default_factory=dict)

    def add(self, text: str, known: T) -> None:
        """Files a text."""
        for run in _runs(text):
            listed = self._holding.setdefault(run, [])
            if len(listed) < _LISTED:
                listed.append(len(self._texts))
        self._texts.append((text, known))

    def find(self, text: str) -> T | None:
        """What is known of the nearest text; None where none is near."""
        mine = _runs(text)
        votes: Counter[int] = Counter()
        for run in mine:
            votes.update(self._holding.get(run, ()))
        best, most = None, SHARE * len(mine)
        for index, _ in votes.most_common(_LOOKED_AT):
            theirs, known = self._texts[index]
            shared = len(mine.keys() & _runs(theirs).keys())
            if shared > most:
                best, most = known, shared
        return best


def _runs(text: str) -> dict[_Run, None]:
    """In order, for the order decides among candidates that are equally near."""
    said = words(text)
    return dict.fromkeys(zip(said, said[1:], said[2:], strict=False))
