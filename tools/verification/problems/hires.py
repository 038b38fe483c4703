"""What the families about hiring share: which prices of a list they use, their draws, operands and sentences.

It does not know a family.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from seedbed.tools.verification.problems.draws import words_of
from seedbed.tools.verification.problems.inflection import article, plural
from seedbed.tools.verification.problems.price import PriceKind, Rated, by_item, value_of
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Amount,
    Drawn,
    Step,
    World,
    count,
    measure,
    money,
)

PERIODS: tuple[PriceKind, ...] = ("hour", "day", "week")
LONGEST = {"hour": 6, "day": 6, "week": 3}
"""Most periods that one hire lasts."""


def mains(world: World, *kinds: PriceKind) -> list[Rated]:
    """Items hired on their own that have prices of all these kinds (or of any period when none is named)."""
    return [
        rated
        for rated in by_item(world.prices)
        if not rated.is_accessory
        and (all(kind in rated.prices for kind in kinds) if kinds else rated.prices.keys() & set(PERIODS))
    ]


def accessories(world: World) -> list[Rated]:
    """Items that come with a hire and are priced by the day."""
    return [rated for rated in by_item(world.prices) if rated.is_accessory]


def fees(world: World) -> list[Rated]:
    """Fixed fees and charges."""
    return [rated for rated in by_item(world.prices) if "fee" in rated.prices]


def discounts(world: World) -> list[Rated]:
    """Percentages taken off the hire price; not those for groups, whose sizes a price list leaves open."""
    return [
        rated
        for rated in by_item(world.prices)
        if "discount" in rated.prices and "group" not in rated.item.lower()
    ]


def extras_for(world: World, rated: Rated) -> list[Rated]:
    """Accessories that go with the item: no battery without a motor, no child seat on a child's bike."""
    item = rated.item.lower()
    return [
        extra
        for extra in accessories(world)
        if suits(extra.item, item) and not ("child" in item and "child" in extra.item.lower())
    ]


def fees_for(world: World, rated: Rated) -> list[Rated]:
    """Fees that can fall due with the item: nothing about batteries without a motor."""
    return [fee for fee in fees(world) if suits(fee.item, rated.item)]


_POWERED = re.compile(r"\be-|electric|batter|charger|motor", re.IGNORECASE)


def suits(extra: str, item: str) -> bool:
    """Whether what goes with electric things alone stands beside one."""
    return not _POWERED.search(extra) or bool(_POWERED.search(item))


def equipped(world: World) -> list[Rated]:
    """Items by the day that have an accessory."""
    return [rated for rated in by_the_day(world) if extras_for(world, rated)]


def equipped_twice(world: World) -> list[Rated]:
    """Items by the day that have two accessories."""
    return [rated for rated in by_the_day(world) if len(extras_for(world, rated)) > 1]


def payable(world: World) -> list[Rated]:
    """Items for which a fee can fall due."""
    return [rated for rated in mains(world) if fees_for(world, rated)]


def equipped_payable(world: World) -> list[Rated]:
    """Items by the day with an accessory, for which a fee can fall due."""
    return [rated for rated in equipped(world) if fees_for(world, rated)]


@dataclass(frozen=True, slots=True)
class Has:
    """A `fits`: the price list has at least so many items of each of these sorts."""

    needs: tuple[tuple[Callable[[World], list[Rated]], int], ...]

    def __call__(self, world: World) -> bool:
        return all(len(find(world)) >= number for find, number in self.needs)


def by_the_day(world: World) -> list[Rated]:
    """Items hired on their own at a day rate."""
    return mains(world, "day")


def item_words(rated: Rated, end: str = "") -> dict[str, str]:
    """`item`, `items`, `an_item` with this ending."""
    return {
        f"item{end}": rated.item,
        f"items{end}": plural(rated.item),
        f"an_item{end}": f"{article(rated.item)} {rated.item}",
    }


def period_of(world: World, rated: Rated) -> PriceKind:
    """One of the periods for which the item has a rate."""
    return world.rng.choice([period for period in PERIODS if period in rated.prices])


