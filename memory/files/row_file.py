"""Files of rows that a person brings: JSONL, an object a line; each fault with its line and what to do."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault

LARGEST = 200_000_000
"""Bytes of a file."""


def read_text(path: Path, option: str, largest: int = LARGEST) -> str:
    """The text of a file. `option`: by which the person named the file. Raises UserFault: it can't be
    read, is too large, or no UTF-8."""
    where = str(path)
    try:
        if path.stat().st_size > largest:
            hint = f"at most {largest:,} bytes are read"
            raise UserFault("the file is too large", where=where, next_step=hint)
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        hint = f"check {option}"
        raise UserFault(f"can't be read: {error.strerror}", where=where, next_step=hint) from error
    except UnicodeDecodeError as error:
        raise UserFault("is no UTF-8 text", where=where, next_step="save it as UTF-8") from error


def json_rows(
    path: Path, option: str, form: str, largest: int = LARGEST
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line, row) of a JSONL file; empty lines are left out. `form`: how a row is written, for whoever
    wrote another. Raises UserFault: as `read_text`; or a line is no JSON object."""
    for number, line in enumerate(read_text(path, option, largest).split("\n"), 1):
        if line.strip():
            where = f"{path}, line {number}"
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                hint = f"write one JSON object a line: {form}"
                big = type(error) is ValueError  # what `int` says of more digits than it reads
                what = "holds a number of too many digits" if big else "is not JSON"
                raise UserFault(what, where=where, next_step="write it as text" if big else hint) from error
            if not isinstance(row, dict):
                raise UserFault("is no object", where=where, next_step=f"write {form}")
            yield number, row
