"""Formats of texts that `jsonschema` checks only where other packages are installed: here by their
grammar, so that a row is right or wrong everywhere."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

_TIME = r"([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)([.,]\d+)?)?([Zz]|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)?"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_GRAMMARS: Mapping[str, str] = {
    "date-time": rf"\d{{4}}-\d\d-\d\d[Tt ]{_TIME}",
    "time": _TIME,
    "duration": r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?",
    "hostname": rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*",
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:([\w.~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+",
}
"""ISO 8601 (a zone and seconds may be left out), RFC 1123, RFC 3986."""


@cache
def format_checker() -> Any:
    """The formats of Draft 2020-12 that are checked: those of `jsonschema` and these."""
    from jsonschema import Draft202012Validator, FormatChecker

    checker = FormatChecker(Draft202012Validator.FORMAT_CHECKER.checkers)
    for name in _GRAMMARS:
        checker.checks(name, raises=ValueError)(partial(_has, name))
    return checker


def _has(name: str, value: Any) -> bool:
    """Whether a value, if it is a text, has a format. Raises ValueError: no such day or host."""
    if not isinstance(value, str):
        return True
    if not re.fullmatch(_GRAMMARS[name], value, re.ASCII):
        return False
    if name == "date-time":
        return bool(date.fromisoformat(value[:10]))
    return name != "uri" or bool(urlsplit(value))
