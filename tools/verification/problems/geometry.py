"""Families of rectangles and boxes: rectangle, box."""

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
    money,
)

_GROUNDS = (
    ("garden", 8, 30, "grass seed", 60, 250),
    ("sports hall", 18, 45, "new flooring", 1200, 3500),
    ("classroom", 6, 12, "carpet", 900, 2400),
    ("terrace", 4, 12, "stone paving", 1500, 3500),
    ("playground", 12, 40, "rubber matting", 1800, 4000),
)
_LENGTH = measure("length", "length of the {ground}", "m", "long")
_WIDTH = measure("width", "width of the {ground}", "m", "wide")


def _ground(world: World) -> tuple[dict[str, str], int, int, Fraction]:
    name, low, high, cover, least, most = world.rng.choice(_GROUNDS)
    width, length = sorted(world.rng.sample(range(low, high + 1), 2))
    price = Fraction(nice(world.rng, least, most, 50), 100)
    return words_of(world) | {"ground": name, "cover": cover}, length, width, price


def _surface(world: World) -> Drawn | None:
    words, length, width, _ = _ground(world)
    return Drawn({"length": length, "width": width}, words) if 2 * width >= length else None


def _covering(world: World) -> Drawn | None:
    words, length, width, price = _ground(world)
    cost = length * width * price
    fair = 2 * width >= length and cost.denominator <= 2 and cost <= 20_000
    return Drawn({"length": length, "width": width, "price": price}, words) if fair else None


def _path(world: World) -> Drawn | None:
    words, length, width, _ = _ground(world)
    border, price = world.rng.choice((1, 2, 3)), nice(world.rng, 12, 45)
    values = {"length": length, "width": width, "border": border, "price": price}
    pool = words | {"ground": world.rng.choice(("flower bed", "lawn", "pond", "pool"))}
    return Drawn(values, pool) if 2 * width >= length and length <= 30 else None


_OBLONG = (
    "A rectangular {ground} is {length} m long and {width} m wide.",
    "{who} measures a rectangular {ground}: it is {length} m long and {width} m wide.",
)

RECTANGLE = Entry(
    Family(
        "rectangle",
        "Rectangles with known sides: area, the cost of covering it, the area of a path around it and"
        " its cost.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "area",
                _surface,
                (_LENGTH, _WIDTH),
                (Step("area", "length * width", "The area is [] square metres."),),
                asks="the area in square metres",
                unit="square metres",
                situations=_OBLONG,
                questions=(
                    "What is the area of the {ground} in square metres?",
                    "How many square metres does the {ground} cover?",
                ),
            ),
            Shape(
                "perimeter",
                _surface,
                (_LENGTH, _WIDTH),
                (
                    Step("half", "length + width", "Two neighbouring sides together are [] m long."),
                    Step("perimeter", "2 * half", "All four sides together are [] m long."),
                ),
                asks="the perimeter in metres",
                unit="m",
                situations=_OBLONG,
                questions=(
                    "What is the perimeter of the {ground} in metres?",
                    "How many metres is it once around the edge of the {ground}?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "covering",
                _covering,
                (_LENGTH, _WIDTH, money("price", "price of {cover} for one square metre", "square metre")),
                (
                    Step("area", "length * width", "The area is [] square metres."),
                    Step("cost", "area * price", "The {cover} for it costs {cur}[]."),
                ),
                asks="the cost of the {cover} in {pounds}",
                unit="{pounds}",
                situations=tuple(
                    f"{oblong} The whole area is to be covered with {{cover}}, which costs {{price}} per"
                    f" square metre."
                    for oblong in _OBLONG
                ),
                questions=(
                    "How much, in {pounds}, does the {cover} for the whole area cost?",
                    "What is the total cost of the {cover} in {pounds}?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "path",
                _path,
                (
                    _LENGTH,
                    _WIDTH,
                    measure("border", "width of the path", "m", "path"),
                    money("price", "price of one square metre of gravel path", "square metre"),
                ),
                (
                    Step("inner", "length * width", "The {ground} itself covers [] square metres."),
                    Step("outer_length", "length + 2 * border", "With the path, the length is [] m."),
                    Step("outer_width", "width + 2 * border", "With the path, the width is [] m."),
                    Step("outer", "outer_length * outer_width", "Together they cover [] square metres."),
                    Step("path", "outer - inner", "So the path covers [] square metres."),
                    Step("cost", "path * price", "It costs {cur}[]."),
                ),
                asks="the cost of the path in {pounds}",
                unit="{pounds}",
                situations=tuple(
                    f"{oblong} A path {{border}} m wide is laid all the way round the outside of the"
                    f" {{ground}}, forming"
                    " a larger rectangle with it. The path costs {price} per square metre."
                    for oblong in _OBLONG
                ),
                questions=(
                    "How much, in {pounds}, does the whole path cost?",
                    "What is the cost of the whole path in {pounds}?",
                ),
            ),
        ),
    },
)


