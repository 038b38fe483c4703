"""The figures in a text: numbers written in digits, with their sign, per cent and currency.

A time of day («22:00») is one figure.

Decimals and thousands are read the English way in English, the German way in German, and either way where
the language isn't known. Number words count only as what a figure may be matched with, in English."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

LONGEST = 200_000
"""Characters that are looked at."""
_NUMBER = re.compile(
    r"(?<![^\W\d_])(?<!\d)(?P<sign>(?<![\w.)\]%])[-+])?"
    r"(?P<digits>\d{1,3}(?:(?P<gap>[ \u00a0\u202f\u2009'])\d{3})(?:(?P=gap)\d{3}){0,9}(?:[.,]\d{1,40})?(?!\d)"
    r"|(?<![\w.)\]])\.\d{1,60}(?![.,]?\d)|\d{1,60}(?:[.,]\d{1,60}){0,12})(?P<half>[½¼¾⅓⅔⅛])?"
    r"|(?P<alone>[½¼¾⅓⅔⅛])"
)
_LAKHS = re.compile(r"\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?")
"""Thousands as they are grouped in India."""
_CLOCK = re.compile(r":([0-5]\d)(?!:?\d)")
"""What follows the hours of a time of day."""
_SIGNS = str.maketrans({"−": "-", "–": "-", "’": "'"})
_AFTER = re.compile(r"[ \u00a0\u202f]?([%‰]|[^\w\s](?!\d))")
SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
"""English words that multiply the figure before them."""
_SCALE = re.compile(rf"[ -]?({'|'.join(SCALES)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number."""

    written: str
    values: frozenset[Fraction]
    """What it may mean: two values where a separator may be read in two ways."""
    unit: str
    """`%`, `‰` or a currency's sign; empty: none of these."""
    start: int
    end: int

    def same(self, other: "Figure") -> bool:
        """Whether they may mean the same: «£5» isn't «5%», but «5» may be «5%» with its sign in words."""
        return bool(self.values & other.values) and (not self.unit or other.unit in ("", self.unit))


def figures(text: str, language: str = "") -> list[Figure]:
    """The figures of a text, in order; names with digits («A4», «H2O») are none. `language`: ISO 639-1 code;
    empty: unknown."""
    text = text[:LONGEST].translate(_SIGNS)
    found: list[Figure] = []
    for match in _NUMBER.finditer(text):
        at = match.start("digits")
        if found and found[-1].end > match.start():
            continue  # the minutes of a time
        for part in (parts := _parts(match["digits"] or "")):
            found.append(Figure(part, frozenset({Fraction(part)}), "", at, at + len(part)))
            at += len(part) + 1
        if not parts:
            found.append(_time(text, match) or _figure(text, match, language))
    return _scaled(text, found) if language == "en" else found


def _time(text: str, match: re.Match[str]) -> Figure | None:
    """«22:00» as one figure, which «22» and «22.00» may be, too; None: it is no time of day."""
    hours, minutes = match["digits"] or "", _CLOCK.match(text, match.end())
    if not minutes or not hours.isdecimal() or len(hours) > 2 or int(hours) > 24 or match[0] != hours:
        return None
    if text[match.start() - 1 : match.start()] == ":":
        return None
    values = frozenset({int(hours) + Fraction(int(minutes[1]), 60), Fraction(f"{hours}.{minutes[1]}")})
    return Figure(hours + minutes[0], values, "", match.start(), minutes.end())


def _figure(text: str, match: re.Match[str], language: str) -> Figure:
    written = match["digits"] or ""
    part = Fraction(unicodedata.numeric(match["half"] or match["alone"] or "0")).limit_denominator(10)
    values = {value + part for value in _readings(written, language)} if written else {part}
    if match["sign"] == "-":
        values = {-value for value in values}
    unit = _unit(text, match.start(), match.end())
    return Figure(match[0], frozenset(values), unit, match.start(), match.end())


def _parts(digits: str) -> list[str]:
    """The numbers of «12.05.2024», «3.11.2» and «3,4,5», which are not one; else none."""
    groups = re.split(r"[.,]", digits)
    if len(groups) < 3 or _LAKHS.fullmatch(digits) or re.search(r"[ \u00a0\u202f\u2009']", digits):
        return []
    inner = groups[1:] if len(set(re.findall(r"[.,]", digits))) == 1 else groups[1:-1]
    whole = all(len(one) == 3 for one in inner) and len(groups[0]) <= 3
    return [] if whole else groups


def unmatched(mine: Iterable[Figure], theirs: Sequence[Figure]) -> list[Figure]:
    """Those of `mine` that don't stand among `theirs`."""
    return [one for one in mine if not any(one.same(other) for other in theirs)]


def _scaled(text: str, found: list[Figure]) -> list[Figure]:
    """«5 million» may also mean 5,000,000."""
    for place, one in enumerate(found):
        if scale := _SCALE.match(text, one.end):
            scaled = {value * SCALES[scale[1].lower()] for value in one.values}
            found[place] = replace(one, values=one.values | scaled)
    return found


def _readings(written: str, language: str) -> set[Fraction]:
    """What digits with separators may mean."""
    bare = re.sub(r"[ \u00a0\u202f\u2009']", "", written)
    separators = [one for one in bare if one in ".,"]
    if not separators:
        return {Fraction(bare)}
    groups = re.split(r"[.,]", bare)
    grouped = Fraction("".join(groups))
    decimal = Fraction(f"{''.join(groups[:-1])}.{groups[-1]}")
    if len(separators) > 1:
        return {grouped if len(set(separators)) == 1 else decimal}
    thousands = len(groups[1]) == 3 and 1 <= len(groups[0]) <= 3 and groups[0] != "0"
    if not thousands or len(bare) != len(written):
        return {decimal}
    if language in ("en", "de"):
        return {grouped if (separators[0] == ",") == (language == "en") else decimal}
    return {decimal, grouped}


def _unit(text: str, start: int, end: int) -> str:
    """Per cent after the number, or a sign of currency on either side."""
    after = _AFTER.match(text, end)
    if after and (after[1] in "%‰" or unicodedata.category(after[1]) == "Sc"):
        return after[1]
    before = text[max(0, start - 2) : start].rstrip()[-1:]
    return before if before and unicodedata.category(before) == "Sc" else ""
