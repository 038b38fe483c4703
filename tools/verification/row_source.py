"""Rows to verify, one by one: from JSONL of any length, or from rows that a program already has.

A line that can't be read is a row with a fault, and reading goes on. Memory stays constant: of the input no
more than one line is held, and a line longer than MAX_LINE is passed over. Numbers keep the digits that they
are written with. It does not know kinds of checks (`rows.py`).
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

MAX_LINE = 16_000_000
"""Longest line that is read, in bytes."""
MAX_FIELD = 10_000_000
_CHUNK = 65_536
_WIDEST = 400
"""Places that a number may have when its exponent is written out."""


class Numeral(str):
    """A number of a row, as it is written: text, but not a text field."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row, or why there is none."""

    number: int
    """The line's number, from 0; blank lines count and have no row."""
    fields: Mapping[str, Any]
    fault: str = ""
    """Why the line is no row; empty: it is one."""


def rows_of(given: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """Rows that a program already has, numbered from 0; numbers become the digits of their text."""
    for number, fields in enumerate(given):
        if isinstance(fields, Mapping):
            yield Row(number, {str(name): _as_read(value) for name, value in fields.items()})
        else:
            yield Row(number, {}, f"a row must have named fields, and this is {type(fields).__name__!r}")


def read_rows(read: Callable[[int], bytes]) -> Iterator[Row]:
    """The rows of a JSONL stream as they come.

    Args:
        read: Gives some of the next bytes, at most so many, and none at the end; like `os.read`.
    """
    for number, line in enumerate(_lines(read)):
        if line is None:
            yield Row(number, {}, f"the line is longer than {MAX_LINE:,} bytes")
        elif line.strip():
            yield _row(number, line)


def _lines(read: Callable[[int], bytes]) -> Iterator[bytes | None]:
    """Lines without their ends; None for one that is too long."""
    pieces: list[bytes] = []
    size, first = 0, True
    while chunk := read(_CHUNK):
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            size += len(piece)
            pieces.append(piece)
            line = None if size > MAX_LINE else b"".join(pieces)
            yield line.removeprefix(b"\xef\xbb\xbf") if first and line else line
            pieces, size, first = [], 0, False
        size += len(rest)
        if size > MAX_LINE:
            pieces = []
        else:
            pieces.append(rest)
    if size:
        line = None if size > MAX_LINE else b"".join(pieces)
        yield line.removeprefix(b"\xef\xbb\xbf") if first and line else line


def _row(number: int, line: bytes) -> Row:
    try:
        fields = json.loads(
            line.decode("utf-8"), parse_int=Numeral, parse_float=Numeral, parse_constant=_no_number
        )
    except UnicodeDecodeError as error:
        return Row(number, {}, f"not UTF-8 at byte {error.start + 1}")
    except json.JSONDecodeError as error:
        return Row(number, {}, f"not JSON: {error.msg} at character {error.colno}")
    except RecursionError:
        return Row(number, {}, "not a row: nested too deep")
    except _NoNumber as error:
        return Row(number, {}, f"not JSON: {error} is no number")
    if not isinstance(fields, dict):
        return Row(number, {}, f"not a row: {_NAMES[type(fields)]} instead of an object {{…}}")
    return Row(number, fields)


class _NoNumber(ValueError):
    """NaN or Infinity."""


def _no_number(name: str) -> Any:
    raise _NoNumber(name)


_NAMES: Mapping[type, str] = {
    list: "an array",
    str: "a text",
    Numeral: "a number",
    bool: "a truth value",
    type(None): "null",
}


def _as_read(value: Any) -> Any:
    """A value of a program as reading it from JSON would have given it."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float | Decimal | Fraction):
        return Numeral(value)
    if isinstance(value, Mapping):
        return {str(name): _as_read(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_read(inner) for inner in value]
    return value


def text_of(row: Row, name: str, *, numbers: bool = True) -> tuple[str, str]:
    """A field's text and an empty fault, or what is wrong with the field.

    Args:
        numbers: Whether a number may stand where a text is wanted (`{"a": 0.5}`).
    """
    if name not in row.fields:
        return "", f"there is no field `{name}`"
    value = row.fields[name]
    if isinstance(value, Numeral) and numbers:
        return _written_out(value), ""
    if not isinstance(value, str) or isinstance(value, Numeral):
        return "", f"`{name}` is {_NAMES.get(type(value), 'an object')}, not a text"
    if len(value) > MAX_FIELD:
        return "", f"`{name}` is longer than {MAX_FIELD:,} characters"
    if not _whole(value):
        return "", f"`{name}` holds half a character (a lone surrogate)"
    return value, ""


def value_of(value: Any) -> Any:
    """A value of a row as JSON has it: numerals as numbers.

    Raises:
        ValueError: a number that no machine number holds.
    """
    if isinstance(value, Numeral):
        whole = value.lstrip("-").isdigit()
        number: float = int(value) if whole else float(value)
        if number in (math.inf, -math.inf):
            raise ValueError(f"the number {value[:40]} is too large")
        return number
    if isinstance(value, Mapping):
        return {name: value_of(inner) for name, inner in value.items()}
    return [value_of(inner) for inner in value] if isinstance(value, list) else value


def _whole(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _written_out(number: str) -> str:
    """A number without its exponent: `1e-5` is `0.00001`; one too wide stays as it is."""
    if "e" not in number.lower():
        return number
    try:
        value = Decimal(number)
    except ArithmeticError:
        return number
    return f"{value:f}" if value.is_finite() and abs(value.adjusted()) < _WIDEST else number


def texts_of(row: Row) -> Iterator[tuple[str, str]]:
    """(place, text) of every text of a row in order, places as `messages.1.content`."""
    waiting: list[tuple[str, Any]] = [(name, row.fields[name]) for name in reversed(list(row.fields))]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str) and not isinstance(value, Numeral):
            yield place, value
        elif isinstance(value, Mapping):
            waiting += [(f"{place}.{name}", value[name]) for name in reversed(list(value))]
        elif isinstance(value, list):
            waiting += [(f"{place}.{number}", value[number]) for number in reversed(range(len(value)))]
