"""Problems made of a story: composed, worked out line by line, as an expression and as a program."""

import re
from collections.abc import Mapping
from fractions import Fraction

from tests.simulator.jobs.arithmetic import evaluate
from tests.simulator.world.stories import LOST, Tale

_NAME = re.compile(r"[a-z_]\w*")


def answer_of(tale: Tale) -> Fraction | None:
    """The value that the question asks for; None where a number is missing."""
    return evaluate(expression_of(tale))


def expression_of(tale: Tale) -> str:
    """The whole calculation over the numbers of the text; empty when one of them is lost."""
    found = ""
    for told in tale.told:
        names = dict(told.numbers)
        if LOST in names.values():
            return ""
        names["v"] = f"({found})"
        found = _put(told.beat.whole, names)
    return found


def _put(formula: str, names: Mapping[str, str]) -> str:
    """The formula with those of its names replaced."""
    return _NAME.sub(lambda m: names.get(m.group(), m.group()), formula)
