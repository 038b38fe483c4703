"""A family of time spans: durations."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import (
    words_of,
)
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Drawn,
    Entry,
    Shape,
    Step,
    World,
    count,
    measure,
)

_LESSONS = (
    ("a piano teacher", "piano lesson", "piano lessons", (30, 40, 45, 60)),
    ("a swimming coach", "swimming lesson", "swimming lessons", (30, 40, 45, 50)),
    ("a guitar teacher", "guitar lesson", "guitar lessons", (30, 40, 45, 50)),
    ("a yoga teacher", "yoga class", "yoga classes", (45, 50, 60, 75)),
    ("a museum guide", "guided tour", "guided tours", (40, 45, 50, 60, 75)),
    ("a dance teacher", "dance class", "dance classes", (40, 45, 50, 60)),
)


def _lesson(world: World) -> tuple[dict[str, str], int]:
    job, one, many, lengths = world.rng.choice(_LESSONS)
    words = words_of(world) | {"job": job, "lesson": one, "lessons": many}
    return words, world.rng.choice(lengths)


def _hours(world: World) -> Drawn | None:
    words, minutes = _lesson(world)
    number = world.rng.randint(3, 9)
    total = Fraction(number * minutes, 60)
    fair = 2 * total == int(2 * total) and total <= 8
    return Drawn({"number": number, "minutes": minutes}, words) if fair else None


def _with_breaks(world: World) -> Drawn | None:
    words, minutes = _lesson(world)
    number, pause = world.rng.randint(3, 7), world.rng.choice((5, 10, 15, 20))
    values = {"number": number, "minutes": minutes, "pause": pause}
    return Drawn(values, words) if number * (minutes + pause) <= 480 else None


def _how_many(world: World) -> Drawn | None:
    words, minutes = _lesson(world)
    hours, lunch, tidy = (
        world.rng.randint(5, 9),
        world.rng.choice((30, 40, 45, 60)),
        world.rng.choice((5, 10, 15)),
    )
    fitting = (60 * hours - lunch) / (minutes + tidy)
    values = {"hours": hours, "lunch": lunch, "minutes": minutes, "tidy": tidy}
    return Drawn(values, words) if fitting >= 3 and fitting != int(fitting) else None


_MINUTES = measure("minutes", "length of one {lesson}", "minutes", "{lesson}")
_NUMBER = count("number", "number of {lessons}", "{lessons}")

DURATIONS = Entry(
    Family(
        "durations",
        "Lessons or tours of equal length, with breaks: total time, or how many fit into a day. No times"
        " of day.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "hours",
                _hours,
                (_NUMBER, _MINUTES),
                (
                    Step("total", "number * minutes", "The {lessons} take [] minutes."),
                    Step("hours", "total / 60", "That is [] hours."),
                ),
                asks="the total time in hours",
                unit="hours",
                situations=(
                    "{who} is {job}. One day {she} gives {number} {lessons}, and each {lesson} lasts"
                    " {minutes} minutes.",
                    "As {job}, {who} gives {number} {lessons} on Friday. Every {lesson} is {minutes}"
                    " minutes long.",
                ),
                questions=(
                    "How many hours do the {lessons} last altogether?",
                    "How long, in hours, are all these {lessons} together?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "breaks",
                _with_breaks,
                (_NUMBER, _MINUTES, measure("pause", "length of one break", "minutes", "break")),
                (
                    Step("working", "number * minutes", "The {lessons} take [] minutes."),
                    Step("breaks", "number - 1", "Between them there are [] breaks."),
                    Step("resting", "breaks * pause", "The breaks take [] minutes."),
                    Step("total", "working + resting", "Altogether that is [] minutes."),
                ),
                asks="the time from the beginning of the first {lesson} to the end of the last in minutes",
                unit="minutes",
                situations=(
                    "{who} is {job} and gives {number} {lessons} of {minutes} minutes each. Between one"
                    " {lesson} and the next there is a break of {pause} minutes.",
                    "As {job}, {who} gives {number} {lessons} in a row. Each {lesson} lasts {minutes}"
                    " minutes, and after each {lesson} except the last {she} rests for {pause} minutes.",
                ),
                questions=(
                    "How many minutes pass from the start of the first {lesson} to the end of the last"
                    " {lesson}?",
                    "How long, in minutes, is it from the beginning of the first {lesson} to the end of"
                    " the last one?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "how-many",
                _how_many,
                (
                    measure("hours", "length of the working day", "hours", "day"),
                    measure("lunch", "length of the lunch break", "minutes", "lunch break"),
                    _MINUTES,
                    measure("tidy", "time for tidying up after each {lesson}", "minutes", "tidying"),
                ),
                (
                    Step("day", "hours * 60", "The working day has [] minutes."),
                    Step("free", "day - lunch", "Without the lunch break there are [] minutes."),
                    Step("each", "minutes + tidy", "One {lesson} with the tidying takes [] minutes."),
                    Step("fit", "floor(free / each)", "So [] {lessons} fit in."),
                ),
                asks="the greatest number of {lessons} in one day",
                unit="{lessons}",
                situations=(
                    "{who} is {job} whose working day lasts {hours} hours, including a lunch break of"
                    " {lunch} minutes. Each {lesson} takes {minutes} minutes, and after every {lesson}"
                    " {she} needs {tidy} minutes for tidying up.",
                    "As {job}, {who} works {hours} hours a day. Of this time, {lunch} minutes are a"
                    " lunch break. A {lesson} lasts {minutes} minutes and is always followed by {tidy}"
                    " minutes of tidying up.",
                ),
                questions=(
                    "What is the greatest number of {lessons}, each with its tidying up, that fit into"
                    " one working day?",
                    "At most how many {lessons} can {who} give in one working day, tidying up included?",
                ),
            ),
        ),
    },
)

FAMILIES = (DURATIONS,)
