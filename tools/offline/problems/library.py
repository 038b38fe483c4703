"""The bank of word problems: its families, read from `families.yaml`, and the draw.

A draw is a pure function of family, level, generator, place and prices. It knows no model.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor
from pathlib import Path
from typing import Any

import yaml

from seedbed.tools.offline.problems.price import (
    CURRENCIES,
    Price,
    PriceKind,
    Rated,
    by_item,
    usable,
    value_of,
)
from seedbed.tools.offline.problems.problem import LEVELS, Problem, ProblemFault, Quantity
from seedbed.tools.offline.problems.shape import (
    Amount,
    Family,
    Operand,
    Shape,
    Step,
    amount_text,
    grouped,
    run,
    sentence,
    shown_text,
    with_capitals,
)
from seedbed.tools.offline.problems.sorts import PERIODS, of_sort, words_for
from seedbed.tools.verification.numbers.expression import term, worked

_HERE = Path(__file__).resolve().parent
TRIES = 400
"""Draws after which numbers that come out nicely are given up; most shapes need one to three."""
_LONGEST = {"hour": 6, "day": 6, "week": 3}
"""Most periods that one hire lasts."""
_PEOPLE: tuple[tuple[str, str, str], ...] = (
    (
        "Amira Bettina Carmen Dalia Elif Freya Greta Hanna Imani Kira Leila Maren Nadia Priya Rosa Zita",
        "she",
        "her",
    ),
    (
        "Anton Bilal Chidi Dario Emil Farid Hugo Idris Jonas Kofi Luca Mateo Nils Omar Pavel Tomas",
        "he",
        "his",
    ),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Families that belong together, for a table of contents."""

    id: str
    name: str
    families: tuple[Family, ...]


@lru_cache(maxsize=1)
def subjects() -> tuple[Subject, ...]:
    """All families under their subjects."""
    every = tuple(_families())
    hire = tuple(family for family in every if family.name != "shopping")
    shopping = tuple(family for family in every if family.name == "shopping")
    return (
        Subject("prices", "Hire and tickets by a price list", hire),
        Subject("money", "Money and shopping", shopping),
    )


def families() -> tuple[Family, ...]:
    """All families, in the order of the list."""
    return tuple(family for subject in subjects() for family in subject.families)


def fits(family: str, level: str, prices: Sequence[Price] = ()) -> bool:
    """Whether a draw with these prices can work; without any, a made-up list has them.

    Raises:
        ProblemFault: no such family or level.
    """
    shapes = _shapes(_family(family), level)
    return not prices or any(_about(shape, _rated(tuple(prices))) for shape in shapes)


def draw(
    family: str, level: str, rng: random.Random, place: str = "", prices: Sequence[Price] = ()
) -> Problem:
    """One problem of a family at a level, about `prices` at `place`, or about a made-up price list.

    Raises:
        ProblemFault: no such family or level, or the prices lack what the family needs.
    """
    chosen = _family(family)
    shapes = _shapes(chosen, level)
    lists = [(place or chosen.place, _rated(tuple(prices)))] if prices else list(_made_up())
    fitting = [(where, rated, shape) for where, rated in lists for shape in shapes if _about(shape, rated)]
    if not fitting:
        raise ProblemFault(
            f"the price list has nothing that the family {family!r} at level {level!r} could be about",
            next_step="choose another family or give more items",
        )
    where, rated, shape = rng.choice(fitting)
    for _ in range(TRIES):
        problem = _drawn(family, level, shape, rng, where, rated)
        if problem is not None:
            return problem
    raise ProblemFault(
        f"no nice numbers for {family!r} ({shape.name}) in {TRIES} draws",
        next_step="choose another family or other prices",
    )


def shape_of(program: str) -> Shape | None:
    """The shape with the program name `family/level/shape`."""
    every = ((family.name, level, shapes) for family in families() for level, shapes in family.shapes.items())
    named = ((f"{name}/{level}/{shape.name}", shape) for name, level, shapes in every for shape in shapes)
    return next((shape for name, shape in named if name == program), None)


# the files ------------------------------------------------------------------------------------------------


