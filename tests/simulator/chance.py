"""Chance that depends on (seed, purpose, key) and on nothing else, so that answers depend on requests."""

import hashlib
import json
import random
from typing import Any


def number(seed: int, purpose: str, key: str) -> int:
    """64 bits from the server's seed, what they are for, and what they are about."""
    text = f"{seed}\x1f{purpose}\x1f{key}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def fraction(seed: int, purpose: str, key: str) -> float:
    """A number in [0, 1)."""
    return (number(seed, purpose, key) >> 11) / 2**53


def rng(seed: int, purpose: str, key: str) -> random.Random:
    """A generator of its own for one purpose and key."""
    return random.Random(number(seed, purpose, key))


def sha256(text: str) -> str:
    """64 hex digits of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def canonical(value: Any) -> str:
    """JSON with its keys sorted and no white space: equal values, equal texts."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
