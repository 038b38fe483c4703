"""Families of patterns that grow: growing-pattern, multiplying."""

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Drawn,
    Entry,
    Shape,
    Step,
    World,
    count,
    times,
)

_ROWS = (
    ("theatre", "seats", "row", "rows", 10, 26, 2, 4),
    ("stadium block", "seats", "row", "rows", 16, 40, 2, 6),
    ("flower display", "tulips", "row", "rows", 5, 15, 2, 5),
    ("brick pattern", "bricks", "row", "rows", 4, 12, 2, 5),
)


def _rows(world: World, low: int, high: int) -> tuple[dict[str, str], dict[str, int]]:
    what, things, row, rows, least, most, small, large = world.rng.choice(_ROWS)
    words = words_of(world) | {"what": what, "things": things, "row": row, "rows": rows}
    number = world.rng.randint(low, high)
    return words, {
        "first": nice(world.rng, least, most),
        "more": nice(world.rng, small, large),
        "number": number,
    }


def _row_number(world: World) -> Drawn:
    words, values = _rows(world, 7, 20)
    return Drawn(values, words)


def _all_rows(world: World) -> Drawn:
    words, values = _rows(world, 8, 20)
    return Drawn(values, words)


def _later_rows(world: World) -> Drawn:
    words, values = _rows(world, 12, 20)
    return Drawn({**values, "front": world.rng.randint(3, 8)}, words)


_FRONT = count("first", "number of {things} in the first {row}", "{things}")
_MORE = count("more", "how many more {things} each next {row} has", "more")
_PATTERN = (
    "The first {row} of a {what} has {first} {things}, and each following {row} has {more} {things} more"
    " than the one before.",
    "A {what} is built in {rows}. There are {first} {things} in the first {row}, and every further {row}"
    " has {more} more {things} than the {row} before it.",
)
_LAST = (
    Step("gaps", "number - 1", "From the first {row} to the last there are [] increases."),
    Step("added", "gaps * more", "They add [] {things}."),
    Step("last", "first + added", "So the last of these {rows} has [] {things}."),
)

PATTERN = Entry(
    Family(
        "growing-pattern",
        "Rows that grow by the same number each time: one row, all rows, the rows behind the front ones."
        " Arithmetic sequences.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "one-row",
                _row_number,
                (_FRONT, _MORE, count("number", "number of the {row} asked about", "{row}")),
                _LAST,
                asks="the number of {things} in that {row}",
                unit="{things}",
                situations=_PATTERN,
                questions=(
                    "How many {things} are there in {row} number {number}?",
                    "How many {things} does {row} number {number} have?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "all-rows",
                _all_rows,
                (_FRONT, _MORE, count("number", "number of {rows}", "{rows}")),
                (
                    *_LAST,
                    Step(
                        "pair",
                        "first + last",
                        "The first and the last of the {rows} together have [] {things}.",
                    ),
                    Step("total", "pair * number / 2", "All {rows} together have [] {things}."),
                ),
                asks="the total number of {things}",
                unit="{things}",
                situations=tuple(f"{pattern} There are {{number}} {{rows}}." for pattern in _PATTERN),
                questions=(
                    "How many {things} are there altogether?",
                    "What is the total number of {things}?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "later-rows",
                _later_rows,
                (
                    _FRONT,
                    _MORE,
                    count("number", "number of {rows}", "{rows}"),
                    count("front", "number of {rows} left out", "{rows}"),
                ),
                (
                    *_LAST,
                    Step("total", "(first + last) * number / 2", "All {rows} together have [] {things}."),
                    Step(
                        "front_last", "first + (front - 1) * more", "The last {row} left out has [] {things}."
                    ),
                    Step(
                        "left_out",
                        "(first + front_last) * front / 2",
                        "The {rows} left out have [] {things}.",
                    ),
                    Step("rest", "total - left_out", "The other {rows} have [] {things}."),
                ),
                asks="the number of {things} with a blue label",
                unit="{things}",
                situations=tuple(
                    f"{pattern} There are {{number}} {{rows}}. The {{things}} in the first {{front}}"
                    f" {{rows}} carry a"
                    " red label, all the others carry a blue label."
                    for pattern in _PATTERN
                ),
                questions=(
                    "How many {things} carry a blue label?",
                    "What is the number of {things} with a blue label?",
                ),
            ),
        ),
    },
)

