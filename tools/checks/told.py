"""What a value is, in words: for who writes it, and for who is to find it without seeing it."""

import json
import math
from collections.abc import Mapping
from typing import Any

from seedbed.tools.checks.ranges import Span
from seedbed.tools.checks.ranges import in_words as span_in_words

LINE = "^[^\\n]*$"
"""The pattern of a text on one line."""


def in_words(schema: Mapping[str, Any]) -> str:
    """Texts, numbers, truth values, labels and lists in words; the rest as JSON."""
    match schema:
        case {"anyOf": [one, {"type": "null"}]} if len(schema) == 1:
            return f"{in_words(one)}, or null"
        case {"type": "string", **limits} if limits.keys() <= {"minLength", "maxLength", "pattern"}:
            if limits.get("pattern", LINE) == LINE:
                size = f"{span} characters" if (span := _between(limits, "Length")) else "text"
                return f"{size}, on one line" if "pattern" in limits else size
        case {"type": "integer" | "number" as kind, **limits} if limits.keys() <= {"minimum", "maximum"}:
            what = "a whole number" if kind == "integer" else "a number"
            return f"{what}, {size}" if (size := _between(limits, "imum")) else what
        case {"type": "boolean"} if len(schema) == 1:
            return "true or false"
        case {"enum": [*values]} if len(schema) == 1:
            return f"one of {json.dumps(values, ensure_ascii=False)[1:-1]}"
        case {"type": "array", "items": one, **limits} if limits.keys() <= {"minItems", "maxItems"}:
            size = _between(limits, "Items")
            return f"a list{' of ' if size else ''}{size}; each: {in_words(one)}"
    return json.dumps(schema, ensure_ascii=False)


def _between(limits: Mapping[str, Any], of: str) -> str:
    """`3`, `3 to 5`, `at least 3`; empty: there are no limits. `of`: how the names of the limits end."""
    low, high = limits.get(f"min{of}", -math.inf), limits.get(f"max{of}", math.inf)
    if of != "imum" and low <= (0 if of == "Items" or high < math.inf else 1):  # no text has fewer
        low = -math.inf
    return "" if (low, high) == (-math.inf, math.inf) else span_in_words(Span(low, high))
