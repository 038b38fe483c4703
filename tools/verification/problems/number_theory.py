"""Families of multiples and factors: common-multiple, common-factor."""

import math

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Drawn,
    Entry,
    Shape,
    Step,
    World,
    count,
    measure,
)

_SIGNALS = (
    ("bus", "leaves the station", "leave the station", ("red bus", "blue bus", "green bus")),
    ("ferry", "leaves the harbour", "leave the harbour", ("north ferry", "island ferry", "town ferry")),
    ("lamp", "flashes", "flash", ("red lamp", "green lamp", "white lamp")),
    ("bell", "rings", "ring", ("church bell", "school bell", "tower bell")),
    ("fountain", "spouts", "spout", ("lion fountain", "dolphin fountain", "swan fountain")),
)
_GAPS = (4, 6, 8, 9, 10, 12, 14, 15, 16, 18, 20, 21, 24, 25, 28, 30)


def _signals(world: World, number: int, most: int) -> tuple[dict[str, str], list[int]] | None:
    _, does, do, names = world.rng.choice(_SIGNALS)
    gaps = sorted(world.rng.sample(_GAPS, number))
    together = math.lcm(*gaps)
    if together > most or together == max(gaps):
        return None
    order = world.rng.sample(names, number)
    words = {f"one{place}": name for place, name in enumerate(order, start=1)}
    return words_of(world) | words | {"does": does, "do": do}, gaps


def _pair(world: World) -> Drawn | None:
    found = _signals(world, 2, 180)
    return Drawn({"gap": found[1][0], "gap2": found[1][1]}, found[0]) if found else None


def _triple(world: World) -> Drawn | None:
    found = _signals(world, 3, 360)
    return Drawn(dict(zip(("gap", "gap2", "gap3"), found[1], strict=True)), found[0]) if found else None


def _how_often(world: World) -> Drawn | None:
    found = _signals(world, 3, 180)
    if found is None:
        return None
    together = math.lcm(*found[1])
    hours = nice(world.rng, 4, 12)
    values = dict(zip(("gap", "gap2", "gap3"), found[1], strict=True)) | {"hours": hours}
    return Drawn(values, found[0]) if hours * 60 % together and hours * 60 > 2 * together else None


_GAP = measure("gap", "time between two signals of the {one1}", "minutes", "{one1}")
_GAP2 = measure("gap2", "time between two signals of the {one2}", "minutes", "{one2}")
_GAP3 = measure("gap3", "time between two signals of the {one3}", "minutes", "{one3}")
_NEXT = (
    "After how many minutes will they {do} at the same moment again for the first time?",
    "How many minutes later will they next {do} at the same moment?",
)
_THREE = (
    "The {one1} {does} every {gap} minutes, the {one2} every {gap2} minutes and the {one3} every {gap3}"
    " minutes.",
    "Every {gap} minutes the {one1} {does}, every {gap2} minutes the {one2} {does}, and every {gap3}"
    " minutes the {one3} {does}.",
)

MULTIPLE = Entry(
    Family(
        "common-multiple",
        "Things that happen at regular intervals: when they next happen together, how often in a given time.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "two",
                _pair,
                (_GAP, _GAP2),
                (Step("together", "lcm(gap, gap2)", "The least common multiple is [] minutes."),),
                asks="the number of minutes until they {do} at the same moment",
                unit="minutes",
                situations=(
                    "The {one1} {does} every {gap} minutes and the {one2} every {gap2} minutes. Just now"
                    " both did so at the same moment.",
                    "{who} pays attention to the {one1} and the {one2}. The {one1} {does} every {gap}"
                    " minutes, and the {one2} {does} every {gap2} minutes. Just now both did so at the"
                    " same moment.",
                ),
                questions=_NEXT,
            ),
        ),
        "medium": (
            Shape(
                "three",
                _triple,
                (_GAP, _GAP2, _GAP3),
                (
                    Step("first", "lcm(gap, gap2)", "The {one1} and the {one2} meet every [] minutes."),
                    Step("together", "lcm(first, gap3)", "With the {one3} as well, it is every [] minutes."),
                ),
                asks="the number of minutes until they {do} at the same moment",
                unit="minutes",
                situations=tuple(
                    f"{three} Just now all of them did so at the same moment." for three in _THREE
                ),
                questions=_NEXT,
            ),
        ),
        "hard": (
            Shape(
                "how-often",
                _how_often,
                (_GAP, _GAP2, _GAP3, measure("hours", "time in which they are counted", "hours", "hours")),
                (
                    Step("first", "lcm(gap, gap2)", "The {one1} and the {one2} meet every [] minutes."),
                    Step("together", "lcm(first, gap3)", "With the {one3} as well, it is every [] minutes."),
                    Step("minutes", "hours * 60", "This time is [] minutes."),
                    Step("times", "floor(minutes / together)", "That moment comes [] more times."),
                ),
                asks="how many more times all of them {do} at the same moment",
                unit="times",
                situations=tuple(
                    f"{three} At noon all of them did so at the same moment, and {{who}} keeps count"
                    " for the next {hours} hours."
                    for three in _THREE
                ),
                questions=(
                    "Not counting noon itself, how many times do all of them {do} at the same moment in this"
                    " time?",
                    "How many more times, after noon itself, do all of them {do} at the same moment in"
                    " this time?",
                ),
            ),
        ),
    },
)


