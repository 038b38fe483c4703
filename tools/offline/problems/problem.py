"""What a problem is: its quantities, its expression, its answer and its wording.

It does not know how problems are drawn (`library.py`) or checked (`seedbed.tools.verification.wording`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from seedbed.memory.errors import UserFault
from seedbed.tools.offline.problems.price import Price

Level = Literal["easy", "medium", "hard"]
LEVELS: tuple[Level, ...] = ("easy", "medium", "hard")


class ProblemFault(UserFault):
    """A family, a level or a price list from which no problem can be made."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that the text has to give."""

    name: str
    """What it says, in words: «price of one loaf»."""
    value: str
    """Exact, as written in the text: `12`, `1,200`, `4.50`."""
    unit: str
    """`pounds`, `%`, `km`, …; empty for things that are counted."""
    noun: str
    """The thing it belongs to, as it stands near the number: `loaves`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem with everything needed to word, solve and re-check it."""

    family: str
    level: str
    program: str
    """`family/level/shape`: the program that recomputes it from `inputs`."""
    quantities: tuple[Quantity, ...]
    expression: str
    """The answer over the numbers of the text, in the grammar of `expression.py`."""
    answer: str
    """Canonical: `24`, `4.5`; money with two decimals or none."""
    answer_unit: str
    asks: str
    """The quantity that is asked for, in words: «the total cost in pounds»."""
    steps: tuple[tuple[str, str], ...]
    """Sentence with `[]` where the calculation stands, and the calculation `48/2=24`."""
    text: str
    """The sure form: complete without an opening sentence, ends with the question."""
    inputs: Mapping[str, str]
    """Operands by name, in the order of the program; their values are exactly the numbers of the text."""
    prices: tuple[Price, ...] = ()
    """Those of its operands that stand in a price list."""
