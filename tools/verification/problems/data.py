"""Families of data that are counted or weighted: weighted-mean, frequencies."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import words_of
from seedbed.tools.verification.problems.plain import neat, plain
from seedbed.tools.verification.problems.shape import Amount, Drawn, Shape, Step, World, count, percent

_COURSES = ("first-aid course", "diving course", "driving course", "pottery course", "sewing course")


def _marks(world: World, weights: tuple[int, ...]) -> tuple[dict[str, str], dict[str, int]]:
    words = words_of(world) | {"course": world.rng.choice(_COURSES)}
    order = world.rng.sample(weights, len(weights))
    points = world.rng.sample(range(50, 97), len(weights))
    values = {f"w{place}": weight for place, weight in enumerate(order, start=1)}
    return words, values | {f"p{place}": point for place, point in enumerate(points, start=1)}


def _mark(values: dict[str, int]) -> Fraction:
    number = len(values) // 2
    return Fraction(sum(values[f"w{place}"] * values[f"p{place}"] for place in range(1, number + 1)), 100)


def _two_parts(world: World) -> Drawn | None:
    words, values = _marks(world, world.rng.choice(((40, 60), (30, 70), (20, 80), (25, 75))))
    return Drawn(values, words) if neat(_mark(values), 2) else None


_WEIGHTS = ((20, 30, 50), (10, 40, 50), (15, 25, 60), (10, 30, 60), (25, 35, 40))


def _three_parts(world: World) -> Drawn | None:
    words, values = _marks(world, world.rng.choice(_WEIGHTS))
    return Drawn(values, words) if neat(_mark(values), 2) else None


def _needed(world: World) -> Drawn | None:
    words, values = _marks(world, world.rng.choice(_WEIGHTS))
    goal = _mark(values)
    del values["p3"]
    return Drawn({**values, "goal": goal}, words) if neat(goal) else None


_TEST = percent("w1", "weight of the written test", "written test")
_TALK = percent("w2", "weight of the oral test", "oral test")
_WORK = percent("w3", "weight of the practical test", "practical test")
_P1 = count("p1", "points in the written test", "points written")
_P2 = count("p2", "points in the oral test", "points oral")
_P3 = count("p3", "points in the practical test", "points practical")
_FIRST = Step("first", "w1 * p1 / 100", "The written test brings [] points.")
_SECOND = Step("second", "w2 * p2 / 100", "The oral test brings [] points.")
_FINAL = (
    "What is {who}'s final mark in points?",
    "How many points does {who} get as {her} final mark?",
)
_COUNTS = (
    "In a {course}, the written test counts for {w1} of the final mark, the oral test for {w2} and the"
    " practical test for {w3}.",
    "The final mark of a {course} is a weighted mean: {w1} of it comes from a written test, {w2} from an oral"
    " test and {w3} from a practical test.",
)

WEIGHTED = plain(
    "weighted-mean",
    "Final marks made up of parts with weights in percent: from two parts, from three, and the points needed"
    " in the last part. Weighted means.",
    (
        Shape(
            "two-parts",
            _two_parts,
            (_TEST, _TALK, _P1, _P2),
            (_FIRST, _SECOND, Step("mark", "first + second", "Together that is [] points.")),
            asks="{who}'s final mark in points",
            unit="points",
            situations=(
                "In a {course}, the written test counts for {w1} of the final mark and the oral test for"
                " {w2}. {who} gets {p1} points in the written and {p2} points in the oral test.",
                "The final mark of a {course} is a weighted mean: {w1} of it comes from a written test and"
                " {w2} from an oral test. {who} scores {p1} points in writing and {p2} points in the oral"
                " test.",
            ),
            questions=_FINAL,
        ),
    ),
    (
        Shape(
            "three-parts",
            _three_parts,
            (_TEST, _TALK, _WORK, _P1, _P2, _P3),
            (
                _FIRST,
                _SECOND,
                Step("third", "w3 * p3 / 100", "The practical test brings [] points."),
                Step("mark", "first + second + third", "Together that is [] points."),
            ),
            asks="{who}'s final mark in points",
            unit="points",
            situations=tuple(
                f"{counts} {{who}} scores {{p1}} points in the written, {{p2}} in the oral and {{p3}} in the"
                " practical test."
                for counts in _COUNTS
            ),
            questions=_FINAL,
        ),
    ),
    (
        Shape(
            "needed",
            _needed,
            (_TEST, _TALK, _WORK, _P1, _P2, count("goal", "final mark that is wanted", "final mark")),
            (
                _FIRST,
                _SECOND,
                Step("so_far", "first + second", "So far that is [] points."),
                Step("missing", "goal - so_far", "For the final mark, [] points are missing."),
                Step("needed", "missing / w3 * 100", "The practical test has to bring [] points."),
            ),
            asks="the points {who} needs in the practical test",
            unit="points",
            situations=tuple(
                f"{counts} So far, {{who}} has scored {{p1}} points in the written and {{p2}} in the oral"
                f" test, and {{she}} wants a final mark of exactly {{goal}} points."
                for counts in _COUNTS
            ),
            questions=(
                "How many points does {who} need in the practical test?",
                "What number of points does {who} need in the practical test?",
            ),
        ),
    ),
)

_SURVEYS = (
    ("children", "read", "books", "during the holidays"),
    ("members", "borrowed", "films", "last month"),
    ("pupils", "took", "bus rides", "last week"),
    ("guests", "ate", "olives", "at the party"),
)


def _survey(world: World) -> tuple[dict[str, str], dict[str, int]]:
    people, did, things, when = world.rng.choice(_SURVEYS)
    words = words_of(world) | {"people": people, "did": did, "things": things, "when": when}
    n1, n2, n3 = world.rng.sample(range(5, 26), 3)
    x1, x2, x3 = world.rng.sample(range(1, 13), 3)
    return words, {"n1": n1, "x1": x1, "n2": n2, "x2": x2, "n3": n3, "x3": x3}


def _total(world: World) -> Drawn | None:
    words, values = _survey(world)
    return Drawn(values, words) if min(values["x1"], values["x2"], values["x3"]) > 1 else None


def _mean(world: World) -> Drawn | None:
    words, n = _survey(world)
    total = n["n1"] * n["x1"] + n["n2"] * n["x2"] + n["n3"] * n["x3"]
    fair = neat(Fraction(total, n["n1"] + n["n2"] + n["n3"]), 10)
    return Drawn(n, words) if fair and min(n["x1"], n["x2"], n["x3"]) > 1 else None


def _others(world: World) -> Drawn | None:
    words, n = _survey(world)
    low, low2 = world.rng.sample(range(2, 6), 2)
    high, mean = world.rng.randint(7, 12), Fraction(world.rng.randint(11, 18), 2)
    if not max(low, low2) < mean < high:
        return None
    others = (n["n1"] * (mean - low) + n["n2"] * (mean - low2)) / (high - mean)
    values: dict[str, Amount] = {
        "n1": n["n1"],
        "x1": low,
        "n2": n["n2"],
        "x2": low2,
        "x3": high,
        "mean": mean,
    }
    return Drawn(values, words) if neat(others) and others <= 60 else None


_FREQUENT = tuple(
    count(f"{letter}{place}", f"{what} group {place}", noun)
    for place in "123"
    for letter, what, noun in (
        ("n", "number of {people} in", "{people}"),
        ("x", "{things} each in", "{things}"),
    )
)
_GROUPS = (
    "In a survey, {n1} {people} say that they {did} {x1} {things} each {when}, {n2} {people} that they {did}"
    " {x2} each and {n3} {people} that they {did} {x3} {things} each.",
    "{who} asks {people} how many {things} they {did} {when}. For {n1} {people} the answer is {x1}, for {n2}"
    " {people} it is {x2} and for {n3} {people} it is {x3} {things}.",
)
_PRODUCTS = tuple(
    Step(f"s{place}", f"n{place} * x{place}", f"The {order} group has [] {{things}}.")
    for place, order in zip("123", ("first", "second", "third"), strict=True)
)
_SUM = Step("total", "s1 + s2 + s3", "Altogether that is [] {things}.")

FREQUENCIES = plain(
    "frequencies",
    "A survey with how many people gave which number: the total, the mean, the number of people when the"
    " mean is known. Frequency tables.",
    (
        Shape(
            "total",
            _total,
            _FREQUENT,
            (*_PRODUCTS, _SUM),
            asks="the total number of {things}",
            unit="{things}",
            situations=_GROUPS,
            questions=(
                "How many {things} is that altogether?",
                "What is the total number of {things} of all these {people}?",
            ),
        ),
    ),
    (
        Shape(
            "mean",
            _mean,
            _FREQUENT,
            (
                *_PRODUCTS,
                _SUM,
                Step("all", "n1 + n2 + n3", "There are [] {people}."),
                Step("mean", "total / all", "So the mean is [] {things}."),
            ),
            asks="the mean number of {things}",
            unit="{things}",
            situations=_GROUPS,
            questions=(
                "What is the mean number of {things} of all these {people}?",
                "How many {things} is that on average for each of these {people}?",
            ),
        ),
    ),
    (
        Shape(
            "others",
            _others,
            (*_FREQUENT[:4], _FREQUENT[5], count("mean", "mean of all", "mean average")),
            (
                Step("lack1", "mean - x1", "In the first group, everybody is [] {things} below the mean."),
                Step("lack2", "mean - x2", "In the second group, everybody is [] {things} below it."),
                Step("lack", "n1 * lack1 + n2 * lack2", "Together, these groups lack [] {things}."),
                Step("over", "x3 - mean", "Each of the others is [] {things} above the mean."),
                Step("others", "lack / over", "To make up for it, there must be [] others."),
                Step("all", "n1 + n2 + others", "Altogether that is [] {people}."),
            ),
            asks="the number of {people} altogether",
            unit="{people}",
            situations=(
                "In a survey, {n1} {people} say that they {did} {x1} {things} each {when}, {n2} {people}"
                " that they {did} {x2} each, and all the others that they {did} {x3} {things} each. On"
                " average, the {people} {did} {mean} {things}.",
                "{who} asks {people} how many {things} they {did} {when}. For {n1} {people} the answer is"
                " {x1}, for {n2} {people} it is {x2} and for all the other {people} it is {x3} {things}. The"
                " mean of all the answers is {mean} {things}.",
            ),
            questions=(
                "How many {people} were asked altogether?",
                "What is the total number of {people} who were asked?",
            ),
        ),
    ),
)

FAMILIES = (WEIGHTED, FREQUENCIES)
