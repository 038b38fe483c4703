"""A family of right triangles: right-triangle."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Drawn,
    Entry,
    Shape,
    Step,
    World,
    measure,
    times,
)

_TRIPLES = ((3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29), (12, 35, 37), (9, 40, 41))


def _triangle(world: World, longest: int) -> tuple[int, int, int]:
    first, second, third = world.rng.choice(_TRIPLES)
    scale = world.rng.randint(1, max(1, longest // third))
    if world.rng.random() < 0.5:
        first, second = second, first
    return first * scale, second * scale, third * scale


def _ladder(world: World) -> Drawn | None:
    foot, height, ladder = sorted(world.rng.choice(_TRIPLES))
    scale = world.rng.choice((Fraction(1, 10), Fraction(1, 5), Fraction(1, 2), Fraction(1)))
    values = {"ladder": ladder * scale, "foot": foot * scale}
    fair = all((10 * length).denominator == 1 for length in (*values.values(), height * scale))
    steep = 4 * foot <= 3 * height and Fraction(5, 2) <= values["ladder"] <= 10
    return Drawn(values, words_of(world)) if fair and steep else None


def _short_cut(world: World) -> Drawn:
    first, second, _ = _triangle(world, 9)
    return Drawn({"east": 10 * first, "north": 10 * second}, words_of(world))


def _rounds(world: World) -> Drawn | None:
    first, second, third = _triangle(world, 8)
    first, second, third = 10 * first, 10 * second, 10 * third
    rounds, speed = world.rng.randint(2, 6), nice(world.rng, 60, 120, 10)
    minutes = Fraction((first + second + third) * rounds, speed)
    values = {"east": first, "north": second, "rounds": rounds, "speed": speed}
    return Drawn(values, words_of(world)) if minutes.denominator == 1 and first + second >= 200 else None


_EAST = measure("east", "side along the road", "m", "road")
_NORTH = measure("north", "side along the wall", "m", "wall")

TRIANGLE = Entry(
    Family(
        "right-triangle",
        "Right triangles with whole or half sides, by the theorem of Pythagoras: a ladder, a short cut,"
        " rounds of a field.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "ladder",
                _ladder,
                (
                    measure("ladder", "length of the ladder", "m", "ladder"),
                    measure("foot", "distance of its foot from the wall", "m", "wall"),
                ),
                (
                    Step("square", "ladder^2 - foot^2", "The square of the height is []."),
                    Step("height", "sqrt(square)", "So the height is [] m."),
                ),
                asks="the height that the ladder reaches in metres",
                unit="m",
                situations=(
                    "A straight ladder {ladder} m long leans against a vertical wall. Its foot stands on"
                    " level ground, {foot} m from the wall.",
                    "{who} leans a straight ladder that is {ladder} m long against an upright wall. On"
                    " the level ground, the foot of the ladder is {foot} m away from the wall.",
                ),
                questions=(
                    "How high up the wall, in metres, does the ladder reach?",
                    "At what height, in metres, does the top of the ladder touch the wall?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "short-cut",
                _short_cut,
                (
                    measure("east", "way to the east", "m", "east"),
                    measure("north", "way to the north", "m", "north"),
                ),
                (
                    Step("around", "east + north", "By the streets it is [] m."),
                    Step("square", "east^2 + north^2", "The square of the straight way is []."),
                    Step("straight", "sqrt(square)", "So the straight way is [] m long."),
                    Step("saved", "around - straight", "It saves [] m."),
                ),
                asks="how many metres the straight way is shorter",
                unit="m",
                situations=(
                    "To get to school, {who} walks {east} m due east and then {north} m due north along"
                    " the streets. There is also a straight path from {her} home to the school.",
                    "{who}'s way to the library leads {east} m straight east and then {north} m straight"
                    " north. A straight path across the park joins {her} home and the library.",
                ),
                questions=(
                    "By how many metres is the straight path shorter?",
                    "How many metres does {who} save by taking the straight path?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "rounds",
                _rounds,
                (
                    _EAST,
                    _NORTH,
                    times("rounds", "number of rounds", "around"),
                    measure("speed", "metres walked in one minute", "m", "minute"),
                ),
                (
                    Step("square", "east^2 + north^2", "The square of the third side is []."),
                    Step("side", "sqrt(square)", "So the third side is [] m long."),
                    Step("round", "east + north + side", "Once around is [] m."),
                    Step("way", "round * rounds", "The whole way is [] m."),
                    Step("minutes", "way / speed", "It takes [] minutes."),
                ),
                asks="the time in minutes",
                unit="minutes",
                situations=(
                    "A field has the shape of a triangle. Its side along the road is {east} m long, its"
                    " side along the wall is {north} m long, and road and wall meet at a right angle."
                    " {who} walks {rounds} around the field, covering {speed} m every minute.",
                    "A triangular park has a right angle between its side along the road, which is"
                    " {east} m long, and its side along the wall, which is {north} m long. Walking"
                    " {speed} m per minute, {who} goes {rounds} around the edge of the park.",
                ),
                questions=("How many minutes does {who} walk?", "How long, in minutes, does the walk take?"),
            ),
        ),
    },
)

FAMILIES = (TRIANGLE,)
