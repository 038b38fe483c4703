"""Another amount in the clothing of one: «€18.50» becomes «€21.00», «three nights» «four nights»."""

import re
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from seedbed.tools.knowledge.values import Value, find_values, is_range
from seedbed.tools.knowledge.wordlist import in_order

_WORDS = in_order("zero one two three four five six seven eight nine ten eleven twelve")
_DAYS = in_order("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_MONTHS = in_order("January February March April May June July August September October November December")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.I)
_FACTOR = 4
"""Amounts further apart aren't mixed up."""
_ISO = re.compile(r"(\d{4}-\d\d-)(\d\d)")


def put(text: str, value: Value, words: str) -> str:
    """The text with other words in a value's place."""
    return text[: value.start] + words + text[value.end :]


def like(value: Value, amount: Decimal) -> str:
    """A value's words with another amount, written as its own is; empty: it can't be."""
    if found := _NUMBER.search(value.text):
        places = len(found[0].partition(".")[2])
        if not places and amount != amount.to_integral_value():
            places = 2
        said = f"{amount:,.{places}f}" if "," in found[0] else f"{amount:.{places}f}"
        return value.text[: found.start()] + said + value.text[found.end() :]
    found = _WORD.search(value.text)
    if found and amount == amount.to_integral_value() and 1 < amount < len(_WORDS):
        word = _WORDS[int(amount)]
        word = word.capitalize() if found[0][0].isupper() else word
        return value.text[: found.start()] + word + value.text[found.end() :]
    return ""


def near(value: Value, draw: Random) -> str:
    """What somebody might write who misread a value; empty: nothing."""
    if is_range(value):
        return ""
    if value.kind in ("weekday", "month"):
        names = _DAYS if value.kind == "weekday" else _MONTHS
        said = value.canonical.partition(":")[2]
        if said in names and said in value.text:
            return value.text.replace(said, names[(names.index(said) + draw.choice((1, -1))) % len(names)])
        return ""
    if value.kind == "date":
        return _other_day(value.text, draw)
    if value.kind == "time":
        hour = re.search(r"\d{1,2}", value.text)
        other = int(hour[0]) + draw.choice((1, -1)) if hour else 0
        clock = 0 < other < (13 if re.search(r"[ap]\.?m", value.text, re.I) else 24)
        return value.text[: hour.start()] + str(other) + value.text[hour.end() :] if hour and clock else ""
    if not value.amount or "–" in value.amount:
        return ""
    return next((said for amount in _misread(value, draw) if (said := like(value, amount))), "")


def _misread(value: Value, draw: Random) -> Iterator[Decimal]:
    """Amounts for which a small or a slipped one may be taken: neighbours, exchanged digits, ten more."""
    own = Decimal(value.amount)
    digits = value.amount.replace(".", "")
    year = value.kind in ("year", "number") and own in range(1800, 2101)
    near_by = (1, -1, 2, -3, 10) if year else (10, 5, -5, 20) if own > 30 else (1, 2, -1)
    steps = [Decimal(one) for one in near_by]
    if not year and len(digits) > 2 and digits[-1] != digits[-2] and "." not in value.amount:
        yield Decimal(digits[:-2] + digits[-1] + digits[-2])
    for step in draw.sample(steps, len(steps)):
        if own + step > 1:
            yield own + step


def _other_day(text: str, draw: Random) -> str:
    if iso := _ISO.search(text):
        day = _another(int(iso[2]), draw)
        return text[: iso.start()] + f"{iso[1]}{day:02}" + text[iso.end() :]
    found = [one for one in re.finditer(r"(?<!\d)(\d{1,2})(?!\d)", text) if 1 <= int(one[1]) <= 31]
    if len(found) != 1:
        return ""
    day = _another(int(found[0][1]), draw)
    ending = text[found[0].end() : found[0].end() + 2]
    if ending in ("st", "nd", "rd", "th"):
        right = {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th") if day not in (11, 12, 13) else "th"
        return text[: found[0].start()] + f"{day}{right}" + text[found[0].end() + 2 :]
    return text[: found[0].start()] + str(day) + text[found[0].end() :]


def _another(day: int, draw: Random) -> int:
    return draw.choice([one for one in (day - 2, day - 1, day + 1, day + 2, day + 7) if 1 <= one <= 28])


def exchangeable(value: Value, texts: list[str]) -> list[str]:
    """Values of the same kind and unit that stand in texts, as they stand there, of about the same size."""
    found: dict[str, str] = {}
    for text in texts:
        for other in find_values(text):
            alike = (other.kind, other.unit) == (value.kind, value.unit) and not is_range(other)
            if alike and _of_a_size(value.amount, other.amount):
                found.setdefault(other.canonical, other.text)
    found.pop(value.canonical, None)
    return [said for said in found.values() if said.casefold() != value.text.casefold()]


def _of_a_size(one: str, other: str) -> bool:
    """Whether one of two amounts may be taken for the other; so may what is none."""
    if not (_NUMBER.fullmatch(one) and _NUMBER.fullmatch(other)):
        return True
    low, high = sorted((Decimal(one), Decimal(other)))
    return high <= _FACTOR * low
