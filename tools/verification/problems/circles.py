"""Families of round things: circle, cylinder. The text says which value to take for π."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.plain import neat, plain
from seedbed.tools.verification.problems.shape import Amount, Drawn, Shape, Step, World, count, measure

_PI = Fraction(314, 100)
_ROUND = (("pond", 3, 25), ("flower bed", 2, 9), ("fountain basin", 3, 12), ("dance floor", 4, 12))


def _ring(world: World) -> tuple[dict[str, str], int]:
    what, low, high = world.rng.choice(_ROUND)
    return words_of(world) | {"what": what}, world.rng.randint(low, high)


def _one_ring(world: World) -> Drawn:
    words, radius = _ring(world)
    return Drawn({"radius": radius, "pi": _PI}, words)


def _path(world: World) -> Drawn:
    words, radius = _ring(world)
    return Drawn({"radius": radius, "path": world.rng.choice((1, 2, 3)), "pi": _PI}, words)


_WHEELS = (
    ("bicycle", (50, 60, 70), (80, 150)),
    ("tractor", (120, 150), (20, 60)),
    ("cart", (40, 50), (30, 70)),
)


def _wheel(world: World) -> Drawn | None:
    name, diameters, (low, high) = world.rng.choice(_WHEELS)
    diameter, turns = world.rng.choice(diameters), nice(world.rng, low, high, 10)
    hours = Fraction(world.rng.randint(1, 8), 2)
    values: dict[str, Amount] = {"diameter": diameter, "turns": turns, "hours": hours, "pi": _PI}
    way = _PI * diameter * turns * 60 * hours / 100_000
    return Drawn(values, words_of(world) | {"bicycle": name}) if neat(way, 100) and hours > 1 else None


_USED = count("pi", "value to use for π", "")
_RADIUS = measure("radius", "radius of the {what}", "m", "radius")
_BASIN = (
    "A round {what} has a radius of {radius} m. Use {pi} for π.",
    "{who} measures the radius of a round {what}: it is {radius} m. Take {pi} as the value of π.",
)

CIRCLE = plain(
    "circle",
    "Circles with a value for π that is given: circumference and area, the area of a ring, the way of a"
    " wheel.",
    (
        Shape(
            "circumference",
            _one_ring,
            (_RADIUS, _USED),
            (
                Step("diameter", "2 * radius", "The diameter is [] m."),
                Step("round", "pi * diameter", "The circumference is [] m."),
            ),
            asks="the circumference in metres",
            unit="m",
            situations=_BASIN,
            questions=(
                "What is the circumference of the {what} in metres?",
                "What is the distance once around the edge of the {what} in metres?",
            ),
        ),
        Shape(
            "area",
            _one_ring,
            (_RADIUS, _USED),
            (
                Step("square", "radius^2", "The square of the radius is []."),
                Step("area", "pi * square", "The area is [] square metres."),
            ),
            asks="the area in square metres",
            unit="square metres",
            situations=_BASIN,
            questions=(
                "What is the area of the {what} in square metres?",
                "How many square metres does the {what} cover?",
            ),
        ),
    ),
    (
        Shape(
            "ring",
            _path,
            (_RADIUS, measure("path", "width of the path", "m", "path"), _USED),
            (
                Step("outer", "radius + path", "With the path, the radius is [] m."),
                Step("all", "pi * outer^2", "Together they cover [] square metres."),
                Step("inner", "pi * radius^2", "The {what} covers [] square metres."),
                Step("ring", "all - inner", "So the path covers [] square metres."),
            ),
            asks="the area of the path in square metres",
            unit="square metres",
            situations=(
                "A path {path} m wide runs all the way round the outside of a round {what} that has a radius"
                " of {radius} m. Use {pi} for π.",
                "{who} lays a path with a width of {path} m around the edge of a round {what} whose radius is"
                " {radius} m. Take {pi} as the value of π.",
            ),
            questions=(
                "What is the area of the path in square metres?",
                "How many square metres does the path cover?",
            ),
        ),
    ),
    (
        Shape(
            "wheel",
            _wheel,
            (
                measure("diameter", "diameter of the wheel", "cm", "wheel"),
                measure("turns", "turns of the wheel", "minute", "turns"),
                measure("hours", "time on the way", "hours", "hours"),
                _USED,
            ),
            (
                Step("round", "pi * diameter", "In one turn, the wheel covers [] cm."),
                Step("minute", "round * turns", "In a minute, it covers [] cm."),
                Step("minutes", "hours * 60", "The ride lasts [] minutes."),
                Step("way", "minute * minutes", "In this time, the wheel covers [] cm."),
                Step("km", "way / 100000", "That is [] km."),
            ),
            asks="the distance in kilometres",
            unit="km",
            situations=(
                "The wheels of a {bicycle} have a diameter of {diameter} cm and make {turns} turns every"
                " minute. The {bicycle} keeps this up for {hours} hours. Use {pi} for π.",
                "For {hours} hours, {who} travels on a {bicycle} whose wheels turn {turns} times a minute."
                " The diameter of a wheel is {diameter} cm. Take {pi} as the value of π.",
            ),
            questions=(
                "What distance, in kilometres, does the {bicycle} cover in this time?",
                "How many kilometres does the {bicycle} cover?",
            ),
        ),
    ),
)

_CANS = (
    ("vase", (4, 10), (15, 40)),
    ("cooking pot", (8, 15), (10, 30)),
    ("storage jar", (5, 12), (15, 40)),
    ("paint tin", (6, 12), (15, 30)),
)


def _can(world: World) -> Drawn:
    what, radii, heights = world.rng.choice(_CANS)
    values: dict[str, Amount] = {
        "radius": world.rng.randint(*radii),
        "height": world.rng.randint(*heights),
        "pi": _PI,
    }
    return Drawn(values, words_of(world) | {"what": what})


def _barrel(world: World) -> Drawn | None:
    radius, height = nice(world.rng, 20, 60, 10), nice(world.rng, 50, 120, 10)
    rate = world.rng.choice((2, 4, 5, 8, 10, 12, 16))
    minutes = _PI * radius**2 * height / 1000 / rate
    what = world.rng.choice(("rain barrel", "water butt", "storage tank"))
    values: dict[str, Amount] = {"radius": radius, "height": height, "rate": rate, "pi": _PI}
    return Drawn(values, words_of(world) | {"what": what}) if neat(minutes, 10) and minutes <= 90 else None


def _poured(world: World) -> Drawn | None:
    radius, height = world.rng.choice((5, 10, 15, 20)), nice(world.rng, 10, 40, 5)
    length, width = nice(world.rng, 40, 100, 10), nice(world.rng, 20, 50, 5)
    level = nice(world.rng, 5, 25)
    rise = _PI * radius**2 * height / (length * width)
    values: dict[str, Amount] = {
        "radius": radius,
        "height": height,
        "length": length,
        "width": width,
        "level": level,
        "pi": _PI,
    }
    fair = neat(rise, 100) and 1 <= rise <= 20 and length > width and radius < width
    return Drawn(values, words_of(world)) if fair else None


_CYLINDER = (
    measure("radius", "inner radius", "cm", "radius"),
    measure("height", "inner height", "cm", "height"),
)

CYLINDER = plain(
    "cylinder",
    "Upright cylinders with a value for π that is given: volume, the time until full, the water level after"
    " pouring into a box.",
    (
        Shape(
            "volume",
            _can,
            (*_CYLINDER, _USED),
            (
                Step("base", "pi * radius^2", "The bottom measures [] square centimetres."),
                Step("volume", "base * height", "The volume is [] cubic centimetres."),
            ),
            asks="the volume in cubic centimetres",
            unit="cubic centimetres",
            situations=(
                "The inside of a {what} is a cylinder with a radius of {radius} cm and a height of {height}"
                " cm. Use {pi} for π.",
                "{who} has a {what} in the shape of a cylinder. Inside, it has a height of {height} cm and a"
                " radius of {radius} cm. Take {pi} as the value of π.",
            ),
            questions=(
                "What is its volume in cubic centimetres?",
                "What volume, in cubic centimetres, does the {what} have?",
            ),
        ),
    ),
    (
        Shape(
            "filling",
            _barrel,
            (*_CYLINDER, measure("rate", "water flowing in", "litres", "minute"), _USED),
            (
                Step("base", "pi * radius^2", "The bottom measures [] square centimetres."),
                Step("volume", "base * height", "The volume is [] cubic centimetres."),
                Step("litres", "volume / 1000", "That is [] litres."),
                Step("minutes", "litres / rate", "To fill it takes [] minutes."),
            ),
            asks="the number of minutes until the {what} is full",
            unit="minutes",
            situations=(
                "An empty {what} is a cylinder with an inner radius of {radius} cm and an inner height of"
                " {height} cm. {who} fills it with {rate} litres of water per minute. Use {pi} for π.",
                "Water flows into an empty {what} at {rate} litres per minute. The inside of the {what} is a"
                " cylinder {height} cm high with a radius of {radius} cm. Take {pi} as the value of π.",
            ),
            questions=(
                "After how many minutes is the {what} full?",
                "How many minutes does it take until the {what} is full?",
            ),
        ),
    ),
    (
        Shape(
            "poured",
            _poured,
            (
                *_CYLINDER,
                measure("length", "length of the tank", "cm", "tank"),
                measure("width", "width of the tank", "cm", "tank"),
                measure("level", "height of the water in the tank", "cm", "water"),
                _USED,
            ),
            (
                Step("base", "pi * radius^2", "The bottom of the bucket measures [] square centimetres."),
                Step("volume", "base * height", "It holds [] cubic centimetres of water."),
                Step("floor", "length * width", "The floor of the tank measures [] square centimetres."),
                Step("rise", "volume / floor", "So the water rises by [] cm."),
                Step("new", "level + rise", "Then it stands [] cm high."),
            ),
            asks="the new height of the water in the tank in centimetres",
            unit="cm",
            situations=(
                "A bucket in the shape of a cylinder has an inner radius of {radius} cm and an inner height"
                " of {height} cm. {who} fills it to the brim and pours all the water into a tall rectangular"
                " tank with a floor {length} cm long and {width} cm wide, where the water already stood"
                " {level} cm high. Use {pi} for π.",
                "In a tall rectangular tank with a floor {length} cm long and {width} cm wide, the water"
                " stands {level} cm high. {who} adds the water of a bucket that is filled to the brim. The"
                " bucket is a cylinder {height} cm high with a radius of {radius} cm. Take {pi} as the value"
                " of π.",
            ),
            questions=(
                "How high, in centimetres, does the water in the tank stand then?",
                "What is the new height of the water in the tank in centimetres?",
            ),
        ),
    ),
)

FAMILIES = (CIRCLE, CYLINDER)
