"""Families about hiring at prices from a price list: hire-cost, hire-extras."""

from seedbed.tools.verification.problems.hires import (
    ALL,
    COUNT,
    COUNT2,
    DAY_RATE,
    DAY_RATE2,
    DAYS,
    EXTRA,
    HIRE,
    ONE_HIRE,
    PAYS,
    RATE,
    SEVERAL,
    TIME,
    Has,
    by_the_day,
    equipped,
    equipped_twice,
    extras_for,
    item_words,
    mains,
    one_hire,
    priced,
    several_hires,
    two_items,
    with_extra,
)
from seedbed.tools.verification.problems.shape import Drawn, Entry, Shape, Step, World, money

COST = Entry(
    priced(
        "hire-cost",
        "Hire at a rate per hour, day or week from the price list, for one or several items. No extras,"
        " no discount.",
    ),
    {
        "easy": (
            Shape(
                "one",
                one_hire,
                (RATE, TIME),
                (HIRE,),
                asks="the price of the hire in {pounds}",
                unit="{pounds}",
                situations=ONE_HIRE,
                questions=(
                    "How much, in {pounds}, does {who} pay for the hire?",
                    "What is the price of the hire in {pounds}?",
                ),
                fits=Has(((mains, 1),)),
            ),
        ),
        "medium": (
            Shape(
                "several",
                several_hires,
                (RATE, COUNT, TIME),
                (HIRE, ALL),
                asks="the total price in {pounds}",
                unit="{pounds}",
                situations=SEVERAL,
                questions=PAYS,
                fits=Has(((mains, 1),)),
            ),
        ),
        "hard": (
            Shape(
                "two-items",
                two_items,
                (DAY_RATE, DAY_RATE2, COUNT, COUNT2, DAYS),
                (
                    Step("day", "count * rate", "For one day the {items} cost {cur}[]."),
                    Step("day2", "count2 * rate2", "For one day the {items2} cost {cur}[]."),
                    Step("both", "day + day2", "Together one day costs {cur}[]."),
                    Step("total", "both * time", "The whole hire costs {cur}[]."),
                ),
                asks="the total price in {pounds}",
                unit="{pounds}",
                situations=(
                    "At {place}, {an_item} costs {rate} per day and {an_item2} costs {rate2} per day."
                    " {who} hires {count} {items} and {count2} {items2} for {time} days.",
                    "{who} hires {count} {items} and {count2} {items2} from {place} for {time} days."
                    " Each {item} costs {rate} per day, and each {item2} costs {rate2} per day.",
                ),
                questions=PAYS,
                fits=Has(((by_the_day, 2),)),
            ),
        ),
    },
    place="the hire shop",
)


def _with_extras(world: World) -> Drawn | None:
    drawn = with_extra(world)
    if drawn is None:
        return None
    number = world.rng.randint(3, 6)
    return Drawn({**drawn.values, "count": number, "count2": world.rng.randint(2, number - 1)}, drawn.words)


def _with_two_extras(world: World) -> Drawn | None:
    drawn = _with_extras(world)
    if drawn is None:
        return None
    rated = next(rated for rated in by_the_day(world) if rated.item == drawn.words["item"])
    others = [extra for extra in extras_for(world, rated) if extra.item != drawn.words["item2"]]
    if not others:
        return None
    other = world.rng.choice(others)
    return Drawn({**drawn.values, "extra2": other.prices["day"]}, {**drawn.words, **item_words(other, "3")})


EXTRAS = Entry(
    priced(
        "hire-extras",
        "Hire by the day with accessories by the day, both from the price list: the whole price.",
    ),
    {
        "easy": (
            Shape(
                "one",
                with_extra,
                (DAY_RATE, EXTRA, DAYS),
                (
                    Step("day", "rate + extra", "One day costs {cur}[]."),
                    Step("total", "day * time", "The whole hire costs {cur}[]."),
                ),
                asks="the total price in {pounds}",
                unit="{pounds}",
                situations=(
                    "At {place}, {an_item} costs {rate} per day and {an_item2} costs {extra} per day."
                    " {who} takes one of each for {time} days.",
                    "{who} hires {an_item} together with {an_item2} from {place} for {time} days. The"
                    " {item} costs {rate} per day, and the {item2} costs {extra} per day.",
                ),
                questions=PAYS,
                fits=Has(((equipped, 1),)),
            ),
        ),
        "medium": (
            Shape(
                "several",
                _with_extras,
                (DAY_RATE, EXTRA, COUNT, COUNT2, DAYS),
                (
                    Step("day", "count * rate", "For one day the {items} cost {cur}[]."),
                    Step("day2", "count2 * extra", "For one day the {items2} cost {cur}[]."),
                    Step("total", "(day + day2) * time", "The whole hire costs {cur}[]."),
                ),
                asks="the total price in {pounds}",
                unit="{pounds}",
                situations=(
                    "At {place}, {an_item} costs {rate} per day and {an_item2} costs {extra} per day."
                    " {who} takes {count} {items} and {count2} {items2} for {time} days.",
                    "{who} hires {count} {items} and {count2} {items2} from {place} for {time} days."
                    " Each {item} costs {rate} per day, and each {item2} costs {extra} per day.",
                ),
                questions=PAYS,
                fits=Has(((equipped, 1),)),
            ),
        ),
        "hard": (
            Shape(
                "two-extras",
                _with_two_extras,
                (
                    DAY_RATE,
                    EXTRA,
                    money("extra2", "price of one {item3} per day", "{item3}"),
                    COUNT,
                    COUNT2,
                    DAYS,
                ),
                (
                    Step("day", "count * rate", "For one day the {items} cost {cur}[]."),
                    Step("day2", "count2 * extra", "For one day the {items2} cost {cur}[]."),
                    Step("both", "day + day2 + extra2", "With the {item3}, one day costs {cur}[]."),
                    Step("total", "both * time", "The whole hire costs {cur}[]."),
                ),
                asks="the total price in {pounds}",
                unit="{pounds}",
                situations=(
                    "The prices per day at {place} are {rate} for {an_item}, {extra} for {an_item2} and"
                    " {extra2} for {an_item3}. {who} takes {count} {items}, {count2} {items2} and one"
                    " {item3} for {time} days.",
                    "{who} hires {count} {items}, {count2} {items2} and a single {item3} from {place}"
                    " for {time} days. Per day, {an_item} costs {rate}, {an_item2} costs {extra} and"
                    " {an_item3} costs {extra2}.",
                ),
                questions=PAYS,
                fits=Has(((equipped_twice, 1),)),
            ),
        ),
    },
    place="the hire shop",
)

FAMILIES = (COST, EXTRAS)
