"""Families about buying and saving: shopping, saving."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import (
    Good,
    Sells,
    goods,
    nice,
    number_of,
    smallest_note,
    thing_words,
    words_of,
)
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Amount,
    Drawn,
    Entry,
    Operand,
    Shape,
    Step,
    World,
    count,
    measure,
    money,
)

_COUNT = count("count", "number of {things} bought", "{things}")
_PRICE = money("price", "price of one {thing}", "{thing}")
_COUNT2 = count("count2", "number of {things2} bought", "{things2}")
_PRICE2 = money("price2", "price of one {thing2}", "{thing2}")
_TWO_KINDS: tuple[Operand, ...] = (_COUNT, _PRICE, _COUNT2, _PRICE2)
_TWO_COSTS = (
    Step("cost", "count * price", "The {things} cost {cur}[]."),
    Step("cost2", "count2 * price2", "The {things2} cost {cur}[]."),
    Step("total", "cost + cost2", "Together that is {cur}[]."),
)
_BASKETS = (
    "{who} buys {count} {things} and {count2} {things2} at {place}. {A_thing} costs {price} and"
    " {a_thing2} costs {price2}.",
    "At {place}, {things} cost {price} each and {things2} cost {price2} each. {who} buys {count} {things} and"
    " {count2} {things2}.",
    "{A_thing} at {place} costs {price}, while {a_thing2} costs {price2}. {who} takes {count} {things}"
    " and {count2} {things2} to the till.",
)
_TOTALS = (
    "How much, in {pounds}, does {who} pay altogether?",
    "What is the total cost of {her} shopping in {pounds}?",
    "How many {pounds} does {who} spend in total?",
)


def _bought(world: World, good: Good) -> int:
    return world.rng.randint(2, max(2, good.most))


def _one_kind(world: World) -> Drawn:
    (good,) = goods(world, 1, step=10)
    return Drawn({"count": _bought(world, good), "price": good.price}, words_of(world) | thing_words(good))


def _two_kinds(world: World) -> Drawn:
    first, second = goods(world, 2)
    values: dict[str, Amount] = {
        "count": _bought(world, first),
        "price": first.price,
        "count2": _bought(world, second),
        "price2": second.price,
    }
    return Drawn(values, words_of(world) | thing_words(first, second))


def _total(drawn: Drawn) -> Fraction:
    value = {name: number_of(amount) for name, amount in drawn.values.items()}
    return value["count"] * value["price"] + value["count2"] * value["price2"]


def _with_note(world: World) -> Drawn | None:
    drawn = _two_kinds(world)
    note = smallest_note(_total(drawn))
    return Drawn({**drawn.values, "note": note}, drawn.words) if note else None


def _with_voucher(world: World) -> Drawn | None:
    drawn = _two_kinds(world)
    voucher = world.rng.choice((2, 3, 4, 5, 8, 10, 15, 20))
    return Drawn({**drawn.values, "voucher": voucher}, drawn.words) if 2 * voucher <= _total(drawn) else None


SHOPPING = Entry(
    Family(
        "shopping",
        "One person buys goods at prices by the piece: the bill, a voucher, the change. No percentages,"
        " no unit prices of packs.",
        LEVELS,
        takes_prices=True,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "one-kind",
                _one_kind,
                (_COUNT, _PRICE),
                (Step("total", "count * price", "The {things} cost {cur}[]."),),
                asks="the total cost in {pounds}",
                unit="{pounds}",
                situations=(
                    "{who} buys {count} {things} at {place}. Each {thing} costs {price}.",
                    "At {place}, {a_thing} costs {price}. {who} buys {count} {things}.",
                    "One {thing} costs {price} at {place}, and {who} buys {count} of them.",
                ),
                questions=(
                    "How much, in {pounds}, does {who} pay altogether?",
                    "What is the total cost of the {things} in {pounds}?",
                    "How many {pounds} does {who} spend on the {things} in total?",
                ),
                fits=Sells(1),
            ),
        ),
        "medium": (
            Shape(
                "two-kinds",
                _two_kinds,
                _TWO_KINDS,
                _TWO_COSTS,
                asks="the total cost in {pounds}",
                unit="{pounds}",
                situations=_BASKETS,
                questions=_TOTALS,
                fits=Sells(2),
            ),
        ),
        "hard": (
            Shape(
                "change",
                _with_note,
                (*_TWO_KINDS, money("note", "value of the bank note", "note")),
                (*_TWO_COSTS, Step("change", "note - total", "The change is {cur}[].")),
                asks="the change in {pounds}",
                unit="{pounds}",
                situations=tuple(f"{basket} {{She}} pays with a {{note}} note." for basket in _BASKETS),
                questions=(
                    "How much change, in {pounds}, does {who} get?",
                    "How many {pounds} of change should {who} be given?",
                ),
                fits=Sells(2),
            ),
            Shape(
                "voucher",
                _with_voucher,
                (*_TWO_KINDS, money("voucher", "value of the gift voucher", "voucher")),
                (
                    *_TWO_COSTS,
                    Step("rest", "total - voucher", "After the voucher there remain {cur}[] to pay."),
                ),
                asks="the amount still to pay in {pounds}",
                unit="{pounds}",
                situations=tuple(
                    f"{basket} {{She}} has a gift voucher worth {{voucher}}." for basket in _BASKETS
                ),
                questions=(
                    "How much, in {pounds}, does {who} still have to pay after using the voucher?",
                    "After the voucher has been taken off, how many {pounds} does {who} still have to pay?",
                ),
                fits=Sells(2),
            ),
        ),
    },
)

_GOALS = (
    ("a bicycle", 160, 400),
    ("a guitar", 90, 260),
    ("a tablet", 120, 320),
    ("a camera", 150, 380),
    ("a tent", 80, 240),
    ("a skateboard", 50, 120),
    ("a sewing machine", 110, 260),
    ("a telescope", 120, 360),
)
_GOAL_PRICE = money("price", "price of {goal}", "costs")
_START = money("start", "money already saved", "saved")


def _goal(world: World) -> tuple[dict[str, str], int, int]:
    goal, low, high = world.rng.choice(_GOALS)
    return words_of(world) | {"goal": goal, "the_goal": f"the {goal.split(' ', 1)[1]}"}, low, high


def _weekly(world: World) -> Drawn | None:
    words, low, high = _goal(world)
    weekly = nice(world.rng, 5, 25)
    price = weekly * world.rng.randint(5, 20)
    return Drawn({"price": price, "weekly": weekly}, words) if low <= price <= high else None


def _weekly_from_start(world: World) -> Drawn | None:
    words, low, high = _goal(world)
    weekly, start = nice(world.rng, 5, 25), nice(world.rng, 20, 100, 5)
    price = start + weekly * world.rng.randint(5, 20)
    return Drawn({"price": price, "start": start, "weekly": weekly}, words) if low <= price <= high else None


def _from_wages(world: World) -> Drawn | None:
    words, low, high = _goal(world)
    wage, hours, start = nice(world.rng, 7, 13), nice(world.rng, 3, 8), nice(world.rng, 20, 90, 5)
    spent = nice(world.rng, 5, wage * hours // 2)
    price = start + (wage * hours - spent) * world.rng.randint(3, 10)
    values: dict[str, Amount] = {"price": price, "start": start, "wage": wage, "hours": hours, "spent": spent}
    return Drawn(values, words) if low <= price <= high else None


_WEEKS = (
    "For how many weeks does {who} have to save until {she} can pay for {the_goal}?",
    "How many weeks of saving does it take until {who} has exactly enough for {the_goal}?",
)

SAVING = Entry(
    Family(
        "saving",
        "One person saves a steady amount each week for something: the number of weeks. No interest.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "weekly",
                _weekly,
                (_GOAL_PRICE, money("weekly", "money saved each week", "week")),
                (Step("weeks", "price / weekly", "That takes [] weeks."),),
                asks="the number of weeks of saving",
                unit="weeks",
                situations=(
                    "{who} wants to buy {goal} that costs {price}. {She} saves {weekly} every week.",
                    "{who} is saving for {goal}, which costs {price}. Every week {she} puts {weekly}"
                    " aside for it.",
                ),
                questions=_WEEKS,
            ),
        ),
        "medium": (
            Shape(
                "weekly-from-start",
                _weekly_from_start,
                (_GOAL_PRICE, _START, money("weekly", "money saved each week", "week")),
                (
                    Step("missing", "price - start", "{who} still needs {cur}[]."),
                    Step("weeks", "missing / weekly", "That takes [] weeks."),
                ),
                asks="the number of weeks of saving",
                unit="weeks",
                situations=(
                    "{who} wants to buy {goal} that costs {price}. {She} has already saved {start} and"
                    " now saves {weekly} every week.",
                    "{who} is saving for {goal}, which costs {price}. There are {start} of savings in"
                    " {her} money box, and every week {she} adds {weekly}.",
                ),
                questions=_WEEKS,
            ),
        ),
        "hard": (
            Shape(
                "from-wages",
                _from_wages,
                (
                    _GOAL_PRICE,
                    _START,
                    money("wage", "pay for one hour of work", "hour"),
                    measure("hours", "hours of work each week", "hours", "week"),
                    money("spent", "money spent each week", "week"),
                ),
                (
                    Step("pay", "wage * hours", "{who} earns {cur}[] a week."),
                    Step("kept", "pay - spent", "Of this {she} keeps {cur}[] a week."),
                    Step("missing", "price - start", "{who} still needs {cur}[]."),
                    Step("weeks", "missing / kept", "That takes [] weeks."),
                ),
                asks="the number of weeks of saving",
                unit="weeks",
                situations=(
                    "{who} wants to buy {goal} that costs {price} and has already saved {start}. {She}"
                    " earns {wage} an hour and works {hours} hours every week. {She} spends {spent} of"
                    " {her} pay each week and saves the rest.",
                    "{who} is saving for {goal}, which costs {price}, and has {start} so far. In {her}"
                    " weekend job {she} works {hours} hours a week for {wage} an hour. Each week {she}"
                    " spends {spent} of the money and saves what is left.",
                ),
                questions=_WEEKS,
            ),
        ),
    },
)

FAMILIES = (SHOPPING, SAVING)
