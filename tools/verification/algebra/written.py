"""Results as canonical text, which the plain grammar reads back to an equal value.

Rational numbers are decimals where their digits end soon, else fractions. A result that has no text in our
grammar (an unnamed function, a piecewise one) is a fault, never half a text.
"""

import datetime
from fractions import Fraction
from typing import Any

import sympy
from sympy.printing.str import StrPrinter

from seedbed.tools.verification.algebra.elementary import Hundredths
from seedbed.tools.verification.algebra.plain import NO_SOLUTION
from seedbed.tools.verification.algebra.quantities import Quantity, name_of
from seedbed.tools.verification.algebra.solving import RealSolutions, Solved, in_order
from seedbed.tools.verification.algebra.unit_names import CURRENCY
from seedbed.tools.verification.expression import format_value
from seedbed.tools.verification.syntax import MAX_TEXT, ExpressionFault, Words, terminating

_NAMES = {
    "log": "ln",
    "Abs": "abs",
    "ceiling": "ceil",
    "binomial": "comb",
    "Min": "min",
    "Max": "max",
    "LambertW": "lambertw",
    "Mod": "mod",
}
_SAME = frozenset(
    (
        *("sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh"),
        *("acosh", "atanh", "exp", "sign", "floor", "re", "im", "conjugate", "arg", "factorial", "gamma"),
        *("erf", "zeta"),
    )
)
_MAX_PLACES = 60
_WRITTEN = (
    *(sympy.Add, sympy.Mul, sympy.Pow, sympy.Rational, sympy.Symbol),
    *(type(each) for each in (sympy.pi, sympy.E, sympy.I, sympy.oo, -sympy.oo)),
)
"""What expressions are made of, besides functions."""


def text_of(value: Any) -> str:
    """The canonical text. Raises ExpressionFault for results without one and for overlong ones."""
    text = _text(value)
    if len(text) > MAX_TEXT:
        raise ExpressionFault(f"a result of {len(text):,} characters; at most {MAX_TEXT:,} are written")
    return text


def _text(value: Any) -> str:
    match value:
        case bool() | sympy.logic.boolalg.BooleanAtom():
            return "true" if value else "false"
        case Words(word):
            return word
        case datetime.date():
            return value.isoformat()
        case Quantity():
            return _quantity(value)
        case Hundredths(share):
            sign = "-" if share.is_Rational and share < 0 else ""
            return f"{sign}{_operand(-share if sign else share)}%"
        case dict():
            return "*".join(
                f"{prime}^{power}" if power > 1 else f"{prime}" for prime, power in sorted(value.items())
            )
        case Solved(choices):
            return _solved(choices)
        case RealSolutions(unknown, values):
            return _relations(unknown, values)
        case list():
            return f"[{', '.join(map(_text, value))}]"
        case _:
            return _sympy(value)


def _sympy(value: Any) -> str:
    if isinstance(value, sympy.MatrixBase):
        rows = (", ".join(_text(entry) for entry in value.row(at)) for at in range(value.rows))
        return f"[{', '.join(f'[{row}]' for row in rows)}]"
    if isinstance(value, sympy.Tuple):
        return f"({', '.join(map(_text, value))})"
    if isinstance(value, sympy.Set):
        return _set(value)
    if isinstance(value, sympy.Expr):
        return _expression(value)
    raise ExpressionFault("a statement with unknowns: say what to do with it, such as solve(…)")


def _expression(value: Any) -> str:
    if value.is_Rational:
        exact = Fraction(int(value.p), int(value.q))
        decimal = terminating(exact)
        if decimal and exact.denominator > 10**12 and len(decimal.partition(".")[2]) <= _MAX_PLACES:
            return decimal
        return format_value(exact)
    for part in sympy.preorder_traversal(value):
        name = type(part).__name__
        if isinstance(part, sympy.Function | sympy.Mod) or name in ("Min", "Max"):
            if name not in _SAME and name not in _NAMES:
                raise ExpressionFault(f"the result needs {name}, which has no name here")
        elif not isinstance(
            part,
            _WRITTEN,
        ) or isinstance(part, sympy.Dummy):
            raise ExpressionFault(f"the result needs {name}, which can't be written here")
    return str(_Printer().doprint(value)).replace("**", "^")


class _Printer(StrPrinter):  # type: ignore[misc]  # sympy has no types
    """Our names for sympy's."""

    def _print_Function(self, expr: Any) -> str:
        name = type(expr).__name__
        return f"{_NAMES.get(name, name)}({self.stringify(expr.args, ', ')})"

    _print_Mod = _print_Min = _print_Max = _print_Function

    def _print_ImaginaryUnit(self, expr: Any) -> str:
        return "i"

    def _print_Exp1(self, expr: Any) -> str:
        return "e"


def _operand(value: Any) -> str:
    """The text of a number before a sign or a unit that binds tightly."""
    text = _text(value)
    plain = text.replace(".", "", 1).isdigit()
    return text if plain else f"({text})"


def _quantity(value: Quantity) -> str:
    unit = name_of(value.units)
    number = value.value
    sign = "-" if number.is_Rational and number < 0 else ""
    if sign:
        number = -number
    text = _operand(number)
    if unit in CURRENCY and not text.startswith("("):
        whole, point, rest = text.partition(".")
        return f"{sign}{unit}{whole}{point}{rest + '0' if len(rest) == 1 else rest}"
    return f"{sign}{text}{'' if unit == '°' else ' '}{unit}"


def _solved(choices: Any) -> str:
    if not choices:
        return NO_SOLUTION
    if choices == ((),):
        return "true"
    return " or ".join(" and ".join(f"{name} = {_text(value)}" for name, value in way) for way in choices)


def _relations(unknown: Any, values: Any) -> str:
    if values == sympy.S.Reals:
        return "true"
    if values is sympy.S.EmptySet:
        return NO_SOLUTION
    said = []
    for part in _ordered_parts(values):
        if isinstance(part, sympy.FiniteSet):
            said += [f"{unknown} = {_text(value)}" for value in in_order(part)]
            continue
        below, above = ("<" if part.left_open else "<="), ("<" if part.right_open else "<=")
        if part.start == -sympy.oo:
            said.append(f"{unknown} {above} {_text(part.end)}")
        elif part.end == sympy.oo:
            said.append(f"{unknown} {'>' if part.left_open else '>='} {_text(part.start)}")
        else:
            said.append(f"{_text(part.start)} {below} {unknown} {above} {_text(part.end)}")
    return " or ".join(said)


def _ordered_parts(values: Any) -> list[Any]:
    parts = list(values.args) if isinstance(values, sympy.Union) else [values]
    return sorted(
        parts, key=lambda part: float(part.inf.evalf(30)) if part.inf.is_finite else float(part.inf)
    )


def _set(values: Any) -> str:
    if values is sympy.S.EmptySet:
        return "{}"
    if values == sympy.S.Reals:
        return "(-oo, oo)"
    if isinstance(values, sympy.FiniteSet):
        return "{" + ", ".join(map(_text, in_order(values))) + "}"
    if isinstance(values, sympy.Interval):
        low, high = ("(" if values.left_open else "["), (")" if values.right_open else "]")
        return f"{low}{_text(values.start)}, {_text(values.end)}{high}"
    if isinstance(values, sympy.Union):
        return " ∪ ".join(map(_set, _ordered_parts(values)))
    raise ExpressionFault("a set that can't be written here")
