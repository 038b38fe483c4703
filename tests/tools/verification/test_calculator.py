"""Values are exact, bounds hold, whatever isn't in the grammar is a fault at once."""

import ast
import math
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.memory.errors import ToolFault
from seedbed.tools.verification.calculator import ExpressionFault, calculate, equal, format_value, shown_value


def by_python(text: str) -> Fraction:
    """The same value by another path: Python's own parser, walked by hand."""
    return _walk(ast.parse(text.replace("%", "/100"), mode="eval").body)


def _walk(node: ast.AST) -> Fraction:
    match node:
        case ast.Constant(value):
            return Fraction(str(value))
        case ast.UnaryOp(ast.USub(), operand):
            return -_walk(operand)
        case ast.BinOp(left, op, right):
            table: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
                ast.Add: lambda a, b: a + b,
                ast.Sub: lambda a, b: a - b,
                ast.Mult: lambda a, b: a * b,
                ast.Div: lambda a, b: a / b,
            }
            return Fraction(table[type(op)](_walk(left), _walk(right)))
        case ast.Call(ast.Name(function), arguments):
            values = [_walk(argument) for argument in arguments]
            return max(values) if function == "max" else Fraction(math.floor(values[0]))
    raise AssertionError(ast.dump(node))


EXPRESSIONS = st.recursive(
    st.integers(0, 99).map(str),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        inner.map(lambda t: f"-({t})"),
        st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
        inner.map(lambda t: f"floor({t})"),
    ),
    max_leaves=8,
)


@given(EXPRESSIONS)
def test_the_calculator_agrees_with_another(text: str) -> None:
    try:
        wanted = by_python(text)
    except ZeroDivisionError:
        with pytest.raises(ExpressionFault, match="zero"):
            calculate(text)
        return
    assert calculate(text) == wanted


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15% of 80", "12"), ("7/3", "7/3"), ("1,200/8", "150"), ("1,00,000/8", "12500"), ("4^(1/2)", "2"),
        ("2^-3", "0.125"),
        ("ceil(-7/2) + floor(7/2)", "0"), ("lcm(12, 18, 30) + gcd(12,18)", "186"), ("comb(10, 3)", "120"),
        ("5!", "120"), ("median(4, 1, 3, 2)", "2.5"), ("mean(1, 2)", "1.5"), ("0.1 + .2", "0.3"),
        ("min(3, 2) + max(3, 2) + abs(-4)", "9"), ("sqrt(49/4) * sqrt(2) * sqrt(8)", "14"),
        ("sqrt(2) + sqrt(8)", "4.24264068712"), ("(1,200 + max(1,(2,300)))", "3500"), ("-2^2", "-4"),
        ("6 × 7 ÷ 2 − 1", "20"), ("3 1/2 x $2 + 1.5e1", "22"), ("2(3 + 4)", "14"),
        ("(" * 900 + "1" + ")" * 900, "1"),
        ("10^600 / 3^200", "3.76486194960e+504"), ("1 / 10^400", "1e-400"),
    ],
)  # fmt: skip
def test_values_are_exact(text: str, value: str) -> None:
    assert format_value(calculate(text)) == value


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("7/2", "3.5"),
        ("-7/3", "-7/3 ≈ -2.33333333333"),
        ("1847 / 4.54609", "184700000/454609 ≈ 406.283201608"),
        ("10^400 / 3", f"1{'0' * 400}/3 ≈ 3.33333333333e+399"),
    ],
)
def test_a_fraction_is_shown_with_its_decimals(text: str, shown: str) -> None:
    assert shown_value(calculate(text)) == shown


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("9**9**9", "exponent"),
        ("(2^1000)^1000", "bits"),
        ("10^400 * 10^400 * 10^400 * 10^400", "bits"),
        ("factorial(factorial(5))*factorial(factorial(factorial(5)))", "from 0 to 10,000"),
        ("comb(10^9, 5*10^8)", "from 0 to 10,000"),
        ("factorial(10000)", "bits"),
        ("comb(10000, 5000)", "bits"),
        ("lcm(" + ", ".join(str(10**50 + i) for i in range(30)) + ")", "bits"),
        ("(sqrt(2) + 1)^900 * (sqrt(2) + 1)^900 * (sqrt(3) + 1)^900 * (sqrt(3) + 1)^900 * 10^300", "bits"),
        ("2^(1/3)", "half"),
        ("1/0", "zero"),
        ("0^0", "zero"),
        ("1/(sqrt(8) - 2*sqrt(2))", "zero"),
        ("sqrt(1 - sqrt(2))", "negative"),
        ("factorial(-1)", "from 0"),
        ("gcd(1.5, 2)", "whole"),
        ("floor(sqrt(2))", "rational"),
        ("", "empty"),
        ("1+", "ends too early"),
        ("1/2(3)", "two readings"),
        ("2^3(4)", "two readings"),
        ("y + 1", "'y' isn't known"),
        ("1,20", "character 2"),
        ("x.real", "character 2"),
        ("__import__('os').system('id')", "character"),
        ("(lambda: 1)()", "character"),
        ("x = 2", "character"),
        ("\u0661 + 1", "character"),
        ("\u0445 + 1", "character"),
        ("\x00", "character"),
        ("comb(1)", "2 argument"),
        ("1" * 61, "60"),
        ("(" * 5_000_000, "characters"),
    ],
)
def test_anything_else_is_a_fault_in_a_line_at_once(text: str, part: str) -> None:
    begin = time.process_time()
    with pytest.raises(ToolFault, match=part) as caught:
        calculate(text)
    assert "\n" not in str(caught.value)
    assert time.process_time() - begin < 2


def test_the_heaviest_that_is_allowed_ends_soon() -> None:
    begin = time.process_time()
    for text in (
        "sqrt(" * 300 + "2" + ")" * 300,
        "+".join(f"sqrt({i})" for i in range(2, 200)),
        "-" * 1999 + "1",
    ):
        calculate(text)
    assert time.process_time() - begin < 5


def test_equality_of_roots() -> None:
    assert equal(calculate("sqrt(5 + 2*sqrt(6))"), calculate("sqrt(2) + sqrt(3)"))
    assert not equal(calculate("sqrt(2)"), calculate("1.41421356237309504880"))
