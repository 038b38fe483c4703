"""Canonical JSON (RFC 8785) and the hashes made of it: equal content, equal bytes, equal id; JSON that
may be none."""

import hashlib
import json
from contextlib import suppress
from typing import Any

import rfc8785

_EXACT = 1 << 53
_quick, _as_given = (
    json.JSONEncoder(
        ensure_ascii=False, separators=(",", ":"), sort_keys=sorting, check_circular=False
    ).encode
    for sorting in (True, False)
)


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes of a JSON value. Raises rfc8785.CanonicalizationError: the value is not JSON (or
    holds an integer beyond 2^53)."""
    with suppress(_Other, UnicodeEncodeError):  # or a lone surrogate, which `rfc8785` names
        return _quick(_plain(value)).encode()
    return rfc8785.dumps(value)


def in_order(value: Any) -> str:
    """A JSON value on a line: its keys in the order given, where `canonical` sorts them."""
    with suppress(_Other):
        return _as_given(_plain(value))
    return _as_given(value)


class _Other(Exception):
    """Python's own encoder writes it otherwise than RFC 8785 asks."""


def _plain(value: Any) -> Any:
    """A value as Python's own encoder, seven times as quick, writes it the same. Raises _Other: an integer
    that is refused, a fraction of an exponent, a key that sorts otherwise by UTF-16."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is dict:
        if not all(type(key) is str and key.isascii() for key in value):
            raise _Other
        return {key: _plain(one) for key, one in value.items()}
    if kind is list or kind is tuple:
        return [_plain(one) for one in value]
    if kind is int and -_EXACT < value < _EXACT:
        return value
    if kind is float and -_EXACT < value < _EXACT and (value.is_integer() or abs(value) >= 1e-4):
        return int(value) if value.is_integer() else value
    raise _Other


def parsed(text: str | bytes) -> Any:
    """The JSON value that a text is; None: it is none, or `null`."""
    with suppress(ValueError, RecursionError):
        return json.loads(text)
    return None


def whole(value: Any) -> Any:
    """A JSON value without lone surrogates, which models and programs may give and no file can hold."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, dict):
        return {whole(key): whole(item) for key, item in value.items()}
    return value


def digest(value: Any) -> str:
    """SHA-256 of a JSON value's canonical bytes, 64 hex digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def digest_text(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
