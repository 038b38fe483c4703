"""Values that follow from what came before by a step of reckoning: products, sums, differences, dates.

A few numbers make nearly any other, so each kind of step has its place: products within a record, with what
the user said or within the turn; sums and differences of one field, or of amounts beside a word for a sum.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

from seedbed.tools.knowledge.values import Value, find_values
from seedbed.tools.verification.trajectories.facts import Record
from seedbed.tools.verification.trajectories.support import amounts_of, plain_stamps, same_amount

_MOST = 24
"""Numbers of one place that are combined."""
_SUM = re.compile(
    r"\b(?:total\w*|together|altogether|sum|combined|in all|overall|comes? to|adds? up|amounts? to|plus|"
    r"both|difference|more|less|cheaper|dearer|longer|shorter|remaining|left|save[sd]?)\b|[+=−]",
    re.I,
)
_DAYS = {"day": 1, "night": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Given:
    """What a value of a sentence may be computed from."""

    focus: tuple[Record, ...]
    """The records that it is about."""
    shown: tuple[Record, ...]
    """All of the last results."""
    user: tuple[Value, ...]
    """Values that the user has said."""
    turn: tuple[Value, ...]
    """Values of the turn itself."""
    dates: tuple[date, ...]
    """Dates known before the turn."""


def derived(value: Value, sentence: str, given: Given, firm: bool = False, keyed: bool = False) -> bool:
    """Whether a value follows from what is given.

    Args:
        firm: The noun behind it says of which field it is: it is no product.
        keyed: It is said of a field: sums and differences need a word for one.
    """
    if value.kind in ("date", "weekday", "month", "year"):
        return _dated(value, given)
    if value.kind == "time":
        hour = int(value.canonical.partition(":")[2][:2])
        return any(one.kind == "number" and one.amount in (str(hour), str(hour % 12)) for one in given.user)
    own = [*amounts_of(value)]
    if len(own) != 1:
        return False
    own_is = own[0]
    if value.kind == "duration" and _between(value, own_is, given):
        return True
    return any(
        same_amount(own_is, made, value, sentence) for made in _made(value, sentence, given, firm, keyed)
    )


def numbers_of(record: Record) -> Iterator[tuple[str, Decimal]]:
    """Each numeric field of a record: its name and amount."""
    for key, one in record.fields.items():
        for amount in amounts_in(one):
            yield key, amount


def amounts_in(field: Any) -> list[Decimal]:
    """The amounts that a field holds: its number, or those of its text."""
    if isinstance(field, bool):
        return []
    if isinstance(field, int | float):
        return [abs(Decimal(str(field)))]
    if isinstance(field, str) and len(field) < 200:
        return [amount for one in find_values(plain_stamps(field)) for amount in amounts_of(one)]
    return []


def _made(value: Value, sentence: str, given: Given, firm: bool, keyed: bool) -> Iterator[Decimal]:
    fields = [pair for record in given.focus for pair in numbers_of(record)][:_MOST]
    said = [("", amount) for one in given.user for amount in amounts_of(one)][:_MOST]
    beside = [
        (one.kind, amount)
        for one in given.turn
        if one.canonical != value.canonical
        for amount in amounts_of(one)
    ][:_MOST]
    for pairs in () if firm else (combinations(fields + said, 2), combinations(beside, 2)):
        for (name, one), (other_name, other) in pairs:
            if name == other_name and name not in ("", "number"):
                continue
            yield from _products(one, other)
    summed = _SUM.search(sentence) is not None
    if summed or not keyed:
        for several in _by_field(given.focus).values():
            yield from _sums([*several])
        for several in _by_field(given.shown).values():
            yield from _sums([*several])
            yield from (abs(one - other) for one, other in combinations(several[:_MOST], 2))
    if not firm:
        yield from _counts(given)
    if summed:
        alike = [amount for kind, amount in beside if kind == value.kind or value.kind == "number"]
        yield from _sums(alike)
        yield from (abs(one - other) for one, other in combinations(alike, 2))
        yield from (one + other for one, other in combinations(alike, 2))


def _products(one: Decimal, other: Decimal) -> Iterator[Decimal]:
    yield one * other
    for top, under in ((one, other), (other, one)):
        if under:
            yield top / under
        yield top * under / 100
        yield top * (100 - under) / 100
        yield top * (100 + under) / 100


def _sums(several: Sequence[Decimal]) -> Iterator[Decimal]:
    if len(several) > 1:
        yield sum(several, Decimal(0))
        yield sum(several, Decimal(0)) / len(several)


def _by_field(records: Iterable[Record]) -> Mapping[str, list[Decimal]]:
    found: dict[str, list[Decimal]] = {}
    for record in records:
        for key, amount in numbers_of(record):
            found.setdefault(key, []).append(amount)
    return found


def _counts(given: Given) -> Iterator[Decimal]:
    """How many records the last results show, and how many of them share a value."""
    named = [record for record in given.shown if record.name]
    if len(named) > 1:
        yield Decimal(len(named))
        alike: dict[tuple[str, str], int] = {}
        for record in named:
            for key, one in record.fields.items():
                alike[key, str(one)] = alike.get((key, str(one)), 0) + 1
        yield from map(Decimal, sorted(set(alike.values())))


# dates ---------------------------------------------------------------------------------------------------


def dates_in(values: Iterable[Value]) -> Iterator[date]:
    """The whole dates among values."""
    for one in values:
        if one.kind != "date":
            continue
        for end in one.canonical.partition(":")[2].split("–"):
            try:
                yield date.fromisoformat(end)
            except ValueError:
                continue


def _dated(value: Value, given: Given) -> bool:
    if value.kind == "weekday" and any(one.kind == "date" and "-----" in one.canonical for one in given.user):
        return True  # of a date without its year the weekday isn't known
    steps = [amount for one in (*given.user, *given.turn) for amount in amounts_of(one)]
    steps += [amount for record in given.focus for _, amount in numbers_of(record)]
    whole = {int(one) for one in steps if one == one.to_integral_value() and one <= 400}
    # The last of three days is two days after the first.
    shifts = sorted({*whole, *(one - 1 for one in whole if one > 1), *(7 * one for one in whole if one < 60)})
    own = [date.fromisoformat(one.isoformat()) for one in dates_in((value,))]
    for known in (*given.dates, *dates_in(given.turn)):
        if value.kind == "weekday" and f"{known:%A}" == value.canonical.partition(":")[2]:
            return True
        if value.kind == "date" and known not in own:
            moved = [known + timedelta(days=sign * days) for days in shifts for sign in (1, -1)]
            if any(_written(value, one) for one in moved):
                return True
        if value.kind in ("month", "year") and value.canonical.partition(":")[2] in f"{known:%B %Y}".split():
            return True
    return False


def _written(value: Value, one: date) -> bool:
    said = value.canonical.partition(":")[2]
    return said == one.isoformat() or (said.startswith("-----") and said[5:] == f"{one:%m-%d}")


def _between(value: Value, own: Decimal, given: Given) -> bool:
    """Whether a duration is that between two known dates."""
    days = _DAYS.get(value.unit)
    known = dict.fromkeys((*given.dates, *dates_in(given.turn)))
    return days is not None and any(
        abs((one - other).days) in (own * days, own * days - 1) for one, other in combinations(known, 2)
    )
