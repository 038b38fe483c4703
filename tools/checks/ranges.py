"""Ranges as recipes write them: `5`, `3..8`, `..40`, `120..` or `[0.1, 0.7]`; both ends belong to them."""

import math
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, PlainValidator, WithJsonSchema

_RANGE = re.compile(r"\s*(-?\d+(?:\.\d+)?)?\s*(?:(\.\.)\s*(-?\d+(?:\.\d+)?)?)?\s*")


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from `low` to `high`; infinite where that side is open."""

    low: float
    high: float

    def __contains__(self, number: float) -> bool:
        return self.low <= number <= self.high

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.low:g}"
        low, high = ("" if math.isinf(end) else f"{end:g}" for end in (self.low, self.high))
        return f"{low}..{high}"


def span(written: Any) -> Span:
    """The range of amounts that a recipe writes. Raises ValueError: it is none, is empty, wholly below zero,
    or has no end at all."""
    if isinstance(written, Span):
        return written
    low: Any = written
    high: Any = written
    if isinstance(written, (list, tuple)) and len(written) == 2:
        low, high = written
    elif isinstance(written, str) and (found := _RANGE.fullmatch(written)) and (found[1] or found[3]):
        low = found[1] or -math.inf
        high = found[3] or (math.inf if found[2] else low)
    elif isinstance(written, bool) or not isinstance(written, (int, float)):
        raise ValueError(f"{written!r} is no range: write N, A..B, A.., ..B or [A, B]")
    try:
        whole = Span(float(low), float(high))
    except (TypeError, ValueError, OverflowError) as fault:
        raise ValueError(f"{written!r} is no range of numbers") from fault
    if not whole.low <= whole.high or whole.low == math.inf or whole.high < 0:
        raise ValueError(f"the range {written!r} holds no number from 0 on")
    return whole


def in_words(wanted: Span) -> str:
    """`5`, `3 to 8`, `at most 40`, `at least 120`."""
    low, high = (f"{end:.15g}" for end in (wanted.low, wanted.high))
    if low == high:
        return low
    if math.isinf(wanted.low):
        return f"at most {high}"
    return f"at least {low}" if math.isinf(wanted.high) else f"{low} to {high}"


_WRITTEN = WithJsonSchema({"type": "string", "format": "range"})
Range = Annotated[Span, PlainValidator(span), PlainSerializer(str, return_type=str), _WRITTEN]
"""An argument that is a range; it is written back as a text that reads as the same range."""


def _listed(written: Any) -> tuple[Span, ...]:
    several = isinstance(written, (list, tuple)) and all(
        isinstance(one, (int, str, Span)) and not isinstance(one, bool) for one in written
    )
    return tuple(span(one) for one in written) if several else (span(written),)


Ranges = Annotated[tuple[Range, ...], BeforeValidator(_listed), _WRITTEN]
"""An argument that is one range, or a list of them, one for each part."""
