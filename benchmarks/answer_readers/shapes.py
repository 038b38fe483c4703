"""Boxes, rectangles, squares, ladders and short cuts: how they are told and what their answers are."""

from fractions import Fraction
from math import isqrt

from benchmarks.answer_readers.forms import Doubt, Form, Number, count, more, pounds


def _root(number: Number) -> Number:
    root = Fraction(isqrt(number.numerator), isqrt(number.denominator))
    if root * root != number:
        raise Doubt(f"the root of {number} isn't a fraction")
    return root


def _hypotenuse(a: Number, b: Number) -> Number:
    return _root(a * a + b * b)


def _cubes(a: Number, b: Number, c: Number, edge: Number) -> Number:
    return count(a / edge) * count(b / edge) * count(c / edge)


def _jugs(a: Number, b: Number, c: Number, high: Number, jug: Number) -> Number:
    return count(a * b * more(c - high) / 1000 / jug, "jugs")


def _path(a: Number, b: Number, w: Number, price: Number) -> Number:
    return pounds(((a + 2 * w) * (b + 2 * w) - a * b) * price)


def _round_trips(a: Number, b: Number, k: Number, v: Number) -> Number:
    return (a + b + _hypotenuse(a, b)) * k / v


def _width(area: Number, gap: Number) -> Number:
    """The whole number w > 0 with w · (w + gap) = area; there is at most one, for the product grows."""
    for width in range(1, int(area) + 1):
        if width * (width + gap) == area:
            return Fraction(width)
    raise Doubt("no whole number of metres")


def _fence(area: Number, gap: Number, price: Number) -> Number:
    width = _width(area, gap)
    return pounds(2 * (width + width + gap) * price)


_BOX = (
    "The inside of a rectangular box is {a:n} cm long, {b:n} cm wide and {c:n} cm high.",
    "{who} has a rectangular box. Its inside is {a:n} cm long, {b:n} cm wide and {c:n} cm high.",
)
_TANK = (
    "{who} has a rectangular fish tank that is {a:n} cm long, {b:n} cm wide and {c:n} cm high, in which the"
    " water stands {high:n} cm high. With a jug of {jug:n} litres, [he|she] fills it to the brim.",
    "A rectangular fish tank is {a:n} cm long, {b:n} cm wide and {c:n} cm high. The water in it stands"
    " {high:n} cm high. {who} fills the tank to the brim with a jug that holds {jug:n} litres.",
)
_RECTANGLE = (
    "A rectangular {place} is {a:n} m long and {b:n} m wide.",
    "{who} measures a rectangular {place}: it is {a:n} m long and {b:n} m wide.",
)
_LADDER = (
    "A straight ladder {a:n} m long leans against a vertical wall. Its foot stands on level ground, {b:n} m"
    " from the wall.",
    "{who} leans a straight ladder that is {a:n} m long against an upright wall. On the level ground, the"
    " foot of the ladder is {b:n} m away from the wall.",
)
_SHORT_CUT = (
    "To get to school, {who} walks {a:n} m due east and then {b:n} m due north along the streets. There is"
    " also a straight path from [his|her] home to the school.",
    "{who}'s way to {there} leads {a:n} m straight east and then {b:n} m straight north. A straight path"
    " across the park joins [his|her] home and {there}.",
)
_TRIANGLE = (
    "A field has the shape of a triangle. Its side along the road is {a:n} m long, its side along the wall"
    " is {b:n} m long, and road and wall meet at a right angle. {who} walks {k:x} around the field, covering"
    " {v:n} m every minute.",
    "A triangular park has a right angle between its side along the road, which is {a:n} m long, and its"
    " side along the wall, which is {b:n} m long. Walking {v:n} m per minute, {who} goes {k:x} around the"
    " edge of the park.",
)
_SQUARE = (
    "A square {place} has an area of {area:n} square metres.",
    "{who} lays out a square {place} with an area of {area:n} square metres.",
)
_LONGER = (
    "{who} plans a rectangular {place} with an area of {area:n} square metres. The {place} is {gap:n} m"
    " longer than it is wide.",
    "A rectangular {place} is {gap:n} m longer than it is wide. Its area is {area:n} square metres.",
)

FORMS = (
    Form(
        "volume",
        _BOX,
        (
            "What is the volume of the box in cubic centimetres?",
            "How many cubic centimetres does the box hold?",
        ),
        lambda a, b, c: a * b * c,
    ),
    Form(
        "cubes",
        tuple(
            f"{told} It is filled completely with equal wooden cubes whose edges are {{edge:n}} cm long."
            for told in _BOX
        ),
        ("How many cubes does it take to fill the box?", "How many cubes are in the full box?"),
        _cubes,
    ),
    Form(
        "jugs",
        _TANK,
        ("How many full jugs does it take?", "How many full jugs of water does {who} pour in?"),
        _jugs,
    ),
    Form(
        "perimeter",
        _RECTANGLE,
        (
            "What is the perimeter of the {place} in metres?",
            "How many metres is it once around the edge of the {place}?",
        ),
        lambda a, b: 2 * (a + b),
    ),
    Form(
        "area",
        _RECTANGLE,
        (
            "What is the area of the {place} in square metres?",
            "How many square metres does the {place} cover?",
        ),
        lambda a, b: a * b,
    ),
    Form(
        "covering",
        tuple(
            f"{told} The whole area is to be covered with {{stuff}}, which costs {{price:£}} per square"
            " metre."
            for told in _RECTANGLE
        ),
        (
            "What is the total cost of the {stuff} in pounds?",
            "How much, in pounds, does the {stuff} for the whole area cost?",
        ),
        lambda a, b, price: pounds(a * b * price),
    ),
    Form(
        "path round",
        tuple(
            f"{told} A path {{w:n}} m wide is laid all the way round the outside of the {{place}}, forming a"
            " larger rectangle with it. The path costs {price:£} per square metre."
            for told in _RECTANGLE
        ),
        (
            "How much, in pounds, does the whole path cost?",
            "What is the cost of the whole path in pounds?",
        ),
        _path,
    ),
    Form(
        "ladder",
        _LADDER,
        (
            "How high up the wall, in metres, does the ladder reach?",
            "At what height, in metres, does the top of the ladder touch the wall?",
        ),
        lambda a, b: _root(a * a - b * b),
    ),
    Form(
        "short cut",
        _SHORT_CUT,
        (
            "How many metres does {who} save by taking the straight path?",
            "By how many metres is the straight path shorter?",
        ),
        lambda a, b: more(a + b - _hypotenuse(a, b)),
    ),
    Form(
        "rounds",
        _TRIANGLE,
        ("How long, in minutes, does the walk take?", "How many minutes does {who} walk?"),
        _round_trips,
    ),
    Form(
        "edge of a square",
        _SQUARE,
        (
            "What is the perimeter of the {place} in metres?",
            "How long, in metres, is the whole edge of the {place}?",
        ),
        lambda area: 4 * _root(area),
    ),
    Form(
        "width",
        _LONGER,
        ("What is the width of the {place} in metres?", "How many metres wide is the {place}?"),
        _width,
    ),
    Form(
        "fence",
        tuple(
            f"{told} A fence is put up all the way round it, and one metre of fence costs {{price:£}}."
            for told in _LONGER
        ),
        (
            "How much, in pounds, does the whole fence cost?",
            "What is the cost of the whole fence in pounds?",
        ),
        _fence,
    ),
)
