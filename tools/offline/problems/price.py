"""Prices from a user's list: what each is for, told from the words of its `unit` («per hour», «Hourly
rate», «Discount on hire rates», «Adult price»)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from seedbed.memory.candidate import Citation


@dataclass(frozen=True, slots=True)
class Price:
    """One price as its source states it."""

    item: str
    """What it is the price of: `city bike`, `Family plan`."""
    unit: str
    """`per day`, `deposit`, `discount`, `each`, …"""
    amount: str
    """Digits as in the source: `18.00`."""
    currency: str
    """`£`, `$`, `€`; `%` for discounts."""
    citation: Citation | None = field(default=None, hash=False, compare=False)


CURRENCIES: Mapping[str, str] = {"£": "pounds", "$": "dollars", "€": "euros"}
"""The names in which questions ask for money."""
PERIODS = ("hour", "day", "week")
_KINDS = {
    "": r"\b(?:late|fee|charge)\b|\bper\b.*\bper\b",
    "discount": r"\bdiscount\b|\breduction\b|\boff\b",
    "deposit": r"\bdeposit\b",
    "hour": r"\b(?:per|an|each) hour\b|\bhourly\b",
    "day": r"\b(?:per|a|each) day\b|\bdaily\b|\bday rate\b",
    "week": r"\b(?:per|a|each) week\b|\bweekly\b|\bweek rate\b",
    "adult": r"\badult\b",
    "child": r"\bchild\b",
    "each": r"^each$|\bper (?:item|piece|unit|ticket)\b|^$|^price$",
}
_AMOUNT = re.compile(r"[0-9]{1,7}(?:,[0-9]{3})*(?:\.[0-9]{1,2})?")
_ITEM = re.compile(r"[A-Za-z][A-Za-z'’ \-]{1,58}")


def kind_of(price: Price) -> str:
    """What the price is for, told by the words of its unit; "" when they say nothing known."""
    unit = price.unit.strip().lower()
    kind = next((kind for kind, pattern in _KINDS.items() if re.search(pattern, unit)), "")
    return kind if (kind == "discount") == (price.currency == "%") else ""


def usable(price: Price) -> bool:
    """Whether a problem can be made of it: a known kind, a plain positive amount, an item without digits."""
    plain = _AMOUNT.fullmatch(price.amount) and _ITEM.fullmatch(price.item)
    if not plain or not kind_of(price) or price.currency not in (*CURRENCIES, "%"):
        return False
    return 0 < value_of(price) < (100 if price.currency == "%" else 10**9)


def value_of(price: Price) -> Fraction:
    """The amount as a number."""
    return Fraction(price.amount.replace(",", ""))


@lru_cache(maxsize=64)
def by_item(prices: tuple[Price, ...]) -> dict[str, dict[str, Price]]:
    """The usable prices in one currency, by item as inside a sentence, and kind; the first counts."""
    good = [price for price in prices if usable(price)]
    currency = next((price.currency for price in good if price.currency != "%"), "£")
    found: dict[str, dict[str, Price]] = {}
    for price in good:
        if price.currency in ("%", currency):
            found.setdefault(inside(price.item), {}).setdefault(kind_of(price), price)
    return found


def inside(item: str) -> str:
    """An item as it stands inside a sentence: no capital, unless the word is a name or an abbreviation."""
    first, *others = item.split()
    is_name = first[1:] != first[1:].lower() or any(word[:1].isupper() for word in others)
    return " ".join([first if is_name else first[:1].lower() + first[1:], *others])
