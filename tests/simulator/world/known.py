"""What this server wrote, found again by the text: by its hash, a changed one by the nearest.

Memory of one process. After a restart judges fall back on what a text shows by itself (`vocabulary.py`).
"""

from dataclasses import dataclass, field, replace
from typing import Any

from tests.simulator.chance import sha256
from tests.simulator.world.nearest import Nearest
from tests.simulator.world.rows import Row, Rows, strings


@dataclass(frozen=True, slots=True)
class Written:
    """One writing and the truth about it."""

    job: str
    text: str
    """Its main field (the text, problem, question; a record as canonical JSON)."""
    concept: str | None = None
    """What it is really about."""
    asked_concept: str | None = None
    asked_leaf: str | None = None
    """The leaf of the order, where that may be one split from `asked_concept`."""
    defect: str | None = None
    """What was planted, or None."""
    copy: bool = False
    """Whether it was written as a copy or near-copy."""
    difficulty: str | None = None
    """The difficulty asked for, where the world keeps it."""
    detail: dict[str, Any] = field(default_factory=dict)
    """What solvers and answerers need: `expression`, `answer`, `answerable`."""


@dataclass(slots=True)
class Known:
    """The writings of this process."""

    rows: Rows = field(default_factory=Rows)
    """What was written for recipes."""
    _by_text: dict[str, Written] = field(default_factory=dict)
    _truth: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _near: Nearest[Written] = field(default_factory=Nearest)

    def remember(self, call_key: str, written: Written, content: str) -> None:
        """Keeps a writing, once per call.

        Args:
            call_key: the call that it answers.
            content: the whole answer as sent, for its hash.
        """
        if (call_key, written.job) in self._truth:
            return
        self.learn(written)
        self._truth[(call_key, written.job)] = {
            "hash": sha256(written.text),
            "content_hash": sha256(content),
            "job": written.job,
            "concept": written.concept,
            "asked_concept": written.asked_concept,
            "asked_leaf": written.asked_leaf,
            "defect": written.defect,
            "copy": written.copy,
            "difficulty": written.difficulty,
            **written.detail.get("told", {}),
        }

    def keep(self, call_key: str, row: Row, written: Written, content: str) -> None:
        """Keeps what a recipe's step wrote: the row, and each of its strings with the concept it is about."""
        self.rows.add(row)
        self.remember(call_key, written, content)
        for text in strings(row.values):
            if text.strip():
                self.learn(replace(written, text=text))

    def learn(self, told: Written) -> None:
        """Keeps a text that somebody else wrote, for those who read it later; it is no answer of ours."""
        text = plain(told.text)
        if text not in self._by_text:
            self._by_text[text] = told
            self._near.add(text, told)

    def exact(self, text: str) -> Written | None:
        """The writing of that text, whatever its white space."""
        return self._by_text.get(plain(text))

    def find(self, text: str) -> Written | None:
        """The writing of that text, else the one it was changed from, else None."""
        return self.exact(text) or self._near.find(text)

    def truth(self) -> list[dict[str, Any]]:
        """Per writing its hashes, true concept and label, and planted defect, in order of writing."""
        return list(self._truth.values())


def plain(text: str) -> str:
    """A text with its white space evened out: what it is known by."""
    return " ".join(text.split())
