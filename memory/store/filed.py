"""What rows are filed under, so that copies are found.

In `bands` a key lies where its hash falls, and a row has dozens: written with each row they were 24 of the 56
pages of the log that a row took. So the newest rows' keys lie in `newest_bands`, a row after the other, and
in memory; once there are enough, all of them are brought to their places at once, in order (as a
log-structured merge tree does, O'Neil et al. 1996)."""

import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from seedbed.memory.store import statements as q
from seedbed.memory.store import tables as t
from seedbed.memory.store.prepared import Prepared

_MOST = 128
"""Newest rows, with which all are brought to their places."""
_AT_ONCE = 1000
"""Keys that are handed to the database together."""
_EMPTY = t.newest_bands.delete()
_NEWEST = sa.select(t.newest_bands).order_by(t.newest_bands.c.number)


class Filed:
    """What the rows of one store are filed under."""

    def __init__(self, connection: Prepared) -> None:
        self._connection = connection
        self._newest: dict[int, list[int]] | None = None
        """Newest row → its keys, as the store has them; None: it has to be asked."""
        self._under: dict[int, list[int]] = {}
        """The same by key."""

    def add(self, c: Prepared, number: int, keys: Sequence[str]) -> None:
        """File a new row, within a transaction."""
        if not keys:
            return
        if self._newest is None:
            self._newest, self._under = self._read()
        named = [t.band(key) for key in keys]
        self._newest[number] = named
        if len(self._newest) >= _MOST:
            self.place(c)
            return
        for key in named:
            self._under.setdefault(key, []).append(number)
        c.execute(
            q.insert(t.newest_bands), {"number": number, "keys": struct.pack(f">{len(named)}q", *named)}
        )

    def widen(self, c: Prepared, number: int, keys: Sequence[str]) -> None:
        """File a row under more keys, within a transaction."""
        self.place(c)
        _put(c, [(t.band(key), number) for key in keys])

    def place(self, c: Prepared) -> None:
        """Bring the newest rows' keys to their places, within a transaction."""
        newest = self._read()[0] if self._newest is None else self._newest
        if newest:
            _put(c, sorted((key, number) for number, keys in newest.items() for key in keys))
            c.execute(_EMPTY)
        self._newest, self._under = None if self._newest is None else {}, {}

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Around a transaction: where it fails, what is in memory is asked of the store again."""
        try:
            yield
        except BaseException:
            self._newest, self._under = None, {}
            raise

    def find(self, alone: Sequence[str], together: Sequence[str]) -> list[int]:
        """As `protocol.Store.banded` has it."""
        certain, shared = ([t.band(key) for key in keys] for keys in (alone, together))
        names = {f"alone{n}": key for n, key in enumerate(certain)}
        names |= {f"together{n}": key for n, key in enumerate(shared)}
        placed = self._connection.rows(q.banded(len(certain), len(shared)), **names)
        found = Counter({row.number: row.shared for row in placed})
        # Only who files rows keeps them in memory: for anybody else there may be others since.
        under = self._under if self._newest is not None else self._read()[1]
        newest = Counter(number for key in shared for number in under.get(key, ()))
        found.update({number: n for number, n in newest.items() if n > 1})
        found.update({number: len(shared) + 1 for key in certain for number in under.get(key, ())})
        return sorted(found, key=lambda number: (-min(found[number], len(shared) + 1), number))

    def _read(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """What `newest_bands` holds, by row and by key."""
        newest = {
            row.number: [key for (key,) in struct.iter_unpack(">q", row.keys)]
            for row in self._connection.rows(_NEWEST)
        }
        under: dict[int, list[int]] = {}
        for number, keys in newest.items():
            for key in keys:
                under.setdefault(key, []).append(number)
        return newest, under


def _put(c: Prepared, places: Sequence[tuple[int, int]]) -> None:
    for first in range(0, len(places), _AT_ONCE):
        some = places[first : first + _AT_ONCE]
        c.execute_each(q.keep(t.bands), [{"key": key, "number": number} for key, number in some])
