"""Families of chance: spinners, independent-events, expected-value."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.plain import neat, plain
from seedbed.tools.verification.problems.shape import Drawn, Shape, Step, World, count, money, percent


def _spin(world: World) -> Drawn:
    sectors = world.rng.randint(6, 20)
    return Drawn({"n": sectors, "k": world.rng.randint(2, sectors - 2)}, words_of(world))


def _spin_both(world: World) -> Drawn:
    n, m = world.rng.sample(range(4, 13), 2)
    values = {"n": n, "m": m, "k": world.rng.randint(2, n - 1), "j": world.rng.randint(2, m - 1)}
    return Drawn(values, words_of(world))


def _spin_sum(world: World) -> Drawn:
    n, m = world.rng.sample(range(4, 13), 2)
    return Drawn({"n": n, "m": m, "sum": world.rng.randint(3, min(n, m) + 1)}, words_of(world))


_N = count("n", "number of sectors", "sectors")
_RED = count("n", "number of sectors of the red spinner", "sectors")
_BLUE = count("m", "number of sectors of the blue spinner", "sectors")
_SPINNERS = (
    "A red spinner has {n} equal sectors and a blue spinner has {m}. On each of them the sectors are numbered"
    " from one upwards. {who} spins both once.",
    "{who} has a red spinner with {n} equal sectors and a blue spinner with {m} equal sectors. The sectors of"
    " each spinner are numbered in order, starting from one. Both are spun once.",
)

SPINNERS = plain(
    "spinners",
    "Fair spinners with numbered sectors: one number, numbers on both, the sum of both. A probability as a"
    " fraction.",
    (
        Shape(
            "greater",
            _spin,
            (_N, count("k", "number that has to be exceeded", "number")),
            (
                Step("good", "n - k", "On [] sectors there is a greater number."),
                Step("probability", "good / n", "The probability is []."),
            ),
            asks="the probability of a greater number as a fraction",
            unit="",
            fractions=True,
            situations=(
                "A fair spinner has {n} equal sectors, which are numbered from one upwards. {who} spins it"
                " once.",
                "{who} has made a fair spinner with {n} equal sectors and numbered them in order, starting"
                " from one. {She} spins it once.",
            ),
            questions=(
                "What is the probability, as a fraction in lowest terms, that it stops on a number greater"
                " than {k}?",
                "As a fraction in lowest terms, what is the probability of a number greater than {k}?",
            ),
        ),
    ),
    (
        Shape(
            "both-greater",
            _spin_both,
            (
                _RED,
                _BLUE,
                count("k", "number that red has to exceed", "red"),
                count("j", "number that blue has to exceed", "blue"),
            ),
            (
                Step("red", "(n - k) / n", "For the red spinner, the probability is []."),
                Step("blue", "(m - j) / m", "For the blue spinner, it is []."),
                Step("probability", "red * blue", "The probability of both is []."),
            ),
            asks="the probability of a greater number on both as a fraction",
            unit="",
            fractions=True,
            situations=_SPINNERS,
            questions=(
                "What is the probability, as a fraction in lowest terms, that the red spinner stops on a"
                " number greater than {k} and the blue spinner on a number greater than {j}?",
                "As a fraction in lowest terms, what is the probability that red shows a number greater than"
                " {k} and, at the same time, blue shows a number greater than {j}?",
            ),
        ),
    ),
    (
        Shape(
            "sum",
            _spin_sum,
            (_RED, _BLUE, count("sum", "sum that has to be exceeded", "sum")),
            (
                Step("all", "n * m", "There are [] pairs of numbers, all equally likely."),
                Step("low", "sum * (sum - 1) / 2", "In [] of them the sum isn't greater than {sum}."),
                Step("good", "all - low", "In the other [] pairs it is."),
                Step("probability", "good / all", "The probability is []."),
            ),
            asks="the probability of a greater sum as a fraction",
            unit="",
            fractions=True,
            situations=_SPINNERS,
            questions=(
                "What is the probability, as a fraction in lowest terms, that the sum of both numbers is"
                " greater than {sum}?",
                "As a fraction in lowest terms, what is the probability that both numbers together make a sum"
                " greater than {sum}?",
            ),
        ),
    ),
)

_TRIES = (
    ("hits the target", "hit the target", "arrows", "shoots one arrow"),
    ("scores", "score", "penalties", "takes one penalty"),
    ("hits the basket", "hit the basket", "free throws", "has one free throw"),
)


def _chances(world: World, number: int, step: int) -> Drawn:
    hits, hit, tries, does = world.rng.choice(_TRIES)
    words = words_of(world, number) | {"hits": hits, "hit": hit, "tries": tries, "does": does}
    values = world.rng.sample(range(20, 100, step), number)
    return Drawn(dict(zip(("p", "q", "r"), values, strict=False)), words)


def _both_hit(world: World) -> Drawn:
    return _chances(world, 2, 5)


def _some_hit(world: World) -> Drawn:
    return _chances(world, 2, 10)


def _one_hits(world: World) -> Drawn:
    return _chances(world, 3, 10)


_P = percent("p", "share of hits of {who}", "{tries}")
_Q = percent("q", "share of hits of {who2}", "{tries}")
_R = percent("r", "share of hits of {who3}", "{tries}")
_PAIR = (
    "On average, {who} {hits} with {p} of {her} {tries} and {who2} with {q} of {her2} {tries}. Each of them"
    " {does}, independently of the other.",
    "{who} {hits} with a probability of {p}, {who2} with a probability of {q}. Independently of each other,"
    " each of them {does}.",
)

INDEPENDENT = plain(
    "independent-events",
    "Independent tries with known chances in percent: both succeed, at least one succeeds, exactly one of"
    " three succeeds. A probability in percent.",
    (
        Shape(
            "both",
            _both_hit,
            (_P, _Q),
            (
                Step("share", "p / 100", "{who} {hits} in [] of all cases."),
                Step("both", "share * q", "In []% of all cases, both of them {hit}."),
            ),
            asks="the probability that both {hit} in percent",
            unit="%",
            situations=_PAIR,
            questions=(
                "What is the probability, in percent, that both of them {hit}?",
                "In percent, how likely is it that both of them {hit}?",
            ),
        ),
    ),
    (
        Shape(
            "at-least-one",
            _some_hit,
            (_P, _Q),
            (
                Step("miss", "100 - p", "{who} fails with a probability of []%."),
                Step("miss2", "100 - q", "{who2} fails with a probability of []%."),
                Step("neither", "miss * miss2 / 100", "Both fail with a probability of []%."),
                Step("some", "100 - neither", "So with a probability of []%, not both fail."),
            ),
            asks="the probability that at least one of them {hits} in percent",
            unit="%",
            situations=_PAIR,
            questions=(
                "What is the probability, in percent, that at least one of them {hits}?",
                "In percent, how likely is it that at least one of them {hits}?",
            ),
        ),
    ),
    (
        Shape(
            "exactly-one",
            _one_hits,
            (_P, _Q, _R),
            (
                Step("miss", "100 - p", "{who} fails with a probability of []%."),
                Step("miss2", "100 - q", "{who2} fails with a probability of []%."),
                Step("miss3", "100 - r", "{who3} fails with a probability of []%."),
                Step("only", "p * miss2 * miss3 / 10000", "{who} alone succeeds with []%."),
                Step("only2", "miss * q * miss3 / 10000", "{who2} alone succeeds with []%."),
                Step("only3", "miss * miss2 * r / 10000", "{who3} alone succeeds with []%."),
                Step("one", "only + only2 + only3", "Together that is []%."),
            ),
            asks="the probability that exactly one of them {hits} in percent",
            unit="%",
            situations=(
                "On average, {who} {hits} with {p} of {her} {tries}, {who2} with {q} and {who3} with {r}."
                " Each of them {does}, independently of the others.",
                "{who} {hits} with a probability of {p}, {who2} with a probability of {q} and {who3} with a"
                " probability of {r}. Independently of each other, each of them {does}.",
            ),
            questions=(
                "What is the probability, in percent, that exactly one of them {hits}?",
                "In percent, how likely is it that exactly one of them {hits}?",
            ),
        ),
    ),
)


def _raffle(world: World) -> Drawn | None:
    tickets, prizes = nice(world.rng, 50, 500, 10), world.rng.randint(2, 12)
    value = nice(world.rng, 10, 80, 5)
    fair = neat(Fraction(prizes * value, tickets), 100) and prizes * value < 3 * tickets
    return Drawn({"tickets": tickets, "prizes": prizes, "value": value}, words_of(world)) if fair else None


def _wheel(world: World) -> tuple[dict[str, int], Fraction]:
    sectors = world.rng.choice((10, 12, 16, 20, 24, 25))
    many = world.rng.randint(4, 6)
    few = world.rng.randint(2, 3)
    values = {
        "sectors": sectors,
        "few": few,
        "large": world.rng.randint(6, 20),
        "many": many,
        "small": world.rng.randint(2, 5),
    }
    return values, Fraction(few * values["large"] + many * values["small"], sectors)


def _stall(world: World) -> Drawn | None:
    values, paid = _wheel(world)
    fee = Fraction(world.rng.randint(4, 12), 2)
    fair = paid < fee < 2 * paid + 1 and neat(paid, 100)
    return Drawn({**values, "fee": fee}, words_of(world)) if fair else None


def _fee(world: World) -> Drawn | None:
    values, paid = _wheel(world)
    turns, goal = nice(world.rng, 80, 400, 10), nice(world.rng, 60, 500, 10)
    fair = neat(paid, 100) and neat(Fraction(goal, turns), 100) and goal < 3 * turns
    return Drawn({**values, "turns": turns, "goal": goal}, words_of(world)) if fair else None


_SECTORS = count("sectors", "number of sectors of the wheel", "sectors")
_FEW = count("few", "number of sectors with the larger prize", "sectors")
_LARGE = money("large", "larger prize", "prize")
_MANY = count("many", "number of sectors with the smaller prize", "sectors")
_SMALL = money("small", "smaller prize", "prize")
_WHEEL = (
    "At a fair, a wheel of fortune has {sectors} equal sectors. A prize of {large} is paid on {few} of them"
    " and a prize of {small} on {many} others; on the rest nothing is won.",
    "{who} runs a wheel of fortune with {sectors} equal sectors. If the wheel stops on any of {few} golden"
    " sectors, the player wins {large}, on any of {many} silver sectors {small}, and otherwise nothing.",
)
_PAID = (
    Step("first", "few * large", "If each sector came up once, the larger prizes would cost {cur}[]."),
    Step("other", "many * small", "The smaller ones would cost {cur}[]."),
    Step("paid", "(first + other) / sectors", "That is {cur}[] per turn."),
)

EXPECTED = plain(
    "expected-value",
    "Raffles and wheels of fortune: the mean winnings of a ticket, the mean profit of a turn, the fee that"
    " brings a wanted profit. Expected values.",
    (
        Shape(
            "ticket",
            _raffle,
            (
                count("tickets", "number of tickets", "tickets"),
                count("prizes", "number of prizes", "prizes"),
                money("value", "value of one prize", "prizes"),
            ),
            (
                Step("pool", "prizes * value", "All prizes together are worth {cur}[]."),
                Step("mean", "pool / tickets", "That is {cur}[] for each ticket."),
            ),
            asks="the mean winnings of one ticket in {pounds}",
            unit="{pounds}",
            situations=(
                "For a raffle, {tickets} tickets are sold. There are {prizes} prizes worth {value} each.",
                "{who} buys one of the {tickets} tickets of a raffle in which {prizes} prizes of {value} each"
                " can be won.",
            ),
            questions=(
                "How much, in {pounds}, does a ticket win on average?",
                "What is the expected value, in {pounds}, of the winnings of one ticket?",
            ),
        ),
    ),
    (
        Shape(
            "profit",
            _stall,
            (_SECTORS, _FEW, _LARGE, _MANY, _SMALL, money("fee", "price of one turn", "turn")),
            (*_PAID, Step("profit", "fee - paid", "So {cur}[] remain.")),
            asks="the mean profit of a turn in {pounds}",
            unit="{pounds}",
            situations=tuple(f"{wheel} A turn costs {{fee}}." for wheel in _WHEEL),
            questions=(
                "On average, how much profit, in {pounds}, does the owner of the wheel make per turn?",
                "What is the expected profit, in {pounds}, of the owner of the wheel from one turn?",
            ),
        ),
    ),
    (
        Shape(
            "fee",
            _fee,
            (
                _SECTORS,
                _FEW,
                _LARGE,
                _MANY,
                _SMALL,
                count("turns", "number of turns", "turns"),
                money("goal", "profit that is wanted", "profit"),
            ),
            (
                *_PAID,
                Step("each", "goal / turns", "From each turn {cur}[] have to remain."),
                Step("fee", "paid + each", "So a turn has to cost {cur}[]."),
            ),
            asks="the price of a turn in {pounds}",
            unit="{pounds}",
            situations=tuple(
                f"{wheel} The owner expects {{turns}} turns and wants to be left with an average profit of"
                f" {{goal}} from all of them together."
                for wheel in _WHEEL
            ),
            questions=(
                "How much, in {pounds}, must a turn cost?",
                "What price, in {pounds}, does the owner have to ask for a turn?",
            ),
        ),
    ),
)

FAMILIES = (SPINNERS, INDEPENDENT, EXPECTED)
