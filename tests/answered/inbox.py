"""Requests that wait for an answer: one SQLite file, so that several can answer side by side."""

import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from tests.answered.wire import Answer, Json, key_of

ABANDONED = 420.0
"""Seconds after which a claimed request waits again: whoever claimed it has gone."""
_WAITS = "answer IS NULL AND claimed < ?"


class Inbox:
    """The requests of one endpoint, in the order in which they came; answered ones stay."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS requests"
            " (number INTEGER PRIMARY KEY, key TEXT UNIQUE, body TEXT, claimed REAL DEFAULT 0, answer TEXT)"
        )

    def close(self) -> None:
        self._db.close()

    def place(self, body: Json) -> str:
        """Lets a request wait, unless an equal one is there already; its key."""
        key = key_of(body)
        self._db.execute("INSERT OR IGNORE INTO requests (key, body) VALUES (?, ?)", (key, json.dumps(body)))
        return key

    def waiting(self) -> list[str]:
        """Keys of the requests that nobody is answering."""
        found = self._db.execute(
            f"SELECT key FROM requests WHERE {_WAITS} ORDER BY number", (time.time() - ABANDONED,)
        )
        return [key for (key,) in found]

    def claim(self, most: int) -> list[tuple[str, Json]]:
        """Takes up to so many requests for oneself."""
        now = time.time()
        found = self._db.execute(
            "UPDATE requests SET claimed = ? WHERE number IN"
            f" (SELECT number FROM requests WHERE {_WAITS} ORDER BY number LIMIT ?)"
            " RETURNING number, key, body",
            (now, now - ABANDONED, most),
        )
        return [(key, json.loads(body)) for _, key, body in sorted(found)]

    def answered(self, key: str) -> Answer | None:
        """The answer to a request; None while there is none."""
        found = self._db.execute("SELECT answer FROM requests WHERE key = ?", (key,)).fetchone()
        return Answer.of(json.loads(found[0])) if found and found[0] else None

    def answer(self, key: str, answer: Answer) -> str:
        """Answers a request; what is wrong, or empty. The first answer stands."""
        said = json.dumps(answer.as_json())
        done = self._db.execute(
            "UPDATE requests SET answer = ? WHERE key = ? AND answer IS NULL", (said, key)
        ).rowcount
        return "" if done else "answered already" if self.answered(key) else "no such request"

    def log(self) -> Iterator[tuple[Json, Answer]]:
        """Every answered request with its answer."""
        for body, answer in self._db.execute(
            "SELECT body, answer FROM requests WHERE answer IS NOT NULL ORDER BY number"
        ):
            yield json.loads(body), Answer.of(json.loads(answer))