def _crate(world: World) -> tuple[dict[str, str], list[int], int]:
    side = world.rng.choice((2, 3, 4, 5))
    numbers = sorted(world.rng.sample(range(3, 11), 3), reverse=True)
    return words_of(world), [side * number for number in numbers], side


def _volume(world: World) -> Drawn:
    words, (length, width, height), _ = _crate(world)
    return Drawn({"length": length, "width": width, "height": height}, words)


def _cubes(world: World) -> Drawn:
    words, (length, width, height), side = _crate(world)
    return Drawn({"length": length, "width": width, "height": height, "side": side}, words)


def _jugs(world: World) -> Drawn | None:
    length, width = nice(world.rng, 40, 100, 10), nice(world.rng, 20, 50, 10)
    height, level = nice(world.rng, 30, 60, 5), nice(world.rng, 5, 40, 5)
    jug = world.rng.choice((2, 3, 4, 5, 8, 10))
    litres = Fraction(length * width * (height - level), 1000)
    values = {"length": length, "width": width, "height": height, "level": level, "jug": jug}
    fair = length > width and level + 10 <= height and (litres / jug).denominator == 1 and litres / jug >= 3
    return Drawn(values, words_of(world)) if fair else None


_BOX = (
    measure("length", "length of the box", "cm", "long"),
    measure("width", "width of the box", "cm", "wide"),
    measure("height", "height of the box", "cm", "high"),
)
_SIDES = (
    "The inside of a rectangular box is {length} cm long, {width} cm wide and {height} cm high.",
    "{who} has a rectangular box. Its inside is {length} cm long, {width} cm wide and {height} cm high.",
)

BOX = Entry(
    Family(
        "box",
        "Rectangular boxes and tanks: volume, how many cubes fit, how many jugs of water are needed.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "volume",
                _volume,
                _BOX,
                (
                    Step("base", "length * width", "The floor of the box measures [] square centimetres."),
                    Step("volume", "base * height", "The volume is [] cubic centimetres."),
                ),
                asks="the volume in cubic centimetres",
                unit="cubic centimetres",
                situations=_SIDES,
                questions=(
                    "What is the volume of the box in cubic centimetres?",
                    "How many cubic centimetres does the box hold?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "cubes",
                _cubes,
                (*_BOX, measure("side", "edge of one cube", "cm", "cube")),
                (
                    Step("along", "length / side", "Along the length there is room for [] cubes."),
                    Step("across", "width / side", "Across the width there is room for [] cubes."),
                    Step("layers", "height / side", "In the height there is room for [] layers."),
                    Step("cubes", "along * across * layers", "Altogether [] cubes fit in."),
                ),
                asks="the number of cubes",
                unit="cubes",
                situations=tuple(
                    f"{sides} It is filled completely with equal wooden cubes whose edges are {{side}}"
                    f" cm long."
                    for sides in _SIDES
                ),
                questions=(
                    "How many cubes does it take to fill the box?",
                    "How many cubes are in the full box?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "jugs",
                _jugs,
                (
                    measure("length", "length of the tank", "cm", "long"),
                    measure("width", "width of the tank", "cm", "wide"),
                    measure("height", "height of the tank", "cm", "high"),
                    measure("level", "height of the water", "cm", "water"),
                    measure("jug", "content of the jug", "litres", "jug"),
                ),
                (
                    Step("base", "length * width", "The floor of the tank measures [] square centimetres."),
                    Step("empty", "height - level", "The empty part is [] cm high."),
                    Step("volume", "base * empty", "It holds [] cubic centimetres."),
                    Step("litres", "volume / 1000", "That is [] litres."),
                    Step("jugs", "litres / jug", "So [] full jugs are needed."),
                ),
                asks="the number of full jugs",
                unit="jugs",
                situations=(
                    "A rectangular fish tank is {length} cm long, {width} cm wide and {height} cm high."
                    " The water in it stands {level} cm high. {who} fills the tank to the brim with a"
                    " jug that holds {jug} litres.",
                    "{who} has a rectangular fish tank that is {length} cm long, {width} cm wide and"
                    " {height} cm high, in which the water stands {level} cm high. With a jug of {jug}"
                    " litres, {she} fills it to the brim.",
                ),
                questions=(
                    "How many full jugs of water does {who} pour in?",
                    "How many full jugs does it take?",
                ),
            ),
        ),
    },
)

FAMILIES = (RECTANGLE, BOX)
