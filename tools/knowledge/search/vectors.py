"""Vectors kept in a file, by embedder and text: in a run, or where runs share one. None is made twice.

SQLite lets several processes read and add at once. It knows neither passages nor ranking.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from seedbed.memory.errors import UserFault

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = "vectors.sqlite"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS vectors "
    "(embedder TEXT, text TEXT, vector BLOB, PRIMARY KEY (embedder, text)) WITHOUT ROWID"
)
_WAITS = 60.0
"""Seconds for another process that is writing."""


class Vectors:
    """The vectors in a folder, which is made with the first of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, embedder: str, texts: Iterable[str]) -> "dict[str, NDArray[np.float32]]":
        """Text → its vector, of those that are there; texts by their hashes.

        Raises:
            UserFault: the file can't be read.
        """
        import numpy as np

        asked = "SELECT vector FROM vectors WHERE embedder = ? AND text = ?"
        with self._opened() as file:
            found = ((text, file.execute(asked, (embedder, text)).fetchone()) for text in texts)
            return {text: np.frombuffer(row[0], dtype="<f4") for text, row in found if row}

    def write(self, embedder: str, vectors: "Mapping[str, NDArray[np.float32]]") -> None:
        """Keep the vectors of texts, all or none of them.

        Raises:
            UserFault: the file can't be written.
        """
        rows = ((embedder, text, vector.astype("<f4").tobytes()) for text, vector in vectors.items())
        with self._opened() as file:
            file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        path = self.folder / FILE
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(path, timeout=_WAITS)) as file, file:
                file.execute(_TABLE)
                yield file
        except (sqlite3.Error, OSError) as fault:
            raise UserFault(
                f"the knowledge index can't be used ({fault})",
                where=str(path),
                next_step="move this file away, for it is made anew from sources/; or name a folder that can "
                "be written with --knowledge",
            ) from fault


def check_place(place: str) -> None:
    """Whether `--knowledge` can be used, before anything is spent; nothing is written but an empty file.

    Raises:
        UserFault: it can't.
    """
    if "://" in place:
        raise UserFault(
            "the knowledge index lies in a folder, not at an address",
            where=place,
            next_step="name a folder: --knowledge DIR; several runs may use it at once",
        )
    Vectors(Path(place)).read("", ())
