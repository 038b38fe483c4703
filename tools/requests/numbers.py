"""Numbers in a request: `600`, `2,000`, `1.5k`, `three hundred and fifty`, `two dozen`. Says what number
stands where. Knows nothing of what is counted."""

import re
from dataclasses import dataclass

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: number for number, word in enumerate(_ONES)} | {
    word: 10 * (number + 2) for number, word in enumerate(_TENS)
}
_BIG = {"hundred": 100, "dozen": 12, "thousand": 1000, "million": 1_000_000}
_TIMES = {"": 1, "k": 1000, "m": 1_000_000, **_BIG}
_DIGITS = r"\d{1,3}(?:[,_ ]\d{3})+(?![\d,]\d)|\d{1,3}\.\d{3}(?![\d.])|\d+(?:\.\d+)?"
_WORD = "|".join(sorted({*_SMALL, *_BIG}, key=len, reverse=True))
_FIND = re.compile(
    rf"(?:(?<![\w.$€£/–-])|(?<=\d[–-]))(?:(?P<digits>{_DIGITS})(?:\s?(?P<suffix>{'|'.join(_BIG)}|[km])\b)?\+?"
    rf"(?![\w]|\.\d|/\w|-[A-Za-z])"
    rf"|(?<!half a )(?<!few )(?<!several )(?P<words>\b(?:{_WORD})\b(?:[\s-]+(?:and\s+)?(?:{_WORD})\b)*))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """One number as it stands in a text."""

    value: int
    start: int
    end: int
    text: str


def numbers_in(text: str) -> tuple[Number, ...]:
    """Whole numbers in the order of the text."""
    return tuple(
        Number(value, *match.span(), match[0])
        for match in _FIND.finditer(text)
        if (value := _value(match)) is not None
    )


def _value(found: re.Match[str]) -> int | None:
    if not found["digits"]:
        return _words(re.split(r"[\s-]+", found["words"].lower()))
    suffix = (found["suffix"] or "").lower()
    if not suffix and re.fullmatch(r"\d{1,3}\.\d{3}", found["digits"]):
        return int(found["digits"].replace(".", ""))  # a point between thousands, as much of Europe writes it
    value = float(re.sub(r"[,_ ]", "", found["digits"])) * _TIMES[suffix]
    return round(value) if value < 1e15 and abs(value - round(value)) < 1e-6 else None


def _words(words: list[str]) -> int:
    total = part = 0
    for word in words:
        if word in _SMALL:
            part += _SMALL[word]
        elif word in ("hundred", "dozen"):
            part = max(part, 1) * _BIG[word]
        elif word in _BIG:
            total, part = total + max(part, 1) * _BIG[word], 0
    return total + part
