"""Families of sequences from the inside: steady-steps, geometric-sum."""

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.plain import plain
from seedbed.tools.verification.problems.shape import Drawn, Shape, Step, World, count, times

_TRAINING = (
    ("runs", "run", "kilometres", (4, 15), (1, 3)),
    ("swims", "swim", "lengths of the pool", (10, 40), (2, 6)),
    ("does", "do", "press-ups", (10, 60), (3, 9)),
    ("learns", "learn", "new words", (12, 40), (3, 8)),
    ("reads", "read", "pages", (30, 120), (5, 15)),
    ("practises", "practise", "minutes on the piano", (60, 150), (5, 20)),
)


def _weeks(world: World, low: int, high: int) -> tuple[dict[str, str], dict[str, int]]:
    does, do, things, firsts, steps = world.rng.choice(_TRAINING)
    words = words_of(world) | {"does": does, "do": do, "things": things}
    words["unit"] = things.split(" of ")[0].split(" on ")[0]
    first, more = world.rng.randint(*firsts), world.rng.randint(*steps)
    k = world.rng.randint(2, 4)
    m = k + world.rng.randint(3, 6)
    values = {"k": k, "a": first + (k - 1) * more, "m": m, "b": first + (m - 1) * more}
    return words, values | {"n": m + world.rng.randint(low, high)}


def _step(world: World) -> Drawn:
    words, values = _weeks(world, 1, 1)
    del values["n"]
    return Drawn(values, words)


def _later(world: World) -> Drawn:
    words, values = _weeks(world, 2, 8)
    return Drawn(values, words)


def _all(world: World) -> Drawn:
    words, values = _weeks(world, 0, 5)
    return Drawn(values, words)


_KNOWN = (
    count("k", "number of the earlier week", "week"),
    count("a", "{things} in the earlier week", "{things}"),
    count("m", "number of the later week", "week"),
    count("b", "{things} in the later week", "{things}"),
)
_TALE = (
    "Every week, {who} {does} more {things} than in the week before, and the increase is always the same. In"
    " week {k} {she} {does} {a} {things}, in week {m} it is {b}.",
    "{who} follows a plan in which the number of {things} grows by the same amount from each week to the"
    " next. It says {a} {things} for week {k} and {b} {things} for week {m}.",
)
_FIND_STEP = (
    Step("gaps", "m - k", "From week {k} to week {m} there are [] increases."),
    Step("added", "b - a", "Together they make [] {unit}."),
    Step("more", "added / gaps", "So each increase is []."),
)

STEADY = plain(
    "steady-steps",
    "Two terms of an arithmetic sequence are known: the difference, a later term, the sum from the first term"
    " on.",
    (
        Shape(
            "difference",
            _step,
            _KNOWN,
            _FIND_STEP,
            asks="by how many {unit} the number grows each week",
            unit="{unit}",
            situations=_TALE,
            questions=(
                "By how many {unit} does the number grow from each week to the next?",
                "How many more {unit} is it each week than in the week before?",
            ),
        ),
    ),
    (
        Shape(
            "later-term",
            _later,
            (*_KNOWN, count("n", "number of the week asked about", "week")),
            (
                *_FIND_STEP,
                Step("further", "n - m", "From week {m} to week {n} there are [] more increases."),
                Step("later", "b + further * more", "So in week {n} it is []."),
            ),
            asks="the number of {unit} in that week",
            unit="{unit}",
            situations=_TALE,
            questions=(
                "If it goes on like this, how many {unit} is it in week {n}?",
                "What is the number of {unit} in week {n} if this continues?",
            ),
        ),
    ),
    (
        Shape(
            "sum",
            _all,
            (*_KNOWN, count("n", "number of weeks to be added up", "weeks")),
            (
                *_FIND_STEP,
                Step("first", "a - (k - 1) * more", "So in the first week it was []."),
                Step("last", "first + (n - 1) * more", "In week {n} it is []."),
                Step("total", "(first + last) * n / 2", "All the weeks together come to [] {unit}."),
            ),
            asks="the total number of {unit} in all these weeks",
            unit="{unit}",
            situations=_TALE,
            questions=(
                "How many {unit} is that in total over the first {n} weeks?",
                "What is the total number of {unit} over the first {n} weeks?",
            ),
        ),
    ),
)