_GIFTS = (
    "pencils",
    "stickers",
    "balloons",
    "marbles",
    "badges",
    "whistles",
    "biscuits",
    "crayons",
    "tangerines",
    "bouncy balls",
)


def _sets(world: World, number: int) -> tuple[dict[str, str], list[int], int] | None:
    bags = nice(world.rng, 4, 18)
    parts = world.rng.sample(range(2, 10), number)
    if math.gcd(*parts) != 1:
        return None
    words = words_of(world)
    for place, things in enumerate(world.rng.sample(_GIFTS, number), start=1):
        words["things" if place == 1 else f"things{place}"] = things
    return words, [bags * part for part in parts], bags


def _names(number: int) -> tuple[str, ...]:
    return ("first", "second", "third")[:number]


def _most_bags(world: World) -> Drawn | None:
    found = _sets(world, 2)
    return Drawn(dict(zip(_names(2), found[1], strict=True)), found[0]) if found else None


def _most_bags_of_three(world: World) -> Drawn | None:
    found = _sets(world, 3)
    return Drawn(dict(zip(_names(3), found[1], strict=True)), found[0]) if found else None


_FIRST = count("first", "number of {things}", "{things}")
_SECOND = count("second", "number of {things2}", "{things2}")
_THIRD = count("third", "number of {things3}", "{things3}")
_BAGS = Step("bags", "gcd(first, second)", "The greatest common divisor is [], so there are that many bags.")

FACTOR = Entry(
    Family(
        "common-factor",
        "Things put into as many equal bags as possible with nothing left over: bags, or what is in each.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "bags",
                _most_bags,
                (_FIRST, _SECOND),
                (Step("bags", "gcd(first, second)", "The greatest common divisor is []."),),
                asks="the greatest number of gift bags",
                unit="bags",
                situations=(
                    "{who} has {first} {things} and {second} {things2} for gift bags. All the bags have"
                    " to be exactly alike, and nothing may be left over.",
                    "For a children's party, {who} makes identical gift bags from {first} {things} and"
                    " {second} {things2}, using up everything.",
                ),
                questions=(
                    "What is the greatest number of gift bags that {who} can make?",
                    "At most how many gift bags can {who} make?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "in-each",
                _most_bags,
                (_FIRST, _SECOND),
                (
                    _BAGS,
                    Step("each", "first / bags", "Each bag holds [] {things}."),
                    Step("each2", "second / bags", "Each bag holds [] {things2}."),
                    Step("all", "each + each2", "Altogether that is [] things in each bag."),
                ),
                asks="the number of things in each bag",
                unit="things",
                situations=(
                    "{who} has {first} {things} and {second} {things2}. {She} makes as many gift bags as"
                    " possible, all exactly alike, and nothing is left over.",
                    "For a children's party, {who} puts {first} {things} and {second} {things2} into the"
                    " greatest possible number of identical gift bags, using up everything.",
                ),
                questions=(
                    "How many things does each bag contain altogether?",
                    "How many things in total are in one bag?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "three-kinds",
                _most_bags_of_three,
                (_FIRST, _SECOND, _THIRD),
                (
                    Step(
                        "two",
                        "gcd(first, second)",
                        "The greatest common divisor of the first two numbers is [].",
                    ),
                    Step(
                        "bags",
                        "gcd(two, third)",
                        "With the third number it is [], so there are that many bags.",
                    ),
                    Step("total", "first + second + third", "There are [] things."),
                    Step("each", "total / bags", "Each bag holds [] things."),
                ),
                asks="the number of things in each bag",
                unit="things",
                situations=(
                    "{who} has {first} {things}, {second} {things2} and {third} {things3}. {She} makes"
                    " as many gift bags as possible, all exactly alike, and nothing is left over.",
                    "For a children's party, {who} puts {first} {things}, {second} {things2} and {third}"
                    " {things3} into the greatest possible number of identical gift bags, using up"
                    " everything.",
                ),
                questions=(
                    "How many things does each bag contain altogether?",
                    "How many things in total are in one bag?",
                ),
            ),
        ),
    },
)

FAMILIES = (MULTIPLE, FACTOR)
