"""Rows to verify, one by one: from JSONL of any length, or from rows that a program already has.

A line that can't be read is a row with a fault, and reading goes on. Of the input no more than one line is
held, and a line longer than MAX_LINE is passed over. Numbers are decimals, which keep the digits that they
are written with."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

MAX_LINE = 16_000_000
"""Longest line that is read, in bytes."""
_WIDEST = 400
"""Places that a number may have when its exponent is written out."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row, or why there is none."""

    number: int
    """The line's number, from 0; blank lines count and have no row."""
    fields: Mapping[str, Any]
    fault: str = ""
    """Why the line is no row; empty: it is one."""


def rows_of(given: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """Rows that a program already has, numbered from 0, as if they stood in a file."""
    for number, fields in enumerate(given):
        try:
            yield Row(number, _read(json.dumps(fields, default=_plain).encode()))
        except (TypeError, ValueError, RecursionError) as fault:
            yield Row(number, {}, str(fault))


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else str(value)


def read_rows(stream: BinaryIO) -> Iterator[Row]:
    """The rows of a JSONL stream as they come."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
            yield Row(number, {}, f"the line is longer than {MAX_LINE:,} bytes")
        elif line.strip():
            try:
                yield Row(number, _read(line if number else line.removeprefix(b"\xef\xbb\xbf")))
            except ValueError as fault:
                yield Row(number, {}, str(fault))
        number += 1


def _read(line: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(
            line.decode("utf-8"),
            object_pairs_hook=once,
            parse_int=Decimal,
            parse_float=Decimal,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.colno}") from None
    except RecursionError:
        raise ValueError("not a row: nested too deep") from None
    except ArithmeticError:
        raise ValueError("not a row: a number is too large") from None
    if not isinstance(fields, dict):
        raise ValueError(f"not a row: {_NAMES[type(fields)]} instead of an object {{…}}")
    return fields


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object of these. Raises ValueError: a key stands there twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return made


def _no_number(name: str) -> Any:
    raise ValueError(f"not JSON: {name} is no number")


_NAMES: Mapping[type, str] = {
    list: "an array",
    str: "a text",
    Decimal: "a number",
    bool: "a truth value",
    type(None): "null",
}


def text_of(fields: Mapping[str, Any], name: str, *, numbers: bool = True) -> str:
    """The text of a field. `numbers`: whether a number may stand where a text is wanted (`{"a": 0.5}`).
    Raises ValueError: there is none."""
    if name not in fields:
        raise ValueError(f"there is no field `{name}`")
    value = fields[name]
    if isinstance(value, Decimal) and numbers:  # without its exponent: `1e-5` is `0.00001`
        return f"{value:f}" if abs(value.adjusted()) < _WIDEST else str(value)
    if not isinstance(value, str):
        raise ValueError(f"`{name}` is {_NAMES.get(type(value), 'an object')}, not a text")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(f"`{name}` holds half a character (a lone surrogate)")
    return value


def value_of(value: Any) -> Any:
    """A value of a row as JSON has it: decimals as numbers. Raises ValueError: one is too large for them."""
    if isinstance(value, Decimal):
        number = float(value)
        if math.isinf(number):
            raise ValueError(f"the number {str(value)[:40]} is too large")
        return number if value.as_tuple().exponent else int(value)
    if isinstance(value, Mapping):
        return {name: value_of(inner) for name, inner in value.items()}
    return [value_of(inner) for inner in value] if isinstance(value, list) else value


def texts_of(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(place, text) of every text of a row in order, places as `messages.1.content`."""
    waiting: list[tuple[str, Any]] = [*fields.items()][::-1]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str):
            yield place, value
        elif isinstance(value, Mapping | list):
            inner = value.items() if isinstance(value, Mapping) else enumerate(value)
            waiting += [(f"{place}.{name}", one) for name, one in inner][::-1]
