"""Values are exact, bounds hold, and rational arithmetic needs no sympy."""

import ast
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.tools.verification.numbers.expression import calculate, equal, evaluate, format_value
from seedbed.tools.verification.numbers.grammar import parse
from seedbed.tools.verification.numbers.syntax import ExpressionFault

BY_PYTHON: dict[str, Callable[..., Any]] = {
    "sqrt": lambda x: Fraction(math.isqrt(x.numerator), math.isqrt(x.denominator)),
    "floor": math.floor,
    "ceil": math.ceil,
    "abs": abs,
    "min": min,
    "max": max,
    "gcd": lambda *xs: math.gcd(*map(int, xs)),
    "lcm": lambda *xs: math.lcm(*map(int, xs)),
    "comb": lambda n, k: math.comb(int(n), int(k)),
    "factorial": lambda n: math.factorial(int(n)),
    "mean": lambda *xs: sum(xs) / Fraction(len(xs)),
    "median": lambda *xs: statistics.median(xs),
}


def by_python(text: str) -> Fraction:
    """The same value by another path: Python's own parser, walked by hand."""
    return _walk(ast.parse(text.replace("^", "**").replace("%", "/100"), mode="eval").body)


def _walk(node: ast.AST) -> Fraction:
    match node:
        case ast.Constant(value):
            return Fraction(str(value))
        case ast.UnaryOp(ast.USub(), operand):
            return -_walk(operand)
        case ast.BinOp(left, op, right):
            first, second = _walk(left), _walk(right)
            table: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
                ast.Add: lambda a, b: a + b,
                ast.Sub: lambda a, b: a - b,
                ast.Mult: lambda a, b: a * b,
                ast.Div: lambda a, b: a / b,
                ast.Pow: lambda a, b: a ** int(b),
            }
            return Fraction(table[type(op)](first, second))
        case ast.Call(ast.Name(function), arguments):
            return Fraction(BY_PYTHON[function](*[_walk(argument) for argument in arguments]))
    raise AssertionError(ast.dump(node))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.50*3", "37.5"),
        ("15% of 80", "12"),
        ("7/3", "7/3"),
        ("1,200/8", "150"),
        ("sqrt(49/4)", "3.5"),
        ("4^(1/2)", "2"),
        ("2^-3", "0.125"),
        ("-7/2", "-3.5"),
        ("floor(-7/2)", "-4"),
        ("ceil(7/2)", "4"),
        ("lcm(12, 18, 30)", "180"),
        ("gcd(12, 18, 30)", "6"),
        ("comb(10, 3)", "120"),
        ("5!", "120"),
        ("median(4, 1, 3, 2)", "2.5"),
        ("mean(1, 2)", "1.5"),
        ("min(3, 2) + max(3, 2) + abs(-4)", "9"),
        ("sqrt(2) * sqrt(8)", "4"),
        ("sqrt(2) + sqrt(8)", "4.24264068712"),
        ("1/(sqrt(2) - 1)", "2.41421356237"),
        ("0.1 + 0.2", "0.3"),
    ],
)
def test_values_are_exact(text: str, value: str) -> None:
    assert format_value(calculate(text)) == value


@given(
    st.recursive(
        st.integers(0, 99).map(str),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
            inner.map(lambda t: f"-({t})"),
            st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
            inner.map(lambda t: f"floor({t})"),
        ),
        max_leaves=8,
    )
)
def test_the_calculator_agrees_with_another(text: str) -> None:
    try:
        wanted = by_python(text)
    except ZeroDivisionError:
        with pytest.raises(ExpressionFault, match="zero"):
            calculate(text)
        return
    assert calculate(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9",
        "2^1000^2",
        "(2^1000)^1000",
        "10^400 * 10^400 * 10^400 * 10^400",
        "factorial(10**9)",
        "factorial(factorial(factorial(5)))",
        "comb(10^9, 5*10^8)",
        "lcm(" + ", ".join(str(10**50 + i) for i in range(30)) + ")",
        "(sqrt(2) + 1)^900 * (sqrt(2) + 1)^900 * (sqrt(3) + 1)^900 * (sqrt(3) + 1)^900 * 10^300",
        "2^(1/3)",
        "1/0",
        "0^0",
        "0^-1",
        "1/(sqrt(2) - sqrt(2))",
        "1/(sqrt(8) - 2*sqrt(2))",
        "sqrt(-1)",
        "sqrt(1 - sqrt(2))",
        "factorial(1/2)",
        "factorial(-1)",
        "gcd(1.5, 2)",
        "floor(sqrt(2))",
    ],
)
def test_what_is_beyond_the_bounds_or_undefined_ends_in_a_fault(text: str) -> None:
    begin = time.process_time()
    with pytest.raises(ExpressionFault):
        calculate(text)
    assert time.process_time() - begin < 2


def test_the_heaviest_that_is_allowed_ends_soon() -> None:
    begin = time.process_time()
    for text in (
        "sqrt(" * 60 + "2" + ")" * 60,
        "+".join(f"sqrt({i})" for i in range(2, 60)),
        "sqrt(10^300+1)",
    ):
        calculate(text)
    assert time.process_time() - begin < 2


def test_names_take_their_values() -> None:
    tree = parse("2*x + y", "xy")
    assert evaluate(tree, {"x": Fraction(3), "y": Fraction(1, 2)}) == Fraction(13, 2)
    with pytest.raises(ExpressionFault, match="y has no value"):
        evaluate(tree, {"x": Fraction(3)})


def test_equality_of_roots() -> None:
    assert equal(calculate("sqrt(5 + 2*sqrt(6))"), calculate("sqrt(2) + sqrt(3)"))
    assert not equal(calculate("sqrt(2)"), calculate("1.41421356237309504880"))
    assert not equal(calculate("1/3"), calculate("0.3333"))


def test_plain_arithmetic_does_not_import_sympy() -> None:
    program = (
        "import sys\n"
        "from seedbed.tools.verification.numbers.expression import calculate\n"
        "assert calculate('3*4.50 - 1/2') == 13\n"
        "sys.exit('sympy' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
