"""Strings that match a regular expression: the common part of the syntax, enough for schemas people write."""

import random
import re
import string

_CLASSES = {"d": string.digits, "w": string.ascii_lowercase + string.digits + "_", "s": " "}
_ANY = string.ascii_lowercase
_MORE = 4
"""How many more than the least an open repetition gives at most."""


def matching(pattern: str, draw: random.Random) -> str | None:
    """A string that the pattern matches; None for syntax beyond literals, classes, groups and counts."""
    source = pattern.removeprefix("^")
    if source.endswith("$") and not source.endswith("\\$"):
        source = source[:-1]
    try:
        text, rest = _alternatives(source, draw)
        return text if not rest and re.search(pattern, text) else None
    except (ValueError, IndexError, re.error):
        return None


def _alternatives(source: str, draw: random.Random) -> tuple[str, str]:
    options = []
    while True:
        text, source = _sequence(source, draw)
        options.append(text)
        if not source.startswith("|"):
            return draw.choice(options), source
        source = source[1:]


def _sequence(source: str, draw: random.Random) -> tuple[str, str]:
    text = ""
    while source and source[0] not in "|)":
        start = source
        _, rest = _atom(source, draw)
        low, high, after = _count(rest)
        for _ in range(draw.randint(low, high)):
            text += _atom(start, draw)[0]
        source = after
    return text, source


def _atom(source: str, draw: random.Random) -> tuple[str, str]:
    first, rest = source[0], source[1:]
    if first == "(":
        inner, rest = _alternatives(rest.removeprefix("?:"), draw)
        if not rest.startswith(")") or inner.startswith("?"):
            raise ValueError("group")
        return inner, rest[1:]
    if first == "[":
        characters, rest = _set(rest)
        return draw.choice(characters), rest
    if first == "\\":
        kind = rest[0]
        if kind in _CLASSES:
            return draw.choice(_CLASSES[kind]), rest[1:]
        if kind.isalnum():
            raise ValueError("escape")
        return kind, rest[1:]
    if first == ".":
        return draw.choice(_ANY), rest
    if first in "^$*+?{":
        raise ValueError("anchor")
    return first, rest


def _set(source: str) -> tuple[str, str]:
    if source[0] == "^":
        raise ValueError("negated set")
    characters = ""
    while source[0] != "]":
        if source[0] == "\\":
            characters += _CLASSES.get(source[1], source[1])
            source = source[2:]
        elif len(source) > 2 and source[1] == "-" and source[2] != "]":
            characters += "".join(map(chr, range(ord(source[0]), ord(source[2]) + 1)))
            source = source[3:]
        else:
            characters += source[0]
            source = source[1:]
    return characters, source[1:]


def _count(source: str) -> tuple[int, int, str]:
    match = re.match(r"\{(\d+)(,?)(\d*)\}|[*+?]", source)
    if match is None:
        return 1, 1, source
    rest = source[match.end() :].removeprefix("?")
    if match.group() in "*+?":
        low = 1 if match.group() == "+" else 0
        return low, 1 if match.group() == "?" else low + _MORE, rest
    low = int(match.group(1))
    if not match.group(2):
        return low, low, rest
    return low, int(match.group(3)) if match.group(3) else low + _MORE, rest
