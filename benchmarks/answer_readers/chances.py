"""Spinners, independent tries and games of chance: counted out over all cases."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product

from benchmarks.answer_readers.forms import Doubt, Form, Number, count, more, pounds


def _share(wanted: Callable[..., bool], *sectors: Number) -> Number:
    """The share of the wanted cases among all ways in which such spinners can stop."""
    stops = list(product(*(range(1, int(count(number)) + 1) for number in sectors)))
    return Fraction(sum(wanted(*stop) for stop in stops), len(stops))


def _hits(wanted: Callable[[int], bool], *chances: Number) -> Number:
    """The probability, in percent, that a wanted number of tries succeed."""
    total = Fraction(0)
    for ends in product((0, 1), repeat=len(chances)):
        likely = Fraction(1)
        for end, chance in zip(ends, chances, strict=True):
            likely *= chance / 100 if end else 1 - chance / 100
        total += likely if wanted(sum(ends)) else 0
    return total * 100


def _paid(sectors: Number, k: Number, large: Number, m: Number, small: Number) -> Number:
    """What a turn pays on average."""
    if k + m >= sectors:
        raise Doubt("there are no sectors without a prize")
    prizes = [large] * int(count(k)) + [small] * int(count(m))
    prizes += [Fraction(0)] * int(count(sectors - len(prizes)))
    return sum(prizes, Fraction(0)) / len(prizes)


def _profit(n: Number, k: Number, large: Number, m: Number, small: Number, fee: Number) -> Number:
    return pounds(more(fee - _paid(n, k, large, m, small)))


def _fee(
    n: Number, k: Number, large: Number, m: Number, small: Number, turns: Number, goal: Number
) -> Number:
    return pounds((_paid(n, k, large, m, small) * turns + goal) / turns)


_ONE = (
    "A fair spinner has {n:n} equal sectors, which are numbered from one upwards. {who} spins it once.",
    "{who} has made a fair spinner with {n:n} equal sectors and numbered them in order, starting from one."
    " [He|She] spins it once.",
)
_TWO = (
    "A red spinner has {red:n} equal sectors and a blue spinner has {blue:n}. On each of them the sectors are"
    " numbered from one upwards. {who} spins both once.",
    "{who} has a red spinner with {red:n} equal sectors and a blue spinner with {blue:n} equal sectors. The"
    " sectors of each spinner are numbered in order, starting from one. Both are spun once.",
)
_PAIR = (
    "On average, {who} {hits} with {p:%} of [his|her] {tries} and {two} with {q:%} of [his|her] {tries}."
    " Each of them {does}, independently of the other.",
    "{who} {hits} with a probability of {p:%}, {two} with a probability of {q:%}. Independently of each"
    " other, each of them {does}.",
)
_THREE = (
    "On average, {who} {hits} with {p:%} of [his|her] {tries}, {two} with {q:%} and {three} with {r:%}. Each"
    " of them {does}, independently of the others.",
    "{who} {hits} with a probability of {p:%}, {two} with a probability of {q:%} and {three} with a"
    " probability of {r:%}. Independently of each other, each of them {does}.",
)
_WHEEL = (
    "At a fair, a wheel of fortune has {n:n} equal sectors. A prize of {large:£} is paid on {k:n} of them"
    " and a prize of {small:£} on {m:n} others; on the rest nothing is won.",
    "{who} runs a wheel of fortune with {n:n} equal sectors. If the wheel stops on any of {k:n} golden"
    " sectors, the player wins {large:£}, on any of {m:n} silver sectors {small:£}, and otherwise nothing.",
)

FORMS = (
    Form(
        "spinner above",
        _ONE,
        (
            "What is the probability, as a fraction in lowest terms, that it stops on a number greater than"
            " {k:n}?",
            "As a fraction in lowest terms, what is the probability of a number greater than {k:n}?",
        ),
        lambda n, k: _share(lambda stop: stop > k, n),
    ),
    Form(
        "both spinners above",
        _TWO,
        (
            "What is the probability, as a fraction in lowest terms, that the red spinner stops on a number"
            " greater than {k:n} and the blue spinner on a number greater than {m:n}?",
            "As a fraction in lowest terms, what is the probability that red shows a number greater than"
            " {k:n} and, at the same time, blue shows a number greater than {m:n}?",
        ),
        lambda red, blue, k, m: _share(lambda one, other: one > k and other > m, red, blue),
    ),
    Form(
        "sum of spinners above",
        _TWO,
        (
            "What is the probability, as a fraction in lowest terms, that the sum of both numbers is greater"
            " than {k:n}?",
            "As a fraction in lowest terms, what is the probability that both numbers together make a sum"
            " greater than {k:n}?",
        ),
        lambda red, blue, k: _share(lambda one, other: one + other > k, red, blue),
    ),
    Form(
        "both succeed",
        _PAIR,
        (
            "What is the probability, in percent, that both of them {succeed}?",
            "In percent, how likely is it that both of them {succeed}?",
        ),
        lambda p, q: _hits(lambda number: number == 2, p, q),
    ),
    Form(
        "at least one succeeds",
        _PAIR,
        (
            "What is the probability, in percent, that at least one of them {hits}?",
            "In percent, how likely is it that at least one of them {hits}?",
        ),
        lambda p, q: _hits(lambda number: number >= 1, p, q),
    ),
    Form(
        "exactly one succeeds",
        _THREE,
        (
            "What is the probability, in percent, that exactly one of them {hits}?",
            "In percent, how likely is it that exactly one of them {hits}?",
        ),
        lambda p, q, r: _hits(lambda number: number == 1, p, q, r),
    ),
    Form(
        "raffle",
        (
            "For a raffle, {n:n} tickets are sold. There are {k:n} prizes worth {each:£} each.",
            "{who} buys one of the {n:n} tickets of a raffle in which {k:n} prizes of {each:£} each can be"
            " won.",
        ),
        (
            "How much, in pounds, does a ticket win on average?",
            "What is the expected value, in pounds, of the winnings of one ticket?",
        ),
        lambda n, k, each: pounds(Fraction(k, n) * each),
    ),
    Form(
        "profit of a wheel",
        tuple(f"{wheel} A turn costs {{fee:£}}." for wheel in _WHEEL),
        (
            "On average, how much profit, in pounds, does the owner of the wheel make per turn?",
            "What is the expected profit, in pounds, of the owner of the wheel from one turn?",
        ),
        _profit,
    ),
    Form(
        "price of a turn",
        tuple(
            f"{wheel} The owner expects {{turns:n}} turns and wants to be left with an average profit of"
            f" {{goal:£}} from all of them together."
            for wheel in _WHEEL
        ),
        (
            "How much, in pounds, must a turn cost?",
            "What price, in pounds, does the owner have to ask for a turn?",
        ),
        _fee,
    ),
)
