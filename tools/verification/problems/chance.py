"""A family of chance: drawing-from-a-bag."""

from seedbed.tools.verification.problems.draws import words_of
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Drawn,
    Entry,
    Shape,
    Step,
    World,
    count,
)

_COLOURS = ("red", "blue", "green", "yellow", "white", "black")
_TOKENS = ("marbles", "counters", "beads", "buttons", "cards")


def _bag(world: World, kinds: int, low: int, high: int) -> Drawn:
    colours = world.rng.sample(_COLOURS, kinds)
    things = world.rng.choice(_TOKENS)
    numbers = world.rng.sample(range(low, high + 1), kinds)
    words = words_of(world) | {"things": things, "thing": things.removesuffix("s")}
    words |= {f"colour{place}": colour for place, colour in enumerate(colours, start=1)}
    return Drawn({f"n{place}": number for place, number in enumerate(numbers, start=1)}, words)


def _two_colours(world: World) -> Drawn:
    return _bag(world, 2, 3, 15)


def _three_colours(world: World) -> Drawn:
    return _bag(world, 3, 2, 12)


def _two_draws(world: World) -> Drawn:
    return _bag(world, 2, 3, 10)


_N1 = count("n1", "number of {colour1} {things}", "{colour1}")
_N2 = count("n2", "number of {colour2} {things}", "{colour2}")
_N3 = count("n3", "number of {colour3} {things}", "{colour3}")
_TWO = (
    "A bag contains {n1} {colour1} {things} and {n2} {colour2} {things} that feel exactly alike.",
    "{who} puts {n1} {colour1} {things} and {n2} {colour2} {things} into a bag. All of them feel alike.",
)

BAG = Entry(
    Family(
        "drawing-from-a-bag",
        "Things of different colours drawn blindly from a bag, one or two without putting back: a"
        " probability as a fraction.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "one",
                _two_colours,
                (_N1, _N2),
                (
                    Step("all", "n1 + n2", "There are [] {things}."),
                    Step("probability", "n1 / all", "The probability is []."),
                ),
                asks="the probability of a {colour1} {thing} as a fraction",
                unit="",
                fractions=True,
                situations=tuple(f"{two} Without looking, {{who}} takes out one {{thing}}." for two in _TWO),
                questions=(
                    "What is the probability, as a fraction in lowest terms, that it is {colour1}?",
                    "As a fraction in lowest terms, what is the probability that this {thing} is {colour1}?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "not",
                _three_colours,
                (_N1, _N2, _N3),
                (
                    Step("all", "n1 + n2 + n3", "There are [] {things}."),
                    Step("others", "all - n3", "Of these, [] are not {colour3}."),
                    Step("probability", "others / all", "The probability is []."),
                ),
                asks="the probability of a {thing} that is not {colour3} as a fraction",
                unit="",
                fractions=True,
                situations=(
                    "A bag contains {n1} {colour1}, {n2} {colour2} and {n3} {colour3} {things} that feel"
                    " exactly alike. Without looking, {who} takes out one {thing}.",
                    "{who} puts {n1} {colour1} {things}, {n2} {colour2} {things} and {n3} {colour3}"
                    " {things} into a bag and then takes out one {thing} without looking. All of them"
                    " feel alike.",
                ),
                questions=(
                    "What is the probability, as a fraction in lowest terms, that it is not {colour3}?",
                    "As a fraction in lowest terms, what is the probability that this {thing} is not"
                    " {colour3}?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "both",
                _two_draws,
                (_N1, _N2),
                (
                    Step("all", "n1 + n2", "There are [] {things}."),
                    Step("first", "n1 / all", "The probability that the first one is {colour1} is []."),
                    Step("second", "(n1 - 1) / (all - 1)", "After that, it is [] for the next one."),
                    Step("probability", "first * second", "The probability of both is []."),
                ),
                asks="the probability that both {things} are {colour1} as a fraction",
                unit="",
                fractions=True,
                situations=tuple(
                    f"{two} Without looking, {{who}} takes out one {{thing}} and then another one,"
                    f" without putting the"
                    " first one back."
                    for two in _TWO
                ),
                questions=(
                    "What is the probability, as a fraction in lowest terms, that both are {colour1}?",
                    "As a fraction in lowest terms, what is the probability that both {things} are"
                    " {colour1}?",
                ),
            ),
        ),
    },
)

FAMILIES = (BAG,)
