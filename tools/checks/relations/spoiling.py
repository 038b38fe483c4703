"""Ways to spoil a value that need no knowledge of a language: another figure, a sentence less, a copy."""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from seedbed.tools.checks.check import Values
from seedbed.tools.checks.inputs import is_messages
from seedbed.tools.knowledge.sentences import sentence_spans

_FIGURE = re.compile(r"(?<![\w.,:/-])[1-9]\d{0,8}(?![\w:/-]|[.,]\d)")
"""A whole number that stands by itself: dates, times, versions and codes are left alone."""
_ITEM = re.compile(r"^[ \t>*_#-]*\d+[.)](?=[*_]*\s)", re.MULTILINE)
"""The number of an item, with which nothing is said."""


def other_figure(value: Any, random: Random) -> Any | None:
    """The value with one of its figures changed, of a talk in what the assistant says: a user may mean
    another. None: it has none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str, list, tuple, Mapping)):
        return None
    if isinstance(value, (int, float)):
        return value + random.choice((1, 2, 3)) * (1 if isinstance(value, int) else max(1.0, abs(value) / 4))
    if isinstance(value, str):
        numbers = {one.end() - 1 for one in _ITEM.finditer(value)}
        if not (found := [one for one in _FIGURE.finditer(value) if one.end() not in numbers]):
            return None
        one = random.choice(found)
        other = int(one[0]) + random.choice((1, 2, 3)) * max(1, int(one[0]) // 4)
        return f"{value[: one.start()]}{other}{value[one.end() :]}"
    inner = dict(value) if isinstance(value, Mapping) else dict(enumerate(value))
    change = _other_turn if is_messages(value) else other_figure
    for key in random.sample(sorted(inner), len(inner)):
        if (changed := change(inner[key], random)) is not None:
            inner[key] = changed
            return inner if isinstance(value, Mapping) else list(inner.values())
    return None


def _other_turn(turn: Mapping[str, Any], random: Random) -> Mapping[str, Any] | None:
    content = other_figure(turn["content"], random) if turn["role"] == "assistant" else None
    return None if content is None else {**turn, "content": content}


def first_of(value: Any) -> Any:
    """The value of an input that may take several fields: the first."""
    return value[0] if isinstance(value, tuple) and value else value


def copy_b(values: Values, arguments: Any, random: Random) -> Values | None:
    """B in place of A."""
    b = first_of(values.get("b"))
    return {"a": b} if isinstance(b, str) and b != values.get("a") else None


def drop_item(values: Values, arguments: Any, random: Random) -> Values | None:
    """B, a list of two items or more, without one of them."""
    items = values.get("b")
    if not isinstance(items, (list, tuple)) or len(items) < 2:
        return None
    gone = random.randrange(len(items))
    return {"b": [*items[:gone], *items[gone + 1 :]]}


def number_in_a(values: Values, arguments: Any, random: Random) -> Values | None:
    """A with another figure."""
    changed = other_figure(values.get("a"), random)
    return None if changed is None else {"a": changed}


def drop_sentence(values: Values, arguments: Any, random: Random) -> Values | None:
    """A without one of its sentences."""
    a = values.get("a")
    if not isinstance(a, str) or len(spans := sentence_spans(a)) < 2:
        return None
    start, end = random.choice(spans)
    return {"a": f"{a[:start].rstrip()} {a[end:].lstrip()}".strip()}
