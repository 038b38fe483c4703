"""Combinatorics: every count's size is bounded before it is computed."""

import math
from collections.abc import Callable
from typing import Any

import sympy
from sympy.functions.combinatorial.numbers import stirling as sympy_stirling

from seedbed.tools.verification.algebra.arguments import data, expression, whole
from seedbed.tools.verification.rational import MAX_BITS, MAX_FACTORIAL
from seedbed.tools.verification.syntax import ExpressionFault

MAX_FIBONACCI = 5_000


def counted(name: str, function: Callable[[int], Any], most: int) -> Callable[[Any], Any]:
    """A function of one whole number from 0 to `most`."""
    return lambda n: sympy.Integer(function(whole(name, n, 0, most)))


def factorial(n: Any) -> Any:
    """n!; of an expression with unknowns it stays as it stands."""
    if expression("factorial", n).free_symbols:
        return sympy.factorial(n)
    return sympy.Integer(math.factorial(whole("factorial", n, 0, MAX_FACTORIAL)))


def comb(n: Any, k: Any) -> Any:
    """Choices of k among n."""
    if expression("comb", n).free_symbols or expression("comb", k).free_symbols:
        return sympy.binomial(n, k)
    things, chosen = whole("comb", n, 0), whole("comb", k, 0)
    if chosen > things:
        return sympy.Integer(0)
    _bounded("comb", things, min(chosen, things - chosen))
    return sympy.Integer(math.comb(things, chosen))


def perm(n: Any, k: Any) -> Any:
    """Ordered choices of k among n."""
    things, chosen = whole("perm", n, 0), whole("perm", k, 0)
    if chosen > things:
        return sympy.Integer(0)
    _bounded("perm", things, chosen)
    return sympy.Integer(math.perm(things, chosen))


def _bounded(function: str, things: int, chosen: int) -> None:
    if chosen > MAX_FACTORIAL or chosen * things.bit_length() > 2 * MAX_BITS:
        raise ExpressionFault(f"{function} of more than {MAX_FACTORIAL} chosen, or beyond {MAX_BITS:,} bits")


def multinomial(*values: Any) -> Any:
    """(a + b + …)! / (a! b! …)."""
    parts = [whole("multinomial", value, 0, MAX_FACTORIAL) for value in data("multinomial", values)]
    whole("multinomial", sympy.Integer(sum(parts)), 0, MAX_FACTORIAL)
    result = math.factorial(sum(parts))
    for part in parts:
        result //= math.factorial(part)
    return sympy.Integer(result)


def stirling(n: Any, k: Any) -> Any:
    """Partitions of n things in k sets."""
    return sympy.Integer(sympy_stirling(whole("stirling", n, 0, 150), whole("stirling", k, 0, 150)))
