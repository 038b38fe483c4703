"""Weekly steps, numbers that multiply, remainders, digits and page numbers: tried out one by one."""

from collections.abc import Callable, Iterable
from fractions import Fraction

from benchmarks.answer_readers.forms import Doubt, Form, Number, count


def _int(number: Number) -> int:
    return int(count(number))


def _only(found: Iterable[int]) -> Number:
    """The one number that fits.

    Raises:
        Doubt: none does, or several do.
    """
    numbers = list(found)
    if len(numbers) != 1:
        raise Doubt(f"{len(numbers)} numbers fit")
    return Fraction(numbers[0])


def _week(k: Number, a: Number, m: Number, b: Number, week: Number) -> Number:
    """The value of a week on the straight line through two weeks."""
    return count((a * (m - week) + b * (week - k)) / (m - k))


def _weeks(k: Number, a: Number, m: Number, b: Number, n: Number) -> Number:
    return sum((_week(k, a, m, b, Fraction(week)) for week in range(1, _int(n) + 1)), Fraction(0))


def _days(first: Number, factor: Number, days: Number) -> list[Number]:
    numbers = [first]
    while len(numbers) < days:
        numbers.append(numbers[-1] * factor)
    return numbers


def _last_of(days: Number, factor: Number, total: Number) -> Number:
    firsts = range(1, _int(total) + 1)
    first = _only(start for start in firsts if sum(_days(Fraction(start), factor, days)) == total)
    return _days(first, factor, days)[-1]


def _turn(total: Number, boxes: Number) -> Number:
    box = 0
    for _ in range(_int(total)):
        box = box % _int(boxes) + 1
    return Fraction(box)


def _least_above(bound: Number, left: Number, *rows: Number) -> Number:
    if left >= min(rows):
        raise Doubt("more are left over than a row takes")
    number = _int(bound) + 1
    while any(number % row != left for row in rows):
        number += 1
    return Fraction(number)


def _most_below(bound: Number, short: Number, *rows: Number) -> Number:
    if short >= min(rows):
        raise Doubt("a whole row is missing")
    for number in range(_int(bound) - 1, 0, -1):
        if all((number + short) % row == 0 for row in rows):
            return Fraction(number)
    raise Doubt("no number fits")


def _digits(fits: Callable[[int, int], bool]) -> Number:
    return _only(10 * t + u for t in range(1, 10) for u in range(10) if fits(t, u))


def _facing(fits: Callable[[int, int], bool]) -> Number:
    return _only(right for right in range(2, 2_000) if fits(right - 1, right))


def _ends(total: Number) -> Number:
    """Even numbers of neighbours: the lowest, the next and the one after that."""
    low = _only(number for number in range(2, 1_000, 2) if number + number + 2 + number + 4 == total)
    return low * (low + 4)


_PLAN = (
    "Every week, {who} {does} more {things} than in the week before, and the increase is always the same. In"
    " week {k:n} [he|she] {does} {a:n} {things}, in week {m:n} it is {b:n}.",
    "{who} follows a plan in which the number of {things} grows by the same amount from each week to the"
    " next. It says {a:n} {things} for week {k:n} and {b:n} {things} for week {m:n}.",
)
_DAILY = (
    "On the first day, {tale} by {n:n} {people}. On each following day, {x:x} as many {people} {do} it as on"
    " the day before.",
    "At the start, {tale} by {n:n} {people} in a single day. From then on, the number of {people} who {do}"
    " it is every day {x:x} as large as on the day before.",
)
_MADE_OF = "{who}'s {what} is made up of a tens digit and a units digit."
_WHICH = ("What is {who}'s {what}?", "Which {what} is {who}'s?")
_BOOK = (
    "{who} opens a {book} somewhere in the middle, with an even page number on the left and the next number"
    " on the right.",
    "In a {book} that lies open before {who}, the page number on the right is the one that follows the page"
    " number on the left.",
)
_RIGHT = ("What is the page number on the right?", "Which page number is on the right?")

