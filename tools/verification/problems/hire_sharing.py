"""A family about sharing the price of a hire, from a price list: hire-shared."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import number_of
from seedbed.tools.verification.problems.hires import (
    ALL,
    COUNT,
    DAY_RATE,
    DAYS,
    EXTRA,
    HIRE,
    ONE_HIRE,
    RATE,
    SEVERAL,
    SEVERAL_WITH_EXTRA,
    TIME,
    WITH_EXTRA,
    Has,
    equipped,
    mains,
    one_hire,
    priced,
    several_hires,
    with_extra,
)
from seedbed.tools.verification.problems.shape import (
    Amount,
    Drawn,
    Entry,
    Shape,
    Step,
    World,
    count,
)


def _split(drawn: Drawn | None, world: World, names: tuple[str, ...]) -> Drawn | None:
    if drawn is None:
        return None
    number = int(number_of(drawn.values.get("count", 1)))
    people = world.rng.randint(number + 1, 2 * number + 1)
    cost = Fraction(1)
    for name in names:
        cost *= number_of(drawn.values[name])
    share = cost / people * 100
    return (
        Drawn({**drawn.values, "people": people}, drawn.words)
        if share.denominator == 1 and share % 5 == 0
        else None
    )


def _one_shared(world: World) -> Drawn | None:
    return _split(one_hire(world), world, ("rate", "time"))


def _several_shared(world: World) -> Drawn | None:
    return _split(several_hires(world), world, ("rate", "time", "count"))


def _extras_shared(world: World) -> Drawn | None:
    drawn = with_extra(world)
    if drawn is None:
        return None
    each = number_of(drawn.values["rate"]) + number_of(drawn.values["extra"])
    number = world.rng.randint(2, 4)
    people = world.rng.randint(number + 1, 2 * number + 1)
    share = each * number * number_of(drawn.values["time"]) / people * 100
    values: dict[str, Amount] = {**drawn.values, "count": number, "people": people}
    return Drawn(values, drawn.words) if share.denominator == 1 and share % 5 == 0 else None


_PEOPLE = count("people", "number of people who share the price", "people")
_IN_TURN = " The {item} is used in turn by {people} people, who share the price equally."
_SPLIT = " The {items} are used in turn by a group of {people} people, who share the total price equally."
_EACH = (
    "How much, in {pounds}, does each person pay?",
    "What is the share of each person in {pounds}?",
)

SHARED = Entry(
    priced(
        "hire-shared",
        "Hire at a rate of the price list, the price shared equally by a group: what each person pays.",
    ),
    {
        "easy": (
            Shape(
                "one",
                _one_shared,
                (RATE, TIME, _PEOPLE),
                (HIRE, Step("share", "hire / people", "Each person pays {cur}[].")),
                asks="the share of each person in {pounds}",
                unit="{pounds}",
                situations=tuple(f"{text}{_IN_TURN}" for text in ONE_HIRE),
                questions=_EACH,
                fits=Has(((mains, 1),)),
            ),
        ),
        "medium": (
            Shape(
                "several",
                _several_shared,
                (RATE, COUNT, TIME, _PEOPLE),
                (HIRE, ALL, Step("share", "full / people", "Each person pays {cur}[].")),
                asks="the share of each person in {pounds}",
                unit="{pounds}",
                situations=tuple(f"{text}{_SPLIT}" for text in SEVERAL),
                questions=_EACH,
                fits=Has(((mains, 1),)),
            ),
        ),
        "hard": (
            Shape(
                "extras",
                _extras_shared,
                (DAY_RATE, EXTRA, COUNT, DAYS, _PEOPLE),
                (*WITH_EXTRA, Step("share", "hire / people", "Each person pays {cur}[].")),
                asks="the share of each person in {pounds}",
                unit="{pounds}",
                situations=tuple(f"{text}{_SPLIT}" for text in SEVERAL_WITH_EXTRA),
                questions=_EACH,
                fits=Has(((equipped, 1),)),
            ),
        ),
    },
    place="the hire shop",
)

FAMILIES = (SHARED,)
