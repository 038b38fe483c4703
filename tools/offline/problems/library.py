"""The bank of word problems: its families (`families.yaml`) and the draw, a pure function of family, level,
generator and prices. Every number that a sentence shows is an operand, so text and expression can't drift
apart."""

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from pathlib import Path
from typing import Any

import yaml

from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import meant
from seedbed.memory.spec import Frozen
from seedbed.tools.checks.figures import figures
from seedbed.tools.offline.problems.inflection import article, plural
from seedbed.tools.offline.problems.price import CURRENCIES, PERIODS, Price, by_item, value_of
from seedbed.tools.verification.calculator import calculate, equal, format_value

LEVELS = ("easy", "medium", "hard")
TRIES = 400
"""Draws after which numbers that come out nicely are given up; most shapes need one to three."""
_HERE = Path(__file__).resolve().parent
_LONGEST = {"hour": 6, "day": 6, "week": 3}
"""Most periods that one hire lasts."""
_PEOPLE = (
    ("she", "her", "Amira Bettina Carmen Dalia Elif Freya Greta Hanna Imani Kira Leila Maren Nadia Priya"),
    ("he", "his", "Anton Bilal Chidi Dario Emil Farid Hugo Idris Jonas Kofi Luca Mateo Nils Omar Pavel"),
)
_POWERED = re.compile(r"\be-|electric|batter|charger|motor", re.IGNORECASE)
_RESULT = re.compile(r"(\{cur\}|)\[\]")
List = Mapping[str, Mapping[str, Price]]
"""Item → kind → price."""
Sorts = Mapping[str, list[str]]
"""Sort → items."""


class ProblemFault(UserFault):
    """A family, a level or a price list from which no problem can be made."""


class Shape(Frozen):
    """One problem program with its wording, as `families.yaml` has it."""

    name: str
    of: dict[str, str]
    """What it is about: name → sort."""
    numbers: dict[str, Any] = {}
    operands: tuple[str, ...]
    """The numbers of the text, each of them in every situation once."""
    steps: tuple[tuple[str, str, str], ...]
    """Name, formula over operands and earlier steps, words with `[]` for the calculation; the last is the
    answer."""
    situations: tuple[str, ...]
    then: str = ""
    """What follows every situation."""
    questions: tuple[str, ...]
    """Each asks for the last step and names its unit; any goes with any situation."""
    unit: str = "{pounds}"
    period: str = "day"
    """`any`: hour, day or week, as the list has it."""


class Family(Frozen):
    """A kind of problem: its shapes by level, all of which it has."""

    name: str
    gloss: str
    """What is inside, and what isn't."""
    place: str
    """Where it plays when prices are given."""
    shapes: dict[str, tuple[Shape, ...]]


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem with everything needed to solve and re-check it."""

    program: str
    """`family/level/shape`: the program that computes it from `inputs`."""
    inputs: Mapping[str, str]
    """Operands by name, in the order of the program; their values are exactly the numbers of the text."""
    expression: str
    """The answer over the numbers of the text."""
    answer: str
    """Canonical: `24`, `4.5`; money with two decimals or none."""
    answer_unit: str
    solution: str
    """A line a step, with calculator annotations `<<48/2=24>>`; the last one comes to the answer."""
    text: str
    """Complete, ends with the question."""
    prices: tuple[Price, ...]
    """Those of its operands that stand in a price list."""


def faults(problem: Problem, text: str) -> tuple[str, ...]:
    """What is wrong with a problem told as `text`, in words; empty when its answer holds.

    The numbers of the text must be exactly the inputs, and the expression must come to the answer."""
    found = []
    if not equal(calculate(problem.expression), calculate(problem.answer)):
        found.append(f"{problem.expression} is not {problem.answer}")
    told = Counter(value for one in figures(text, "en") for value in one.values)
    if told != Counter(map(calculate, problem.inputs.values())):
        found.append("the numbers of the text are not the inputs")
    return tuple(found)


# the files ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _read(name: str) -> Any:
    return yaml.load((_HERE / name).read_text(encoding="utf-8"), yaml.CSafeLoader)


@lru_cache(maxsize=1)
def families() -> tuple[Family, ...]:
    """All families, in the order of the file."""
    found = []
    for name, said in _read("families.yaml")["families"].items():
        levels = ((level, said[level].items()) for level in LEVELS)
        shapes = {level: tuple(Shape(name=one, **fields) for one, fields in some) for level, some in levels}
        place = said.get("place", "the hire shop")
        found.append(Family(name=name, gloss=said["about"], place=place, shapes=shapes))
    return tuple(found)


@lru_cache(maxsize=1)
def _made_up() -> tuple[tuple[str, List], ...]:
    """Places with price lists; their prices have no source, so a problem isn't to cite them."""
    found = []
    for one in _read("price_lists.yaml"):
        prices = (
            Price(item, unit, _money(Fraction(str(amount))), "%" if "discount" in unit else "£")
            for item, amounts in one["prices"].items()
            for unit, amount in amounts.items()
        )
        found.append((one["place"], by_item(tuple(prices))))
    return tuple(found)


