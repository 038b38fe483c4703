"""The form in which problem programs are written down, and how one is run and worded.

A shape holds operands, steps (`name = formula`, the last one is the answer) and sentences. Every
number a sentence shows is an operand, so text, expression and inputs can't drift apart. It does not know any
family, nor how one is drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from seedbed.tools.offline.problems.price import Price
from seedbed.tools.verification.numbers.expression import Term, format_value, term, worked

Form = Literal["count", "money", "percent", "measure"]
Amount = int | Fraction | Price
"""A price stands for its amount, and the problem remembers that it used it."""


@dataclass(frozen=True, slots=True)
class Operand:
    """A number of the text. `words`, `unit` and `noun` may name words of the draw: `{items}`."""

    name: str
    words: str
    noun: str
    form: Form
    unit: str
    price: tuple[str, str] | None
    """The thing chosen, and the kind of its price that this is (`period` and `longer`: by the draw)."""


@dataclass(frozen=True, slots=True)
class Step:
    """`name = formula` over operands and earlier steps; `words` has `[]` where the calculation goes."""

    name: str
    formula: str
    words: str


@dataclass(frozen=True, slots=True)
class Shape:
    """One problem program with its wording, as `families.yaml` has it."""

    name: str
    of: Mapping[str, str]
    """What it is about: name → sort."""
    period: str
    short: str
    numbers: Mapping[str, Any]
    operands: tuple[Operand, ...]
    steps: tuple[Step, ...]
    asks: str
    unit: str
    situations: tuple[str, ...]
    """Sentences that give every operand exactly once."""
    questions: tuple[str, ...]
    """Each asks for the last step and names its unit; any goes with any situation."""


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of problem: its shapes by level, all of which it has."""

    name: str
    gloss: str
    """What is inside, and what isn't."""
    shapes: Mapping[str, tuple[Shape, ...]]
    place: str
    """Where it plays when prices are given and no place."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A program after its run."""

    expression: str
    answer: Fraction
    calculations: tuple[str, ...]
    results: tuple[Fraction, ...]


def run(shape: Shape, inputs: Mapping[str, str]) -> Ran:
    """Run the program on operands given as texts of numbers.

    Raises:
        ExpressionFault: an operand is missing or no number, or a step has no rational value.
    """
    numbers: dict[str, Term] = {}
    for operand in shape.operands:
        text = inputs.get(operand.name, "")
        value = worked(text).value
        numbers[operand.name] = term(value, text if value >= 0 else "")
    known, inlined = dict(numbers), dict(numbers)
    calculations: list[str] = []
    results: list[Fraction] = []
    for step in shape.steps:
        calculation = worked(step.formula, known)
        result = calculation.value
        shown = amount_text(result, "money" if "{cur}[]" in step.words else "count")
        known[step.name] = term(result, shown if result >= 0 else "")
        inlined[step.name] = worked(step.formula, inlined)
        calculations.append(f"{calculation.text}={shown}")
        results.append(result)
    return Ran(inlined[shape.steps[-1].name].text, results[-1], tuple(calculations), tuple(results))


def amount_text(value: Amount, form: Form = "count") -> str:
    """A value as inputs and calculations write it: no separators, money with two decimals or none."""
    if isinstance(value, Price):
        return value.amount
    value = Fraction(value)
    if form == "money" and value.denominator != 1 and 100 % value.denominator == 0:
        return f"{float(value):.2f}"
    return format_value(value)


def shown_text(operand: Operand, text: str, currency: str) -> str:
    """An operand as the sentences show it: `£4.50`, `15%`, `1,200`."""
    if operand.form == "money":
        return f"{currency}{grouped(text)}"
    if operand.form == "percent":
        return f"{text}%"
    return grouped(text)


def grouped(text: str) -> str:
    """Thousands separated, as a text for people writes them."""
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.isascii() and whole.isdigit() and len(whole) > 3 else text


def sentence(template: str, words: Mapping[str, str]) -> str:
    """A template of this package with its words; `{Word}` is the word at a sentence's start."""
    return template.format_map(words)


def with_capitals(words: Mapping[str, str]) -> dict[str, str]:
    """Every word also under its name with a capital: `{Things}` is «Loaves»."""
    capitals = {name[0].upper() + name[1:]: word[:1].upper() + word[1:] for name, word in words.items()}
    return {**capitals, **words}
