"""A copy of a finished run in the hands of somebody who forges it, each time at rows not yet touched."""

import contextlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.program import lines
from tests.e2e.tampering import edit_draft, edit_json


@dataclass(frozen=True, slots=True)
class Forger:
    """A run, and its untouched rows by part."""

    path: Path
    rows: dict[str, list[str]]

    def take(self, part: str) -> str:
        """A row of a part that nobody has touched."""
        return self.rows[part].pop(0)

    def row(self, row_id: str) -> dict[str, Any]:
        """A row as it stands in the dataset."""
        return next(dict(row) for row in lines(self.path / "dataset.jsonl") if row["id"] == row_id)

    def unlike(self, part: str, field: str) -> list[dict[str, Any]]:
        """Two untouched rows of a part with different values of a field."""
        first, *others = (self.row(row_id) for row_id in self.rows[part])
        other = next(row for row in others if row[field] != first[field])
        for row in (first, other):
            self.rows[part].remove(row["id"])
        return [first, other]

    def draft(self, part: str, change: Callable[[Any], None]) -> str:
        """Change a row's draft in the store; its id."""
        row = self.take(part)
        edit_draft(self.path, row, change)
        return row

    def answered(self, part: str, role: str, change: Callable[[Any], None]) -> str:
        """Change what a role said of a row, wherever it said it in JSON."""

        def changed(content: Any) -> None:
            message = content["choices"][0]["message"]
            with contextlib.suppress(json.JSONDecodeError):  # a malformed answer, which was asked for again
                said = json.loads(message["content"] or "")
                change(said)
                message["content"] = json.dumps(said)

        row = self.take(part)
        where = f"substr(brief, 1, 16) = '{row}' AND role = '{role}'"
        assert edit_json(self.path, "answers", "content", where, changed)
        return row


Forgery = Callable[[Forger], str]
"""Forges; names, with blanks between them, of the rows or files that must be found."""


def forger(run: Path, to: Path) -> Forger:
    """A copy of a run."""
    shutil.copytree(run, to, ignore=shutil.ignore_patterns("index"))
    rows: dict[str, list[str]] = {}
    for row in lines(run / "dataset.jsonl"):
        rows.setdefault(row["part"], []).append(row["id"])
    return Forger(to, rows)
