"""Rows that grow, things that multiply, and what a list of values comes to."""

from fractions import Fraction

from benchmarks.answer_readers.forms import Doubt, Form, Number, count, more


def _row(first: Number, step: Number, k: Number) -> Number:
    return [first + step * i for i in range(int(count(k)))][-1]


def _rows(first: Number, step: Number, k: Number) -> Number:
    return sum((first + step * i for i in range(int(count(k)))), Fraction(0))


def _grown(n: Number, factor: Number, times: Number) -> Number:
    for _ in range(int(count(times))):
        n *= factor
    return n


def _grown_again(n: Number, x: Number, t: Number, lost: Number, u: Number) -> Number:
    return _grown(more(_grown(n, x, t) - lost), x, u)


def _mean(values: list[Number]) -> Number:
    return sum(values, Fraction(0)) / len(values)


def _trimmed(values: list[Number]) -> Number:
    kept = sorted(values)[1:-1]
    if len(set(values)) < len(values) and (values.count(max(values)) > 1 or values.count(min(values)) > 1):
        raise Doubt("the greatest or the smallest value stands there twice")
    return _mean(kept)


def _mean_over_median(values: list[Number]) -> Number:
    if len(values) % 2 == 0:
        raise Doubt("a median between two values")
    return more(_mean(values) - sorted(values)[len(values) // 2])


def _next(values: list[Number], goal: Number) -> Number:
    return count(goal * (len(values) + 1) - sum(values, Fraction(0)))


_ROWS = (
    "The first row of [a|an] {place} has {a:n} {things}, and each following row has {d:n} {things} more than"
    " the one before.",
    "[A|An] {place} is built in rows. There are {a:n} {things} in the first row, and every further row has"
    " {d:n} more {things} than the row before it.",
)
_GROWING = (
    "There are {n:n} {things} {place}, and at the end of each {time} there are {x:x} as many as at its"
    " beginning.",
    "At the start there are {n:n} {things} {place}. Every {time}, their number becomes {x:x} as large.",
)
_NOTED = (
    "{who} notes the {aspects} [of|that] {whose} in {unit}: {values:list}.",
    "These are the {aspects} [of|that] {whose}, in {unit}: {values:list}.",
)

FORMS = (
    Form(
        "a row",
        _ROWS,
        (
            "How many {things} are there in row number {k:n}?",
            "How many {things} does row number {k:n} have?",
        ),
        lambda a, d, k: _row(a, d, k),
    ),
    Form(
        "all rows",
        tuple(f"{told} There are {{k:n}} rows." for told in _ROWS),
        ("What is the total number of {things}?", "How many {things} are there altogether?"),
        lambda a, d, k: _rows(a, d, k),
    ),
    Form(
        "rows but the first",
        tuple(
            f"{told} There are {{k:n}} rows. The {{things}} in the first {{f:n}} rows carry a red label, all"
            " the others carry a blue label."
            for told in _ROWS
        ),
        ("How many {things} carry a blue label?", "What is the number of {things} with a blue label?"),
        lambda a, d, k, f: more(_rows(a, d, k) - _rows(a, d, f)),
    ),
    Form(
        "growing",
        _GROWING,
        (
            "How many {things} are there after {t:n} {times}?",
            "After {t:n} {times}, how many {things} are there?",
        ),
        lambda n, x, t: _grown(n, x, t),
    ),
    Form(
        "grown by",
        _GROWING,
        (
            "After {t:n} {times}, by how many has the number of {things} increased?",
            "How many more {things} are there after {t:n} {times} than at the start?",
        ),
        lambda n, x, t: _grown(n, x, t) - n,
    ),
    Form(
        "growing after a loss",
        tuple(
            f"{told} After {{t:n}} {{times}}, {{lost:n}} of the {{things}} are lost. The rest go on growing"
            " in number in the same way for another {u:n} {times}."
            for told in _GROWING
        ),
        (
            "How many {things} are there in the end?",
            "How many {things} are there when this time is over?",
        ),
        _grown_again,
    ),
    Form(
        "range",
        _NOTED,
        (
            "What is the range of these values in {unit}?",
            "By how many {unit} does the greatest {aspect} exceed the smallest {aspect}?",
        ),
        lambda values: max(values) - min(values),
    ),
    Form(
        "mean over median",
        _NOTED,
        (
            "How much greater, in {unit}, is the mean than the median?",
            "By how many {unit} is the mean greater than the median?",
        ),
        _mean_over_median,
    ),
    Form(
        "mean without the ends",
        tuple(f"{told} The greatest and the smallest value are left out." for told in _NOTED),
        (
            "What is the mean of the other values in {unit}?",
            "What is the mean, in {unit}, of the values that remain?",
        ),
        _trimmed,
    ),
    Form(
        "mean",
        (
            "In consecutive {times}, {who} {does} {values:list} {things}.",
            "{who}'s numbers of {things} {done} per {time} are {values:list}.",
        ),
        (
            "On average, how many {units} is that per {time}?",
            "What is the mean number of {units} per {time}?",
        ),
        lambda values: _mean(values),
    ),
    Form(
        "mean of two spells",
        (
            "For {s:n} {times}, {who} {does} {v:n} {things} per {time} on average, and for the following"
            " {t:n} {times} [he|she] {does} {w:n} per {time} on average.",
            "Over {s:n} {times}, the mean of {who}'s numbers of {things} {done} per {time} is {v:n}. Over"
            " the next {t:n} {times}, the mean is {w:n}.",
        ),
        (
            "What is the mean number of {units} per {time} over all these {times}?",
            "Over all these {times} together, what is the mean number of {units} per {time}?",
        ),
        lambda s, v, t, w: (s * v + t * w) / (s + t),
    ),
    Form(
        "next for a mean",
        (
            "So far {who}'s numbers of {things} {done} per {time} are {values:list}. After the next {time},"
            " the mean of all the {times} should be exactly {goal:n} {units}.",
            "In consecutive {times}, {who} {does} {values:list} {things}. With one more {time} [he|she]"
            " wants to reach a mean of exactly {goal:n} {units} per {time} over all of them.",
        ),
        (
            "What number of {units} is needed in the next {time}?",
            "How many {units} does {who} need in the next {time}?",
        ),
        _next,
    ),
)