def _families() -> Iterator[Family]:
    read = yaml.safe_load((_HERE / "families.yaml").read_text(encoding="utf-8"))
    operands = {name: _operand(name, said) for name, said in read["operands"].items()}
    for name, said in read["families"].items():
        shapes: dict[str, tuple[Shape, ...]] = {
            level: tuple(_shape(one, of, operands) for one, of in said[level].items()) for level in LEVELS
        }
        yield Family(name, said["about"], shapes, said.get("place", "the hire shop"))


def _operand(name: str, said: Mapping[str, Any]) -> Operand:
    thing, _, kind = said.get("from", "").partition(" ")
    unit = said.get("unit", "{pounds}" if said["form"] == "money" else "")
    return Operand(name, said["words"], said["noun"], said["form"], unit, (thing, kind) if kind else None)


def _shape(name: str, said: Mapping[str, Any], operands: Mapping[str, Operand]) -> Shape:
    then = f" {said['then']}" if "then" in said else ""
    return Shape(
        name,
        said["of"],
        said.get("period", ""),
        said.get("short", ""),
        said["numbers"],
        tuple(operands[one] for one in said["operands"]),
        tuple(Step(*one) for one in said["steps"]),
        said["asks"],
        said.get("unit", "{pounds}"),
        tuple(f"{one}{then}" for one in said["situations"]),
        tuple(said["questions"]),
    )


@lru_cache(maxsize=1)
def _made_up() -> tuple[tuple[str, tuple[Rated, ...]], ...]:
    read = yaml.safe_load((_HERE / "price_lists.yaml").read_text(encoding="utf-8"))
    return tuple((one["place"], tuple(_listed(one["prices"]))) for one in read)


def _listed(prices: Mapping[str, Mapping[str, float]]) -> Iterator[Rated]:
    found = [
        Price(item, unit, f"{amount:.2f}".removesuffix(".00"), "%" if "discount" in unit else "£")
        for item, amounts in prices.items()
        for unit, amount in amounts.items()
    ]
    # A made-up price has no source: the problem isn't to cite it.
    yield from by_item(tuple(found))


def _family(name: str) -> Family:
    known = {family.name: family for family in families()}
    if name not in known:
        near = get_close_matches(name, known, n=1)
        raise ProblemFault(
            f"there is no problem family {name!r}",
            next_step=f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}",
        )
    return known[name]


def _shapes(family: Family, level: str) -> tuple[Shape, ...]:
    if level not in family.shapes:
        raise ProblemFault(f"there is no level {level!r}", next_step=f"known: {', '.join(LEVELS)}")
    return family.shapes[level]


# the draw -------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _rated(prices: tuple[Price, ...]) -> tuple[Rated, ...]:
    """The usable prices by item, in one currency."""
    good = [price for price in prices if usable(price)]
    currency = next((price.currency for price in good if price.currency != "%"), "£")
    return by_item(tuple(price for price in good if price.currency in ("%", currency)))


def _about(shape: Shape, rated: Sequence[Rated], chosen: Mapping[str, Rated] | None = None) -> bool:
    """Whether the list has something of each sort that a shape is about."""
    chosen = chosen or {}
    if len(chosen) == len(shape.of):
        return True
    name, sort = list(shape.of.items())[len(chosen)]
    return any(_about(shape, rated, {**chosen, name: one}) for one in of_sort(sort, rated, chosen))


def _drawn(
    family: str, level: str, shape: Shape, rng: random.Random, place: str, rated: Sequence[Rated]
) -> Problem | None:
    """The problem; None if the numbers came out badly."""
    chosen: dict[str, Rated] = {}
    for name, sort in shape.of.items():
        options = of_sort(sort, rated, chosen)
        if not options:
            return None
        chosen[name] = rng.choice(options)
    periods = _periods(shape, rng, chosen)
    amounts: dict[str, Amount] = {}
    for operand in shape.operands:
        if operand.price is not None:
            kind: Any = periods.get(operand.price[1], operand.price[1])
            amounts[operand.name] = chosen[operand.price[0]].prices[kind]
    for name, bounds in shape.numbers.items():
        number = _number(rng, bounds, amounts, chosen, periods)
        if number is None:
            return None
        amounts[name] = number
    return _problem(family, level, shape, rng, place, chosen, periods, amounts)


