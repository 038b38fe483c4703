"""Families of rates that add up: work-together, meeting."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import words_of
from seedbed.tools.verification.problems.plain import neat, plain
from seedbed.tools.verification.problems.shape import Amount, Drawn, Shape, Step, World, measure

_JOBS = (
    "painting a fence",
    "weeding a vegetable plot",
    "tiling a kitchen floor",
    "clearing out a barn",
    "mowing a large meadow",
)
_TIMES = (3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 18, 20, 24, 28, 30)


def _job(world: World) -> tuple[dict[str, str], int, int, Fraction]:
    doing = world.rng.choice(_JOBS)
    a, b = world.rng.sample(_TIMES, 2)
    words = words_of(world, 2) | {"doing": doing}
    return words, a, b, Fraction(a * b, a + b)


def _both(world: World) -> Drawn | None:
    words, a, b, together = _job(world)
    return Drawn({"a": a, "b": b}, words) if neat(together, 2) and max(a, b) <= 3 * min(a, b) else None


def _other(world: World) -> Drawn | None:
    words, a, b, together = _job(world)
    fair = neat(together, 2) and max(a, b) <= 4 * min(a, b)
    return Drawn({"a": a, "together": together}, words) if fair else None


def _joins(world: World) -> Drawn | None:
    words, a, b, together = _job(world)
    head = world.rng.randint(2, a - 1)
    rest = (1 - Fraction(head, a)) * together
    fair = neat(rest, 2) and rest >= 1 and max(a, b) <= 3 * min(a, b)
    return Drawn({"a": a, "b": b, "head": head}, words) if fair else None


_A = measure("a", "time that {who} needs alone", "hours", "hours")
_B = measure("b", "time that {who2} needs alone", "hours", "hours")
_ALONE = (
    "Working alone, {who} needs {a} hours for {doing}, and {who2} needs {b} hours for the same job.",
    "{Doing} takes {who} {a} hours when working alone. {who2} alone would take {b} hours for it.",
)

WORK = plain(
    "work-together",
    "A job that people do alone or together at steady rates: the time together, the time of the other one"
    " alone, the time when one joins later.",
    (
        Shape(
            "both",
            _both,
            (_A, _B),
            (
                Step("hours", "a * b", "Think of [] hours of work."),
                Step("done", "a + b", "In this time they would do [] such jobs, {b} and {a}."),
                Step("together", "hours / done", "So the job takes [] hours."),
            ),
            asks="the time that both need together in hours",
            unit="hours",
            situations=tuple(f"{alone} They do it together, each at the usual pace." for alone in _ALONE),
            questions=(
                "How many hours do they need together?",
                "After how many hours have they finished?",
            ),
        ),
    ),
    (
        Shape(
            "other",
            _other,
            (measure("together", "time that both need together", "hours", "together"), _A),
            (
                Step("hours", "together * a", "Think of [] hours of work."),
                Step("others", "a - together", "Of {a} jobs done together in it, {who2} does []."),
                Step("alone", "hours / others", "So {who2} needs [] hours for the job."),
            ),
            asks="the time that {who2} needs alone in hours",
            unit="hours",
            situations=(
                "Working together, {who} and {who2} need {together} hours for {doing}. {who} alone would need"
                " {a} hours.",
                "{Doing} would take {who} {a} hours alone. Together with {who2}, the job is done in"
                " {together} hours.",
            ),
            questions=(
                "How many hours would {who2} need alone?",
                "Working alone, how many hours would {who2} take?",
            ),
        ),
    ),
    (
        Shape(
            "joins",
            _joins,
            (_A, _B, measure("head", "time that {who} works alone", "hours", "hours")),
            (
                Step("left", "a - head", "Alone, {who} would need [] more hours."),
                Step("rate", "a + b", "Both together take {b} hours for what takes {who} [] hours."),
                Step("rest", "left * b / rate", "So the rest takes them [] hours."),
                Step("total", "head + rest", "From beginning to end, that is [] hours."),
            ),
            asks="the time from beginning to end in hours",
            unit="hours",
            situations=tuple(
                f"{alone} {{who}} begins alone; after {{head}} hours {{who2}} comes to help, and they finish"
                " the job together."
                for alone in _ALONE
            ),
            questions=(
                "How many hours does the whole job take from beginning to end?",
                "How long, in hours, does the job take from beginning to end?",
            ),
        ),
    ),
)

_RIDERS = (
    ("cycles", (12, 22)),
    ("rides a moped", (30, 45)),
    ("drives", (50, 95)),
    ("walks", (4, 6)),
)


def _speeds(world: World) -> tuple[dict[str, str], int, int]:
    does, (low, high) = world.rng.choice(_RIDERS)
    slow, fast = sorted(world.rng.sample(range(low, high + 1), 2))
    return words_of(world, 2) | {"does": does}, slow, fast


def _towards(world: World) -> Drawn | None:
    words, slow, fast = _speeds(world)
    hours = Fraction(world.rng.randint(2, 10), 2)
    distance = hours * (slow + fast)
    pair = [slow, fast] if world.rng.random() < 0.5 else [fast, slow]
    values: dict[str, Amount] = {"distance": distance, "first": pair[0], "second": pair[1]}
    return Drawn(values, words) if neat(distance) else None


def _overtakes(world: World) -> Drawn | None:
    words, slow, fast = _speeds(world)
    head = Fraction(world.rng.choice((1, 3, 4, 5, 6)), 2)
    hours = slow * head / (fast - slow)
    values: dict[str, Amount] = {"slow": slow, "head": head, "fast": fast}
    return Drawn(values, words) if neat(hours, 4) and hours <= 6 else None


def _later_start(world: World) -> Drawn | None:
    words, slow, fast = _speeds(world)
    first, second = (slow, fast) if world.rng.random() < 0.5 else (fast, slow)
    head, hours = Fraction(world.rng.choice((1, 3, 4, 5)), 2), Fraction(world.rng.randint(2, 10), 2)
    if words["does"] == "walks" and head + hours > 4:
        return None
    distance = first * head + (first + second) * hours
    values: dict[str, Amount] = {"distance": distance, "first": first, "head": head, "second": second}
    return Drawn(values, words) if neat(distance) else None


_DISTANCE = measure("distance", "distance at the start", "km", "apart")
_FIRST = measure("first", "speed of {who}", "km/h", "km/h")
_SECOND = measure("second", "speed of {who2}", "km/h", "km/h")

MEETING = plain(
    "meeting",
    "People who move towards each other or after each other at steady speeds: when they meet, when the"
    " faster one catches up, where they meet.",
    (
        Shape(
            "towards",
            _towards,
            (_DISTANCE, _FIRST, _SECOND),
            (
                Step("both", "first + second", "In an hour, they come [] km closer."),
                Step("hours", "distance / both", "So they meet after [] hours."),
            ),
            asks="the time until they meet in hours",
            unit="hours",
            situations=(
                "{who} and {who2} live {distance} km apart. They set out at the same time and come towards"
                " each other on the same road: {who} {does} at {first} km/h, {who2} at {second} km/h.",
                "On a road {distance} km long, {who} starts at one end and {who2} at the other. At the same"
                " moment they set off towards each other. {who} {does} at a steady {first} km/h, and {who2}"
                " {does} at a steady {second} km/h.",
            ),
            questions=(
                "After how many hours do they meet?",
                "How many hours does it take until they meet?",
            ),
        ),
    ),
    (
        Shape(
            "overtakes",
            _overtakes,
            (
                measure("slow", "speed of {who}", "km/h", "km/h"),
                measure("head", "head start", "hours", "hours"),
                measure("fast", "speed of {who2}", "km/h", "km/h"),
            ),
            (
                Step("lead", "slow * head", "When {who2} starts, {who} is [] km ahead."),
                Step("gain", "fast - slow", "In an hour, {who2} comes [] km closer."),
                Step("hours", "lead / gain", "So it takes [] hours to catch up."),
            ),
            asks="the time that {who2} needs to catch up in hours",
            unit="hours",
            situations=(
                "{who} sets out and {does} at a steady {slow} km/h. After {head} hours, {who2} sets out from"
                " the same place and follows on the same road at {fast} km/h.",
                "{who2} sets out {head} hours after {who}, from the same place and on the same road. {who}"
                " {does} at {slow} km/h all the time, {who2} at {fast} km/h.",
            ),
            questions=(
                "After setting out, how many hours does {who2} need to catch up with {who}?",
                "How many hours after {who2}'s start has {who2} caught up with {who}?",
            ),
        ),
    ),
    (
        Shape(
            "later-start",
            _later_start,
            (_DISTANCE, _FIRST, measure("head", "head start", "hours", "hours"), _SECOND),
            (
                Step("ahead", "first * head", "Before {who2} starts, {who} covers [] km."),
                Step("rest", "distance - ahead", "Then they are [] km apart."),
                Step("both", "first + second", "In an hour, they come [] km closer."),
                Step("hours", "rest / both", "So they meet after [] more hours."),
                Step("way", "ahead + first * hours", "By then, {who} has covered [] km."),
            ),
            asks="the distance that {who} has covered when they meet in kilometres",
            unit="km",
            situations=(
                "{who} and {who2} live {distance} km apart on the same road and want to meet. {who} sets out"
                " and {does} towards {who2} at {first} km/h. {who2} sets out {head} hours later and comes"
                " towards {who} at {second} km/h.",
                "On a road {distance} km long, {who} starts at one end and {does} at a steady {first} km/h."
                " From the other end {who2} comes towards {who} at a steady {second} km/h, but sets out"
                " {head} hours after {who}.",
            ),
            questions=(
                "How many kilometres has {who} covered when they meet?",
                "What distance, in kilometres, has {who} covered when they meet?",
            ),
        ),
    ),
)

FAMILIES = (WORK, MEETING)
