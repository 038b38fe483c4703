"""Rows that the user already has (`--examples FILE`, JSONL). Reads files; knows no model."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part

_LARGEST = 200_000_000


def read_examples(paths: Sequence[str]) -> tuple[dict[str, Any], ...]:
    """The rows of example files, in the order of the files.

    Raises:
        UserFault: a file can't be read, a line isn't a JSON object, or there are no rows.
    """
    rows = tuple(row for path in paths for row in lines_of(path))
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


def lines_of(file: str) -> Iterator[dict[str, Any]]:
    """The rows of a file (JSONL).

    Raises:
        UserFault: it can't be read, or a line isn't a JSON object.
    """
    path, step = Path(file), "examples are JSONL: one object a line"
    try:
        if path.stat().st_size > _LARGEST:
            raise UserFault("the file is too large", where=file, next_step="some hundred examples are plenty")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise UserFault(f"can't be read: {reason}", where=file, next_step=step) from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise UserFault("is no JSON object", where=f"{file}, line {number}", next_step=step)
        yield row
