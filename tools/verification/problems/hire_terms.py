"""Families about the terms of a hire, from a price list: hire-discount, hire-fee."""

from collections.abc import Callable
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
    PAYS,
    RATE,
    SEVERAL,
    SEVERAL_WITH_EXTRA,
    TIME,
    WITH_EXTRA,
    Has,
    discounts,
    equipped,
    equipped_payable,
    fees,
    mains,
    one_hire,
    payable,
    priced,
    several_hires,
    suits,
    with_extra,
)
from seedbed.tools.verification.problems.inflection import article, singular
from seedbed.tools.verification.problems.price import Rated, value_of
from seedbed.tools.verification.problems.shape import (
    Drawn,
    Entry,
    Shape,
    Step,
    World,
    money,
    percent,
)

_HOLDINGS = ("plan", "membership", "card", "pass", "scheme", "voucher", "subscription")


def _granted(who: str, item: str) -> str:
    """The words before «18% off the hire price»."""
    if item.split()[-1].lower() in _HOLDINGS:
        return f"{who} has the {item}, which takes"
    name = item if item.lower().endswith(("discount", "reduction")) else f"{item} discount"
    return f"The {name} applies and takes"


def _with_discount(world: World, base: Callable[[World], Drawn | None]) -> Drawn | None:
    drawn = base(world)
    if drawn is None:
        return None
    rated = world.rng.choice(discounts(world))
    cut = rated.prices["discount"]
    hire = Fraction(1)
    for name in ("rate", "time", "count"):
        hire *= number_of(drawn.values.get(name, 1))
    words = {**drawn.words, "granted": _granted(drawn.words["who"], rated.item)}
    whole_pence = (hire * value_of(cut)).denominator == 1
    return Drawn({**drawn.values, "cut": cut}, words) if whole_pence else None


def _one_cheaper(world: World) -> Drawn | None:
    return _with_discount(world, one_hire)


def _several_cheaper(world: World) -> Drawn | None:
    return _with_discount(world, several_hires)


def _each_with_extra(world: World) -> Drawn | None:
    drawn = with_extra(world)
    return Drawn({**drawn.values, "count": world.rng.randint(2, 4)}, drawn.words) if drawn else None


def _extra_in_full(world: World) -> Drawn | None:
    return _with_discount(world, _each_with_extra)


_CUT = percent("cut", "discount on the hire price", "off")
_RULE = " {granted} {cut} off the hire price."

REDUCED = Entry(
    priced(
        "hire-discount",
        "Hire at a rate and a percentage discount from the price list; in hard ones accessories without"
        " discount.",
    ),
    {
        "easy": (
            Shape(
                "one",
                _one_cheaper,
                (RATE, TIME, _CUT),
                (
                    HIRE,
                    Step("off", "hire * cut / 100", "The discount is {cur}[]."),
                    Step("pay", "hire - off", "That leaves {cur}[]."),
                ),
                asks="the price with the discount in {pounds}",
                unit="{pounds}",
                situations=tuple(f"{text}{_RULE}" for text in ONE_HIRE),
                questions=(
                    "How much, in {pounds}, does {who} pay with the discount?",
                    "What is the price of the hire in {pounds} after the discount?",
                ),
                fits=Has(((mains, 1), (discounts, 1))),
            ),
        ),
        "medium": (
            Shape(
                "several",
                _several_cheaper,
                (RATE, COUNT, TIME, _CUT),
                (
                    HIRE,
                    ALL,
                    Step("off", "full * cut / 100", "The discount is {cur}[]."),
                    Step("pay", "full - off", "That leaves {cur}[]."),
                ),
                asks="the price with the discount in {pounds}",
                unit="{pounds}",
                situations=tuple(f"{text}{_RULE}" for text in SEVERAL),
                questions=(
                    "How much, in {pounds}, does {who} pay altogether with the discount?",
                    "What is the total price in {pounds} after the discount?",
                ),
                fits=Has(((mains, 1), (discounts, 1))),
            ),
        ),
        "hard": (
            Shape(
                "extras-in-full",
                _extra_in_full,
                (DAY_RATE, EXTRA, COUNT, DAYS, _CUT),
                (
                    Step("full", "count * rate * time", "The hire of the {items} costs {cur}[]."),
                    Step("off", "full * cut / 100", "The discount on it is {cur}[]."),
                    Step("hire", "full - off", "That leaves {cur}[]."),
                    Step("extras", "count * extra * time", "The {items2} cost {cur}[]."),
                    Step("pay", "hire + extras", "Together that is {cur}[]."),
                ),
                asks="the total price with the discount in {pounds}",
                unit="{pounds}",
                situations=(
                    "At {place}, {an_item} costs {rate} per day and {an_item2} costs {extra} per day."
                    " {who} hires {count} {items}, each with one {item2}, for {time} days. {granted}"
                    " {cut} off the price of the {items} but nothing off the {items2}.",
                    "{who} hires {count} {items} from {place} for {time} days and takes one {item2} with"
                    " each of them. Per day, {an_item} costs {rate} and {an_item2} costs {extra}."
                    " {granted} {cut} off the price of the {items}, while the {items2} are charged in"
                    " full.",
                ),
                questions=(
                    "How much, in {pounds}, does {who} pay altogether?",
                    "What is the total price of {items} and {items2} in {pounds}?",
                ),
                fits=Has(((equipped, 1), (discounts, 1))),
            ),
        ),
    },
    place="the hire shop",
)


