"""What a check of evidence is given and gives back: where the evidence stands, and how it came out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from seedbed.memory.brief import Brief, Slot
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Candidate, Store, StoredAnswer
from seedbed.tools.evaluation.stored_answers import said_object

Outcome = Literal["recomputed", "consistent", "not checkable"]
_SHA256 = re.compile(r"[0-9a-f]{64}")
Checked = tuple[Outcome, str]
"""How it was re-checked, and what is wrong (empty: it holds), or why it can't be checked (empty: never)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of evidence stands."""

    candidate: Candidate
    brief: Brief
    folder: RunFolder
    store: Store
    spec: Spec
    answers: Sequence[tuple[Slot, StoredAnswer]]
    """All that are stored for the brief."""

    @property
    def row(self) -> Mapping[str, Any]:
        """The row's fields."""
        return self.candidate.draft.row or {}

    @property
    def task(self) -> str:
        """The task of the row's part."""
        return self.spec.part(self.brief.cell.part).task

    @property
    def way(self) -> str:
        """The way of the row's part."""
        return self.spec.part(self.brief.cell.part).way

    def answer(self, slot: str) -> StoredAnswer | None:
        """The answer under a slot of this brief, and of no other."""
        return next((answer for _, answer in self.answers if answer.slot == slot), None)

    def source_text(self, sha256: str) -> str:
        """The text of a source; "" where the run has none under this hash."""
        path = self.folder.sources / f"{sha256}.txt"
        if not _SHA256.fullmatch(sha256) or path.is_symlink() or not path.is_file():
            return ""
        return path.read_bytes().decode("utf-8", errors="replace")

    def objects(self, role: str, step: str, draw: int) -> Iterator[Mapping[str, Any]]:
        """The JSON objects that a role said at a step of the last attempt, repairs and turns included."""
        attempt = self.candidate.draft.attempts - 1
        for slot, answer in self.answers:
            mine = (slot.role, slot.attempt, slot.draw) == (role, attempt, draw)
            if mine and slot.step.startswith(step) and (said := said_object(answer)) is not None:
                yield said