def _periods(shape: Shape, rng: random.Random, chosen: Mapping[str, Rated]) -> dict[str, PriceKind]:
    """`period`, and `longer` where two rates are compared."""
    if shape.period not in ("any", "pair"):
        return {"period": "day"}
    there = chosen["item"].prices
    if shape.period == "any":
        return {"period": rng.choice([period for period in PERIODS if period in there])}
    pairs = [pair for pair in pairwise(PERIODS) if {*pair} <= there.keys()]
    short, longer = rng.choice([pair for pair in pairs if shape.short in ("", pair[0])])
    return {"period": short, "longer": longer}


def _number(
    rng: random.Random,
    bounds: Any,
    amounts: Mapping[str, Amount],
    chosen: Mapping[str, Rated],
    periods: Mapping[str, PriceKind],
) -> int | None:
    if bounds == "length":
        return _length(rng, chosen["item"], periods["period"])
    values = {name: term(_value(amount)) for name, amount in amounts.items()}
    low, high = (worked(str(bound), values).value for bound in bounds[:2])
    step = bounds[2] if len(bounds) > 2 else 1
    least, most = ceil(low / step), floor(high / step)
    return step * rng.randint(least, most) if least <= most else None


def _length(rng: random.Random, rated: Rated, period: PriceKind) -> int | None:
    """A number of periods for which nobody would take the next longer rate; None when there is none."""
    rate = value_of(rated.prices[period])
    longer = PERIODS[PERIODS.index(period) + 1 :]
    limit = next((value_of(rated.prices[other]) for other in longer if other in rated.prices), None)
    most = _LONGEST[period] if limit is None else min(_LONGEST[period], int((limit - 1) / rate))
    return rng.randint(2, most) if most >= 2 else None


def _value(amount: Amount) -> Fraction:
    return value_of(amount) if isinstance(amount, Price) else Fraction(amount)


def _problem(
    family: str,
    level: str,
    shape: Shape,
    rng: random.Random,
    place: str,
    chosen: Mapping[str, Rated],
    periods: Mapping[str, PriceKind],
    amounts: Mapping[str, Amount],
) -> Problem | None:
    """None if operands or answer are alike, a result isn't above zero in whole pence, or the answer is 1."""
    used = {operand.name: amounts[operand.name] for operand in shape.operands}
    inputs = {name: amount_text(amount).replace(",", "") for name, amount in used.items()}
    values = {Fraction(text) for text in inputs.values()}
    ran = run(shape, inputs)
    whole = all((result * 100).denominator == 1 for result in ran.results)
    if len(values) < len(inputs) or not whole or ran.answer in (1, *values) or min(ran.results) <= 0:
        return None
    prices = tuple(amount for amount in used.values() if isinstance(amount, Price))
    currency = next((price.currency for price in prices if price.currency != "%"), "£")
    words = _words(rng, place, currency, chosen, periods)
    shown = {operand.name: shown_text(operand, inputs[operand.name], currency) for operand in shape.operands}
    words = with_capitals({**words, **shown})
    unit = sentence(shape.unit, words)
    situation, question = rng.choice(shape.situations), rng.choice(shape.questions)
    return Problem(
        family=family,
        level=level,
        program=f"{family}/{level}/{shape.name}",
        quantities=tuple(
            Quantity(
                name=sentence(operand.words, words),
                value=grouped(inputs[operand.name]),
                unit=sentence(operand.unit, words),
                noun=sentence(operand.noun, words),
            )
            for operand in shape.operands
        ),
        expression=ran.expression,
        answer=amount_text(ran.answer, "money" if unit == words["pounds"] else "count"),
        answer_unit=unit,
        asks=sentence(shape.asks, words),
        steps=tuple(
            (sentence(step.words, words), calculation)
            for step, calculation in zip(shape.steps, ran.calculations, strict=True)
        ),
        text=f"{sentence(situation, words)} {sentence(question, words)}",
        inputs=inputs,
        prices=prices,
    )


def _words(
    rng: random.Random,
    place: str,
    currency: str,
    chosen: Mapping[str, Rated],
    periods: Mapping[str, PriceKind],
) -> dict[str, str]:
    names, she, her = rng.choice(_PEOPLE)
    who = rng.choice(names.split())
    pounds, pence = CURRENCIES[currency]
    words = {"who": who, "she": she, "her": her, "place": place, "cur": currency}
    words |= {"pounds": pounds, "pence": pence, "periods": f"{periods['period']}s", **periods}
    return words | words_for(chosen, who)
