"""Rows that the user already has (`--examples FILE`, JSONL). Reads files; knows no model."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.files.row_file import json_rows
from seedbed.memory.spec import Part


def read_examples(paths: Sequence[str]) -> tuple[dict[str, Any], ...]:
    """The rows of example files, in the order of the files.

    Raises:
        UserFault: a file can't be read, a line isn't a JSON object, or there are no rows.
    """
    form = '{"text": …, "label": …}'
    rows = tuple(row for path in paths for _, row in json_rows(Path(path), "--examples", form))
    if paths and not rows:
        raise UserFault("there are no rows", where=", ".join(paths), next_step="give one JSON object a line")
    return rows


def examples_for(part: Part, rows: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The rows that can serve a part: with some of its fields, and of an offline source with labels that it
    has."""
    fitting = tuple(row for row in rows if part.row_roles.keys() & row.keys())
    if part.offline != "labels":
        return fitting
    known = {one.name for one in part.labels}
    return tuple(row for row in fitting if "label" not in row or row["label"] in known)