_GROWING = (
    ("duckweed plants", "on a pond", "day", "days", 3, 12),
    ("bacteria", "in a dish", "hour", "hours", 5, 40),
    ("members", "in an online club", "month", "months", 4, 20),
    ("yeast cells", "in a sample", "hour", "hours", 6, 50),
)


def _growth(world: World, low: int, high: int) -> tuple[dict[str, str], dict[str, int]]:
    things, where, period, periods, least, most = world.rng.choice(_GROWING)
    words = words_of(world) | {"things": things, "where": where, "period": period, "periods": periods}
    factor = world.rng.choice((2, 2, 3))
    number = world.rng.randint(low, high if factor == 2 else high - 2)
    return words, {"start": nice(world.rng, least, most), "factor": factor, "number": number}


def _after(world: World) -> Drawn:
    words, values = _growth(world, 3, 7)
    return Drawn(values, words)


def _new(world: World) -> Drawn:
    words, values = _growth(world, 4, 8)
    return Drawn(values, words)


def _after_loss(world: World) -> Drawn | None:
    words, values = _growth(world, 3, 5)
    more = world.rng.randint(2, 4)
    middle = values["start"] * values["factor"] ** values["number"]
    lost = nice(world.rng, 5, max(6, middle * 3 // 4))
    return Drawn({**values, "lost": lost, "later": more}, words) if lost < middle else None


_AT_FIRST = count("start", "number of {things} at the start", "{things}")
_FACTOR = times("factor", "growth in each {period}", "as many")
_PERIODS = count("number", "number of {periods}", "{periods}")
_GROWTH = (
    "At the start there are {start} {things} {where}. Every {period}, their number becomes {factor} as"
    " large.",
    "There are {start} {things} {where}, and at the end of each {period} there are {factor} as many as at its"
    " beginning.",
)

MULTIPLYING = Entry(
    Family(
        "multiplying",
        "Numbers that double or triple again and again: how many in the end, how many new ones."
        " Geometric sequences.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "after",
                _after,
                (_AT_FIRST, _FACTOR, _PERIODS),
                (
                    Step("growth", "factor^number", "Over this time their number grows to [] times as many."),
                    Step("end", "start * growth", "So there are [] {things}."),
                ),
                asks="the number of {things} in the end",
                unit="{things}",
                situations=_GROWTH,
                questions=(
                    "How many {things} are there after {number} {periods}?",
                    "After {number} {periods}, how many {things} are there?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "new",
                _new,
                (_AT_FIRST, _FACTOR, _PERIODS),
                (
                    Step("growth", "factor^number", "Over this time their number grows to [] times as many."),
                    Step("end", "start * growth", "So there are [] {things} in the end."),
                    Step("new", "end - start", "Of these, [] are new."),
                ),
                asks="how many more {things} there are than at the start",
                unit="{things}",
                situations=_GROWTH,
                questions=(
                    "How many more {things} are there after {number} {periods} than at the start?",
                    "After {number} {periods}, by how many has the number of {things} increased?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "after-loss",
                _after_loss,
                (
                    _AT_FIRST,
                    _FACTOR,
                    _PERIODS,
                    count("lost", "number of {things} lost", "{things}"),
                    count("later", "number of further {periods}", "{periods}"),
                ),
                (
                    Step("middle", "start * factor^number", "Before the loss there are [] {things}."),
                    Step("left", "middle - lost", "After it, [] {things} are left."),
                    Step("growth", "factor^later", "Their number then grows to [] times as many."),
                    Step("end", "left * growth", "So there are [] {things} in the end."),
                ),
                asks="the number of {things} in the end",
                unit="{things}",
                situations=tuple(
                    f"{growth} After {{number}} {{periods}}, {{lost}} of the {{things}} are lost. The"
                    f" rest go on growing in"
                    " number in the same way for another {later} {periods}."
                    for growth in _GROWTH
                ),
                questions=(
                    "How many {things} are there in the end?",
                    "How many {things} are there when this time is over?",
                ),
            ),
        ),
    },
)

FAMILIES = (PATTERN, MULTIPLYING)
