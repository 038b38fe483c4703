"""Circles, cylinders, trapeziums, shadows and angles."""

from fractions import Fraction

from benchmarks.answer_readers.forms import Doubt, Form, Number, more, pounds


def _disc(radius: Number, pi: Number) -> Number:
    if not Fraction(3) < pi < Fraction(16, 5):
        raise Doubt(f"π is given as {pi}")
    return pi * radius * radius


def _round(radius: Number, pi: Number) -> Number:
    """The distance around is twice the area by the radius."""
    return _disc(radius, pi) * 2 / radius


def _rolled(diameter: Number, turns: Number, hours: Number, pi: Number) -> Number:
    metres = _round(diameter / 2, pi) / 100 * turns * hours * 60
    return metres / 1000


def _level(r: Number, h: Number, length: Number, width: Number, level: Number, pi: Number) -> Number:
    before = length * width * level
    return (before + _disc(r, pi) * h) / (length * width)


def _slanted(a: Number, b: Number, apart: Number) -> Number:
    """A rectangle on the shorter side and a triangle on what the other is longer."""
    short, long = sorted((a, b))
    return short * apart + (long - short) * apart / 2


def _hedge(area: Number, apart: Number, long: Number, price: Number) -> Number:
    """The triangles on both diagonals of the trapezium: one on each parallel side."""
    short = (area - long * apart / 2) * 2 / apart
    if not 0 < short < long:
        raise Doubt(f"the shorter side would be {short} m")
    return pounds(short * price)


def _enlarged(wide: Number, high: Number, wide2: Number) -> Number:
    return wide * high * (wide2 / wide) ** 2


def _lamp(tall: Number, away: Number, shadow: Number) -> Number:
    """The light falls at the same slope from the lamp to the head as from the head to the shadow's end."""
    return more(tall / shadow * away)


def _rest(*angles: Number) -> Number:
    return more(180 - sum(angles, Fraction(0)))


def _over_base(top: Number) -> Number:
    return more(top - _rest(top) / 2)


def _at_q(factor: Number, gap: Number) -> Number:
    for halves in range(1, 360):
        p = Fraction(halves, 2)
        if p + factor * p + p + gap == 180:
            return factor * p
    raise Doubt("no whole or half degree fits")


_BASIN = (
    "A round {what} has a radius of {r:n} m. Use {pi:n} for π.",
    "{who} measures the radius of a round {what}: it is {r:n} m. Take {pi:n} as the value of π.",
)
_TRAPEZIUM = (
    "[A|An] {what} has the shape of a trapezium. Its parallel sides are {a:n} m and {b:n} m long, and they"
    " are {apart:n} m apart.",
    "The parallel sides of [a|an] {what} in the shape of a trapezium measure {a:n} m and {b:n} m. The"
    " distance between them is {apart:n} m.",
)
_FULL = (
    "After how many minutes is the {what} full?",
    "How many minutes does it take until the {what} is full?",
)

