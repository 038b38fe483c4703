"""Families of data: mean, data-summary."""

from seedbed.tools.verification.problems.draws import number_of, words_of
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Drawn,
    Entry,
    Operand,
    Shape,
    Step,
    World,
    count,
)

_SERIES = (
    ("scores", "points", "points", "points scored", 8, 40, "round"),
    ("reads", "pages", "pages of a novel", "pages read", 60, 190, "week"),
    ("does", "press-ups", "press-ups", "press-ups done", 10, 45, "training session"),
    ("swims", "lengths", "lengths of the pool", "lengths swum", 14, 50, "lesson"),
    ("sorts", "letters", "letters", "letters sorted", 30, 95, "hour"),
)


def _series(world: World) -> tuple[dict[str, str], int, int]:
    does, things, objects, counted, low, high, period = world.rng.choice(_SERIES)
    words = {"things": things, "objects": objects, "counted": counted, "does": does}
    return words_of(world) | words | {"period": period, "periods": f"{period}s"}, low, high


def _values(world: World, low: int, high: int, number: int) -> dict[str, int]:
    return {f"v{place}": world.rng.randint(low, high) for place in range(1, number + 1)}


def _five(world: World) -> Drawn | None:
    words, low, high = _series(world)
    values = _values(world, low, high, 5)
    return Drawn(values, words) if sum(values.values()) % 5 == 0 else None


def _four_and_goal(world: World) -> Drawn | None:
    words, low, high = _series(world)
    values = _values(world, low, high, 4)
    goal = world.rng.randint(low, high)
    needed = 5 * goal - sum(values.values())
    return Drawn({**values, "goal": goal}, words) if low <= needed <= high else None


def _two_groups(world: World) -> Drawn | None:
    words, low, high = _series(world)
    first, second = world.rng.sample(range(3, 9), 2)
    mean, mean2 = world.rng.sample(range(low, high + 1), 2)
    whole = (first * mean + second * mean2) % (first + second) == 0
    values = {"n1": first, "mean1": mean, "n2": second, "mean2": mean2}
    return Drawn(values, words) if whole else None


def _numbers(number: int) -> tuple[Operand, ...]:
    return tuple(count(f"v{place}", "a value in the list", "{things}") for place in range(1, number + 1))


_LIST5 = "{v1}, {v2}, {v3}, {v4} and {v5}"
_LIST7 = "{v1}, {v2}, {v3}, {v4}, {v5}, {v6} and {v7}"

MEAN = Entry(
    Family(
        "mean",
        "Means of a few numbers: the mean, the number that is needed for a mean, the mean of two groups"
        " together.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "of-five",
                _five,
                _numbers(5),
                (
                    Step("sum", "v1 + v2 + v3 + v4 + v5", "The sum is []."),
                    Step("mean", "sum / 5", "Shared among all the {periods}, that is []."),
                ),
                asks="the mean number of {things}",
                unit="{things}",
                situations=(
                    f"In consecutive {{periods}}, {{who}} {{does}} {_LIST5} {{objects}}.",
                    f"{{who}}'s numbers of {{counted}} per {{period}} are {_LIST5}.",
                ),
                questions=(
                    "What is the mean number of {things} per {period}?",
                    "On average, how many {things} is that per {period}?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "needed",
                _four_and_goal,
                (*_numbers(4), count("goal", "mean that is wanted", "mean")),
                (
                    Step("whole", "goal * 5", "For this mean, all {periods} together need [] {things}."),
                    Step("sum", "v1 + v2 + v3 + v4", "So far there are [] {things}."),
                    Step("needed", "whole - sum", "So [] {things} are missing."),
                ),
                asks="the number of {things} needed in the next {period}",
                unit="{things}",
                situations=(
                    "In consecutive {periods}, {who} {does} {v1}, {v2}, {v3} and {v4} {objects}. With"
                    " one more {period} {she} wants to reach a mean of exactly {goal} {things} per"
                    " {period} over all of them.",
                    "So far {who}'s numbers of {counted} per {period} are {v1}, {v2}, {v3} and {v4}."
                    " After the next {period}, the mean of all the {periods} should be exactly {goal}"
                    " {things}.",
                ),
                questions=(
                    "How many {things} does {who} need in the next {period}?",
                    "What number of {things} is needed in the next {period}?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "two-groups",
                _two_groups,
                (
                    count("n1", "number of {periods} at first", "{periods}"),
                    count("mean1", "mean at first", "mean average"),
                    count("n2", "number of {periods} after that", "{periods}"),
                    count("mean2", "mean after that", "mean average"),
                ),
                (
                    Step("sum1", "n1 * mean1", "The first {periods} together give [] {things}."),
                    Step("sum2", "n2 * mean2", "The later {periods} together give [] {things}."),
                    Step("sum", "sum1 + sum2", "Altogether that is [] {things}."),
                    Step("number", "n1 + n2", "There are [] {periods}."),
                    Step("mean", "sum / number", "So the mean is [] {things}."),
                ),
                asks="the mean number of {things} over all the {periods}",
                unit="{things}",
                situations=(
                    "Over {n1} {periods}, the mean of {who}'s numbers of {counted} per {period} is"
                    " {mean1}. Over the next {n2} {periods}, the mean is {mean2}.",
                    "For {n1} {periods}, {who} {does} {mean1} {objects} per {period} on average, and for"
                    " the following {n2} {periods} {she} {does} {mean2} per {period} on average.",
                ),
                questions=(
                    "What is the mean number of {things} per {period} over all these {periods}?",
                    "Over all these {periods} together, what is the mean number of {things} per {period}?",
                ),
            ),
        ),
    },
)

