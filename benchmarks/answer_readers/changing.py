"""Speeds, flows, highest points, totals and limits: worked out without the rules of differentiation.

A rate of change is a difference quotient, refined until it is exact for the polynomials told; a total is
Simpson's sum, which is exact for them too; a highest point is where the difference quotient is nought.
"""

from collections.abc import Callable
from fractions import Fraction

from benchmarks.answer_readers.forms import Doubt, Form, Number, count, more, pounds

_Law = Callable[[Number], Number]


def _rate(law: _Law, at: Number) -> Number:
    """Richardson's refinement of the central difference quotient: exact up to the fourth degree."""
    coarse, fine = ((law(at + step) - law(at - step)) / (2 * step) for step in (Fraction(1), Fraction(1, 2)))
    return (4 * fine - coarse) / 3


def _sum(law: _Law, start: Number, end: Number) -> Number:
    """Simpson's rule: exact up to the third degree."""
    return (end - start) / 6 * (law(start) + 4 * law((start + end) / 2) + law(end))


def _summit(law: _Law) -> Number:
    """Where a parabola that opens downwards is highest: there its difference quotient is nought."""
    at_nought, at_one = _rate(law, Fraction(0)), _rate(law, Fraction(1))
    if not at_nought > 0 > at_one - at_nought:
        raise Doubt("it doesn't rise first and fall later")
    return at_nought / (at_nought - at_one)


def _far_at_speed(a: Number, b: Number, v: Number) -> Number:
    def law(t: Number) -> Number:
        return a * t * t * t + b * t

    for halves in range(1, 60):
        if _rate(law, Fraction(halves, 2)) == v:
            return law(Fraction(halves, 2))
    raise Doubt("the speed isn't reached at a whole or half second")


def _best_profit(sold: Number, price: Number, cost: Number, fewer: Number) -> Number:
    def profit(rise: Number) -> Number:
        return (price + rise - cost) * (sold - fewer * rise)

    rise = _summit(profit)
    return pounds(profit(more(rise)))


def _until_full(holds: Number, there: Number, a: Number, b: Number) -> Number:
    for minute in range(1, 1_000):
        inside = there + _sum(lambda t: a * t + b, Fraction(0), Fraction(minute))
        if inside == holds:
            return Fraction(minute)
        if inside > holds:
            break
    raise Doubt("not full at a whole minute")


def _fixed(law: _Law) -> Number:
    """The value that a linear law leaves as it is; others come closer to it if it shrinks differences."""
    shrink = law(Fraction(1)) - law(Fraction(0))
    if not 0 < shrink < 1:
        raise Doubt("it doesn't settle down")
    return law(Fraction(0)) / (1 - shrink)


def _bounced(high: Number, part: Number) -> Number:
    """After the first fall, way up and way down, then the same again from the lower height."""
    ways = _fixed(lambda rest: 2 * high * part / 100 + rest * part / 100)
    return high + ways


def _settled(start: Number, lost: Number, added: Number) -> Number:
    before_adding = _fixed(lambda number: (number + added) * (100 - lost) / 100)
    return count(more(start - before_adding))


_SLIDING = (
    "[A|An] {mover} {does}. In t seconds it covers a distance of {a:n}t² + {b:n}t {units}.",
    "When [a|an] {mover} {does}, the distance that it has covered after t seconds is {a:n}t² + {b:n}t"
    " {units}.",
)
_GROWING = (
    "{tale}. After t {times}, {what} has {done} {a:n}t³ + {b:n}t² + {c:n}t {stuff}.",
    "{tale}. The amount grows with time: in t {times}, {what} has {done} exactly {a:n}t³ + {b:n}t² + {c:n}t"
    " {stuff}.",
)
_BY_SPEED = (
    "[A|An] {mover} {does}. After t seconds it has covered a distance of {a:n}t³ + {b:n}t centimetres. At a"
    " certain moment its speed is exactly {v:n} centimetres per second.",
    "When [a|an] {mover} {does}, it covers {a:n}t³ + {b:n}t centimetres in t seconds. {who} stops the time"
    " at the moment when the speed of the {mover} has risen to exactly {v:n} centimetres per second.",
)
_ARC = (
    "The water of a fountain rises in an arc. At a horizontal distance of x metres from the nozzle, it is"
    " {a:n}x − {b:n}x² metres above the nozzle.",
    "A garden hose sends its water through the air in an arc. The height of the water above the nozzle is"
    " {a:n}x − {b:n}x² metres, where x is the horizontal distance from the nozzle in metres.",
)

