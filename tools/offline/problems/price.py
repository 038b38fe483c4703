"""Prices from a list that the user gave: what each price is for, in which words, and where it was read.

Kinds are told from the price's `unit`, whose words may be a price list's («per hour», «Hourly rate»,
«Deposit», «Discount on hire rates», «Late fee per hour», «Adult price», «Repair charge»). It does not read
documents.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

PriceKind = Literal[
    "hour",
    "day",
    "week",
    "month",
    "adult",
    "child",
    "person",
    "deposit",
    "discount",
    "late hour",
    "fee",
    "each",
]


@dataclass(frozen=True, slots=True)
class Price:
    """One price as its source states it."""

    item: str
    """What it is the price of: `city bike`, `Family plan`, `late return`."""
    unit: str
    """`per day`, `deposit`, `discount`, `late fee per hour`, `each`, `repair charge`, …"""
    amount: str
    """Digits as in the source: `18.00`."""
    currency: str
    """`£`, `$`, `€`; `%` for discounts."""
    citation: Mapping[str, Any] | None = field(default=None, hash=False, compare=False)
    """source, sha256, start, end, quote."""


CURRENCIES: Mapping[str, tuple[str, str]] = {
    "£": ("pounds", "pence"),
    "$": ("dollars", "cents"),
    "€": ("euros", "cents"),
}
"""The names in which questions ask for money: the unit and its hundredth."""

_KINDS: tuple[tuple[PriceKind, str], ...] = (
    ("discount", r"\bdiscount\b|\breduction\b|\boff\b"),
    ("late hour", r"\blate\b.*\bhour\b|\bper late hour\b|\bhour late\b"),
    ("deposit", r"\bdeposit\b"),
    ("hour", r"\b(?:per|an|each) hour\b|\bhourly\b"),
    ("day", r"\b(?:per|a|each) day\b|\bdaily\b|\bday rate\b"),
    ("week", r"\b(?:per|a|each) week\b|\bweekly\b|\bweek rate\b"),
    ("month", r"\b(?:per|a|each) month\b|\bmonthly\b"),
    ("adult", r"\badult\b"),
    ("child", r"\bchild\b"),
    ("person", r"\b(?:per|a|each) (?:person|guest|head)\b"),
    ("each", r"^each$|\bper (?:item|piece|unit|ticket)\b|^$|^price$"),
    ("fee", r"\bfee\b|\bcharge\b|\bsurcharge\b|\bcosts?\b|\bsupplement\b"),
)
_AMOUNT = re.compile(r"[0-9]{1,7}(?:,[0-9]{3})*(?:\.[0-9]{1,2})?")
_ITEM = re.compile(r"[A-Za-z][A-Za-z'’ \-]{1,58}")


def kind_of(price: Price) -> PriceKind | None:
    """What the price is for, told by the words of its unit; None when they say nothing known."""
    unit = price.unit.strip().lower()
    if len(re.findall(r"\bper\b", unit)) > 1:
        return None
    if price.currency == "%":
        return "discount" if re.search(_KINDS[0][1], unit) else None
    return next((kind for kind, pattern in _KINDS if re.search(pattern, unit)), None)


def usable(price: Price) -> bool:
    """Whether a problem can be made of it: a known kind, a plain positive amount, an item without digits."""
    return (
        kind_of(price) is not None
        and price.currency in (*CURRENCIES, "%")
        and _AMOUNT.fullmatch(price.amount) is not None
        and value_of(price) > 0
        and (price.currency != "%" or value_of(price) < 100)
        and _ITEM.fullmatch(price.item) is not None
    )


def value_of(price: Price) -> Fraction:
    """The amount as a number."""
    return Fraction(price.amount.replace(",", ""))


@dataclass(frozen=True, slots=True)
class Rated:
    """All usable prices of one item."""

    item: str
    """As it stands inside a sentence: `city bike`, `GPS unit`."""
    prices: Mapping[PriceKind, Price]

    @property
    def is_accessory(self) -> bool:
        """Priced by the day alone: something that comes with a main hire."""
        return "day" in self.prices and not self.prices.keys() & {"hour", "week", "deposit"}


@lru_cache(maxsize=64)
def by_item(prices: tuple[Price, ...]) -> tuple[Rated, ...]:
    """The usable prices grouped by item, in the order of the list; the first of a kind counts."""
    found: dict[str, dict[PriceKind, Price]] = {}
    for price in prices:
        kind = kind_of(price)
        if kind is not None and usable(price):
            found.setdefault(inside(price.item), {}).setdefault(kind, price)
    return tuple(Rated(item, kinds) for item, kinds in found.items())


def inside(item: str) -> str:
    """An item as it stands inside a sentence: no capital, unless the word is a name or an abbreviation."""
    item = " ".join(item.split())
    first = item.split(" ", 1)[0]
    others = item.split()[1:]
    is_name = first[1:] != first[1:].lower() or any(word[:1].isupper() for word in others)
    return item if is_name else item[:1].lower() + item[1:]