_MEASURED = (
    ("heights of the sunflowers in a garden", "cm", 110, 240, "height"),
    ("weights of the parcels in a van", "kg", 3, 30, "weight"),
    ("lengths of the songs on a playlist", "seconds", 130, 320, "length"),
    ("distances that the riders of a club cycled on Sunday", "km", 12, 95, "distance"),
    ("ages of the players in a chess team", "years", 9, 70, "age"),
)


def _measured(world: World, number: int) -> Drawn:
    what, unit, low, high, one = world.rng.choice(_MEASURED)
    words = words_of(world) | {"what": what, "unit": unit, "one": one}
    return Drawn(_values(world, low, high, number), words)


def _seven(world: World) -> Drawn:
    return _measured(world, 7)


def _without_extremes(world: World) -> Drawn | None:
    drawn = _measured(world, 6)
    numbers = sorted(int(number_of(value)) for value in drawn.values.values())
    return drawn if sum(numbers[1:-1]) % 4 == 0 else None


def _mean_and_median(world: World) -> Drawn | None:
    drawn = _measured(world, 7)
    numbers = sorted(int(number_of(value)) for value in drawn.values.values())
    return drawn if sum(numbers) % 7 == 0 and sum(numbers) // 7 > numbers[3] else None


def _data(number: int) -> tuple[Operand, ...]:
    return tuple(
        Operand(f"v{place}", "a {one} in the list", "{unit}", "measure", "{unit}")
        for place in range(1, number + 1)
    )


_LISTS = ("These are the {what}, in {unit}:", "{who} notes the {what} in {unit}:")

SUMMARY = Entry(
    Family(
        "data-summary",
        "A short list of measured values: range, mean without the extremes, mean against median.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "range",
                _seven,
                _data(7),
                (
                    Step("greatest", "max(v1, v2, v3, v4, v5, v6, v7)", "The greatest value is []."),
                    Step("smallest", "min(v1, v2, v3, v4, v5, v6, v7)", "The smallest value is []."),
                    Step("range", "greatest - smallest", "The range is []."),
                ),
                asks="the range in {unit}",
                unit="{unit}",
                situations=tuple(f"{text} {_LIST7}." for text in _LISTS),
                questions=(
                    "What is the range of these values in {unit}?",
                    "By how many {unit} does the greatest {one} exceed the smallest {one}?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "without-extremes",
                _without_extremes,
                _data(6),
                (
                    Step("sum", "v1 + v2 + v3 + v4 + v5 + v6", "The sum of all the values is []."),
                    Step(
                        "ends",
                        "max(v1, v2, v3, v4, v5, v6) + min(v1, v2, v3, v4, v5, v6)",
                        "The greatest and the smallest value together are [].",
                    ),
                    Step("rest", "sum - ends", "Without them the sum is []."),
                    Step("mean", "rest / 4", "The mean of the values that remain is []."),
                ),
                asks="the mean of the other values in {unit}",
                unit="{unit}",
                situations=tuple(
                    f"{text} {{v1}}, {{v2}}, {{v3}}, {{v4}}, {{v5}} and {{v6}}. The greatest and the"
                    " smallest value are left out."
                    for text in _LISTS
                ),
                questions=(
                    "What is the mean of the other values in {unit}?",
                    "What is the mean, in {unit}, of the values that remain?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "mean-and-median",
                _mean_and_median,
                _data(7),
                (
                    Step("sum", "v1 + v2 + v3 + v4 + v5 + v6 + v7", "The sum is []."),
                    Step("mean", "sum / 7", "So the mean is []."),
                    Step(
                        "median",
                        "median(v1, v2, v3, v4, v5, v6, v7)",
                        "In order of size, the value in the middle is [].",
                    ),
                    Step("difference", "mean - median", "The mean is greater by []."),
                ),
                asks="by how much the mean exceeds the median in {unit}",
                unit="{unit}",
                situations=tuple(f"{text} {_LIST7}." for text in _LISTS),
                questions=(
                    "By how many {unit} is the mean greater than the median?",
                    "How much greater, in {unit}, is the mean than the median?",
                ),
            ),
        ),
    },
)

FAMILIES = (MEAN, SUMMARY)