def length(world: World, rated: Rated, period: PriceKind) -> int | None:
    """A number of periods for which nobody would take the next longer rate; None when there is none."""
    rate = value_of(rated.prices[period])
    longer = PERIODS[PERIODS.index(period) + 1 :]
    limit = next((value_of(rated.prices[other]) for other in longer if other in rated.prices), None)
    most = LONGEST[period] if limit is None else min(LONGEST[period], int((limit - 1) / rate))
    return world.rng.randint(2, most) if most >= 2 else None


def _period_words(period: PriceKind) -> dict[str, str]:
    return {"period": period, "periods": f"{period}s"}


def one_hire(world: World) -> Drawn | None:
    """An item, its rate and for how long."""
    rated = world.rng.choice(mains(world))
    period = period_of(world, rated)
    number = length(world, rated, period)
    words = words_of(world) | item_words(rated) | _period_words(period)
    return Drawn({"rate": rated.prices[period], "time": number}, words) if number else None


def several_hires(world: World) -> Drawn | None:
    """Several of one item."""
    drawn = one_hire(world)
    return Drawn({**drawn.values, "count": world.rng.randint(2, 5)}, drawn.words) if drawn else None


def two_items(world: World) -> Drawn | None:
    """Several of each of two items, by the day."""
    first, second = world.rng.sample(by_the_day(world), 2)
    times = [length(world, rated, "day") for rated in (first, second)]
    if None in times:
        return None
    values: dict[str, Amount] = {
        "rate": first.prices["day"],
        "count": world.rng.randint(2, 4),
        "rate2": second.prices["day"],
        "count2": world.rng.randint(2, 4),
        "time": min(time for time in times if time),
    }
    return Drawn(values, words_of(world) | item_words(first) | item_words(second, "2"))


def with_extra(world: World) -> Drawn | None:
    """An item and an accessory, by the day."""
    rated = world.rng.choice(equipped(world))
    extra, number = world.rng.choice(extras_for(world, rated)), length(world, rated, "day")
    if number is None:
        return None
    values: dict[str, Amount] = {
        "rate": rated.prices["day"],
        "extra": extra.prices["day"],
        "time": number,
    }
    return Drawn(values, words_of(world) | item_words(rated) | item_words(extra, "2"))


RATE = money("rate", "price of one {item} per {period}", "{item}")
TIME = measure("time", "length of the hire", "{periods}", "{periods}")
DAY_RATE = money("rate", "price of one {item} per day", "{item}")
DAY_RATE2 = money("rate2", "price of one {item2} per day", "{item2}")
DAYS = measure("time", "length of the hire", "days", "days")
COUNT = count("count", "number of {items}", "{items}")
COUNT2 = count("count2", "number of {items2}", "{items2}")
PAYS = (
    "How much, in {pounds}, does {who} pay altogether?",
    "What is the total price in {pounds}?",
)
EXTRA = money("extra", "price of one {item2} per day", "{item2}")
ONE_HIRE = (
    "At {place}, {an_item} costs {rate} per {period}. {who} hires one for {time} {periods}.",
    "{who} hires {an_item} from {place} for {time} {periods}. The price is {rate} per {period}.",
)
SEVERAL = (
    "At {place}, {an_item} costs {rate} per {period}. {who} hires {count} {items} for {time} {periods}.",
    "{who} hires {count} {items} from {place} for {time} {periods}. The price of each {item} is {rate}"
    " per {period}.",
)
HIRE = Step("hire", "rate * time", "The hire of one {item} costs {cur}[].")
ALL = Step("full", "hire * count", "All the {items} together cost {cur}[].")
WITH_EXTRA = (
    Step("each", "rate + extra", "One {item} with one {item2} costs {cur}[] a day."),
    Step("day", "each * count", "All of them cost {cur}[] a day."),
    Step("hire", "day * time", "The hire costs {cur}[]."),
)
SEVERAL_WITH_EXTRA = (
    "At {place}, {an_item} costs {rate} per day and {an_item2} costs {extra} per day. {who} hires {count}"
    " {items}, each with one {item2}, for {time} days.",
    "{who} hires {count} {items} from {place} for {time} days and takes one {item2} with each of them. Per"
    " day, {an_item} costs {rate} and {an_item2} costs {extra}.",
)


def priced(name: str, about: str) -> Family:
    """A family that can't be drawn without a price list."""
    return Family(name, about, LEVELS, takes_prices=True, needs_prices=True)
