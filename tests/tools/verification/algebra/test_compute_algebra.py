"""Algebra, calculus and matrices: texts and what they are worth."""

import pytest

from seedbed.tools.verification.algebra.compute import compute

ALGEBRA = [
    ("simplify(sin(x)^2 + cos(x)^2)", "1"),
    ("expand((a + b)*(a - b))", "a^2 - b^2"),
    ("factor(x^3 - 8)", "(x - 2)*(x^2 + 2*x + 4)"),
    ("apart((x + 3)/(x^2 - 1))", "-1/(x + 1) + 2/(x - 1)"),
    ("substitute(x^2 - 2x, x = 1/2)", "-0.75"),
    ("coefficient(x^2 - 5x + 6, x, 1)", "-5"),
    ("degree(x^2*(x + 1)^3, x)", "5"),
    ("quotient(2x^2 + 3x + 1, x + 1, x)", "2*x + 1"),
    ("remainder(x^2 + 1, x + 1, x)", "2"),
    ("solve(x^2 - 5x + 6 = 0, x)", "x = 2 or x = 3"),
    ("solve(x^2 + 4 = 0)", "x = -2*i or x = 2*i"),
    ("solve(a*x = b, x)", "x = b/a"),
    ("solve(1/(x - 1) = 2)", "x = 1.5"),
    ("solve((x^2 - 1)/(x - 1) = 0, x)", "x = -1"),
    ("solve(sqrt(x + 3) = x - 3, x)", "x = 6"),
    ("solve(2^x = 8, x)", "x = 3"),
    ("solve(|x - 1| = 3, x)", "x = -2 or x = 4"),
    ("solve([x + y = 2, x + y = 3])", "no solution"),
    ("solve([x^2 + y^2 = 25, x + y = 7])", "x = 3 and y = 4 or x = 4 and y = 3"),
    ("solve([x + y + z = 6, x - y = 0, y - z = -1])", "x = 5/3 and y = 5/3 and z = 8/3"),
    ("solve([x + y = 2], [x, y])", "x = 2 - y"),
    ("solve(x = x, x)", "true"),
    ("solve(x = x + 1, x)", "no solution"),
    ("solve(x^4 - 5x^2 + 4 = 0)", "x = -2 or x = -1 or x = 1 or x = 2"),
    ("solve(x^2 < 4, x)", "-2 < x < 2"),
    ("solve([x > 1, x <= 5])", "1 < x <= 5"),
    ("solve_between(cos(x) = 1/2, x, 0, 2pi)", "x = pi/3 or x = 5*pi/3"),
    ("solution_set(|x| < 3, x)", "(-3, 3)"),
    ("solution_set(x^2 = 2, x)", "{-sqrt(2), sqrt(2)}"),
    ("approx_roots(x^3 - 3x + 1, x, 8)", "{-1.8793852, 0.34729636, 1.5320889}"),
    ("solve_mod(x^2 = 1, x, 8)", "{1, 3, 5, 7}"),
]
CALCULUS = [
    ("diff(sin(x)^2, x)", "2*sin(x)*cos(x)"),
    ("diff(x^5, x, 3)", "60*x^2"),
    ("diff(x^2*y^3, y)", "3*x^2*y^2"),
    ("integrate(1/x, x)", "ln(x)"),
    ("integrate(exp(-x^2), x, -oo, oo)", "sqrt(pi)"),
    ("integrate(cos(x), x)", "sin(x)"),
    ("limit((1 + 1/n)^n, n, oo)", "e"),
    ("limit(1/x, x, 0, right)", "oo"),
    ("limit(1/x, x, 0, left)", "-oo"),
    ("series(sin(x), x, 0, 6)", "x^5/120 - x^3/6 + x"),
    ("taylor(ln(x), x, 1, 3)", "x - (x - 1)^2/2 - 1"),
    ("sum(1/k^2, k, 1, oo)", "pi^2/6"),
    ("sum(i, i, 1, n)", "n^2/2 + n/2"),
    ("sum(k, k, 1, 10^9)", "500000000500000000"),
    ("product(1 + 1/k, k, 1, 9)", "10"),
    ("product(2, k, 1, n)", "2^n"),
]
MATRICES = [
    ("det([[a, b], [c, d]])", "a*d - b*c"),
    ("inv([[2, 0], [0, 4]])", "[[0.5, 0], [0, 0.25]]"),
    ("rank([[1, 0], [0, 1]])", "2"),
    ("transpose([[1, 2, 3]])", "[[1], [2], [3]]"),
    ("trace([[a, 0], [0, b]])", "a + b"),
    ("rref([[1, 2, 3], [4, 5, 6]])", "[[1, 0, -1], [0, 1, 2]]"),
    ("eigenvalues([[0, 1], [-1, 0]])", "{-i, i}"),
    ("nullspace([[1, -1]])", "[[1], [1]]"),
    ("linsolve([[2, 1], [1, 3]], [3, 5])", "[[0.8], [1.4]]"),
    ("dot([a, b], [1, 2])", "a + 2*b"),
    ("cross([1, 2, 3], [4, 5, 6])", "[[-3], [6], [-3]]"),
    ("norm([1, 1])", "sqrt(2)"),
    ("[[1, 2], [3, 4]] * [[0, 1], [1, 0]]", "[[2, 1], [4, 3]]"),
    ("[[1, 2], [3, 4]] + [[1, 1], [1, 1]]", "[[2, 3], [4, 5]]"),
    ("[[1, 1], [1, 0]]^10", "[[89, 55], [55, 34]]"),
    ("[[1, 2], [3, 4]]^-1", "[[-2, 1], [1.5, -0.5]]"),
    ("2*[[1, 2], [3, 4]]", "[[2, 4], [6, 8]]"),
    ("[[1, 2], [3, 4]] / 2", "[[0.5, 1], [1.5, 2]]"),
]


@pytest.mark.parametrize(("text", "result"), [*ALGEBRA, *CALCULUS, *MATRICES])
def test_a_text_has_this_result(text: str, result: str) -> None:
    assert compute(text) == result
