"""Lists in a request: `a, b and c`, `a or b`, `a/b/c`, `a vs. b`, with definitions in brackets or after a
colon.

Finds out what is listed. Knows nothing of what for.
"""

import re
from dataclasses import dataclass

_OPEN, _CLOSE = "([{", ")]}"
_DEFINED = re.compile(r"^(?P<name>[^:=()]{1,80}?)\s*(?::|=| – | — | - )\s*(?P<gloss>.+)$", re.DOTALL)
_BRACKETS = re.compile(r"^(?P<name>[^()]{1,80}?)\s*\((?P<gloss>.+)\)$", re.DOTALL)
_LAST = re.compile(r"(?:\band\b|\bor\b|&)\s+", re.IGNORECASE)
_QUOTES = "\"'`“”‘’«»"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing listed."""

    name: str
    gloss: str = ""
    """What stood beside it in brackets or after a colon."""


def items_of(text: str) -> tuple[Item, ...]:
    """The items of a list; the whole text as one item if nothing separates.

    The separator is the first of: line ends, semicolons, commas, `|`, slashes, `vs`, and at last `and` or
    `or`.
    """
    text = text.strip().strip(".").strip()
    for separator in (
        r"\n+\s*(?:[-*•]|\d+[.)])?\s*",
        r";\s*",
        r",\s*",
        r"\s*\|\s*",
        r"\s*/\s*",
        r"\s+(?:vs\.?|versus)\s+",
    ):
        pieces = _split(text, separator)
        if len(pieces) > 1:
            return _last_joined(pieces)
    return _named([piece for piece in _split(text, r"\s+(?:and|or|&)\s+") if piece])


def _last_joined(pieces: list[str]) -> tuple[Item, ...]:
    """Pieces of which the last may be `y and z` or `and z`."""
    *first, last = [piece for piece in pieces if piece.strip()]
    without = _LAST.match(last)
    if without:
        return _named([*first, last[without.end() :]])
    tail = _split(last, r"\s+(?:and|or|&)\s+")
    # `x, y and z`: but a definition may hold an `and` of its own.
    return _named([*first, *tail] if len(tail) == 2 and not _DEFINED.match(last) else [*first, last])


def _split(text: str, separator: str) -> list[str]:
    """Pieces between separators that stand outside brackets and quotes."""
    masked = mask_brackets(text)
    pieces: list[str] = []
    start = 0
    for match in re.finditer(separator, masked, re.IGNORECASE):
        pieces.append(text[start : match.start()])
        start = match.end()
    return [*pieces, text[start:]]


def mask_brackets(text: str) -> str:
    """The text with whatever stands in brackets or double quotes replaced by `_`, lengths kept."""
    out: list[str] = []
    depth, quoted = 0, ""
    for char in text:
        if quoted:
            out.append("_")
            quoted = "" if char == quoted else quoted
        elif char in _CLOSE:
            depth = max(depth - 1, 0)
            out.append("_")
        elif depth or char in _OPEN:
            depth += char in _OPEN
            out.append("_")
        elif char in '"“' and (closing := "”" if char == "“" else '"') in text[len(out) + 1 :]:
            quoted = closing
            out.append("_")
        else:
            out.append(char)
    return "".join(out)


def _named(pieces: list[str]) -> tuple[Item, ...]:
    found: list[Item] = []
    for piece in pieces:
        item = _item(" ".join(piece.split()))
        if item.name and item.name.lower() not in (known.name.lower() for known in found):
            found.append(item)
    return tuple(found)


def _item(piece: str) -> Item:
    for pattern in (_BRACKETS, _DEFINED):
        if match := pattern.match(piece):
            return Item(_clean(match["name"]), match["gloss"].strip().strip("."))
    return Item(_clean(piece))


def _clean(name: str) -> str:
    name = re.sub(r"^(?:[-*•]|\d+[.)])\s+", "", name.strip()).strip(_QUOTES).strip()
    name = re.sub(r"^(?:e\.g\.|i\.e\.|either|both|the|just|only)\s+", "", name, flags=re.IGNORECASE)
    return re.sub(r"\s+[–—-]$", "", name.strip()).strip(_QUOTES + ".:")
