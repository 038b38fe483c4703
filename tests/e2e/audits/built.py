"""A finished run of every task, to be copied and tampered with."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.program import lines


@dataclass(frozen=True, slots=True)
class Built:
    """A finished run, and its rows by part."""

    path: Path
    rows: dict[str, list[str]]

    def copy(self, to: Path) -> "Built":
        """A copy to be tampered with."""
        shutil.copytree(self.path, to, ignore=shutil.ignore_patterns("index"))
        return Built(to, self.rows)

    def first(self, part: str) -> str:
        """The first row of a part."""
        return self.rows[part][0]

    def row(self, row_id: str) -> dict[str, Any]:
        """A row as it stands in the dataset."""
        return next(dict(row) for row in lines(self.path / "dataset.jsonl") if row["id"] == row_id)

    def unlike(self, part: str, field: str) -> tuple[str, str]:
        """Two rows of a part with different values of a field."""
        rows = [self.row(row_id) for row_id in self.rows[part]]
        other = next(row for row in rows if row[field] != rows[0][field])
        return rows[0]["id"], other["id"]


Forgery = Callable[[Built], str]
"""Tampers; names, with blanks between them, of the rows or files that must be found."""