FORMS = (
    Form(
        "weekly increase",
        _PLAN,
        (
            "By how many {units} does the number grow from each week to the next?",
            "How many more {units} is it each week than in the week before?",
        ),
        lambda k, a, m, b: _week(k, a, m, b, k + 1) - a,
    ),
    Form(
        "a later week",
        _PLAN,
        (
            "If it goes on like this, how many {units} is it in week {n:n}?",
            "What is the number of {units} in week {n:n} if this continues?",
        ),
        lambda k, a, m, b, n: _week(k, a, m, b, n),
    ),
    Form(
        "all weeks",
        _PLAN,
        (
            "How many {units} is that in total over the first {n:n} weeks?",
            "What is the total number of {units} over the first {n:n} weeks?",
        ),
        lambda k, a, m, b, n: _weeks(k, a, m, b, n),
    ),
    Form(
        "all days",
        _DAILY,
        (
            "How many {people} is that in total over the first {days:n} days?",
            "How many {people} have {done} in the first {days:n} days altogether?",
        ),
        lambda n, x, days: sum(_days(n, x, days), Fraction(0)),
    ),
    Form(
        "all days but the first",
        tuple(f"{daily} This goes on for {{days:n}} days." for daily in _DAILY),
        (
            "Not counting the first {early:n} days, how many {people} is that in total?",
            "How many {people} is that in total on all the days after the first {early:n} days?",
        ),
        lambda n, x, days, early: sum(_days(n, x, days)[_int(early) :], Fraction(0)),
    ),
    Form(
        "the last day",
        (
            "A count over {days:n} days shows that {tale} by {x:x} as many {people} every day as on the day"
            " before. Altogether, that was {total:n} {people}.",
            "For {days:n} days, {tale} by {x:x} as many {people} each day as on the day before, which makes"
            " a total of {total:n} {people}.",
        ),
        (
            "How many {people} {do} on the last of these days?",
            "On the last of these days, how many {people} {do}?",
        ),
        lambda days, x, total: _last_of(days, x, total),
    ),
    Form(
        "whose turn",
        (
            "{who} deals out {total:n} {things} one at a time to {k:n} {boxes}, which are numbered from one"
            " upwards. After the last number [he|she] starts again with number one.",
            "There are {k:n} {boxes}, numbered from one upwards, and {total:n} {things}. {who} gives one"
            " {thing} to each in order and, having come to the end, begins again with number one, until no"
            " {thing} is left.",
        ),
        (
            "What is the number of the {one} that gets the last {thing}?",
            "Which number has the {one} that gets the very last {thing}?",
        ),
        lambda total, k: _turn(total, k),
    ),
    Form(
        "the same left over",
        (
            "{who} has more than {bound:n} {things}. Whether [he|she] lays them out in rows of {a:n} or in"
            " rows of {b:n}, there are always exactly {left:n} left over.",
            "When {who} arranges [his|her] {things} in rows of {a:n}, {left:n} are left over; with rows of"
            " {b:n} it is the same number. [He|She] knows that [he|she] has more than {bound:n} {things}.",
        ),
        (
            "What is the smallest number of {things} that {who} can have?",
            "What is the smallest number of {things} that {who} can possibly have?",
        ),
        lambda bound, left, a, b: _least_above(bound, left, a, b),
    ),
    Form(
        "always missing",
        (
            "{who} has fewer than {bound:n} {things}. Whether [he|she] lays them out in rows of {a:n}, of"
            " {b:n} or of {c:n}, exactly {short:n} are always missing to fill the last row.",
            "A box holds fewer than {bound:n} {things}. {who} tries to lay all of them out in equal rows of"
            " {a:n}, then of {b:n}, then of {c:n}, but every time the last row stays incomplete: {short:n}"
            " {things} are missing.",
        ),
        ("What is the greatest possible number of {things}?", "At most how many {things} can there be?"),
        lambda bound, short, a, b, c: _most_below(bound, short, a, b, c),
    ),
    Form(
        "digits by their difference",
        (
            f"{_MADE_OF} The digits add up to {{s:n}}, and the tens digit is {{d:n}} greater than the units"
            " digit.",
            f"{_MADE_OF} The units digit is {{d:n}} smaller than the tens digit, and both digits together"
            f" make {{s:n}}.",
        ),
        _WHICH,
        lambda s, d: _digits(lambda t, u: t + u == s and t == u + d),
    ),
    Form(
        "digits by swapping",
        (
            f"{_MADE_OF} The digits add up to {{s:n}}. If the digits changed places, the number would be"
            f" {{d:n}} greater.",
            f"{_MADE_OF} Both digits together make {{s:n}}, and swapping the digits would make the number"
            f" greater by {{d:n}}.",
        ),
        _WHICH,
        lambda s, d: _digits(lambda t, u: t + u == s and 10 * u + t == 10 * t + u + d),
    ),
    Form(
        "digits by their product",
        (
            f"{_MADE_OF} The product of the digits is {{p:n}}. If the digits changed places, the number"
            f" would be {{d:n}} smaller.",
            f"{_MADE_OF} Multiplied by each other, the digits give {{p:n}}, and swapping the digits would"
            f" make the number smaller by {{d:n}}.",
        ),
        _WHICH,
        lambda p, d: _digits(lambda t, u: t * u == p and 10 * u + t == 10 * t + u - d),
    ),
    Form(
        "pages by their sum",
        (
            f"{_BOOK[0]} The page numbers add up to {{s:n}}.",
            f"{_BOOK[1]} Both page numbers together make {{s:n}}.",
        ),
        _RIGHT,
        lambda s: _facing(lambda left, right: left + right == s),
    ),
    Form(
        "pages by their product",
        (
            f"{_BOOK[0]} Multiplied by each other, the page numbers give {{p:n}}.",
            f"{_BOOK[1]} The product of both page numbers is {{p:n}}.",
        ),
        _RIGHT,
        lambda p: _facing(lambda left, right: left * right == p),
    ),
    Form(
        "neighbours' house numbers",
        (
            "{who}, {two} and {three} are next-door neighbours on the side of the street that has the even"
            " house numbers. Their house numbers, which follow one another, add up to {s:n}.",
            "On the even side of a street, the houses of {who}, {two} and {three} stand next to each other,"
            " with no other house between them. The sum of their house numbers is {s:n}.",
        ),
        (
            "What is the product of the lowest and the highest of these house numbers?",
            "What do the lowest and the highest of these house numbers give when they are multiplied by each"
            " other?",
        ),
        lambda s: _ends(s),
    ),
)
