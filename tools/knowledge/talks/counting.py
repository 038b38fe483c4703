"""Of what an amount is counted: hours of an hourly rate, people of a price per person, pieces of a thing.

What isn't certain isn't counted.
"""

import re
from dataclasses import dataclass

from seedbed.memory.canonical import digest_text
from seedbed.tools.knowledge.talks.cells import Cell
from seedbed.tools.knowledge.talks.exchange import Exchange
from seedbed.tools.knowledge.talks.phrases import bank, filled, pick
from seedbed.tools.knowledge.talks.sums import summed

_PERIODS = {
    "hourly": "hours",
    "hour": "hours",
    "daily": "days",
    "day": "days",
    "nightly": "nights",
    "night": "nights",
    "weekly": "weeks",
    "week": "weeks",
    "monthly": "months",
    "month": "months",
    "yearly": "years",
    "annual": "years",
    "year": "years",
    "km": "km",
    "kilometre": "kilometres",
    "kilometer": "kilometers",
    "mile": "miles",
    "person": "people",
    "guest": "guests",
    "rider": "riders",
    "bike": "bikes",
    "item": "items",
    "piece": "pieces",
    "ticket": "tickets",
}
_PEOPLE = {"adult": "adults", "child": "children", "student": "students", "senior": "seniors"}
_PRICE = r"(?:price|rate|fee|fare|charge|cost|rent)"
_AFTER = re.compile(r"per (?P<unit>\w+)(?P<more> per \w+)?")
_BEFORE = re.compile(rf"(?P<unit>\w+) {_PRICE}")
_LIMIT = re.compile(
    r"\b(?:limit\w*|up to|at (?:most|least)|no (?:more|less) than|maximum|minimum|exceed\w*|above|below|over|"
    r"under|about|from)\b",
    re.I,
)
_PAID = re.compile(rf"(?:\w+ )*{_PRICE}|deposit", re.I)


@dataclass(frozen=True, slots=True)
class Counted:
    """What an amount is multiplied by: "days" of a day rate; "" for pieces of the thing spoken of."""

    units: str


def counted_in(cell: Cell) -> Counted | None:
    """Of what a table's price can be counted; None where it can't for certain."""
    if cell.item.value_kind != "money":
        return None
    after, before = _AFTER.search(cell.column), _BEFORE.fullmatch(cell.column)
    if after:
        units = "" if after["more"] else _PERIODS.get(after["unit"].lower(), "")
        return Counted(units) if units else None
    word = before["unit"].lower() if before else ""
    if word in _PERIODS or word in _PEOPLE:
        return Counted(_PERIODS.get(word) or _PEOPLE[word])
    plain = _PAID.fullmatch(cell.column) and cell.column.split()[0].lower() != cell.name.split()[-1].lower()
    return Counted("") if cell.is_counted and plain else None


def counted_after(amount: str, sentence: str) -> Counted | None:
    """Of what the amount of a sentence is paid: "£8 per hour" → hours. What is a limit isn't paid."""
    if _LIMIT.search(sentence):
        return None
    found = re.search(rf"{re.escape(amount)} per (?P<unit>\w+)(?P<more> per \w+)?", sentence)
    units = _PERIODS.get(found["unit"].lower(), "") if found and not found["more"] else ""
    return Counted(units) if units else None


def times(amount: str, counted: Counted, *key: object) -> Exchange | None:
    """What several of them come to; the number is always the same for a key."""
    number = str(2 + int(digest_text(repr(key))[:8], 16) % 3)
    made = summed("times", [number, amount])
    if made is None:
        return None
    kind = "times unit" if counted.units else "times thing"
    asked = filled(bank().asks[kind], number=number, units=counted.units)
    answer = pick(bank().answers["times"], "times", *key).format(sum=made.shown, result=made.result)
    return Exchange("sum", asked, answer, way="times", inputs=(number, amount), linked=True)
