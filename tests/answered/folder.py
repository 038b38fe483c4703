"""The folder in which requests wait: a file each, moved by rename, so that several can answer side by side.

`inbox/KEY` waits, `claimed/KEY` is being answered, `outbox/KEY` is answered; `log.jsonl` keeps everything.
"""

import fcntl
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from tests.answered.wire import Answer, Json, key_of

VERSION = 1
"""Of lines in logs and cassettes."""
ABANDONED = 420.0
"""Seconds after which a claimed request waits again: whoever claimed it has gone."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Requests and answers of one endpoint."""

    root: Path

    @classmethod
    def of(cls, root: Path) -> "Folder":
        """The folder, made if it isn't there."""
        for name in ("inbox", "claimed", "outbox"):
            (root / name).mkdir(parents=True, exist_ok=True)
        return cls(root)

    @property
    def log(self) -> Path:
        """Every request with its answer, a line each."""
        return self.root / "log.jsonl"

    def waiting(self) -> list[str]:
        """Keys of the requests that nobody has claimed, the oldest first."""
        found = []
        for path in (self.root / "inbox").iterdir():
            try:
                found.append((path.stat().st_mtime_ns, path.name))
            except FileNotFoundError:  # claimed just now
                continue
        return [name for _, name in sorted(found)]

    def place(self, body: Json) -> str:
        """Lets a request wait, unless an equal one does or is answered; its key."""
        key = key_of(body)
        # In the order in which requests move, so that one that moves meanwhile is seen.
        if not any((self.root / place / key).exists() for place in ("inbox", "claimed", "outbox")):
            self._write("inbox", key, json.dumps(body, ensure_ascii=False))
        return key

    def claim(self, most: int) -> list[tuple[str, Json]]:
        """Takes up to so many requests for oneself, the oldest first."""
        self._give_back()
        taken: list[tuple[str, Json]] = []
        for key in self.waiting():
            if len(taken) >= most:
                break
            path = self.root / "claimed" / key
            try:
                os.rename(self.root / "inbox" / key, path)
            except FileNotFoundError:  # somebody else was faster
                continue
            os.utime(path)
            taken.append((key, json.loads(path.read_text(encoding="utf-8"))))
        return taken

    def answered(self, key: str) -> Answer | None:
        """The answer to a request; None while there is none."""
        try:
            given = json.loads((self.root / "outbox" / key).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return Answer(given.get("answer", ""), tuple(given.get("tool_calls") or ()))

    def answer(self, key: str, answer: Answer) -> str:
        """Answers a request and logs it; what is wrong, or empty. The first answer stands."""
        if (self.root / "outbox" / key).exists():
            return "answered already"
        path = next((p for p in (self.root / "claimed" / key, self.root / "inbox" / key) if p.exists()), None)
        if path is None:
            return "no such request"
        body, began = json.loads(path.read_text(encoding="utf-8")), path.stat().st_mtime
        if not self._write("outbox", key, json.dumps(answer.as_json(), ensure_ascii=False)):
            return "answered already"
        took = round(time.time() - began, 1)
        self.note({"version": VERSION, "key": key, "took": took, "body": body, **answer.as_json()})
        for place in ("claimed", "inbox"):
            (self.root / place / key).unlink(missing_ok=True)
        return ""

    def note(self, line: Json) -> None:
        """Appends a line to the log, whole, also after one that was cut off."""
        data = json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
        with open(self.log, "ab+") as log:
            fcntl.flock(log, fcntl.LOCK_EX)
            end = log.seek(0, os.SEEK_END)
            if end:
                log.seek(end - 1)
                data = data if log.read(1) == b"\n" else b"\n" + data
            log.write(data)

    def _give_back(self) -> None:
        for path in (self.root / "claimed").iterdir():
            try:
                if time.time() - path.stat().st_mtime > ABANDONED:
                    os.rename(path, self.root / "inbox" / path.name)
            except FileNotFoundError:
                continue

    def _write(self, place: str, key: str, text: str) -> bool:
        """Writes a file whole or not at all; false: it is there already."""
        new = self.root / f".{key}.{os.getpid()}.{time.monotonic_ns()}"
        new.write_text(text, encoding="utf-8", errors="surrogatepass")
        try:
            os.link(new, self.root / place / key)
        except FileExistsError:
            return False
        finally:
            new.unlink()
        return True
