"""Families that lead to two linear equations: two-prices, two-kinds."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import Sells, nice, price_of, thing_words, words_of
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Amount,
    Drawn,
    Entry,
    Shape,
    Step,
    World,
    count,
    money,
)


def _pair(world: World) -> tuple[dict[str, str], Fraction, Fraction]:
    priced = [thing for thing in world.scene.goods if thing.pence]
    first, second = world.rng.sample(priced, 2)
    words = words_of(world, 2) | thing_words(first, second)
    return words, price_of(world.rng, first, 20), price_of(world.rng, second, 20)


def _sum_and_gap(world: World) -> Drawn | None:
    words, first, second = _pair(world)
    return Drawn({"both": first + second, "more": first - second}, words) if first > second else None


def _one_differs(world: World) -> Drawn:
    words, first, second = _pair(world)
    same, (few, many) = world.rng.randint(2, 4), sorted(world.rng.sample(range(2, 7), 2))
    values: dict[str, Amount] = {
        "count": same,
        "few": few,
        "cost": same * first + few * second,
        "many": many,
        "cost2": same * first + many * second,
    }
    return Drawn(values, words)


def _both_differ(world: World) -> Drawn | None:
    words, first, second = _pair(world)
    one, two, three, four = world.rng.sample(range(2, 8), 4)
    values: dict[str, Amount] = {
        "a": one,
        "b": two,
        "cost": one * first + two * second,
        "c": three,
        "d": four,
        "cost2": three * first + four * second,
    }
    return Drawn(values, words) if one * four > two * three else None


_COST = money("cost", "what {who} pays", "{who}")
_COST2 = money("cost2", "what {who2} pays", "{who2}")

TWO_PRICES = Entry(
    Family(
        "two-prices",
        "Unknown prices of two things from two facts about them: two linear equations.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "sum-and-gap",
                _sum_and_gap,
                (
                    money("both", "price of both together", "together"),
                    money("more", "how much more {a_thing} costs", "more"),
                ),
                (
                    Step("twice", "both - more", "Without the difference, {cur}[] remain for two {things2}."),
                    Step("price", "twice / 2", "So {a_thing2} costs {cur}[]."),
                ),
                asks="the price of {a_thing2} in {pounds}",
                unit="{pounds}",
                situations=(
                    "At {place}, {a_thing} and {a_thing2} cost {both} together. The {thing} costs {more}"
                    " more than the {thing2}.",
                    "{who} pays {both} for {a_thing} and {a_thing2} at {place}. The {thing} is {more}"
                    " dearer than the {thing2}.",
                ),
                questions=(
                    "What is the price of the {thing2} in {pounds}?",
                    "How much, in {pounds}, does the {thing2} cost?",
                ),
                equations=("y + x = {both}", "y - x = {more}"),
                fits=Sells(2),
            ),
        ),
        "medium": (
            Shape(
                "same-number",
                _one_differs,
                (
                    count("count", "number of {things} that {who} buys", "{things}"),
                    count("few", "number of {things2} that {who} buys", "{things2}"),
                    _COST,
                    count("many", "number of {things2} that {who2} buys", "{things2}"),
                    _COST2,
                ),
                (
                    Step("more", "many - few", "{who2} buys [] more {things2} than {who}."),
                    Step("dearer", "cost2 - cost", "For them {who2} pays {cur}[] more."),
                    Step("price", "dearer / more", "So {a_thing2} costs {cur}[]."),
                ),
                asks="the price of {a_thing2} in {pounds}",
                unit="{pounds}",
                situations=(
                    "At {place}, {who} pays {cost} for {count} {things} and {few} {things2}. {who2} buys"
                    " the same number of {things} but {many} {things2}, and pays {cost2}.",
                    "{who} buys {count} {things} and {few} {things2} at {place} for {cost} altogether."
                    " With as many {things} as {who} and with {many} {things2}, {who2} pays {cost2}.",
                ),
                questions=(
                    "What is the price of one {thing2} in {pounds}?",
                    "How much, in {pounds}, does one {thing2} cost?",
                ),
                equations=("{count}*y + {few}*x = {cost}", "{count}*y + {many}*x = {cost2}"),
                fits=Sells(2),
            ),
        ),
        "hard": (
            Shape(
                "both-differ",
                _both_differ,
                (
                    count("a", "number of {things} that {who} buys", "{things}"),
                    count("b", "number of {things2} that {who} buys", "{things2}"),
                    _COST,
                    count("c", "number of {things} that {who2} buys", "{things}"),
                    count("d", "number of {things2} that {who2} buys", "{things2}"),
                    _COST2,
                ),
                (
                    Step("scaled", "cost * c", "Taking the first purchase as often as needed costs {cur}[]."),
                    Step("scaled2", "cost2 * a", "Taking the second purchase as often costs {cur}[]."),
                    Step("dearer", "scaled2 - scaled", "The difference in cost is {cur}[]."),
                    Step("more", "d * a - b * c", "It is the price of [] {things2}."),
                    Step("price", "dearer / more", "So {a_thing2} costs {cur}[]."),
                ),
                asks="the price of {a_thing2} in {pounds}",
                unit="{pounds}",
                situations=(
                    "At {place}, {who} pays {cost} for {a} {things} and {b} {things2}, and {who2} pays"
                    " {cost2} for {c} {things} and {d} {things2}.",
                    "{who} buys {a} {things} and {b} {things2} at {place} and pays {cost} altogether."
                    " For {c} {things} and {d} {things2}, {who2} pays {cost2} in the same shop.",
                ),
                questions=(
                    "What is the price of one {thing2} in {pounds}?",
                    "How much, in {pounds}, does one {thing2} cost?",
                ),
                equations=("{a}*y + {b}*x = {cost}", "{c}*y + {d}*x = {cost2}"),
                fits=Sells(2),
            ),
        ),
    },
)

_SETTINGS = (
    (
        "banquet hall",
        "small table",
        "small tables",
        "large table",
        "large tables",
        "seats",
        (2, 3, 4),
        (5, 6, 8),
    ),
    ("campsite", "small tent", "small tents", "family tent", "family tents", "beds", (2, 3), (4, 5, 6)),
    ("boathouse", "canoe", "canoes", "rowing boat", "rowing boats", "seats", (2, 3), (4, 5, 6)),
)


def _kinds(world: World) -> tuple[dict[str, str], dict[str, int]]:
    place, one, many, one2, many2, parts, small, large = world.rng.choice(_SETTINGS)
    words = {
        "site": place,
        "small": one,
        "smalls": many,
        "a_small": f"a {one}",
        "a_large": f"a {one2}",
        "large": one2,
        "larges": many2,
        "parts": parts,
    }
    values = {
        "smalls_number": world.rng.randint(4, 18),
        "larges_number": world.rng.randint(3, 14),
        "small_parts": world.rng.choice(small),
        "large_parts": world.rng.choice(large),
    }
    return words_of(world) | words, values


def _known_kinds(world: World) -> Drawn:
    words, values = _kinds(world)
    return Drawn(values, words)


def _unknown_kinds(world: World) -> Drawn:
    words, number = _kinds(world)
    parts = number["smalls_number"] * number["small_parts"] + number["larges_number"] * number["large_parts"]
    values = {
        "total": number["smalls_number"] + number["larges_number"],
        "small_parts": number["small_parts"],
        "large_parts": number["large_parts"],
        "all_parts": parts,
    }
    return Drawn(values, words)


def _priced_kinds(world: World) -> Drawn | None:
    drawn = _unknown_kinds(world)
    rent, rent2 = nice(world.rng, 8, 30, 2), nice(world.rng, 20, 60, 2)
    values = {**drawn.values, "rent": rent, "rent2": rent2}
    return Drawn(values, drawn.words) if rent + 6 <= rent2 else None


_ALL = count("total", "number of {smalls} and {larges} together", "{larges}")
_SMALL = count("small_parts", "number of {parts} of one {small}", "{parts}")
_LARGE = count("large_parts", "number of {parts} of one {large}", "{parts}")
_ALL_PARTS = count("all_parts", "number of {parts} altogether", "{parts}")
_FIND_LARGE = (
    Step("if_small", "total * small_parts", "If all were {smalls}, there would be [] {parts}."),
    Step("missing", "all_parts - if_small", "That is [] {parts} too few."),
    Step("gain", "large_parts - small_parts", "Each {large} has [] {parts} more than {a_small}."),
    Step("larges", "missing / gain", "So there are [] {larges}."),
)
_MIXED = (
    "The {site} has {smalls} and {larges}, {total} altogether. {A_small} has {small_parts} {parts} and"
    " {a_large} has {large_parts} {parts}. In total there are {all_parts} {parts}.",
    "{who} counts {all_parts} {parts} at the {site}. They belong to {smalls} with {small_parts} {parts}"
    " each and to {larges} with {large_parts} {parts} each. There are {total} {smalls} and {larges}"
    " altogether.",
)

TWO_KINDS = Entry(
    Family(
        "two-kinds",
        "Two kinds of things with different numbers of parts (tables and seats, tents and beds): how"
        " many of one kind.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "known",
                _known_kinds,
                (
                    count("smalls_number", "number of {smalls}", "{smalls}"),
                    _SMALL,
                    count("larges_number", "number of {larges}", "{larges}"),
                    _LARGE,
                ),
                (
                    Step("first", "smalls_number * small_parts", "The {smalls} have [] {parts}."),
                    Step("second", "larges_number * large_parts", "The {larges} have [] {parts}."),
                    Step("all_parts", "first + second", "Altogether there are [] {parts}."),
                ),
                asks="the total number of {parts}",
                unit="{parts}",
                situations=(
                    "The {site} has {smalls_number} {smalls} with {small_parts} {parts} each and"
                    " {larges_number} {larges} with {large_parts} {parts} each.",
                    "At the {site}, {who} counts {smalls_number} {smalls} and {larges_number} {larges}."
                    " {A_small} has {small_parts} {parts} and {a_large} has {large_parts} {parts}.",
                ),
                questions=(
                    "How many {parts} are there in total?",
                    "How many {parts} does that make altogether?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "unknown",
                _unknown_kinds,
                (_ALL, _SMALL, _LARGE, _ALL_PARTS),
                _FIND_LARGE,
                asks="the number of {larges}",
                unit="{larges}",
                situations=_MIXED,
                questions=("How many {larges} are there?", "How many {larges} does the {site} have?"),
                equations=("x + y = {total}", "{large_parts}*x + {small_parts}*y = {all_parts}"),
            ),
        ),
        "hard": (
            Shape(
                "priced",
                _priced_kinds,
                (
                    _ALL,
                    _SMALL,
                    _LARGE,
                    _ALL_PARTS,
                    money("rent", "price of one {small} for a day", "{small}"),
                    money("rent2", "price of one {large} for a day", "{large}"),
                ),
                (
                    *_FIND_LARGE,
                    Step("smalls", "total - larges", "The other [] are {smalls}."),
                    Step("first", "smalls * rent", "The {smalls} bring {cur}[]."),
                    Step("second", "larges * rent2", "The {larges} bring {cur}[]."),
                    Step("income", "first + second", "Together that is {cur}[]."),
                ),
                asks="the income on the day in {pounds}",
                unit="{pounds}",
                situations=tuple(
                    f"{mixed} One day everything is hired out, {{a_small}} for {{rent}} and {{a_large}}"
                    f" for {{rent2}}."
                    for mixed in _MIXED
                ),
                questions=(
                    "How much money, in {pounds}, does the {site} take on that day?",
                    "What is the income of the {site} on that day in {pounds}?",
                ),
            ),
        ),
    },
)

FAMILIES = (TWO_PRICES, TWO_KINDS)
