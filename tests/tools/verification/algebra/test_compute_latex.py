"""The calculator reads LaTeX by its closed grammar too."""

import pytest

from seedbed.tools.verification.algebra.compute import compute
from seedbed.tools.verification.syntax import ExpressionFault


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (r"\frac{1}{2}+\frac13", "5/6"),
        (r"$\sqrt{8}\cdot 2$", "4*sqrt(2)"),
        (r"x^2 \le 4", "-2 <= x <= 2"),
        (r"\binom{5}{2}", "10"),
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "[[1, 2], [3, 4]]"),
        (r"15\% \cdot 80", "12"),
        (r"1{,}234+1", "1235"),
        (r"0.\overline{3}", "1/3"),
        (r"\frac{9}{4} = 2.25", "true"),
    ],
)
def test_latex_is_computed(text: str, result: str) -> None:
    assert compute(text) == result


@pytest.mark.parametrize("text", [r"\input{/etc/passwd}", r"\write18{id}", r"\def\x{\x}\x", r"$9^{9^{9}}$"])
def test_what_is_no_answer_in_latex_is_refused(text: str) -> None:
    with pytest.raises(ExpressionFault):
        compute(text)
