"""A family that leads to a quadratic equation: area-equation."""

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Drawn,
    Entry,
    Shape,
    Step,
    World,
    measure,
    money,
)

_PLOTS = ("garden", "playground", "paddock", "vegetable patch")
_LENGTHS = (
    (6, 4),
    (8, 5),
    (9, 6),
    (10, 7),
    (12, 8),
    (12, 9),
    (14, 10),
    (15, 10),
    (16, 12),
    (18, 12),
    (20, 15),
    (24, 18),
)


def _plot(world: World) -> tuple[dict[str, str], int, int]:
    length, width = world.rng.choice(_LENGTHS)
    length += world.rng.randint(0, 4)
    return words_of(world) | {"plot": world.rng.choice(_PLOTS)}, length, width


def _square(world: World) -> Drawn:
    words, side, _ = _plot(world)
    return Drawn({"area": side * side}, words)


def _side_from_area(world: World) -> Drawn:
    words, length, width = _plot(world)
    return Drawn({"longer": length - width, "area": length * width}, words)


def _fence_from_area(world: World) -> Drawn:
    words, length, width = _plot(world)
    each = nice(world.rng, 6, 25)
    return Drawn({"longer": length - width, "area": length * width, "each": each}, words)


_AREA = measure("area", "area of the {plot}", "square metres", "area")
_LONGER = measure("longer", "how much longer than wide the {plot} is", "m", "longer")
_OBLONG = (
    "A rectangular {plot} is {longer} m longer than it is wide. Its area is {area} square metres.",
    "{who} plans a rectangular {plot} with an area of {area} square metres. The {plot} is {longer} m"
    " longer than it is wide.",
)
_FIND_WIDTH = (
    Step("square", "longer^2 + 4 * area", "Under the root of the quadratic formula there is []."),
    Step("root", "sqrt(square)", "Its root is []."),
    Step("width", "(root - longer) / 2", "The positive solution for the width is [] m."),
)

AREA = Entry(
    Family(
        "area-equation",
        "Squares and rectangles of known area and unknown sides: a quadratic equation with one positive"
        " solution.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "square",
                _square,
                (_AREA,),
                (
                    Step("side", "sqrt(area)", "Each side is [] m long."),
                    Step("round", "4 * side", "All sides together are [] m long."),
                ),
                asks="the perimeter in metres",
                unit="m",
                situations=(
                    "A square {plot} has an area of {area} square metres.",
                    "{who} lays out a square {plot} with an area of {area} square metres.",
                ),
                questions=(
                    "How long, in metres, is the whole edge of the {plot}?",
                    "What is the perimeter of the {plot} in metres?",
                ),
                equations=("(x/4)^2 = {area}",),
            ),
        ),
        "medium": (
            Shape(
                "width",
                _side_from_area,
                (_LONGER, _AREA),
                _FIND_WIDTH,
                asks="the width in metres",
                unit="m",
                situations=_OBLONG,
                questions=(
                    "How many metres wide is the {plot}?",
                    "What is the width of the {plot} in metres?",
                ),
                equations=("x*(x + {longer}) = {area}",),
            ),
        ),
        "hard": (
            Shape(
                "fence",
                _fence_from_area,
                (_LONGER, _AREA, money("each", "price of one metre of fence", "metre")),
                (
                    *_FIND_WIDTH,
                    Step("length", "width + longer", "The length is [] m."),
                    Step("round", "2 * (length + width)", "The fence is [] m long."),
                    Step("cost", "round * each", "It costs {cur}[]."),
                ),
                asks="the cost of the fence in {pounds}",
                unit="{pounds}",
                situations=tuple(
                    f"{oblong} A fence is put up all the way round it, and one metre of fence costs {{each}}."
                    for oblong in _OBLONG
                ),
                questions=(
                    "How much, in {pounds}, does the whole fence cost?",
                    "What is the cost of the whole fence in {pounds}?",
                ),
            ),
        ),
    },
)

FAMILIES = (AREA,)