def shapes_of(family: str, level: str) -> tuple[Family, tuple[Shape, ...]]:
    """A family and its shapes of a level. Raises ProblemFault: there is no such family or level."""
    known = {one.name: one for one in families()}
    if family not in known:
        raise ProblemFault(f"there is no problem family {family!r}", next_step=meant(family, list(known)))
    if level not in LEVELS:
        raise ProblemFault(f"there is no level {level!r}", next_step=f"known: {', '.join(LEVELS)}")
    return known[family], known[family].shapes[level]


# the draw -------------------------------------------------------------------------------------------------


def family_of(leaf: str) -> str:
    """The problem family of a leaf: the last part of its id."""
    return leaf.rsplit(".", 1)[-1]


def fits(family: str, level: str, prices: Sequence[Price] = ()) -> bool:
    """Whether a draw with these prices can work; without any, a made-up list has them. Raises ProblemFault:
    no such family or level."""
    _, shapes = shapes_of(family, level)
    sorts = _sorts(by_item(tuple(prices)))
    return not prices or any(_about(shape, sorts) for shape in shapes)


def draw(family: str, level: str, rng: random.Random, prices: Sequence[Price] = ()) -> Problem:
    """One problem of a family at a level, about `prices`, or where they lack what it needs about a made-up
    price list. Raises ProblemFault: no such family or level, or no nice numbers."""
    chosen, shapes = shapes_of(family, level)
    own = prices and fits(family, level, prices)
    lists = [(chosen.place, by_item(tuple(prices)))] if own else _made_up()
    sorted_ = [(where, listed, _sorts(listed)) for where, listed in lists]
    fitting = [(*one, shape) for one in sorted_ for shape in shapes if _about(shape, one[2])]
    where, listed, sorts, shape = rng.choice(fitting)
    for _ in range(TRIES):
        if problem := _drawn(f"{family}/{level}/{shape.name}", shape, rng, where, listed, sorts):
            return problem
    said = f"no nice numbers for {family!r} ({shape.name}) in {TRIES} draws"
    raise ProblemFault(said, next_step="choose another family or other prices")


def _sorts(listed: List) -> dict[str, list[str]]:
    """Sort → the items of a list that are of it; what has a price by the day alone is an extra."""
    periods = {item: prices.keys() & {*PERIODS} for item, prices in listed.items()}
    single = dict.fromkeys(one for one in listed if periods[one] == {"day"} and "deposit" not in listed[one])
    hired = [item for item in listed if periods[item] and item not in single]
    main = hired or [*single]
    return {
        "main": main,
        "daily": [item for item in main if "day" in periods[item]],
        "deposit": [item for item in main if "deposit" in listed[item]],
        "daily deposit": [item for item in main if {"day", "deposit"} <= listed[item].keys()],
        "extra": [*single] if hired else [],
        # not a discount for groups, whose size a price list leaves open
        "discount": [item for item in listed if "discount" in listed[item] and "group" not in item.lower()],
        "outing": [item for item in listed if {"adult", "child"} <= listed[item].keys()],
        "goods": [item for item in listed if "each" in listed[item]],
    }


def _left(sort: str, sorts: Sorts, chosen: Mapping[str, str]) -> list[str]:
    """The items of a sort that aren't chosen yet; of the extras those that suit what is."""
    taken, item = {*chosen.values()}, chosen.get("item", "")
    return [one for one in sorts[sort] if one not in taken and (sort != "extra" or _suits(one, item))]


def _suits(extra: str, item: str) -> bool:
    """No battery without a motor, no child seat on a child's bike."""
    powered = not _POWERED.search(extra) or bool(_POWERED.search(item))
    return powered and not ("child" in item.lower() and "child" in extra.lower())


def _about(shape: Shape, sorts: Sorts, chosen: Mapping[str, str] | None = None) -> bool:
    """Whether a list has something of each sort that a shape is about. `sorts`: its items."""
    chosen = chosen or {}
    if len(chosen) == len(shape.of):
        return True
    if not all(sorts[sort] for sort in shape.of.values()):
        return False
    name, sort = list(shape.of.items())[len(chosen)]
    return any(_about(shape, sorts, {**chosen, name: one}) for one in _left(sort, sorts, chosen))


