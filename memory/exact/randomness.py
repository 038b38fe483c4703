"""Random numbers that depend on (seed, purpose, number) and on nothing else.

No generator is ever shared or kept: a killed build draws the same numbers again."""

import hashlib
import random


def draw_seed(seed: int, purpose: str, number: int | str = 0) -> int:
    """A 53-bit integer from the run's seed, what the number is for, and which one it is. 53 bits, because it
    travels through JSON."""
    text = f"{seed}\x1f{purpose}\x1f{number}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") >> 11


def rng(seed: int, purpose: str, number: int | str = 0) -> random.Random:
    """A generator of its own for one purpose and number."""
    return random.Random(draw_seed(seed, purpose, number))
