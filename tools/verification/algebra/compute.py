"""What a text is worth, as canonical text: the calculator beyond arithmetic.

It runs in a worker (`workers/`), because sympy's time and memory can't be bounded by counting alone. It
starts no process and keeps no clock itself.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sympy

from seedbed.tools.verification.algebra import quantities, solving
from seedbed.tools.verification.algebra.arguments import kind
from seedbed.tools.verification.algebra.bounds import check_terms, terms
from seedbed.tools.verification.algebra.build import to_sympy
from seedbed.tools.verification.algebra.latex import parse_latex
from seedbed.tools.verification.algebra.plain import parse_plain
from seedbed.tools.verification.algebra.quantities import Quantity
from seedbed.tools.verification.algebra.written import text_of
from seedbed.tools.verification.syntax import ExpressionFault, Group, Node, Relation, Words, names_of

_LATEX = re.compile(r"\\[A-Za-z%$,;!{]|\A *\$.*\$ *\Z|\{,\}|[0-9]_[0-9{]")
"""What only LaTeX has: a command, dollars around all, `1{,}234`, `1101_2`; `$5` is money in plain text."""
MAX_FLAT = 100
"""Most terms of a number that is multiplied out."""


def compute(text: str) -> str:
    """The canonical text of what a text, plain or in LaTeX, is worth; it parses back to an equal value.

    An expression gives its value; an equation or inequality without unknowns `true` or `false`, with one
    unknown its solutions, with several `true` where it always holds.

    Raises:
        ExpressionFault: it can't be read, lies beyond a bound, or has no answer. The message says which.
    """
    tree = parse_latex(text) if _LATEX.search(text) else parse_plain(text)
    with sympy_faults():
        return text_of(_answer(tree))


@contextmanager
def sympy_faults() -> Iterator[None]:
    """What sympy raises where it can't do something, as ExpressionFault."""
    try:
        yield
    except ExpressionFault:
        raise
    # Its solvers, integrators and polynomials say so by these, from anywhere within; from our own code they
    # are bugs.
    except (
        ArithmeticError,
        AttributeError,
        IndexError,
        KeyError,
        NotImplementedError,
        RecursionError,
        TypeError,
        ValueError,
        sympy.PoleError,
        sympy.polys.polyerrors.BasePolynomialError,
        sympy.matrices.exceptions.MatrixError,
    ) as fault:
        if not _comes_from_sympy(fault):
            raise
        raise ExpressionFault(f"it can't be computed ({type(fault).__name__})") from fault


def _comes_from_sympy(fault: BaseException) -> bool:
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    origin = trace.tb_frame.f_globals.get("__name__", "") if trace is not None else ""
    return str(origin).partition(".")[0] in ("sympy", "mpmath")


def _answer(tree: Node) -> Any:
    """The value of a statement or of anything else; numbers without brackets and roots below."""
    if isinstance(tree, Relation) or (isinstance(tree, Group) and tree.kind in ("any of", "all of")):
        return _statement(tree)
    value = to_sympy(tree)
    if (
        isinstance(value, sympy.Expr)
        and value.is_number
        and not value.is_Rational
        and terms(value) < MAX_FLAT
    ):
        return sympy.expand(sympy.radsimp(value))
    return value


def _statement(tree: Relation | Group) -> Any:
    names = names_of(tree)
    if not names:
        return holds(tree)
    if isinstance(tree, Relation) and tree.op == "=" and _is_identity(tree):
        return True
    if isinstance(tree, Group) and tree.kind == "any of":
        return solving.either([to_sympy(item) for item in tree.items])
    relations = to_sympy(tree)
    found = relations.free_symbols
    count = len(tree.items) if isinstance(tree, Group) else 1
    if len(found) > 1 and len(found) > count:
        raise ExpressionFault(
            f"which of {', '.join(sorted(map(str, found)))} is to be found? write solve(…, x)"
        )
    return solving.solve(relations)


def _is_identity(tree: Relation) -> bool:
    relation = to_sympy(tree)
    difference = check_terms(relation.lhs - relation.rhs)
    return bool(sympy.expand(difference) == 0 or sympy.simplify(difference) == 0)


def holds(tree: Node) -> bool:
    """Whether a statement without unknowns is true. Raises ExpressionFault where it can't be decided."""
    match tree:
        case Group("any of", items):
            return any(tuple(holds(item) for item in items))
        case Group("all of", items):
            return all(tuple(holds(item) for item in items))
        case Words("true" | "false" as word):
            return word == "true"
        case Relation(op, left, right):
            return _compared(op, to_sympy(left), to_sympy(right))
    raise ExpressionFault("a statement is needed, such as 2 < 3")


def _compared(op: str, left: Any, right: Any) -> bool:
    sign = _sign(left, right, needs_order=op not in ("=", "!="))
    return {
        "=": sign == 0,
        "!=": sign != 0,
        "<": sign < 0,
        "<=": sign <= 0,
        ">": sign > 0,
        ">=": sign >= 0,
    }[op]


def _sign(left: Any, right: Any, needs_order: bool) -> int:
    """-1, 0 or 1 as left is less, equal or greater; 1 for all that is unequal and has no order."""
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        return _sign_of(quantities.difference(left, right), needs_order)
    if isinstance(left, sympy.Expr) and isinstance(right, sympy.Expr):
        if left == right:
            return 0
        return _sign_of(left - right, needs_order)
    if kind(left) != kind(right):
        raise ExpressionFault(f"{kind(left)} and {kind(right)} can't be compared")
    if hasattr(left, "toordinal"):
        return int(left > right) - int(left < right)
    if needs_order:
        raise ExpressionFault(f"{kind(left)} is neither less nor greater")
    if isinstance(left, sympy.MatrixBase):
        return int(left.shape != right.shape or any(_sign_of(each, False) for each in left - right))
    return int(left != right)


def _sign_of(difference: Any, needs_order: bool) -> int:
    if difference.is_Rational or difference.is_infinite:
        return int(bool(difference > 0)) - int(bool(difference < 0))
    near = difference.evalf(60, maxn=600)
    if needs_order and not near.is_extended_real and not difference.is_extended_real:
        raise ExpressionFault("complex numbers are neither less nor greater")
    if abs(near) > sympy.Float("1e-40", 60):
        return (1 if near > 0 else -1) if near.is_extended_real else 1
    if sympy.simplify(difference) == 0 or sympy.radsimp(sympy.sqrtdenest(difference)).expand().is_zero:
        return 0
    raise ExpressionFault("both sides agree to 40 digits and can't be shown to be equal")
