"""Equations are solved exactly, or refused in words."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.tools.verification.equations import holds, solve
from seedbed.tools.verification.expression import format_value
from seedbed.tools.verification.syntax import ExpressionFault


@pytest.mark.parametrize(
    ("equations", "unknown", "values"),
    [
        (["2x + 3 = 11"], "x", ["4"]),
        (["15% of x = 12"], "x", ["80"]),
        (["x^2 = 2"], "x", ["-sqrt(2)", "sqrt(2)"]),
        (["x^2 - 5x + 6 = 0"], "x", ["2", "3"]),
        (["x^2 + 1 = 0"], "x", []),
        (["x + 1 = x"], "x", []),
        (["2a + 3c = 31", "a + c = 12"], "c", ["7"]),
        (["x*y = 12", "x + y = 7"], "x", ["3", "4"]),
        (["x + y + z = 6", "x - y = 0", "z = 2"], "y", ["2"]),
        (["x + y = 2", "x + y = 3"], "x", []),
    ],
)
def test_solutions(equations: list[str], unknown: str, values: list[str]) -> None:
    assert [format_value(value) for value in solve(equations, unknown)] == values


@pytest.mark.parametrize(
    ("equations", "unknown", "part"),
    [
        (["x = x"], "x", "infinitely"),
        (["x + y = 3"], "x", "infinitely"),
        (["x^3 = 8"], "x", "power"),
        (["1/x = 2"], "x", "division"),
        (["(x+1)^2*(x+2)^2 = 1"], "x", "degree"),
        (["x^2 + y^2 = 25", "x^2 - y^2 = 7"], "x", "quadratic"),
        (["sqrt(x) = 2"], "x", "function"),
        (["2x = 4"], "y", "doesn't stand"),
        ([], "x", "0 equations"),
        (["x = 1"] * 5, "x", "5 equations"),
        (["(x+1)^1000 = 0"], "x", "power"),
        (["x^x = 4"], "x", "power"),
        (["2^300 * x = 1"], "x", "bits"),
        (["alpha = 1"], "alpha", "isn't known"),
    ],
)
def test_refusals(equations: list[str], unknown: str, part: str) -> None:
    with pytest.raises(ExpressionFault, match=part):
        solve(equations, unknown)


@settings(max_examples=30, deadline=None)
@given(
    st.tuples(st.integers(-9, 9), st.integers(-9, 9)),
    st.tuples(*[st.integers(-9, 9)] * 4).filter(lambda m: m[0] * m[3] != m[1] * m[2]),
)
def test_a_planted_solution_of_a_system_is_found(
    point: tuple[int, int], m: tuple[int, int, int, int]
) -> None:
    x, y = point
    equations = [
        f"({m[0]})*x + ({m[1]})*y = {m[0] * x + m[1] * y}",
        f"({m[2]})*x + ({m[3]})*y = {m[2] * x + m[3] * y}",
    ]
    assert solve(equations, "x") == (Fraction(x),)
    assert all(holds(text, {"x": Fraction(x), "y": Fraction(y)}) for text in equations)
    assert not all(holds(text, {"x": Fraction(x) + 1, "y": Fraction(y)}) for text in equations)