def _drawn(
    program: str, shape: Shape, rng: random.Random, place: str, listed: List, sorts: Sorts
) -> Problem | None:
    """The problem; None if the numbers came out badly: two alike, no whole pence, an answer of 1."""
    chosen: dict[str, str] = {}
    for name, sort in shape.of.items():
        if not (options := _left(sort, sorts, chosen)):
            return None
        chosen[name] = rng.choice(options)
    first = listed[next(iter(chosen.values()))]
    period = rng.choice([one for one in PERIODS if one in first]) if shape.period == "any" else "day"
    prices: dict[str, Price] = {}
    for name in shape.operands:
        if name in _read("families.yaml")["prices"]:
            thing, kind = _read("families.yaml")["prices"][name].split()
            prices[name] = listed[chosen[thing]][period if kind == "period" else kind]
    values = {name: price.amount.replace(",", "") for name, price in prices.items()}
    for name, bounds in shape.numbers.items():
        number = _length(rng, first, period) if bounds == "length" else _number(rng, bounds, values)
        if number is None:
            return None
        values[name] = str(number)
    inputs = {name: values[name] for name in shape.operands}
    currency = next((price.currency for price in prices.values() if price.currency != "%"), "£")
    words = _words(rng, place, currency, period, chosen)
    words |= {name: _shown(name, text, prices.get(name), currency) for name, text in inputs.items()}
    words = {name[0].upper() + name[1:]: word[:1].upper() + word[1:] for name, word in words.items()} | words
    known, inlined, lines = dict(inputs), dict(inputs), []
    for name, formula, said in shape.steps:
        calculation = _filled(formula, known)
        result = calculate(calculation)
        if result <= 0 or (result * 100).denominator != 1:
            return None
        known[name] = _money(result) if "{cur}[]" in said else format_value(result)
        inlined[name] = f"({_filled(formula, inlined)})"
        annotated = f"<<{calculation.replace(' ', '')}={known[name]}>>{known[name]}"
        lines.append(_RESULT.sub(rf"{calculation} = \1{annotated}", said))
    answer, numbers = calculate(known[name]), [Fraction(text) for text in inputs.values()]
    if len({*numbers}) < len(numbers) or answer in (1, *numbers):
        return None
    text = (rng.choice(shape.situations), shape.then, rng.choice(shape.questions))
    return Problem(
        program=program,
        inputs=inputs,
        expression=inlined[name][1:-1].replace(" ", ""),
        answer=known[name],
        answer_unit=shape.unit.format_map(words),
        solution="\n".join(line.format_map(words) for line in lines),
        text=" ".join(filter(None, text)).format_map(words),
        prices=tuple(prices.values()),
    )


def _filled(formula: str, known: Mapping[str, str]) -> str:
    return re.sub(r"[a-z]\w*", lambda name: known.get(name[0], name[0]), formula)


def _number(rng: random.Random, bounds: Sequence[Any], values: Mapping[str, str]) -> int | None:
    low, high = (calculate(_filled(str(bound), values)) for bound in bounds[:2])
    step = bounds[2] if len(bounds) > 2 else 1
    least, most = ceil(low / step), floor(high / step)
    return int(step * rng.randint(least, most)) if least <= most else None


def _length(rng: random.Random, prices: Mapping[str, Price], period: str) -> int | None:
    """A number of periods for which nobody would take the next longer rate; None when there is none."""
    longer = PERIODS[PERIODS.index(period) + 1 :]
    limit = next((value_of(prices[other]) for other in longer if other in prices), None)
    most = _LONGEST[period]
    if limit is not None:
        most = min(most, int((limit - 1) / value_of(prices[period])))
    return rng.randint(2, most) if most >= 2 else None


def _money(value: Fraction) -> str:
    """With two decimals or none."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}"


def _shown(name: str, text: str, price: Price | None, currency: str) -> str:
    """An operand as the sentences show it: `£4.50`, `15%`, `1,200`."""
    if price is not None and price.currency == "%":
        return f"{text}%"
    whole, point, rest = text.partition(".")
    sign = currency if price or name in _read("families.yaml")["money"] else ""
    return f"{sign}{int(whole):,}{point}{rest}"


def _words(
    rng: random.Random, place: str, currency: str, period: str, chosen: Mapping[str, str]
) -> dict[str, str]:
    she, her, names = rng.choice(_PEOPLE)
    words = {"who": rng.choice(names.split()), "she": she, "her": her, "place": place, "cur": currency}
    words |= {"pounds": CURRENCIES[currency], "period": period, "periods": f"{period}s"}
    for name, item in chosen.items():
        an_item = f"{article(item)} {item}"
        words |= {name: item, name.replace("item", "items"): plural(item), f"an_{name}": an_item}
        if name.startswith("outing"):
            words[name] = f"the {item}" if item[0].isupper() else an_item
    return words
