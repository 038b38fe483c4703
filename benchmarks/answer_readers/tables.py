"""Weighted marks, surveys, and how many at most or at least: added up person by person, tried one by one."""

from fractions import Fraction

from benchmarks.answer_readers.forms import Doubt, Form, Number, count, more


def _weighted(*parts: tuple[Number, Number]) -> Number:
    """The mean of as many marks as there are percents."""
    marks = [points for share, points in parts for _ in range(int(count(share)))]
    if len(marks) != 100:
        raise Doubt(f"the parts make {len(marks)} percent")
    return sum(marks, Fraction(0)) / 100


def _needed(u: Number, v: Number, w: Number, a: Number, b: Number, goal: Number) -> Number:
    for halves in range(201):
        points = Fraction(halves, 2)
        if _weighted((u, a), (v, b), (w, points)) == goal:
            return points
    raise Doubt("no possible number of points is enough")


def _said(*groups: tuple[Number, Number]) -> list[Number]:
    return [said for number, said in groups for _ in range(int(count(number)))]


def _asked(k: Number, a: Number, m: Number, b: Number, c: Number, mean: Number) -> Number:
    said = _said((k, a), (m, b))
    for others in range(1, 500):
        if sum(said, Fraction(0)) + others * c == mean * (len(said) + others):
            return Fraction(len(said) + others)
    raise Doubt("no number of others brings this mean")


def _most(limit: Number, own: Number, each: Number) -> Number:
    number, load = 0, own
    while load + each <= limit:
        number, load = number + 1, load + each
    return more(Fraction(number))


def _sales(goal: Number, have: Number, cost: Number, each: Number) -> Number:
    number, money = 0, have - cost
    while money < goal:
        number, money = number + 1, money + each
    return Fraction(number)


def _cheaper(near: Number, piece: Number, town: Number, other: Number) -> Number:
    for number in range(1, 100_000):
        if town + number * other < near + number * piece:
            return Fraction(number)
    raise Doubt("it is never cheaper")


_COURSE = (
    "In a {course}, the written test counts for {u:%} of the final mark, the oral test for {v:%} and the"
    " practical test for {w:%}.",
    "The final mark of a {course} is a weighted mean: {u:%} of it comes from a written test, {v:%} from an"
    " oral test and {w:%} from a practical test.",
)
_MARK = ("What is {who}'s final mark in points?", "How many points does {who} get as [his|her] final mark?")
_GROUPS = (
    "In a survey, {k:n} {people} say that they {did} {a:n} {things} each {when}, {m:n} {people} that they"
    " {did} {b:n} each and {n:n} {people} that they {did} {c:n} {things} each.",
    "{who} asks {people} how many {things} they {did} {when}. For {k:n} {people} the answer is {a:n}, for"
    " {m:n} {people} it is {b:n} and for {n:n} {people} it is {c:n} {things}.",
)

FORMS = (
    Form(
        "mark from two parts",
        (
            "In a {course}, the written test counts for {u:%} of the final mark and the oral test for {v:%}."
            " {who} gets {a:n} points in the written and {b:n} points in the oral test.",
            "The final mark of a {course} is a weighted mean: {u:%} of it comes from a written test and"
            " {v:%} from an oral test. {who} scores {a:n} points in writing and {b:n} points in the oral"
            " test.",
        ),
        _MARK,
        lambda u, v, a, b: _weighted((u, a), (v, b)),
    ),
    Form(
        "mark from three parts",
        tuple(
            f"{course} {{who}} scores {{a:n}} points in the written, {{b:n}} in the oral and {{c:n}} in the"
            " practical test."
            for course in _COURSE
        ),
        _MARK,
        lambda u, v, w, a, b, c: _weighted((u, a), (v, b), (w, c)),
    ),
    Form(
        "points still needed",
        tuple(
            f"{course} So far, {{who}} has scored {{a:n}} points in the written and {{b:n}} in the oral"
            f" test, and [he|she] wants a final mark of exactly {{goal:n}} points."
            for course in _COURSE
        ),
        (
            "How many points does {who} need in the practical test?",
            "What number of points does {who} need in the practical test?",
        ),
        _needed,
    ),
    Form(
        "total of a survey",
        _GROUPS,
        (
            "How many {things} is that altogether?",
            "What is the total number of {things} of all these {people}?",
        ),
        lambda k, a, m, b, n, c: sum(_said((k, a), (m, b), (n, c)), Fraction(0)),
    ),
    Form(
        "mean of a survey",
        _GROUPS,
        (
            "What is the mean number of {things} of all these {people}?",
            "How many {things} is that on average for each of these {people}?",
        ),
        lambda k, a, m, b, n, c: sum(said := _said((k, a), (m, b), (n, c)), Fraction(0)) / len(said),
    ),
    Form(
        "people of a survey",
        (
            "In a survey, {k:n} {people} say that they {did} {a:n} {things} each {when}, {m:n} {people} that"
            " they {did} {b:n} each, and all the others that they {did} {c:n} {things} each. On average, the"
            " {people} {did} {mean:n} {things}.",
            "{who} asks {people} how many {things} they {did} {when}. For {k:n} {people} the answer is"
            " {a:n}, for {m:n} {people} it is {b:n} and for all the other {people} it is {c:n} {things}. The"
            " mean of all the answers is {mean:n} {things}.",
        ),
        (
            "How many {people} were asked altogether?",
            "What is the total number of {people} who were asked?",
        ),
        _asked,
    ),
    Form(
        "most that fit",
        (
            "A {lift} may carry at most {limit:n} kg. {who}, who weighs {own:n} kg, gets in with {things}"
            " that weigh {each:n} kg each.",
            "{who} loads {things} into a {lift} whose load, including {who}, must not be more than {limit:n}"
            " kg. [He|She] weighs {own:n} kg, and the {things} weigh {each:n} kg each.",
        ),
        (
            "At most how many {things} can [he|she] take along in one go?",
            "What is the greatest number of {things} that [he|she] can take along at once?",
        ),
        _most,
    ),
    Form(
        "least to be sold",
        (
            "For a trip, a school club needs at least {goal:£}; it already has {have:£}. The club spends"
            " {cost:£} on {stuff} and sells {things} at {each:£} each.",
            "{who}'s club is selling {things} at {each:£} each to raise money for a trip. The club has"
            " {have:£} to begin with, pays {cost:£} for {stuff} and in the end needs {goal:£} or more.",
        ),
        (
            "What is the smallest number of {things} that the club has to sell?",
            "At least how many {things} does the club have to sell?",
        ),
        _sales,
    ),
    Form(
        "from when cheaper",
        (
            "{who} wants to have {things} printed. A shop nearby charges a fixed {near:£} and {piece:£} for"
            " each {thing}. Another shop, in town, charges a fixed {town:£} and only {other:£} for each"
            " {thing}.",
            "For printing {things}, the shop nearby asks {near:£} for setting up the machine and {piece:£}"
            " per {thing}, while the shop in town asks {town:£} for setting up and {other:£} per {thing}.",
        ),
        (
            "What is the smallest number of {things} for which the shop in town is cheaper?",
            "At least how many {things} must be ordered so that the shop in town is cheaper?",
        ),
        _cheaper,
    ),
)
