"""What a search tool answered, as texts: data, whatever it says.

An answer is plain text, or JSON in one of the usual shapes: an object with its text under `text`, `content`,
`snippet` or `description`, or a list of such.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST = 50
"""Texts of one answer, at most."""
LONGEST = 200_000
"""Characters of one text, at most."""
_TEXTS = ("text", "raw_content", "content", "snippet", "description")
_TITLES = ("title", "name", "heading")
_ADDRESSES = ("url", "uri", "link", "source", "path")
_LISTS = ("results", "result", "documents", "passages", "items")


@dataclass(frozen=True, slots=True)
class Found:
    """One text that a search tool answered with."""

    text: str
    title: str = ""
    address: str = ""
    """Where the tool says it stands; never opened."""


def founds(answer: str) -> tuple[Found, ...]:
    """The texts in one answer; none where it holds no words."""
    try:
        value = json.loads(answer)
    except (ValueError, RecursionError):
        value = answer
    if not isinstance(value, (str, dict, list)):
        value = answer
    return tuple(found for _, found in zip(range(MOST), _in(value), strict=False))


def _in(value: Any, depth: int = 0) -> Iterator[Found]:
    if isinstance(value, str):
        if text := _clean(value):
            yield Found(text)
    elif isinstance(value, list) and depth < 4:
        for one in value:
            yield from _in(one, depth + 1)
    elif isinstance(value, dict) and depth < 4:
        text = _first(value, _TEXTS)
        if text:
            title, address = _first(value, _TITLES), _first(value, _ADDRESSES)
            yield Found(text, " ".join(title.split())[:120], " ".join(address.split())[:300])
        else:
            for name in _LISTS:
                yield from _in(value.get(name), depth + 1)


def _first(value: dict[str, Any], names: tuple[str, ...]) -> str:
    """The first of some fields that holds words."""
    return next((text for name in names if (text := _clean(value.get(name)))), "")


def _clean(value: Any) -> str:
    """Text that can be written and hashed; empty where there is none."""
    if not isinstance(value, str) or not re.search(r"\w", value):
        return ""
    text = value[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", errors="replace").decode("utf-8").strip()
