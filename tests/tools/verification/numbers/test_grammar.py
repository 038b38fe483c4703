"""Text becomes a tree of the closed grammar or a fault, at once, and comes back unchanged."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.memory.errors import ToolFault
from seedbed.tools.verification.numbers.grammar import parse
from seedbed.tools.verification.numbers.syntax import (
    MAX_DEPTH,
    Binary,
    Call,
    ExpressionFault,
    Name,
    Negative,
    Node,
    Percent,
    render,
    written,
)

NUMBERS = st.one_of(st.integers(0, 10**6), st.fractions(0, 1000, max_denominator=64)).map(written)
TREES = st.recursive(
    st.one_of(NUMBERS, st.sampled_from("xy").map(Name)),
    lambda inner: st.one_of(
        st.builds(Binary, st.sampled_from("+-*/^"), inner, inner),
        st.builds(Negative, inner),
        st.builds(Percent, inner),
        st.builds(lambda a, b: Call("max", (a, b)), inner, inner),
        st.builds(lambda a: Call("sqrt", (a,)), inner),
    ),
    max_leaves=12,
)


@given(TREES)
def test_a_rendered_tree_is_read_back_as_the_same_tree(tree: Node) -> None:
    assert parse(render(tree), "xy") == tree


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("1,200 + 5", "1200+5"),
        ("gcd(120,200)", "gcd(120, 200)"),
        ("max(1,200)", "max(1, 200)"),
        ("(1,200 + max(1,(2,300)))", "1200+max(1, 2300)"),
        ("2x^2 + 3x", "2*x^2+3*x"),
        ("1/(2x)", "1/(2*x)"),
        ("-2^2", "-2^2"),
        ("2^-3", "2^-3"),
        ("20% of 50", "20%*50"),
        ("5!", "factorial(5)"),
        ("6 × 7 ÷ 2 − 1", "6*7/2-1"),
        ("2**3", "2^3"),
        (".5 + 1", "0.5+1"),
        ("3 - -2", "3-(-2)"),
        ("2(3 + 4)", "2*(3+4)"),
    ],
)
def test_what_people_write_is_read(text: str, rendered: str) -> None:
    assert render(parse(text, "x")) == rendered


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "empty"),
        ("1+", "ends too early"),
        ("sqrt(2", "ends too early"),
        ("1/2x", "two readings"),
        ("2^3(4)", "two readings"),
        ("x^2x", "two readings"),
        ("y + 1", "'y' isn't known"),
        ("1,20", "character 2"),
        ("2 3", "character 3"),
        ("x.real", "character 2"),
        ("__import__('os').system('id')", "character"),
        ("(lambda: 1)()", "character"),
        ("[1, 2][0]", "character"),
        ("1 if 1 else 2", "character"),
        ("x = 2", "character"),
        ("\u0661 + 1", "character"),
        ("\uff11 + 1", "character"),
        ("\u0445 + 1", "character"),
        ("\x00", "character"),
        ("comb(1)", "2 argument"),
        ("1e5", "'e5' isn't known"),
        ("1" * 61, "60"),
        ("9" * 2_001, "2,001 characters"),
        ("(" * 5_000_000, "characters"),
        ("-" * (MAX_DEPTH + 5) + "1", "deep"),
        ("1" + "+1" * (MAX_DEPTH + 5), "deep"),
    ],
)
def test_anything_else_is_a_fault_at_once(text: str, part: str) -> None:
    begin = time.process_time()
    with pytest.raises(ExpressionFault, match=part):
        parse(text, "x")
    assert time.process_time() - begin < 2


def test_a_fault_is_a_tool_fault_and_one_line() -> None:
    with pytest.raises(ToolFault) as caught:
        parse("1 +\n+ ;")
    assert "\n" not in str(caught.value)


def test_brackets_nest_as_deep_as_text_is_long() -> None:
    assert render(parse("(" * 900 + "1" + ")" * 900)) == "1"
