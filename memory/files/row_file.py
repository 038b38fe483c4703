"""Files of rows that a person brings: JSONL, an object a line; each fault with its line and what to do."""

import json
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

from seedbed.memory.errors import UserFault

LARGEST = 200_000_000
"""Bytes of a file."""
_FAULTS = {
    ValueError: ("holds a number of too many digits", "write it as text"),  # as `int` says
    UnicodeEncodeError: ("holds half of a character", "mend the escape \\ud800 to \\udfff that stands alone"),
}


def loads(text: str) -> Any:
    """The JSON value that a text is. Raises ValueError: it is none, or (UnicodeEncodeError) has half of a
    character, which no file can hold; RecursionError: it is nested too deep."""
    value = json.loads(text)
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode()
    return value


def read_bytes(path: Path, option: str, largest: int = LARGEST) -> bytes:
    """The bytes of a file. `option`: by which the person named the file. Raises UserFault: it can't be
    read, is a pipe or device, which may never end, or too large."""
    where = str(path)
    try:
        kind = path.stat()
        if not (S_ISREG(kind.st_mode) or S_ISDIR(kind.st_mode)):
            hint = "write what it holds into a file"
            raise UserFault("is a pipe or a device", where=where, next_step=hint)
        if kind.st_size > largest:
            hint = f"at most {largest:,} bytes are read"
            raise UserFault("the file is too large", where=where, next_step=hint)
        return path.read_bytes()
    except OSError as error:
        hint = f"check {option}"
        raise UserFault(f"can't be read: {error.strerror}", where=where, next_step=hint) from error


def read_text(path: Path, option: str, largest: int = LARGEST) -> str:
    """The text of a file, its lines ended by LF. `option`: by which the person named the file. Raises
    UserFault: as `read_bytes`; or it is no UTF-8."""
    data = read_bytes(path, option, largest)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "save what it holds as text in UTF-8, tables as CSV" if b"\0" in data else "save it as UTF-8"
        raise UserFault("is no UTF-8 text", where=str(path), next_step=hint) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def json_rows(
    path: Path, option: str, form: str, largest: int = LARGEST
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line, row) of a JSONL file; empty lines are left out. `form`: how a row is written, for whoever
    wrote another. Raises UserFault: as `read_text`; or a line is no JSON object that a file can hold."""
    for number, line in enumerate(read_text(path, option, largest).split("\n"), 1):
        if line.strip():
            where = f"{path}, line {number}"
            try:
                row = loads(line)
            except (ValueError, RecursionError) as error:
                hint = f"write one JSON object a line: {form}"
                what, step = _FAULTS.get(type(error), ("is not JSON", hint))
                raise UserFault(what, where=where, next_step=step) from error
            if not isinstance(row, dict):
                raise UserFault("is no object", where=where, next_step=f"write {form}")
            yield number, row
