"""Families of straight-sided figures: trapezium, similar-figures, angles."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.plain import neat, plain
from seedbed.tools.verification.problems.shape import Amount, Drawn, Shape, Step, World, measure, money, times

_FIELDS = (
    ("field", 20, 120),
    ("meadow", 25, 150),
    ("building plot", 12, 50),
    ("orchard", 15, 80),
)


def _field(world: World) -> tuple[dict[str, str], int, int, int]:
    what, low, high = world.rng.choice(_FIELDS)
    short, long = sorted(world.rng.sample(range(low, high + 1), 2))
    deep = world.rng.randint(low, high)
    article = "an" if what[0] == "o" else "a"
    return words_of(world) | {"what": what, "a_what": f"{article} {what}"}, long, short, deep


def _trapezium(world: World) -> Drawn | None:
    words, long, short, deep = _field(world)
    values: dict[str, Amount] = {"long": long, "short": short, "deep": deep}
    return Drawn(values, words) if 5 * short > 2 * long and 5 * deep > 2 * long else None


def _let(world: World) -> Drawn | None:
    drawn = _trapezium(world)
    rent = Fraction(world.rng.choice((10, 20, 30, 40, 50)), 100)
    return Drawn({**drawn.values, "rent": rent}, drawn.words) if drawn else None


def _hedge(world: World) -> Drawn | None:
    words, long, short, deep = _field(world)
    area = Fraction((long + short) * deep, 2)
    values: dict[str, Amount] = {"area": area, "deep": deep, "long": long, "price": nice(world.rng, 8, 40)}
    fair = 5 * short > 2 * long and 5 * deep > 2 * long
    return Drawn(values, words) if fair and neat(area) else None


_LONG = measure("long", "longer parallel side", "m", "sides")
_SHORT = measure("short", "shorter parallel side", "m", "sides")
_DEEP = measure("deep", "distance of the parallel sides", "m", "apart")
_TRAPEZIUM = (
    "{A_what} has the shape of a trapezium. Its parallel sides are {long} m and {short} m long, and they are"
    " {deep} m apart.",
    "The parallel sides of {a_what} in the shape of a trapezium measure {long} m and {short} m. The distance"
    " between them is {deep} m.",
)
_AREA = (
    Step("sum", "long + short", "The parallel sides together are [] m long."),
    Step("area", "sum * deep / 2", "The area is [] square metres."),
)

TRAPEZIUM = plain(
    "trapezium",
    "Trapeziums: the area, a rent for the area, a parallel side from the area.",
    (
        Shape(
            "area",
            _trapezium,
            (_LONG, _SHORT, _DEEP),
            _AREA,
            asks="the area in square metres",
            unit="square metres",
            situations=_TRAPEZIUM,
            questions=(
                "What is the area of the {what} in square metres?",
                "How many square metres does the {what} cover?",
            ),
        ),
    ),
    (
        Shape(
            "rent",
            _let,
            (_LONG, _SHORT, _DEEP, money("rent", "yearly rent for a square metre", "square metre")),
            (*_AREA, Step("cost", "area * rent", "The rent comes to {cur}[].")),
            asks="the yearly rent in {pounds}",
            unit="{pounds}",
            situations=tuple(
                f"{figure} {{who}} rents the whole of it for {{rent}} per square metre and year."
                for figure in _TRAPEZIUM
            ),
            questions=(
                "How much rent, in {pounds}, does {who} pay for a year?",
                "What is the yearly rent in {pounds}?",
            ),
        ),
    ),
    (
        Shape(
            "hedge",
            _hedge,
            (
                measure("area", "area", "square metres", "area"),
                _DEEP,
                measure("long", "known parallel side", "m", "side"),
                money("price", "price of one metre of hedge", "metre"),
            ),
            (
                Step("double", "2 * area", "Two times the area is [] square metres."),
                Step("sum", "double / deep", "So the parallel sides together are [] m long."),
                Step("other", "sum - long", "The other parallel side is [] m long."),
                Step("cost", "other * price", "The hedge costs {cur}[]."),
            ),
            asks="the cost of the hedge in {pounds}",
            unit="{pounds}",
            situations=(
                "{A_what} in the shape of a trapezium has an area of {area} square metres. Its parallel"
                " sides are {deep} m apart, and the longer of them measures {long} m. {who} has a hedge"
                " planted along the shorter one, at {price} per metre.",
                "{who} wants a hedge along the shorter of the parallel sides of a trapezium-shaped {what}."
                " The longer one is {long} m long, the distance between them is {deep} m, and the area of"
                " the {what} is {area} square metres. One metre of hedge costs {price}.",
            ),
            questions=(
                "How much, in {pounds}, does the whole hedge cost?",
                "What is the cost of the whole hedge in {pounds}?",
            ),
        ),
    ),
)

_TALL = (("tree", (4, 25)), ("church tower", (18, 60)), ("flagpole", (6, 15)), ("lighthouse", (15, 45)))


def _shadow(world: World) -> Drawn | None:
    what, (low, high) = world.rng.choice(_TALL)
    post = Fraction(world.rng.choice((10, 12, 15, 16, 18, 20, 24, 25)), 10)
    shade = Fraction(world.rng.randint(4, 40), 10)
    factor = Fraction(world.rng.randint(6, 60), 2)
    fair = low <= post * factor <= high and neat(post * factor, 10) and Fraction(1, 2) <= shade / post <= 2
    values: dict[str, Amount] = {"post": post, "shade": shade, "shade2": shade * factor}
    return Drawn(values, words_of(world) | {"what": what}) if fair else None


def _print(world: World) -> Drawn | None:
    wide, high = world.rng.choice(((10, 15), (9, 13), (12, 8), (15, 10), (18, 12), (13, 9), (8, 6), (20, 16)))
    factor = world.rng.choice((Fraction(3, 2), 2, Fraction(5, 2), 3, Fraction(7, 2), 4, 5, 6))
    values: dict[str, Amount] = {"wide": wide, "high": high, "wide2": wide * factor}
    words = words_of(world) | {"what": world.rng.choice(("photograph", "drawing", "stencil"))}
    return Drawn(values, words) if neat(high * factor, 2) and neat(wide * factor, 2) else None


def _lamp(world: World) -> Drawn | None:
    tall = Fraction(world.rng.choice((120, 140, 150, 160, 170, 180)), 100)
    away, shade = Fraction(world.rng.randint(6, 30), 2), Fraction(world.rng.randint(4, 20), 4)
    lamp = tall * (away + shade) / shade
    values: dict[str, Amount] = {"tall": tall, "away": away, "shade": shade}
    return Drawn(values, words_of(world)) if neat(lamp, 10) and 3 <= lamp <= 9 else None


SIMILAR = plain(
    "similar-figures",
    "Similar triangles and enlargements: heights from shadows, the area of an enlarged picture, the height"
    " of a lamp.",
    (
        Shape(
            "shadow",
            _shadow,
            (
                measure("post", "height of the post", "m", "post"),
                measure("shade", "shadow of the post", "m", "shadow"),
                measure("shade2", "shadow of the {what}", "m", "shadow"),
            ),
            (
                Step("factor", "shade2 / shade", "The shadow of the {what} is [] times as long."),
                Step("height", "post * factor", "So the {what} is [] m high."),
            ),
            asks="the height of the {what} in metres",
            unit="m",
            situations=(
                "An upright post {post} m high casts a shadow {shade} m long on level ground. At the same"
                " time, the shadow of a {what} is {shade2} m long.",
                "In the sunshine, {who} measures the shadow of a {what}: it is {shade2} m long. At the same"
                " moment, the shadow of an upright post of {post} m has a length of {shade} m.",
            ),
            questions=(
                "How high is the {what} in metres?",
                "What is the height of the {what} in metres?",
            ),
        ),
    ),
    (
        Shape(
            "enlarged",
            _print,
            (
                measure("wide", "width of the {what}", "cm", "wide"),
                measure("high", "height of the {what}", "cm", "high"),
                measure("wide2", "width of the copy", "cm", "wide"),
            ),
            (
                Step("factor", "wide2 / wide", "Every length becomes [] times as large."),
                Step("high2", "high * factor", "So the copy is [] cm high."),
                Step("area", "wide2 * high2", "Its area is [] square centimetres."),
            ),
            asks="the area of the copy in square centimetres",
            unit="square centimetres",
            situations=(
                "A {what} is {wide} cm wide and {high} cm high. {who} has it enlarged without distortion to a"
                " copy {wide2} cm wide.",
                "{who} makes an enlarged copy of a {what} that is {wide} cm wide and {high} cm high. The copy"
                " has the same proportions and a width of {wide2} cm.",
            ),
            questions=(
                "What is the area of the copy in square centimetres?",
                "How many square centimetres does the copy cover?",
            ),
        ),
    ),
    (
        Shape(
            "lamp",
            _lamp,
            (
                measure("tall", "height of {who}", "m", "tall"),
                measure("away", "distance of {who} from the lamp post", "m", "lamp post"),
                measure("shade", "length of the shadow", "m", "shadow"),
            ),
            (
                Step("whole", "away + shade", "From the lamp post to the end of the shadow it is [] m."),
                Step("factor", "whole / shade", "That is [] times the length of the shadow."),
                Step("lamp", "tall * factor", "So the lamp hangs [] m high."),
                Step("gap", "lamp - tall", "It is [] m higher than {who}."),
            ),
            asks="how much higher than {who} the lamp is in metres",
            unit="m",
            situations=(
                "At night, {who}, who is {tall} m tall, stands upright {away} m from a lamp post. The lamp at"
                " its top casts {her} shadow on the level ground, and the shadow is {shade} m long.",
                "A street lamp casts {who}'s shadow on the level ground. The shadow is {shade} m long, {who}"
                " is {tall} m tall, and {she} is standing {away} m away from the foot of the lamp post.",
            ),
            questions=(
                "By how many metres is the lamp higher than {who}?",
                "How much higher than the top of {who}'s head is the lamp, in metres?",
            ),
        ),
    ),
)

_PARTS = ("sail", "garden bed", "roof panel", "road sign", "pennant")


def _corners(world: World) -> Drawn | None:
    a, b = world.rng.randint(25, 100), world.rng.randint(25, 80)
    words = words_of(world) | {"what": world.rng.choice(_PARTS)}
    return Drawn({"a": a, "b": b}, words) if 180 - a - b >= 20 and a != b else None


def _gable(world: World) -> Drawn:
    return Drawn(
        {"top": nice(world.rng, 62, 130, 2)}, words_of(world) | {"what": world.rng.choice(_PARTS[2:])}
    )


def _in_parts(world: World) -> Drawn | None:
    factor, first = world.rng.randint(2, 5), world.rng.randint(15, 45)
    more = 180 - (factor + 2) * first
    words = words_of(world) | {"what": world.rng.choice(_PARTS)}
    return Drawn({"factor": factor, "more": more}, words) if 5 <= more <= 60 else None


ANGLES = plain(
    "angles",
    "Angles of triangles in degrees: the missing one, the angles of an isosceles triangle, angles of which"
    " only the relation is known.",
    (
        Shape(
            "third",
            _corners,
            (
                measure("a", "one angle", "degrees", "angle"),
                measure("b", "another angle", "degrees", "angle"),
            ),
            (
                Step("both", "a + b", "Both angles together are [] degrees."),
                Step("third", "180 - both", "In a triangle, [] degrees remain."),
            ),
            asks="the remaining angle in degrees",
            unit="degrees",
            situations=(
                "A {what} has the shape of a triangle. One of its angles measures {a} degrees and another"
                " {b} degrees.",
                "{who} makes a triangular {what}. At one corner the angle is {a} degrees, at the next it is"
                " {b} degrees.",
            ),
            questions=(
                "How large is the remaining angle in degrees?",
                "How many degrees does the remaining angle measure?",
            ),
        ),
    ),
    (
        Shape(
            "isosceles",
            _gable,
            (measure("top", "angle at the top", "degrees", "angle"),),
            (
                Step("both", "180 - top", "Both angles at the base together are [] degrees."),
                Step("base", "both / 2", "Each of them is [] degrees."),
                Step("gap", "top - base", "The angle at the top is [] degrees greater."),
            ),
            asks="how many degrees greater the angle at the top is than an angle at the base",
            unit="degrees",
            situations=(
                "A {what} has the shape of an isosceles triangle. The angle at the top, between the equal"
                " sides, measures {top} degrees.",
                "{who} draws a {what} as an isosceles triangle with an angle of {top} degrees at the top,"
                " where the equal sides meet.",
            ),
            questions=(
                "By how many degrees is the angle at the top greater than each of the angles at the base?",
                "How many degrees greater than an angle at the base is the angle at the top?",
            ),
        ),
    ),
    (
        Shape(
            "in-parts",
            _in_parts,
            (
                times("factor", "size of the angle at Q against that at P", "as large"),
                measure("more", "how much greater the angle at R is than that at P", "degrees", "greater"),
            ),
            (
                Step("rest", "180 - more", "Without the difference, [] degrees remain."),
                Step("parts", "factor + 2", "They are [] times the angle at P."),
                Step("first", "rest / parts", "The angle at P is [] degrees."),
                Step("asked", "factor * first", "The angle at Q is [] degrees."),
            ),
            asks="the angle at Q in degrees",
            unit="degrees",
            situations=(
                "A triangular {what} has the corners P, Q and R. The angle at Q is {factor} as large as the"
                " angle at P, and the angle at R is {more} degrees greater than the angle at P.",
                "{who} measures the angles at the corners P, Q and R of a triangular {what}. At R the angle"
                " is {more} degrees greater than at P, and at Q it is {factor} as large as at P.",
            ),
            questions=(
                "How large is the angle at Q in degrees?",
                "How many degrees does the angle at Q measure?",
            ),
            equations=("x/{factor} + x + x/{factor} + {more} = 180",),
        ),
    ),
)

FAMILIES = (TRAPEZIUM, SIMILAR, ANGLES)
