"""Chances, orders, teams, choices, divisors and bells: counted out where that can be done.

What can be counted one by one is counted: orders, teams, choices, draws, bells. A formula would be
quicker, and would be the same formula that is to be checked.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, permutations, product

from benchmarks.answer_readers.forms import Doubt, Form, Number, count


def _int(number: Number) -> int:
    return int(count(number))


def _both(a: Number, b: Number) -> Number:
    bag = [1] * _int(a) + [0] * _int(b)
    draws = list(permutations(range(len(bag)), 2))
    return Fraction(sum(bag[i] and bag[j] for i, j in draws), len(draws))


def _orders(k: Number) -> list[tuple[int, ...]]:
    return list(permutations(range(_int(k))))


def _apart(order: tuple[int, ...]) -> int:
    return abs(order.index(0) - order.index(len(order) - 1))


def _allowed(a: Number, b: Number, c: Number, bad: Number) -> Number:
    if bad > c:
        raise Doubt("more is forbidden than there is")
    made = product(range(_int(a)), range(_int(b)), range(_int(c)))
    return Fraction(sum(not (first == 0 and third < bad) for first, _, third in made))


def _teams(n: Number, k: Number) -> Number:
    return Fraction(sum(1 for _ in combinations(range(_int(n)), _int(k))))


def _led_teams(n: Number, m: Number, a: Number, b: Number) -> Number:
    led = sum(0 in team for team in combinations(range(_int(n)), _int(a)))
    return led * _teams(m, b)


def _bags(things: list[Number]) -> int:
    return max(k for k in range(1, _int(min(things)) + 1) if all(n % k == 0 for n in things))


def _together(*gaps: Number) -> Number:
    minute = 1
    while any(minute % gap for gap in gaps):
        minute += 1
    return Fraction(minute)


def _times_together(hours: Number, *gaps: Number) -> Number:
    meeting, span = _together(*gaps), hours * 60
    if span % meeting == 0:
        raise Doubt("they meet at the very end of the time: does that count?")
    return count(Fraction(int(span / meeting)))


_BAG = (
    "{who} puts {a:n} {one} {things} and {b:n} {two} {things} into a bag. All of them feel alike. Without"
    " looking, {who} takes out one {thing}",
    "A bag contains {a:n} {one} {things} and {b:n} {two} {things} that feel exactly alike. Without looking,"
    " {who} takes out one {thing}",
)
_THREE = (
    "{who} puts {a:n} {one} {things}, {b:n} {two} {things} and {c:n} {three} {things} into a bag and then"
    " takes out one {thing} without looking. All of them feel alike.",
    "A bag contains {a:n} {one}, {b:n} {two} and {c:n} {three} {things} that feel exactly alike. Without"
    " looking, {who} takes out one {thing}.",
)
_LINE = (
    "A row is made of {k:n} different {things}, placed side by side by {who}.",
    "{who} arranges {k:n} different {things} side by side in a row.",
)
_ORDERS = (
    "How many different orders are possible?",
    "In how many different orders can the {things} be placed?",
)
_CHOOSE_TWO = (
    "{who} puts together [a|an] {whole} from one {first} and one {second}. [He|She] can choose from {a:n}"
    " {firsts} and {b:n} {seconds}.",
    "For [a|an] {whole}, exactly one {first} and one {second} have to be chosen. There are {a:n} {firsts}"
    " and {b:n} {seconds}.",
)
_CHOOSE_THREE = (
    "{who} puts together [a|an] {whole} from one {first}, one {second} and one {third}. [He|She] can choose"
    " from {a:n} {firsts}, {b:n} {seconds} and {c:n} {thirds}.",
    "For [a|an] {whole}, exactly one {first}, one {second} and one {third} have to be chosen. There are"
    " {a:n} {firsts}, {b:n} {seconds} and {c:n} {thirds}.",
)
_POSSIBLE = ("How many different {made} are possible?", "How many different {made} can be put together?")
_IN_ONE = (
    "How many things in total are in one bag?",
    "How many things does each bag contain altogether?",
)
_MOST_ALIKE = " [He|She] makes as many gift bags as possible, all exactly alike, and nothing is left over."
_RINGS = (("{ring}[s|es]", "{ring}"), ("leaves the {station}", "leave the {station}"))
"""How something that comes again and again is said of one, and of several."""
_BELLS = (
    "{who} pays attention to the {one} and the {two}. The {one} RINGS every {a:n} minutes, and the {two}"
    " RINGS every {b:n} minutes. Just now both did so at the same moment.",
    "The {one} RINGS every {a:n} minutes and the {two} every {b:n} minutes. Just now both did so at the same"
    " moment.",
)
_THREE_BELLS = (
    "The {one} RINGS every {a:n} minutes, the {two} every {b:n} minutes and the {three} every {c:n} minutes.",
    "Every {a:n} minutes the {one} RINGS, every {b:n} minutes the {two} RINGS, and every {c:n} minutes the"
    " {three} RINGS.",
)
_AGAIN = (
    "After how many minutes will they RING at the same moment again for the first time?",
    "How many minutes later will they next RING at the same moment?",
)


def _bells(
    name: str, told: tuple[str, ...], asked: tuple[str, ...], work: Callable[..., Number]
) -> tuple[Form, ...]:
    """A form for each way in which bells, lamps, buses and ferries come."""
    return tuple(
        Form(
            name,
            tuple(text.replace("RINGS", one) for text in told),
            tuple(text.replace("RING", several) for text in asked),
            work,
        )
        for one, several in _RINGS
    )


FORMS = (
    Form(
        "one draw",
        tuple(f"{told}." for told in _BAG),
        (
            "What is the probability, as a fraction in lowest terms, that it is {one}?",
            "As a fraction in lowest terms, what is the probability that this {thing} is {one}?",
        ),
        lambda a, b: a / (a + b),
    ),
    Form(
        "two draws",
        tuple(f"{told} and then another one, without putting the first one back." for told in _BAG),
        (
            "As a fraction in lowest terms, what is the probability that both {things} are {one}?",
            "What is the probability, as a fraction in lowest terms, that both are {one}?",
        ),
        _both,
    ),
    Form(
        "not the third",
        _THREE,
        (
            "As a fraction in lowest terms, what is the probability that this {thing} is not {three}?",
            "What is the probability, as a fraction in lowest terms, that it is not {three}?",
        ),
        lambda a, b, c: (a + b) / (a + b + c),
    ),
    Form("orders", _LINE, _ORDERS, lambda k: Fraction(len(_orders(k)))),
    Form(
        "orders, one fixed",
        tuple(f"{told} The largest {{thing}} must stand at the left end." for told in _LINE),
        _ORDERS,
        lambda k: Fraction(sum(order[0] == k - 1 for order in _orders(k))),
    ),
    Form(
        "orders, two apart",
        tuple(
            f"{told} The largest {{thing}} and the smallest {{thing}} must not stand next to each other."
            for told in _LINE
        ),
        _ORDERS,
        lambda k: Fraction(sum(_apart(order) > 1 for order in _orders(k))),
    ),
    Form(
        "orders, two together",
        tuple(
            f"{told} The largest {{thing}} and the smallest {{thing}} must stand next to each other, in"
            " either order."
            for told in _LINE
        ),
        _ORDERS,
        lambda k: Fraction(sum(_apart(order) == 1 for order in _orders(k))),
    ),
    Form("choosing two", _CHOOSE_TWO, _POSSIBLE, lambda a, b: _allowed(a, b, Fraction(1), Fraction(0))),
    Form("choosing three", _CHOOSE_THREE, _POSSIBLE, lambda a, b, c: _allowed(a, b, c, Fraction(0))),
    Form(
        "choosing, some forbidden",
        tuple(
            f"{told} However, one particular {{first}} cannot be combined with {{bad:n}} of the {{thirds}};"
            " all other combinations are allowed."
            for told in _CHOOSE_THREE
        ),
        ("How many different {made} are allowed?", "How many different {made} remain possible?"),
        _allowed,
    ),
    Form(
        "handshakes",
        (
            "All {n:n} {people} of [a|an] {club} meet, and everyone shakes hands exactly once with everyone"
            " else.",
            "When the {club} meets, each of its {n:n} {people} shakes hands exactly once with every other"
            " one.",
        ),
        ("How many handshakes are there altogether?", "How many handshakes does that make in total?"),
        lambda n: _teams(n, Fraction(2)),
    ),
    Form(
        "teams",
        (
            "The {n:n} {people} of [a|an] {club} choose a {team} of {k:n} people from among themselves. The"
            " order of choosing does not matter.",
            "[A|An] {club} has {n:n} {people}. From these, a {team} of {k:n} people is chosen, and all"
            " people in it have the same role.",
        ),
        (
            "In how many ways can the {team} be chosen?",
            "How many different ways are there to choose the {team}?",
        ),
        _teams,
    ),
    Form(
        "teams with a leader",
        (
            "In [a|an] {club} there are {n:n} adults and {m:n} teenagers. A {team} of {a:n} adults and {b:n}"
            " teenagers is to be chosen. The leader of the {club}, who is one of the adults, must be in it;"
            " the order of choosing does not matter.",
            "[A|An] {club} with {n:n} adults and {m:n} teenagers chooses a {team} of {a:n} adults and {b:n}"
            " teenagers; the order of choosing does not matter. One of the adults is the leader of the"
            " {club} and has to be among those chosen.",
        ),
        (
            "In how many ways can the {team} be chosen?",
            "How many different ways are there to choose the {team}?",
        ),
        _led_teams,
    ),
    Form(
        "most gift bags",
        (
            "For a children's party, {who} makes identical gift bags from {a:n} {one} and {b:n} {two}, using"
            " up everything.",
            "{who} has {a:n} {one} and {b:n} {two} for gift bags. All the bags have to be exactly alike, and"
            " nothing may be left over.",
        ),
        (
            "At most how many gift bags can {who} make?",
            "What is the greatest number of gift bags that {who} can make?",
        ),
        lambda a, b: Fraction(_bags([a, b])),
    ),
    Form(
        "in a gift bag",
        (
            "For a children's party, {who} puts {a:n} {one} and {b:n} {two} into the greatest possible"
            " number of identical gift bags, using up everything.",
            "{who} has {a:n} {one} and {b:n} {two}." + _MOST_ALIKE,
        ),
        _IN_ONE,
        lambda a, b: (a + b) / _bags([a, b]),
    ),
    Form(
        "in a gift bag, three kinds",
        (
            "For a children's party, {who} puts {a:n} {one}, {b:n} {two} and {c:n} {three} into the greatest"
            " possible number of identical gift bags, using up everything.",
            "{who} has {a:n} {one}, {b:n} {two} and {c:n} {three}." + _MOST_ALIKE,
        ),
        _IN_ONE,
        lambda a, b, c: (a + b + c) / _bags([a, b, c]),
    ),
    *_bells("next together", _BELLS, _AGAIN, lambda a, b: _together(a, b)),
    *_bells(
        "next together, three",
        tuple(f"{told} Just now all of them did so at the same moment." for told in _THREE_BELLS),
        _AGAIN,
        lambda a, b, c: _together(a, b, c),
    ),
    *_bells(
        "times together",
        tuple(
            f"{told} At noon all of them did so at the same moment, and {{who}} keeps count for the next"
            " {h:n} hours."
            for told in _THREE_BELLS
        ),
        (
            "Not counting noon itself, how many times do all of them RING at the same moment in this time?",
            "How many more times, after noon itself, do all of them RING at the same moment in this time?",
        ),
        lambda a, b, c, h: _times_together(h, a, b, c),
    ),
)
