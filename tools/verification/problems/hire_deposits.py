"""A family about deposits, from a price list: hire-deposit."""

from seedbed.tools.verification.problems.draws import number_of, words_of
from seedbed.tools.verification.problems.hires import (
    COUNT,
    COUNT2,
    DAY_RATE,
    DAY_RATE2,
    DAYS,
    HIRE,
    ONE_HIRE,
    RATE,
    SEVERAL,
    TIME,
    Has,
    item_words,
    mains,
    one_hire,
    priced,
    two_items,
)
from seedbed.tools.verification.problems.price import Price, Rated, by_item, value_of
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
from seedbed.tools.verification.units import stem, words_in


def with_deposit(world: World) -> list[Rated]:
    """Items with a rate and a deposit."""
    return [rated for rated in mains(world) if "deposit" in rated.prices]


def late(world: World) -> list[tuple[Rated, Price]]:
    """Items with a deposit, each with the late fee per hour that is said of it or of every return."""
    fees = [
        (rated.item, rated.prices["late hour"])
        for rated in by_item(world.prices)
        if "late hour" in rated.prices
    ]
    return [
        (rated, fee) for rated in with_deposit(world) for about, fee in fees if _is_about(about, rated.item)
    ]


def _is_late(world: World) -> bool:
    return bool(late(world))


def _by_the_day_with_deposit(world: World) -> list[Rated]:
    return [rated for rated in with_deposit(world) if "day" in rated.prices]


def _is_about(about: str, item: str) -> bool:
    """Whether what is said of «e-bikes» (or of «late returns») is said of an «electric city bike»."""
    words = set(words_in(about.lower().replace("e-bike", "electric bike")))
    if words & {"late", "return", "returns", "hire", "hires", "delay"}:
        return True
    return {stem(word) for word in words} <= {stem(word) for word in words_in(item)}


def _deposit(world: World) -> Drawn | None:
    drawn = one_hire(world)
    rated = next(
        rated for rated in by_item(world.prices) if drawn is None or rated.item == drawn.words["item"]
    )
    if drawn is None or "deposit" not in rated.prices:
        return None
    return Drawn({**drawn.values, "deposit": rated.prices["deposit"]}, drawn.words)


def _deposits(world: World) -> Drawn | None:
    drawn = _deposit(world)
    return Drawn({**drawn.values, "count": world.rng.randint(2, 4)}, drawn.words) if drawn else None


def _late_return(world: World) -> Drawn | None:
    rated, fee = world.rng.choice(late(world))
    values: dict[str, Amount] = {
        "deposit": rated.prices["deposit"],
        "count": world.rng.randint(2, 4),
        "late": fee,
        "hours": world.rng.randint(2, 5),
    }
    fair = number_of(values["hours"]) * value_of(fee) < value_of(rated.prices["deposit"])
    return Drawn(values, words_of(world) | item_words(rated)) if fair else None


def _two_deposits(world: World) -> Drawn | None:
    drawn = two_items(world)
    if drawn is None:
        return None
    deposits = [
        rated.prices["deposit"]
        for name in ("item", "item2")
        for rated in with_deposit(world)
        if rated.item == drawn.words[name]
    ]
    if len(deposits) < 2:
        return None
    return Drawn({**drawn.values, "deposit": deposits[0], "deposit2": deposits[1]}, drawn.words)


_DEPOSIT = money("deposit", "deposit for one {item}", "deposit")

DEPOSIT = Entry(
    priced(
        "hire-deposit",
        "Hire with a deposit from the price list: what is paid at collection, what is paid back after a"
        " late return.",
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
                fits=_is_late,
            ),
            Shape(
                "two-items",
                _two_deposits,
                (
                    DAY_RATE,
                    _DEPOSIT,
                    DAY_RATE2,
                    money("deposit2", "deposit for one {item2}", "deposit"),
                    COUNT,
                    COUNT2,
                    DAYS,
                ),
                (
                    Step("each", "rate * time + deposit", "With the deposit, one {item} needs {cur}[]."),
                    Step(
                        "each2",
                        "rate2 * time + deposit2",
                        "With the deposit, one {item2} needs {cur}[].",
                    ),
                    Step("first", "each * count", "For all the {items} that is {cur}[]."),
                    Step("second", "each2 * count2", "For all the {items2} that is {cur}[]."),
                    Step("collect", "first + second", "Together {cur}[] are due."),
                ),
                asks="the amount due with the deposits in {pounds}",
                unit="{pounds}",
                situations=(
                    "At {place}, {an_item} costs {rate} per day with a deposit of {deposit}, and"
                    " {an_item2} costs {rate2} per day with a deposit of {deposit2}. {who} hires {count}"
                    " {items} and {count2} {items2} for {time} days and pays everything in advance, a"
                    " deposit for each of them included.",
                    "{who} hires {count} {items} and {count2} {items2} from {place} for {time} days and"
                    " pays in advance. Each {item} costs {rate} per day and needs a deposit of"
                    " {deposit}; each {item2} costs {rate2} per day and needs a deposit of {deposit2}.",
                ),
                questions=(
                    "How much, in {pounds}, does {who} pay in advance for the hire and all the deposits?",
                    "What do the hire and all the deposits come to together in {pounds}?",
                ),
                fits=Has(((_by_the_day_with_deposit, 2),)),
            ),
        ),
    },
    place="the hire shop",
)

FAMILIES = (DEPOSIT,)
