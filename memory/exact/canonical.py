"""Canonical JSON (RFC 8785) and the hashes made of it: equal content, equal bytes, equal id."""

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes of a JSON value.

    Raises:
        rfc8785.CanonicalizationError: the value is not JSON (or holds an integer beyond 2^53).
    """
    return rfc8785.dumps(value)


def digest(value: Any) -> str:
    """SHA-256 of a JSON value's canonical bytes, 64 hex digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def digest_text(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
