"""Families of steady rates: travel, filling."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import nice, number_of, words_of
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Amount,
    Drawn,
    Entry,
    Shape,
    Step,
    World,
    measure,
)

_MOVES = (
    ("cycles", "cycle", (12, 14, 15, 16, 18, 20)),
    ("walks", "walk", (4, 5, 6)),
    ("rides a scooter", "ride a scooter", (20, 24, 25, 30)),
    ("drives", "drive", (40, 50, 60, 70, 80)),
    ("paddles a canoe", "paddle a canoe", (3, 4, 5, 6)),
)
_HALVES = (Fraction(1), Fraction(3, 2), Fraction(2), Fraction(5, 2), Fraction(3))
_SPEED = measure("speed", "speed of the first part", "km/h", "km/h")
_TIME = measure("time", "time of the first part", "hours", "hours")
_SPEED2 = measure("speed2", "speed of the second part", "km/h", "km/h")
_TIME2 = measure("time2", "time of the second part", "hours", "hours")


def _steady(world: World) -> Drawn:
    does, do, speeds = world.rng.choice(_MOVES)
    values = {"speed": world.rng.choice(speeds), "time": world.rng.choice((2, 3, 4))}
    return Drawn(values, words_of(world) | {"does": does, "do": do})


def _legs(world: World) -> Drawn:
    first, second = world.rng.sample(_MOVES[:3], 2)
    values: dict[str, Amount] = {
        "speed": world.rng.choice(first[2]),
        "time": world.rng.choice(_HALVES[1:]),
        "speed2": world.rng.choice(second[2]),
        "time2": world.rng.choice(_HALVES[1:]),
    }
    return Drawn(values, words_of(world) | {"does": first[0], "does2": second[0]})


def _average(world: World) -> Drawn | None:
    drawn = _legs(world)
    pause = world.rng.choice((Fraction(1, 2), Fraction(3, 2), Fraction(2), Fraction(5, 2)))
    value = {name: number_of(amount) for name, amount in drawn.values.items()} | {"pause": pause}
    distance = value["speed"] * value["time"] + value["speed2"] * value["time2"]
    average = distance / (value["time"] + value["time2"] + pause)
    return Drawn(value, drawn.words) if (2 * average).denominator == 1 else None


TRAVEL = Entry(
    Family(
        "travel",
        "A person on the way at steady speeds: distance, or average speed with a rest. No meeting or"
        " overtaking.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "steady",
                _steady,
                (
                    measure("speed", "speed", "km/h", "km/h"),
                    measure("time", "time on the way", "hours", "hours"),
                ),
                (Step("distance", "speed * time", "The distance is [] km."),),
                asks="the distance in kilometres",
                unit="km",
                situations=(
                    "{who} {does} at a steady speed of {speed} km/h for {time} hours.",
                    "On a day out, {who} {does} for {time} hours without a stop. {Her} speed is always"
                    " {speed} km/h.",
                ),
                questions=(
                    "How many kilometres does {she} cover?",
                    "What distance, in kilometres, does {who} cover in this time?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "two-legs",
                _legs,
                (_SPEED, _TIME, _SPEED2, _TIME2),
                (
                    Step("first", "speed * time", "The first part is [] km long."),
                    Step("second", "speed2 * time2", "The second part is [] km long."),
                    Step("distance", "first + second", "Together that is [] km."),
                ),
                asks="the total distance in kilometres",
                unit="km",
                situations=(
                    "{who} {does} for {time} hours at {speed} km/h and then {does2} for {time2} hours at"
                    " {speed2} km/h.",
                    "On a trip, {who} first {does} at {speed} km/h for {time} hours. For the remaining"
                    " {time2} hours {she} {does2} at {speed2} km/h.",
                ),
                questions=(
                    "How many kilometres does {who} cover altogether?",
                    "What is the total distance of the trip in kilometres?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "average",
                _average,
                (_SPEED, _TIME, measure("pause", "length of the rest", "hours", "rest"), _SPEED2, _TIME2),
                (
                    Step("first", "speed * time", "The first part is [] km long."),
                    Step("second", "speed2 * time2", "The second part is [] km long."),
                    Step("distance", "first + second", "Together that is [] km."),
                    Step("total", "time + pause + time2", "The whole trip takes [] hours."),
                    Step("average", "distance / total", "The average speed is [] km/h."),
                ),
                asks="the average speed of the whole trip in km/h",
                unit="km/h",
                situations=(
                    "{who} {does} for {time} hours at {speed} km/h. {She} then rests for {pause} hours"
                    " and finally {does2} for {time2} hours at {speed2} km/h.",
                    "On a trip, {who} {does} at {speed} km/h for {time} hours, takes a rest of {pause}"
                    " hours, and then {does2} at {speed2} km/h for another {time2} hours.",
                ),
                questions=(
                    "What is {her} average speed, in km/h, for the whole trip including the rest?",
                    "Counting the rest as part of the trip, what is the average speed of the whole trip"
                    " in km/h?",
                ),
            ),
        ),
    },
)

_TANKS = (
    ("rainwater tank", 300, 1200, (6, 8, 10, 12, 15, 20)),
    ("paddling pool", 240, 900, (8, 10, 12, 15, 18)),
    ("garden pond", 400, 1500, (8, 10, 12, 15, 20)),
    ("water trough", 120, 400, (6, 8, 10, 12)),
    ("aquarium", 90, 300, (3, 4, 5, 6)),
)
_RATE = measure("rate", "flow of the hose", "litres", "minute")
_RATE2 = measure("rate2", "flow of the tap", "litres", "minute")
_VOLUME = measure("volume", "volume of the {tank}", "litres", "{tank}")
_FULL = (
    "After how many minutes is the {tank} full?",
    "How many minutes does it take until the {tank} is full?",
)
_TIME_STEP = "The {tank} is full after [] minutes."


def _tank(world: World) -> tuple[dict[str, str], int, int, tuple[int, ...]]:
    name, low, high, flows = world.rng.choice(_TANKS)
    an = "an" if name[0] in "aeiou" else "a"
    return words_of(world) | {"tank": name, "a_tank": f"{an} {name}"}, low, high, flows


def _one_tap(world: World) -> Drawn | None:
    words, low, high, flows = _tank(world)
    rate = world.rng.choice(flows)
    volume = rate * nice(world.rng, 12, 90)
    return (
        Drawn({"volume": volume, "rate": rate}, words) if low <= volume <= high and volume % 10 == 0 else None
    )


def _two_taps(world: World) -> Drawn | None:
    words, low, high, flows = _tank(world)
    rate, rate2 = world.rng.sample(flows, 2)
    volume = (rate + rate2) * nice(world.rng, 8, 60)
    values = {"volume": volume, "rate": rate, "rate2": rate2}
    return Drawn(values, words) if low <= volume <= high and volume % 10 == 0 else None


def _with_leak(world: World) -> Drawn | None:
    words, low, high, flows = _tank(world)
    rate, rate2 = world.rng.sample(flows, 2)
    leak, start = world.rng.randint(2, 4), nice(world.rng, 20, low // 2, 10)
    volume = start + (rate + rate2 - leak) * nice(world.rng, 8, 60)
    values = {"volume": volume, "start": start, "rate": rate, "rate2": rate2, "leak": leak}
    return Drawn(values, words) if low <= volume <= high and volume % 10 == 0 else None


FILLING = Entry(
    Family(
        "filling",
        "Water that flows steadily into a tank, also from several taps or with a leak: the minutes until"
        " it is full.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "one-tap",
                _one_tap,
                (_VOLUME, measure("rate", "flow of the tap", "litres", "minute")),
                (Step("minutes", "volume / rate", _TIME_STEP),),
                asks="the number of minutes until the {tank} is full",
                unit="minutes",
                situations=(
                    "{who} fills {a_tank} that holds {volume} litres. It is empty at the start, and"
                    " {rate} litres of water flow in every minute.",
                    "An empty {tank} holds {volume} litres. Water runs into it at a steady {rate} litres"
                    " per minute.",
                ),
                questions=_FULL,
            ),
        ),
        "medium": (
            Shape(
                "two-taps",
                _two_taps,
                (_VOLUME, _RATE, _RATE2),
                (
                    Step("both", "rate + rate2", "Together hose and tap bring [] litres a minute."),
                    Step("minutes", "volume / both", _TIME_STEP),
                ),
                asks="the number of minutes until the {tank} is full",
                unit="minutes",
                situations=(
                    "An empty {tank} holds {volume} litres. It is filled from a hose and a tap at the"
                    " same time. The hose gives {rate} litres per minute and the tap gives {rate2}"
                    " litres per minute.",
                    "{who} fills an empty {tank} of {volume} litres with a hose and a tap, both running"
                    " at once. The hose gives {rate} litres per minute, and the tap gives {rate2} litres"
                    " per minute.",
                ),
                questions=_FULL,
            ),
        ),
        "hard": (
            Shape(
                "leak",
                _with_leak,
                (
                    _VOLUME,
                    measure("start", "water that is already there", "litres", "water"),
                    _RATE,
                    _RATE2,
                    measure("leak", "water lost through a leak", "litres", "minute"),
                ),
                (
                    Step("missing", "volume - start", "There is room for [] litres more."),
                    Step("inflow", "rate + rate2", "Hose and tap bring [] litres a minute."),
                    Step("net", "inflow - leak", "Less the leak, [] litres a minute stay."),
                    Step("minutes", "missing / net", _TIME_STEP),
                ),
                asks="the number of minutes until the {tank} is full",
                unit="minutes",
                situations=(
                    "{A_tank} with room for {volume} litres already contains {start} litres of water."
                    " {who} adds water from a hose at {rate} litres per minute and from a tap at {rate2}"
                    " litres per minute, while {leak} litres per minute are lost through a leak.",
                    "{who} wants to fill {a_tank} that holds {volume} litres when full and now contains"
                    " {start} litres. A hose brings {rate} litres per minute and a tap brings {rate2}"
                    " litres per minute, but through a leak {leak} litres run out every minute.",
                ),
                questions=_FULL,
            ),
        ),
    },
)

FAMILIES = (TRAVEL, FILLING)