_SPREADING = (
    ("a video is shared by", "people", "share it", "shared the video"),
    ("a petition is signed by", "people", "sign it", "signed the petition"),
    ("a new game is downloaded by", "players", "download it", "downloaded the game"),
    ("a book is ordered by", "readers", "order it", "ordered the book"),
)


def _spread(world: World) -> tuple[dict[str, str], dict[str, int]]:
    tale, people, do, done = world.rng.choice(_SPREADING)
    factor = world.rng.choice((2, 2, 3, 4))
    days = world.rng.randint(4, {2: 9, 3: 7, 4: 6}[factor])
    words = words_of(world) | {"tale": tale, "people": people, "do": do, "done": done}
    return words, {"start": nice(world.rng, 5, 40), "factor": factor, "days": days}


def _in_all(world: World) -> Drawn:
    words, values = _spread(world)
    return Drawn(values, words)


def _after_some(world: World) -> Drawn:
    words, values = _spread(world)
    return Drawn({**values, "early": world.rng.randint(2, values["days"] - 2)}, words)


def _last_day(world: World) -> Drawn:
    words, values = _spread(world)
    factor, days = values["factor"], values["days"]
    total = values["start"] * (factor**days - 1) // (factor - 1)
    return Drawn({"factor": factor, "days": days, "total": total}, words)


_START = count("start", "number of {people} on the first day", "{people}")
_FACTOR = times("factor", "growth from day to day", "as many")
_DAYS = count("days", "number of days", "days")
_SPREAD = (
    "On the first day, {tale} {start} {people}. On each following day, {factor} as many {people} {do} as on"
    " the day before.",
    "At the start, {tale} {start} {people} in a single day. From then on, the number of {people} who {do} is"
    " every day {factor} as large as on the day before.",
)

GEOMETRIC = plain(
    "geometric-sum",
    "Numbers that double or multiply from day to day, added up: the total, the total without the first days,"
    " the last day when the total is known. Geometric series.",
    (
        Shape(
            "total",
            _in_all,
            (_START, _FACTOR, _DAYS),
            (
                Step("power", "factor^days", "The factor, as often as there are days, multiplies to []."),
                Step(
                    "total", "start * (power - 1) / (factor - 1)", "By the sum formula, that is [] {people}."
                ),
            ),
            asks="the number of {people} on all these days together",
            unit="{people}",
            situations=_SPREAD,
            questions=(
                "How many {people} is that in total over the first {days} days?",
                "How many {people} have {done} in the first {days} days altogether?",
            ),
        ),
    ),
    (
        Shape(
            "after-some",
            _after_some,
            (_START, _FACTOR, _DAYS, count("early", "number of days that aren't counted", "days")),
            (
                Step("all", "start * (factor^days - 1) / (factor - 1)", "All days bring [] {people}."),
                Step("soon", "start * (factor^early - 1) / (factor - 1)", "The first ones bring []."),
                Step("late", "all - soon", "So the later days bring [] {people}."),
            ),
            asks="the number of {people} on the later days",
            unit="{people}",
            situations=tuple(f"{spread} This goes on for {{days}} days." for spread in _SPREAD),
            questions=(
                "Not counting the first {early} days, how many {people} is that in total?",
                "How many {people} is that in total on all the days after the first {early} days?",
            ),
        ),
    ),
    (
        Shape(
            "last-day",
            _last_day,
            (_FACTOR, _DAYS, count("total", "number of {people} on all days together", "{people}")),
            (
                Step("power", "factor^days", "The factor, as often as there are days, multiplies to []."),
                Step("parts", "(power - 1) / (factor - 1)", "The total is [] times the first day's number."),
                Step("first", "total / parts", "So on the first day it was [] {people}."),
                Step("last", "first * factor^(days - 1)", "On the last day it was [] {people}."),
            ),
            asks="the number of {people} on the last day",
            unit="{people}",
            situations=(
                "A count over {days} days shows that {tale} {factor} as many {people} every day as on the day"
                " before. Altogether, that was {total} {people}.",
                "For {days} days, {tale} {factor} as many {people} each day as on the day before, which"
                " makes a total of {total} {people}.",
            ),
            questions=(
                "How many {people} {do} on the last of these days?",
                "On the last of these days, how many {people} {do}?",
            ),
        ),
    ),
)

FAMILIES = (STEADY, GEOMETRIC)
