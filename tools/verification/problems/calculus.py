"""Families of calculus: rate-of-change, turning-point."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.plain import neat, plain
from seedbed.tools.verification.problems.shape import Drawn, Shape, Step, World, count, measure, money

_SLOW = (
    ("a toy car", "rolls down a ramp", "centimetres"),
    ("a model train", "gathers speed", "centimetres"),
    ("a small robot", "sets off across the floor", "centimetres"),
)
_FAST = (
    ("a sledge", "slides down a long hill", "metres"),
    ("a cable car", "leaves the station", "metres"),
    ("a tram", "pulls away from its stop", "metres"),
)


def _mover(mover: str, does: str, metres: str) -> dict[str, str]:
    return {"a_mover": mover, "mover": mover.split(" ", 1)[1], "does": does, "metres": metres}


def _speed(world: World) -> Drawn:
    slow = world.rng.random() < 0.5
    mover = world.rng.choice(_SLOW if slow else _FAST)
    a = Fraction(world.rng.randint(2, 8)) if slow else Fraction(world.rng.choice((2, 3, 4, 5, 6)), 10)
    b = world.rng.randint(3, 20) if slow else world.rng.choice((2, 3))
    return Drawn({"a": a, "b": b, "moment": world.rng.randint(2, 9)}, words_of(world) | _mover(*mover))


_SWELLING = (
    ("A balloon is being blown up.", "it has taken in", "cubic centimetres of air", "second", 2, 3, 6, 4),
    (
        "Sand runs from a conveyor belt onto a heap.",
        "the heap has grown by",
        "kilograms",
        "minute",
        2,
        4,
        9,
        5,
    ),
    ("Heavy rain fills an empty pond.", "the pond has taken in", "litres", "hour", 4, 9, 20, 6),
    ("Grain pours into an empty silo.", "the silo has taken in", "kilograms", "minute", 2, 5, 12, 5),
)


def _flow(world: World) -> Drawn:
    tale, taken, stuff, period, a, b, c, last = world.rng.choice(_SWELLING)
    words = {"tale": tale, "taken": taken, "stuff": stuff, "unit": stuff.split(" of ")[0]}
    values = {
        "a": world.rng.randint(2, a + 2),
        "b": world.rng.randint(3, b + 4),
        "c": world.rng.randint(5, c + 8),
        "moment": world.rng.randint(2, last),
    }
    return Drawn(values, words_of(world) | words | {"period": period, "periods": f"{period}s"})


def _distance_at_speed(world: World) -> Drawn:
    a, b, moment = world.rng.randint(2, 4), world.rng.randint(4, 30), world.rng.randint(2, 5)
    values = {"a": a, "b": b, "speed": 3 * a * moment**2 + b}
    return Drawn(values, words_of(world) | _mover(*world.rng.choice(_SLOW)))


_A, _B = count("a", "factor of the square term", ""), count("b", "factor of the linear term", "")

RATE = plain(
    "rate-of-change",
    "Polynomials of time: the speed or growth at one moment by differentiating, also the distance at which a"
    " speed is reached. Calculus.",
    (
        Shape(
            "speed",
            _speed,
            (_A, _B, measure("moment", "time that has passed", "seconds", "seconds")),
            (
                Step("grown", "2 * a * moment", "Differentiated, the square term gives []."),
                Step("speed", "grown + b", "With the linear term, the speed is [] {metres} per second."),
            ),
            asks="the speed at that moment in {metres} per second",
            unit="{metres} per second",
            situations=(
                "{A_mover} {does}. In t seconds it covers a distance of {a}t² + {b}t {metres}.",
                "When {a_mover} {does}, the distance that it has covered after t seconds is {a}t² + {b}t"
                " {metres}.",
            ),
            questions=(
                "What is the speed of the {mover}, in {metres} per second, at the moment when {moment}"
                " seconds have passed?",
                "At what speed, in {metres} per second, is the {mover} moving exactly {moment} seconds after"
                " the start?",
            ),
        ),
    ),
    (
        Shape(
            "flow",
            _flow,
            (
                count("a", "factor of the cubic term", ""),
                count("b", "factor of the square term", ""),
                count("c", "factor of the linear term", ""),
                measure("moment", "time that has passed", "{periods}", "{periods}"),
            ),
            (
                Step("cubic", "3 * a * moment^2", "Differentiated, the cubic term gives []."),
                Step("square", "2 * b * moment", "The square term gives []."),
                Step("rate", "cubic + square + c", "Altogether that is [] {unit} per {period}."),
            ),
            asks="the rate at that moment in {unit} per {period}",
            unit="{unit} per {period}",
            situations=(
                "{tale} After t {periods}, {taken} {a}t³ + {b}t² + {c}t {stuff}.",
                "{tale} The amount grows with time: in t {periods}, {taken} exactly {a}t³ + {b}t² + {c}t"
                " {stuff}.",
            ),
            questions=(
                "At what rate, in {unit} per {period}, is the amount growing at the moment when {moment}"
                " {periods} have passed?",
                "How fast, in {unit} per {period}, is the amount increasing exactly {moment} {periods} after"
                " the start?",
            ),
        ),
    ),
    (
        Shape(
            "distance-at-speed",
            _distance_at_speed,
            (
                count("a", "factor of the cubic term", ""),
                _B,
                measure("speed", "speed at the moment", "centimetres per second", "speed"),
            ),
            (
                Step("above", "speed - b", "The cubic term brings [] centimetres per second of this speed."),
                Step("square", "above / (3 * a)", "So the square of the time is []."),
                Step("moment", "sqrt(square)", "The speed is reached after [] seconds."),
                Step("cubic", "a * moment^3", "By then the cubic term has come to []."),
                Step("distance", "cubic + b * moment", "The distance covered is [] centimetres."),
            ),
            asks="the distance covered at that moment in centimetres",
            unit="centimetres",
            situations=(
                "{A_mover} {does}. After t seconds it has covered a distance of {a}t³ + {b}t centimetres. At"
                " a certain moment its speed is exactly {speed} centimetres per second.",
                "When {a_mover} {does}, it covers {a}t³ + {b}t centimetres in t seconds. {who} stops the time"
                " at the moment when the speed of the {mover} has risen to exactly {speed} centimetres per"
                " second.",
            ),
            questions=(
                "How many centimetres has the {mover} covered at that moment?",
                "What distance, in centimetres, has the {mover} covered by that moment?",
            ),
        ),
    ),
)


def _thrown(world: World) -> Drawn:
    return Drawn({"up": world.rng.choice((*range(10, 25, 2), 15)), "fall": 5}, words_of(world))


def _jet(world: World) -> Drawn | None:
    away = Fraction(world.rng.randint(4, 24), 2)
    fall = Fraction(world.rng.choice((5, 10, 20, 25)), 100)
    up = 2 * fall * away
    return Drawn({"up": up, "fall": fall}, words_of(world)) if 1 < up <= 4 and neat(up, 10) else None


def _from_a_height(world: World) -> Drawn:
    values = {"start": world.rng.randint(2, 25), "up": nice(world.rng, 10, 24, 2), "fall": 5}
    return Drawn(values, words_of(world))


_SELLERS = (
    ("A pottery", "bowl", "bowls", (8, 20), (2, 6)),
    ("A print shop", "poster", "posters", (6, 18), (2, 4)),
    ("A toy maker", "puppet", "puppets", (12, 30), (4, 9)),
    ("A basket weaver", "basket", "baskets", (15, 40), (5, 12)),
    ("A candle maker", "candle", "candles", (6, 16), (2, 4)),
)


def _best_price(world: World) -> Drawn | None:
    seller, one, many, prices, costs = world.rng.choice(_SELLERS)
    price, cost = world.rng.randint(*prices), world.rng.randint(*costs)
    fewer = world.rng.choice((2, 4, 5, 6, 8, 10))
    sold = fewer * world.rng.randint(4, 30)
    best = Fraction(price + cost, 2) + Fraction(sold, 2 * fewer)
    nice_numbers = 40 <= sold <= 200 and price < best <= 2 * price and neat(fewer * best)
    words = words_of(world)
    words |= {"seller": seller, "thing": one, "things": many, "pound": words["pounds"].removesuffix("s")}
    values = {"price": price, "sold": sold, "fewer": fewer, "cost": cost}
    return Drawn(values, words) if nice_numbers and cost < price else None


_UP = count("up", "factor of the linear term", "")
_FALL = count("fall", "factor of the square term", "")

TURNING = plain(
    "turning-point",
    "The greatest value of a quadratic: when or where it is reached, how great it is, the best price for the"
    " greatest profit. Calculus.",
    (
        Shape(
            "highest-when",
            _thrown,
            (_UP, _FALL),
            (
                Step("rate", "2 * fall", "The height grows at the rate of {up} less [] times the time."),
                Step("moment", "up / rate", "This rate is nought after [] seconds."),
            ),
            asks="the time until the highest point in seconds",
            unit="seconds",
            situations=(
                "{who} throws a ball straight up into the air. After t seconds the ball is {up}t − {fall}t²"
                " metres above {her} hand.",
                "A stone is shot straight up with a catapult. Its height above the catapult after t seconds"
                " is {up}t − {fall}t² metres.",
            ),
            questions=(
                "After how many seconds does it reach its highest point?",
                "How many seconds does it take to reach its highest point?",
            ),
        ),
        Shape(
            "highest-where",
            _jet,
            (_UP, _FALL),
            (
                Step("rate", "2 * fall", "The height grows at the rate of {up} less [] times the distance."),
                Step("away", "up / rate", "This rate is nought at a distance of [] m."),
            ),
            asks="the distance of the highest point from the nozzle in metres",
            unit="m",
            situations=(
                "The water of a fountain rises in an arc. At a horizontal distance of x metres from the"
                " nozzle, it is {up}x − {fall}x² metres above the nozzle.",
                "A garden hose sends its water through the air in an arc. The height of the water above the"
                " nozzle is {up}x − {fall}x² metres, where x is the horizontal distance from the nozzle in"
                " metres.",
            ),
            questions=(
                "At what horizontal distance from the nozzle, in metres, is the highest point of the arc?",
                "How many metres from the nozzle, measured horizontally, is the highest point of the arc?",
            ),
        ),
    ),
    (
        Shape(
            "how-high",
            _from_a_height,
            (measure("start", "height at the start", "metres", "height"), _UP, _FALL),
            (
                Step("rate", "2 * fall", "The height grows at the rate of {up} less [] times the time."),
                Step("moment", "up / rate", "This rate is nought after [] seconds."),
                Step("rise", "up * moment - fall * moment^2", "Until then it rises by [] m."),
                Step("top", "start + rise", "So the highest point is [] m above the ground."),
            ),
            asks="the greatest height above the ground in metres",
            unit="m",
            situations=(
                "From a balcony, {who} throws a ball straight up. After t seconds the ball is"
                " {start} + {up}t − {fall}t² metres above the ground.",
                "A toy rocket is launched straight up from a platform. Its height above the ground after t"
                " seconds is {start} + {up}t − {fall}t² metres.",
            ),
            questions=(
                "What is its greatest height above the ground in metres?",
                "How many metres above the ground is its highest point?",
            ),
        ),
    ),
    (
        Shape(
            "best-price",
            _best_price,
            (
                money("price", "price now", "price"),
                count("sold", "number of {things} sold in a week now", "{things}"),
                count("fewer", "how many fewer {things} are sold after a rise", "{things}"),
                money("cost", "cost of making one {thing}", "{thing}"),
            ),
            (
                Step("end", "price + sold / fewer", "Nobody would buy at {cur}[]."),
                Step(
                    "best", "(end + cost) / 2", "The profit is greatest midway from cost to there: {cur}[]."
                ),
                Step("gain", "best - cost", "At this price, each {thing} brings a profit of {cur}[]."),
                Step("buyers", "fewer * (end - best)", "Then [] {things} are sold."),
                Step("profit", "gain * buyers", "The greatest profit is {cur}[]."),
            ),
            asks="the greatest weekly profit in {pounds}",
            unit="{pounds}",
            situations=(
                "{seller} sells {sold} {things} a week at a price of {price} each. Making a {thing} costs"
                " {cost}. Every time the price is raised by one {pound}, {fewer} fewer {things} are sold each"
                " week.",
                "At a price of {price}, {who} sells {sold} {things} a week; each of them costs {cost} to"
                " make. For every {pound} that is added to the price, weekly sales go down by {fewer}"
                " {things}.",
            ),
            questions=(
                "If the best possible price is chosen, what is the weekly profit in {pounds}?",
                "What is the greatest weekly profit, in {pounds}, that can be made by choosing the right"
                " price?",
            ),
        ),
    ),
)

FAMILIES = (RATE, TURNING)