_CHARGES = ("fee", "charge", "surcharge", "supplement")
_PLACES = ("zone", "area", "district", "region", "island")
_UNCOUNTED = (
    "assembly",
    "breakage",
    "collection",
    "damage",
    "delivery",
    "fuel",
    "insurance",
    "loss",
    "storage",
    "theft",
    "transport",
)
_DETERMINED = ("a", "an", "the", "each", "every", "any", "one")


def _fee_words(rated: Rated) -> dict[str, str]:
    """The words around the amount: «a cleaning fee» of £14 « for a heavily soiled bike»."""
    if rated.item.lower().endswith(_CHARGES):
        return {"a_fee": f"{article(rated.item)} {rated.item}", "for_what": ""}
    unit = " ".join(rated.prices["fee"].unit.lower().split())
    name = unit if unit.endswith(_CHARGES) and len(unit.split()) <= 3 else "fee"
    return {"a_fee": f"{article(name)} {name}", "for_what": f" for {_with_article(rated.item)}"}


def _with_article(item: str) -> str:
    """An item as a sentence names it: «a puncture», «the town zone», «cleaning», «broken lights»."""
    first, last = item.split()[0].lower(), item.split()[-1].lower()
    if first in _DETERMINED or last.endswith("ing") or last in _UNCOUNTED or singular(item) != item:
        return item
    return f"the {item}" if last in _PLACES else f"{article(item)} {item}"


def _with_fee(world: World, base: Callable[[World], Drawn | None]) -> Drawn | None:
    drawn = base(world)
    if drawn is None:
        return None
    fitting = [fee for fee in fees(world) if suits(fee.item, drawn.words["item"])]
    if not fitting:
        return None
    rated = world.rng.choice(fitting)
    words = {**drawn.words, **_fee_words(rated)}
    return Drawn({**drawn.values, "fee": rated.prices["fee"]}, words)


def _one_and_fee(world: World) -> Drawn | None:
    return _with_fee(world, one_hire)


def _several_and_fee(world: World) -> Drawn | None:
    return _with_fee(world, several_hires)


def _extras_and_fee(world: World) -> Drawn | None:
    return _with_fee(world, _each_with_extra)


_FEE = money("fee", "fee added to the bill", "added")
_ADDED = " In addition, {a_fee} of {fee}{for_what} has to be paid."

FEE = Entry(
    priced(
        "hire-fee",
        "Hire at a rate and one fixed fee or charge, both from the price list: the whole bill.",
    ),
    {
        "easy": (
            Shape(
                "one",
                _one_and_fee,
                (RATE, TIME, _FEE),
                (HIRE, Step("bill", "hire + fee", "With the fee the bill is {cur}[].")),
                asks="the whole bill in {pounds}",
                unit="{pounds}",
                situations=tuple(f"{text}{_ADDED}" for text in ONE_HIRE),
                questions=PAYS,
                fits=Has(((payable, 1),)),
            ),
        ),
        "medium": (
            Shape(
                "several",
                _several_and_fee,
                (RATE, COUNT, TIME, _FEE),
                (HIRE, ALL, Step("bill", "full + fee", "With the fee the bill is {cur}[].")),
                asks="the whole bill in {pounds}",
                unit="{pounds}",
                situations=tuple(f"{text}{_ADDED}" for text in SEVERAL),
                questions=PAYS,
                fits=Has(((payable, 1),)),
            ),
        ),
        "hard": (
            Shape(
                "extras",
                _extras_and_fee,
                (DAY_RATE, EXTRA, COUNT, DAYS, _FEE),
                (*WITH_EXTRA, Step("bill", "hire + fee", "With the fee the bill is {cur}[].")),
                asks="the whole bill in {pounds}",
                unit="{pounds}",
                situations=tuple(f"{text}{_ADDED}" for text in SEVERAL_WITH_EXTRA),
                questions=PAYS,
                fits=Has(((equipped_payable, 1),)),
            ),
        ),
    },
    place="the hire shop",
)

FAMILIES = (REDUCED, FEE)
