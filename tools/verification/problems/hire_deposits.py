"""A family about deposits, from a price list: hire-deposit."""

from seedbed.tools.verification.problems.draws import number_of, words_of
from seedbed.tools.verification.problems.hires import (
    COUNT,
    HIRE,
    ONE_HIRE,
    RATE,
    SEVERAL,
    TIME,
    Has,
    item_words,
    mains,
    one_hire,
)
from seedbed.tools.verification.problems.price import Rated, by_item, value_of
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Amount,
    Drawn,
    Entry,
    Shape,
    Step,
    World,
    measure,
    money,
)


def with_deposit(world: World) -> list[Rated]:
    """Items with a rate and a deposit."""
    return [rated for rated in mains(world) if "deposit" in rated.prices]


def late(world: World) -> list[Rated]:
    """Items with a deposit for which the late fee is plain: their own, or the only one of the list."""
    priced = [rated for rated in by_item(world.prices) if "late hour" in rated.prices]
    only = [rated for rated in with_deposit(world) if "late hour" in rated.prices]
    return with_deposit(world) if len(priced) == 1 and not only else only


def _deposit(world: World) -> Drawn | None:
    drawn = one_hire(world)
    rated = next(
        rated for rated in by_item(world.prices) if drawn is None or rated.item == drawn.words["item"]
    )
    if drawn is None or "deposit" not in rated.prices:
        return None
    return Drawn({**drawn.values, "deposit": rated.prices["deposit"].amount}, drawn.words)


def _deposits(world: World) -> Drawn | None:
    drawn = _deposit(world)
    return Drawn({**drawn.values, "count": world.rng.randint(2, 4)}, drawn.words) if drawn else None


def _late_return(world: World) -> Drawn | None:
    rated = world.rng.choice(late(world))
    fee = next(
        other.prices["late hour"]
        for other in by_item(world.prices)
        if "late hour" in other.prices and (other.item == rated.item or "late hour" not in rated.prices)
    )
    values: dict[str, Amount] = {
        "deposit": rated.prices["deposit"].amount,
        "count": world.rng.randint(2, 4),
        "late": fee.amount,
        "hours": world.rng.randint(2, 5),
    }
    fair = number_of(values["hours"]) * value_of(fee) < value_of(rated.prices["deposit"])
    return Drawn(values, words_of(world) | item_words(rated)) if fair else None


_DEPOSIT = money("deposit", "deposit for one {item}", "deposit")

DEPOSIT = Entry(
    Family(
        "hire-deposit",
        "Hire with a deposit from the price list: what is paid at collection, what is paid back after a"
        " late return.",
        LEVELS,
        takes_prices=True,
        needs_prices=True,
    ),
    {
        "easy": (
            Shape(
                "one",
                _deposit,
                (RATE, TIME, _DEPOSIT),
                (HIRE, Step("collect", "hire + deposit", "With the deposit, {cur}[] are due.")),
                asks="the amount due with the deposit in {pounds}",
                unit="{pounds}",
                situations=tuple(
                    f"{text} A deposit of {{deposit}} has to be paid as well." for text in ONE_HIRE
                ),
                questions=(
                    "How much, in {pounds}, does {who} pay at the start if hire and deposit are both"
                    " paid in advance?",
                    "What do hire and deposit come to together in {pounds}?",
                ),
                fits=Has(((with_deposit, 1),)),
            ),
        ),
        "medium": (
            Shape(
                "several",
                _deposits,
                (RATE, COUNT, TIME, _DEPOSIT),
                (
                    HIRE,
                    Step("each", "hire + deposit", "With the deposit, {cur}[] are due for one {item}."),
                    Step("collect", "each * count", "For all the {items} {cur}[] are due."),
                ),
                asks="the amount due with the deposits in {pounds}",
                unit="{pounds}",
                situations=tuple(
                    f"{text} A deposit of {{deposit}} for each {{item}} has to be paid as well."
                    for text in SEVERAL
                ),
                questions=(
                    "How much, in {pounds}, does {who} pay at the start if hire and deposits are all"
                    " paid in advance?",
                    "What do the hire and all the deposits come to together in {pounds}?",
                ),
                fits=Has(((with_deposit, 1),)),
            ),
        ),
        "hard": (
            Shape(
                "late-return",
                _late_return,
                (
                    _DEPOSIT,
                    COUNT,
                    money("late", "late fee for one {item} per hour", "late"),
                    measure("hours", "delay", "hours", "hours"),
                ),
                (
                    Step("deposits", "deposit * count", "The deposits are {cur}[]."),
                    Step("each", "late * hours", "The late fee for one {item} is {cur}[]."),
                    Step("fees", "each * count", "For all the {items} it is {cur}[]."),
                    Step("back", "deposits - fees", "That leaves {cur}[] to be paid back."),
                ),
                asks="the amount of the deposits paid back in {pounds}",
                unit="{pounds}",
                situations=(
                    "{who} hires {count} {items} from {place} and pays a deposit of {deposit} for each"
                    " {item}. All of them are brought back {hours} hours late. For every hour of delay,"
                    " {place} keeps {late} of the deposit for each {item} as a late fee.",
                    "For each of {count} {items} from {place}, {who} has paid a deposit of {deposit}."
                    " The late fee for each {item} is {late} per hour, and all the {items} come back"
                    " {hours} hours late. The late fees are taken from the deposits.",
                ),
                questions=(
                    "How much of the deposits, in {pounds}, does {who} get back?",
                    "How many {pounds} of the deposits are paid back to {who}?",
                ),
                fits=Has(((late, 1),)),
            ),
        ),
    },
)

FAMILIES = (DEPOSIT,)
