"""Numbers in a request: `600`, `2,000`, `1.5k`, `three hundred and fifty`, `a dozen`, `100-200`, `a few
hundred`.

Says what number stands where and how firmly. Knows nothing of what is counted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from seedbed.tools.knowledge.wordlist import in_order

Firmness = Literal["exact", "about", "range", "vague"]


_ONES = in_order(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = in_order("twenty thirty forty fifty sixty seventy eighty ninety")
_SMALL = {word: number for number, word in enumerate(_ONES)} | {
    word: 10 * (number + 2) for number, word in enumerate(_TENS)
}
_BIG = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12, "score": 20}
_VAGUE = {"couple": 2, "few": 3, "several": 5, "handful": 5, "many": 0, "lots": 0, "bunch": 0, "some": 0}
_PLURAL = {"hundreds": 100, "thousands": 1000, "dozens": 12, "millions": 1_000_000}

_DIGITS = r"\d{1,3}(?:[,_ ]\d{3})+(?![\d,]\d)|\d{1,3}\.\d{3}(?![\d.])|\d+(?:\.\d+)?"
_WORD = "|".join(sorted({*_SMALL, *_BIG, *_PLURAL, *_VAGUE, "half", "a", "an"}, key=len, reverse=True))
_FIND = re.compile(
    rf"(?:(?<![\w.$€£/–-])|(?<=\d[–-]))(?:(?P<digits>{_DIGITS})(?P<suffix>\s?(?:thousand|million|hundred|"
    rf"dozen)\b|[kKmM]\b)?(?P<plus>\+)?"
    rf"(?![\w]|\.\d|/\w|-[A-Za-z])|(?P<words>\b(?:{_WORD})\b(?:[\s-]+(?:and\s+|of\s+)?(?:{_WORD})\b)*))",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.?|roughly|circa|ca\.|nearly|almost|some|at least|at most|up "
    r"to|"
    r"no more than|not more than|no fewer than|maximum|max\.?|minimum|min\.?|over|more than)|~)\s*$",
    re.IGNORECASE,
)
_NEAR = 40
"""Characters before a number in which the words that go with it are looked for."""
_TO = re.compile(r"\s*(?:-|–|to|and|or)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """One number as it stands in a text."""

    value: int
    """0 for a vague one that says nothing («many»)."""
    start: int
    end: int
    text: str
    firmness: Firmness = "exact"
    low: int = 0
    """Of a range: its other end."""


def numbers_in(text: str) -> tuple[Number, ...]:
    """Whole numbers in the order of the text; a range is one number, its larger end."""
    found = list(_single(text))
    joined: list[Number] = []
    for number in found:
        before = joined[-1] if joined else None
        if before is not None and _is_range(text, before, number):
            joined[-1] = Number(
                number.value, before.start, number.end, text[before.start : number.end], "range", before.value
            )
        else:
            joined.append(number)
    return tuple(joined)


def _is_range(text: str, first: Number, second: Number) -> bool:
    between = text[first.end : second.start]
    if not _TO.fullmatch(between) or first.firmness == "vague" or not 0 < first.value < second.value:
        return False
    word = between.strip().lower()
    opened = (
        re.search(r"\bbetween\s*$", text[max(0, first.start - _NEAR) : first.start], re.IGNORECASE)
        is not None
    )
    return opened if word in ("and", "or") else True


def _single(text: str) -> Iterator[Number]:
    for match in _FIND.finditer(text):
        if match["digits"]:
            value = _digits(match["digits"], (match["suffix"] or "").strip().lower())
            if value is None:
                continue
            firmness: Firmness = "about" if match["plus"] else "exact"
        else:
            read = _words(match["words"].lower())
            if read is None:
                continue
            value, firmness = read
        if firmness == "exact" and _ABOUT.search(text[max(0, match.start() - _NEAR) : match.start()]):
            firmness = "about"
        yield Number(value, match.start(), match.end(), match[0], firmness)


def _digits(digits: str, suffix: str) -> int | None:
    times = {"": 1, "k": 1000, "m": 1_000_000, **_BIG}[suffix]
    if not suffix and re.fullmatch(r"\d{1,3}\.\d{3}", digits):
        return int(digits.replace(".", ""))  # a point between thousands, as much of Europe writes it
    value = float(re.sub(r"[,_ ]", "", digits)) * times
    return round(value) if abs(value - round(value)) < 1e-6 and value < 1e15 else None


def _words(words: str) -> tuple[int, Firmness] | None:
    """The value of number words, and how firm they are; None for a lone article and the like."""
    listed = [word for word in re.split(r"[\s-]+", words) if word not in ("and", "of")]
    if all(word in ("a", "an", "half", "score") for word in listed):
        return None
    firmness: Firmness = "vague" if any(word in _VAGUE or word in _PLURAL for word in listed) else "exact"
    total = part = 0
    seen = False
    for word in listed:
        if word in _SMALL:
            part, seen = part + _SMALL[word], True
        elif word in _VAGUE:
            part, seen = _VAGUE[word], True
        elif word in _PLURAL:
            part, seen = 3 * _PLURAL[word], True
        elif word == "half":
            continue
        elif word in _BIG:
            base = part if seen else 1
            if "half" in listed and base <= 1:
                total, part = total + _BIG[word] // 2, 0
            elif word in ("hundred", "dozen", "score"):
                part = max(base, 1) * _BIG[word]
            else:
                total, part = total + max(base, 1) * _BIG[word], 0
            seen = True
    return (total + part, firmness) if seen else None