FORMS = (
    Form(
        "speed at a moment",
        _SLIDING,
        (
            "What is the speed of the {mover}, in {units} per second, at the moment when {t:n} seconds have"
            " passed?",
            "At what speed, in {units} per second, is the {mover} moving exactly {t:n} seconds after the"
            " start?",
        ),
        lambda a, b, t: _rate(lambda at: a * at * at + b * at, t),
    ),
    Form(
        "growth at a moment",
        _GROWING,
        (
            "At what rate, in {unit} per {time}, is the amount growing at the moment when {t:n} {times} have"
            " passed?",
            "How fast, in {unit} per {time}, is the amount increasing exactly {t:n} {times} after the start?",
        ),
        lambda a, b, c, t: _rate(lambda at: a * at**3 + b * at**2 + c * at, t),
    ),
    Form(
        "way until a speed",
        _BY_SPEED,
        (
            "How many centimetres has the {mover} covered at that moment?",
            "What distance, in centimetres, has the {mover} covered by that moment?",
        ),
        _far_at_speed,
    ),
    Form(
        "highest when",
        (
            "{who} throws a ball straight up into the air. After t seconds the ball is {a:n}t − {b:n}t²"
            " metres above [her|his] hand.",
            "A stone is shot straight up with a catapult. Its height above the catapult after t seconds is"
            " {a:n}t − {b:n}t² metres.",
        ),
        (
            "After how many seconds does it reach its highest point?",
            "How many seconds does it take to reach its highest point?",
        ),
        lambda a, b: _summit(lambda t: a * t - b * t * t),
    ),
    Form(
        "highest where",
        _ARC,
        (
            "At what horizontal distance from the nozzle, in metres, is the highest point of the arc?",
            "How many metres from the nozzle, measured horizontally, is the highest point of the arc?",
        ),
        lambda a, b: _summit(lambda x: a * x - b * x * x),
    ),
    Form(
        "how high",
        (
            "From a balcony, {who} throws a ball straight up. After t seconds the ball is {c:n} + {a:n}t −"
            " {b:n}t² metres above the ground.",
            "A toy rocket is launched straight up from a platform. Its height above the ground after t"
            " seconds is {c:n} + {a:n}t − {b:n}t² metres.",
        ),
        (
            "What is its greatest height above the ground in metres?",
            "How many metres above the ground is its highest point?",
        ),
        lambda a, b, c: c + a * (t := _summit(lambda x: a * x - b * x * x)) - b * t * t,
    ),
    Form(
        "best price",
        (
            "{seller} sells {sold:n} {goods} a week at a price of {price:£} each. Making a {one} costs"
            " {cost:£}. Every time the price is raised by one pound, {fewer:n} fewer {goods} are sold each"
            " week.",
            "At a price of {price:£}, {who} sells {sold:n} {goods} a week; each of them costs {cost:£} to"
            " make. For every pound that is added to the price, weekly sales go down by {fewer:n} {goods}.",
        ),
        (
            "If the best possible price is chosen, what is the weekly profit in pounds?",
            "What is the greatest weekly profit, in pounds, that can be made by choosing the right price?",
        ),
        _best_profit,
    ),
    Form(
        "total of a flow",
        (
            "Water runs into an empty {tank}, faster and faster: after t minutes, the flow is {a:n}t + {b:n}"
            " litres per minute.",
            "{who} slowly opens the tap of an empty {tank}, so that t minutes later {a:n}t + {b:n} litres of"
            " water are flowing in per minute.",
        ),
        (
            "How many litres of water are in the {tank} after {end:n} minutes?",
            "After {end:n} minutes, how much water, in litres, has the {tank} taken in?",
        ),
        lambda a, b, end: _sum(lambda t: a * t + b, Fraction(0), end),
    ),
    Form(
        "way between moments",
        (
            "[A|An] {mover} is getting faster: t seconds after the start, its speed is {a:n}t² + {b:n}"
            " centimetres per second.",
            "{who} sets off [a|an] {mover}. Its speed after t seconds is {a:n}t² + {b:n} centimetres per"
            " second.",
        ),
        (
            "What distance, in centimetres, does the {mover} cover from {start:n} seconds to {end:n} seconds"
            " after the start?",
            "How many centimetres does the {mover} cover between the moments {start:n} seconds and {end:n}"
            " seconds after the start?",
        ),
        lambda a, b, start, end: more(_sum(lambda t: a * t * t + b, start, end)),
    ),
    Form(
        "full by a growing flow",
        (
            "A {tank} that holds {holds:n} litres already contains {there:n} litres of water when a valve is"
            " opened. From then on water runs in faster and faster: after t minutes, the flow is {a:n}t +"
            " {b:n} litres per minute.",
            "{who} opens the valve of a {tank} in which there are {there:n} litres of water and which holds"
            " {holds:n} litres when full. With the valve opening further all the time, {a:n}t + {b:n} litres"
            " per minute are flowing in t minutes later.",
        ),
        (
            "After how many minutes is the {tank} full?",
            "How many minutes does it take until the {tank} is full?",
        ),
        _until_full,
    ),
    Form(
        "fading yields",
        (
            "During a drought, {spring} yields {first:n} litres of water in the first {time}, and in every"
            " following {time} it yields {part:%} of what it yielded in the {time} before.",
            "In the first {time} of a drought, {spring} yields {first:n} litres of water. After that, it"
            " yields in each {time} only {part:%} of the water of the {time} before.",
        ),
        (
            "If this went on for ever, what limit, in litres, would the total yield approach?",
            "To how many litres would the total come closer and closer if this never ended?",
        ),
        lambda first, part: _fixed(lambda total: first + total * part / 100),
    ),
    Form(
        "bouncing",
        (
            "{who} drops a {ball} from a height of {high:n} m. After each bounce it rises to {part:%} of the"
            " height from which it last fell.",
            "A {ball} falls to the ground from a height of {high:n} m. Every time it bounces straight up"
            " again to {part:%} of its last height.",
        ),
        (
            "What limit, in metres, does the total distance covered by the {ball}, up and down, approach?",
            "If it bounced for ever, to how many metres would the total distance, up and down, come closer"
            " and closer?",
        ),
        _bounced,
    ),
    Form(
        "settling down",
        (
            "A {home} starts with {start:n} {things}. Every year {lost:%} of them {go}, and at the end of the"
            " year {added:n} {come}. In the long run, the number just before each addition settles down to a"
            " fixed value.",
            "At the start there are {start:n} {things} in a {home}. In the course of each year {lost:%} of"
            " the {things} {go}; at the very end of the year {added:n} {come}. Over the years, the number"
            " that is left just before this comes ever closer to a fixed value.",
        ),
        (
            "By how many {things} is this value smaller than the number at the start?",
            "By how many {things} does the number at the start exceed this value?",
        ),
        _settled,
    ),
)