FORMS = (
    Form(
        "around a circle",
        _BASIN,
        (
            "What is the circumference of the {what} in metres?",
            "What is the distance once around the edge of the {what} in metres?",
        ),
        lambda r, pi: _round(r, pi),
    ),
    Form(
        "area of a circle",
        _BASIN,
        (
            "What is the area of the {what} in square metres?",
            "How many square metres does the {what} cover?",
        ),
        lambda r, pi: _disc(r, pi),
    ),
    Form(
        "path round a circle",
        (
            "A path {w:n} m wide runs all the way round the outside of a round {what} that has a radius of"
            " {r:n} m. Use {pi:n} for π.",
            "{who} lays a path with a width of {w:n} m around the edge of a round {what} whose radius is"
            " {r:n} m. Take {pi:n} as the value of π.",
        ),
        (
            "What is the area of the path in square metres?",
            "How many square metres does the path cover?",
        ),
        lambda w, r, pi: _disc(r + w, pi) - _disc(r, pi),
    ),
    Form(
        "rolling wheel",
        (
            "The wheels of a {thing} have a diameter of {d:n} cm and make {turns:n} turns every minute. The"
            " {thing} keeps this up for {hours:n} hours. Use {pi:n} for π.",
            "For {hours:n} hours, {who} travels on a {thing} whose wheels turn {turns:n} times a minute. The"
            " diameter of a wheel is {d:n} cm. Take {pi:n} as the value of π.",
        ),
        (
            "What distance, in kilometres, does the {thing} cover in this time?",
            "How many kilometres does the {thing} cover?",
        ),
        lambda d, turns, hours, pi: _rolled(d, turns, hours, pi),
    ),
    Form(
        "volume of a cylinder",
        (
            "The inside of a {what} is a cylinder with a radius of {r:n} cm and a height of {h:n} cm. Use"
            " {pi:n} for π.",
            "{who} has a {what} in the shape of a cylinder. Inside, it has a height of {h:n} cm and a radius"
            " of {r:n} cm. Take {pi:n} as the value of π.",
        ),
        (
            "What is its volume in cubic centimetres?",
            "What volume, in cubic centimetres, does the {what} have?",
        ),
        lambda r, h, pi: _disc(r, pi) * h,
    ),
    Form(
        "filling a cylinder",
        (
            "An empty {what} is a cylinder with an inner radius of {r:n} cm and an inner height of {h:n} cm."
            " {who} fills it with {rate:n} litres of water per minute. Use {pi:n} for π.",
            "Water flows into an empty {what} at {rate:n} litres per minute. The inside of the {what} is a"
            " cylinder {h:n} cm high with a radius of {r:n} cm. Take {pi:n} as the value of π.",
        ),
        _FULL,
        lambda r, h, rate, pi: _disc(r / 10, pi) * (h / 10) / rate,
    ),
    Form(
        "poured into a tank",
        (
            "A bucket in the shape of a cylinder has an inner radius of {r:n} cm and an inner height of"
            " {h:n} cm. {who} fills it to the brim and pours all the water into a tall rectangular tank with"
            " a floor {length:n} cm long and {width:n} cm wide, where the water already stood {level:n} cm"
            " high. Use {pi:n} for π.",
            "In a tall rectangular tank with a floor {length:n} cm long and {width:n} cm wide, the water"
            " stands {level:n} cm high. {who} adds the water of a bucket that is filled to the brim. The"
            " bucket is a cylinder {h:n} cm high with a radius of {r:n} cm. Take {pi:n} as the value of π.",
        ),
        (
            "How high, in centimetres, does the water in the tank stand then?",
            "What is the new height of the water in the tank in centimetres?",
        ),
        _level,
    ),
    Form(
        "area of a trapezium",
        _TRAPEZIUM,
        (
            "What is the area of the {what} in square metres?",
            "How many square metres does the {what} cover?",
        ),
        lambda a, b, apart: _slanted(a, b, apart),
    ),
    Form(
        "rent of a trapezium",
        tuple(
            f"{told} {{who}} rents the whole of it for {{rent:£}} per square metre and year."
            for told in _TRAPEZIUM
        ),
        ("How much rent, in pounds, does {who} pay for a year?", "What is the yearly rent in pounds?"),
        lambda a, b, apart, rent: pounds(_slanted(a, b, apart) * rent),
    ),
    Form(
        "hedge on a trapezium",
        (
            "[A|An] {what} in the shape of a trapezium has an area of {area:n} square metres. Its parallel"
            " sides are {apart:n} m apart, and the longer of them measures {long:n} m. {who} has a hedge"
            " planted along the shorter one, at {price:£} per metre.",
            "{who} wants a hedge along the shorter of the parallel sides of a trapezium-shaped {what}. The"
            " longer one is {long:n} m long, the distance between them is {apart:n} m, and the area of the"
            " {what} is {area:n} square metres. One metre of hedge costs {price:£}.",
        ),
        (
            "How much, in pounds, does the whole hedge cost?",
            "What is the cost of the whole hedge in pounds?",
        ),
        _hedge,
    ),
    Form(
        "height by a shadow",
        (
            "An upright post {post:n} m high casts a shadow {short:n} m long on level ground. At the same"
            " time, the shadow of a {what} is {long:n} m long.",
            "In the sunshine, {who} measures the shadow of a {what}: it is {long:n} m long. At the same"
            " moment, the shadow of an upright post of {post:n} m has a length of {short:n} m.",
        ),
        ("How high is the {what} in metres?", "What is the height of the {what} in metres?"),
        lambda post, short, long: post / short * long,
    ),
    Form(
        "enlarged picture",
        (
            "A {what} is {wide:n} cm wide and {high:n} cm high. {who} has it enlarged without distortion to"
            " a copy {new:n} cm wide.",
            "{who} makes an enlarged copy of a {what} that is {wide:n} cm wide and {high:n} cm high. The"
            " copy has the same proportions and a width of {new:n} cm.",
        ),
        (
            "What is the area of the copy in square centimetres?",
            "How many square centimetres does the copy cover?",
        ),
        lambda wide, high, new: _enlarged(wide, high, new),
    ),
    Form(
        "height of a lamp",
        (
            "At night, {who}, who is {tall:n} m tall, stands upright {away:n} m from a lamp post. The lamp"
            " at its top casts [his|her] shadow on the level ground, and the shadow is {shadow:n} m long.",
            "A street lamp casts {who}'s shadow on the level ground. The shadow is {shadow:n} m long, {who}"
            " is {tall:n} m tall, and [he|she] is standing {away:n} m away from the foot of the lamp post.",
        ),
        (
            "By how many metres is the lamp higher than {who}?",
            "How much higher than the top of {who}'s head is the lamp, in metres?",
        ),
        _lamp,
    ),
    Form(
        "third angle",
        (
            "A {what} has the shape of a triangle. One of its angles measures {a:n} degrees and another {b:n}"
            " degrees.",
            "{who} makes a triangular {what}. At one corner the angle is {a:n} degrees, at the next it is"
            " {b:n} degrees.",
        ),
        (
            "How large is the remaining angle in degrees?",
            "How many degrees does the remaining angle measure?",
        ),
        lambda a, b: _rest(a, b),
    ),
    Form(
        "angles of an isosceles triangle",
        (
            "A {what} has the shape of an isosceles triangle. The angle at the top, between the equal sides,"
            " measures {top:n} degrees.",
            "{who} draws a {what} as an isosceles triangle with an angle of {top:n} degrees at the top,"
            " where the equal sides meet.",
        ),
        (
            "By how many degrees is the angle at the top greater than each of the angles at the base?",
            "How many degrees greater than an angle at the base is the angle at the top?",
        ),
        _over_base,
    ),
    Form(
        "angles in parts",
        (
            "A triangular {what} has the corners P, Q and R. The angle at Q is {x:x} as large as the angle"
            " at P, and the angle at R is {gap:n} degrees greater than the angle at P.",
            "{who} measures the angles at the corners P, Q and R of a triangular {what}. At R the angle is"
            " {gap:n} degrees greater than at P, and at Q it is {x:x} as large as at P.",
        ),
        ("How large is the angle at Q in degrees?", "How many degrees does the angle at Q measure?"),
        lambda x, gap: _at_q(x, gap),
    ),
)
