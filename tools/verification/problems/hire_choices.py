"""Families about choosing a hire, from a price list: hire-compare, hire-budget."""

from seedbed.tools.verification.problems.draws import nice, number_of, words_of
from seedbed.tools.verification.problems.hires import (
    COUNT,
    DAY_RATE,
    EXTRA,
    HIRE,
    RATE,
    TIME,
    Has,
    equipped,
    item_words,
    mains,
    one_hire,
    priced,
    with_extra,
)
from seedbed.tools.verification.problems.price import PriceKind, Rated, value_of
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


def two_rates(world: World) -> list[Rated]:
    """Items with an hourly and a day rate, or with a day and a week rate."""
    return [rated for rated in mains(world) if _rate_pair(rated)]


def _rate_pair(rated: Rated) -> tuple[PriceKind, PriceKind] | None:
    if {"hour", "day"} <= rated.prices.keys():
        return ("hour", "day")
    return ("day", "week") if {"day", "week"} <= rated.prices.keys() else None


def _compared(world: World) -> Drawn | None:
    rated = world.rng.choice(two_rates(world))
    pairs: list[tuple[PriceKind, PriceKind]] = [("hour", "day"), ("day", "week")]
    short, long = world.rng.choice([pair for pair in pairs if set(pair) <= rated.prices.keys()])
    number = world.rng.randint(3, 9 if short == "hour" else 7)
    words = words_of(world) | item_words(rated) | {"period": short, "periods": f"{short}s", "longer": long}
    values: dict[str, Amount] = {
        "rate": rated.prices[short],
        "rate2": rated.prices[long],
        "time": number,
    }
    saving = number * value_of(rated.prices[short]) - value_of(rated.prices[long])
    return Drawn(values, words) if saving > 0 else None


def _compared_for_several(world: World) -> Drawn | None:
    drawn = _compared(world)
    return Drawn({**drawn.values, "count": world.rng.randint(2, 5)}, drawn.words) if drawn else None


def _compared_over_days(world: World) -> Drawn | None:
    drawn = _compared_for_several(world)
    if drawn is None or drawn.words["period"] != "hour":
        return None
    return Drawn({**drawn.values, "days": world.rng.randint(2, 4)}, drawn.words)


def hour_and_day(world: World) -> list[Rated]:
    """Items with an hourly and a day rate."""
    return mains(world, "hour", "day")


_LONG_RATE = money("rate2", "price of one {item} per {longer}", "{item}")
_RATES = "At {place}, {an_item} costs {rate} per {period} or {rate2} per {longer}."
_SAVED = (
    "How much, in {pounds}, does {who} save by paying the {longer} rate instead of paying by the {period}?",
    "By how many {pounds} is it cheaper to pay the {longer} rate than to pay by the {period}?",
)

COMPARE = Entry(
    priced(
        "hire-compare",
        "The same hire at two rates of the price list (by the hour or day, by the day or week): what the"
        " longer rate saves.",
    ),
    {
        "easy": (
            Shape(
                "one",
                _compared,
                (RATE, _LONG_RATE, TIME),
                (HIRE, Step("saved", "hire - rate2", "The longer rate saves {cur}[].")),
                asks="how much the {longer} rate saves in {pounds}",
                unit="{pounds}",
                situations=(
                    f"{_RATES} {{who}} needs one for {{time}} {{periods}} within the same {{longer}}.",
                    "{who} needs {an_item} from {place} for {time} {periods} within the same {longer}."
                    " The prices are {rate} per {period} and {rate2} per {longer}.",
                ),
                questions=_SAVED,
                fits=Has(((two_rates, 1),)),
            ),
        ),
        "medium": (
            Shape(
                "several",
                _compared_for_several,
                (RATE, _LONG_RATE, COUNT, TIME),
                (
                    HIRE,
                    Step("each", "hire - rate2", "For one {item} the longer rate saves {cur}[]."),
                    Step("saved", "each * count", "For all the {items} it saves {cur}[]."),
                ),
                asks="how much the {longer} rate saves in {pounds}",
                unit="{pounds}",
                situations=(
                    f"{_RATES} {{who}} needs {{count}} {{items}} for {{time}} {{periods}} within the"
                    f" same {{longer}}.",
                    "{who} needs {count} {items} from {place} for {time} {periods} within the same"
                    " {longer}. The price of each {item} is {rate} per {period} or {rate2} per {longer}.",
                ),
                questions=(
                    "How much, in {pounds}, does {who} save altogether by paying the {longer} rate"
                    " instead of paying by the {period}?",
                    "For all the {items} together, by how many {pounds} is the {longer} rate cheaper"
                    " than paying by the {period}?",
                ),
                fits=Has(((two_rates, 1),)),
            ),
        ),
        "hard": (
            Shape(
                "over-days",
                _compared_over_days,
                (RATE, _LONG_RATE, COUNT, TIME, measure("days", "number of days", "days", "days")),
                (
                    Step("hire", "rate * time", "By the hour, one {item} costs {cur}[] for each day."),
                    Step("each", "hire - rate2", "The day rate saves {cur}[] of that."),
                    Step("day", "each * count", "For all the {items} it saves {cur}[] a day."),
                    Step("saved", "day * days", "Over all the days it saves {cur}[]."),
                ),
                asks="how much the day rate saves in {pounds}",
                unit="{pounds}",
                situations=(
                    f"{_RATES} {{who}} needs {{count}} {{items}} on each of {{days}} days, for {{time}}"
                    f" hours every time.",
                    "On each of {days} days, {who} needs {count} {items} from {place} for {time} hours."
                    " The price of each {item} is {rate} per hour or {rate2} per day.",
                ),
                questions=(
                    "How much, in {pounds}, does {who} save altogether by paying the day rate instead of"
                    " paying by the hour?",
                    "In total, by how many {pounds} is the day rate cheaper than paying by the hour?",
                ),
                fits=Has(((hour_and_day, 1),)),
            ),
        ),
    },
    place="the hire shop",
)


