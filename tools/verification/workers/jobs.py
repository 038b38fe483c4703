"""What a worker can be asked: named jobs of `equivalence.py`, and what is loaded before the first one.

It does not know processes or limits. A job takes texts and gives (ok, result, reason)."""

from collections.abc import Mapping
from contextlib import suppress

from sympy.core.cache import clear_cache
from sympy.core.random import seed
from sympy.core.symbol import Dummy

from seedbed.tools.verification.equivalence import compute, equivalent
from seedbed.tools.verification.numbers.expression import ExpressionFault
from seedbed.tools.verification.workers.worker import Job


def _equivalent(a: str, b: str) -> tuple[bool, str, str]:
    ok, reason = equivalent(a, b)
    return ok, "", reason


JOBS: Mapping[str, Job] = {"compute": lambda text: (True, compute(text), ""), "equivalent": _equivalent}

_FIRST_DUMMY = 10**8
"""Sympy draws this number at random from the system, up to nine million."""
_COMPARED = (
    (r"\frac{\sqrt{2}}{2}", r"\frac{1}{\sqrt{2}}"),
    ("(1, 2]", r"\left(1,2\right]"),
    ("{1, 2}", r"\{2, x\}"),
    ("x^2 - 1", "(x-1)(x+1)"),
    (r"\begin{pmatrix}1\\2\end{pmatrix}", r"\begin{pmatrix}1\\3\end{pmatrix}"),
    ("x > 3", r"(3, \infty)"),
    ("x = 1", "2x = 2"),
)
_COMPUTED = (
    "sqrt(2)",
    r"\int_0^1 x e^{-x} dx + \sin(1)^2 + \cos(1)^2",
    r"\prod_{n=1}^{k} n + \sum_{n=1}^{k} n^2 + \sqrt{2 + \sqrt{3}}",
    "x^2 = 2",
)


def warm() -> None:
    """Load what the jobs need and make the tables of parser and sympy, always the same way.

    Sympy tries random points to see whether something is zero, and orders sets by the numbers of dummies."""
    Dummy._base_dummy_index = _FIRST_DUMMY
    for a, b in _COMPARED:
        with suppress(ExpressionFault):
            equivalent(a, b)
    for text in _COMPUTED:
        with suppress(ExpressionFault):
            compute(text)
    clear_cache()
    seed(0)