def _afford(world: World) -> Drawn | None:
    drawn = one_hire(world)
    if drawn is None:
        return None
    rate, number = number_of(drawn.values["rate"]), number_of(drawn.values["time"])
    budget = nice(world.rng, int(rate * number) + 1, int(rate * (number + 1)))
    values: dict[str, Amount] = {"rate": drawn.values["rate"], "budget": budget}
    return Drawn(values, drawn.words) if budget < rate * (number + 1) else None


def _afford_extra(world: World) -> Drawn | None:
    drawn = with_extra(world)
    if drawn is None:
        return None
    day, number = (
        number_of(drawn.values["rate"]) + number_of(drawn.values["extra"]),
        number_of(drawn.values["time"]),
    )
    budget = nice(world.rng, int(day * number) + 1, int(day * (number + 1)))
    values: dict[str, Amount] = {
        "rate": drawn.values["rate"],
        "extra": drawn.values["extra"],
        "budget": budget,
    }
    return Drawn(values, drawn.words) if budget < day * (number + 1) else None


def _left_over(world: World) -> Drawn | None:
    drawn = with_extra(world)
    if drawn is None:
        return None
    people = world.rng.randint(2, 4)
    day = people * (number_of(drawn.values["rate"]) + number_of(drawn.values["extra"]))
    budget = nice(world.rng, int(day * number_of(drawn.values["time"])) + 1, int(day * 5), 5)
    values: dict[str, Amount] = {
        "rate": drawn.values["rate"],
        "extra": drawn.values["extra"],
        "count": people,
        "budget": budget,
    }
    fair = 2 * day < budget < 6 * day and (budget - 1) % day > 2
    return Drawn(values, drawn.words) if fair else None


_BUDGET = money("budget", "money that {who} has", "has")
_DAY = Step("day", "rate + extra", "One day costs {cur}[].")

BUDGET = Entry(
    priced(
        "hire-budget",
        "What a sum of money is enough for at a rate of the price list: whole hours, days or weeks, or"
        " the money left over.",
    ),
    {
        "easy": (
            Shape(
                "periods",
                _afford,
                (RATE, _BUDGET),
                (Step("periods", "floor(budget / rate)", "That is enough for [] whole {periods}."),),
                asks="the greatest number of whole {periods}",
                unit="{periods}",
                situations=(
                    "At {place}, {an_item} costs {rate} per {period}. {who} has {budget} to spend on"
                    " hiring one.",
                    "{who} wants to hire {an_item} from {place} and has {budget} for it. The price is"
                    " {rate} per {period}.",
                ),
                questions=(
                    "For how many whole {periods} at most can {who} pay?",
                    "What is the greatest number of whole {periods} for which this is enough?",
                ),
                fits=Has(((mains, 1),)),
            ),
        ),
        "medium": (
            Shape(
                "days-with-extra",
                _afford_extra,
                (DAY_RATE, EXTRA, _BUDGET),
                (_DAY, Step("days", "floor(budget / day)", "That is enough for [] whole days.")),
                asks="the greatest number of whole days",
                unit="days",
                situations=(
                    "At {place}, {an_item} costs {rate} per day and {an_item2} costs {extra} per day."
                    " {who} has {budget} and wants to hire one of each for as many days as possible.",
                    "{who} wants to hire {an_item} together with {an_item2} from {place} and has"
                    " {budget} for it. The {item} costs {rate} per day, and the {item2} costs {extra}"
                    " per day.",
                ),
                questions=(
                    "For how many whole days at most can {who} pay?",
                    "What is the greatest number of whole days for which the money is enough?",
                ),
                fits=Has(((equipped, 1),)),
            ),
        ),
        "hard": (
            Shape(
                "left-over",
                _left_over,
                (DAY_RATE, EXTRA, COUNT, _BUDGET),
                (
                    Step("each", "rate + extra", "One {item} with one {item2} costs {cur}[] a day."),
                    Step("day", "each * count", "All of them cost {cur}[] a day."),
                    Step("days", "floor(budget / day)", "The money is enough for [] whole days."),
                    Step("spent", "day * days", "These cost {cur}[]."),
                    Step("left", "budget - spent", "That leaves {cur}[]."),
                ),
                asks="the money left over in {pounds}",
                unit="{pounds}",
                situations=(
                    "At {place}, {an_item} costs {rate} per day and {an_item2} costs {extra} per day."
                    " {who} has {budget} and hires {count} {items}, each with one {item2}, for as many"
                    " whole days as the money allows.",
                    "{who} has {budget} to spend at {place}. {She} hires {count} {items} and takes one"
                    " {item2} with each of them, for the greatest possible number of whole days. Per"
                    " day, {an_item} costs {rate} and {an_item2} costs {extra}.",
                ),
                questions=(
                    "How much money, in {pounds}, does {who} have left?",
                    "How many {pounds} are left over?",
                ),
                fits=Has(((equipped, 1),)),
            ),
        ),
    },
    place="the hire shop",
)

FAMILIES = (COMPARE, BUDGET)
