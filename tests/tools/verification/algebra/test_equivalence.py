"""Two final answers: the same or not, by every kind of answer; and hostile texts, which get a verdict."""

import time

import pytest

from seedbed.tools.verification.algebra.equivalence import equivalent
from seedbed.tools.verification.syntax import ExpressionFault

SAME = [
    (r"\frac12", "0.5"),
    (r"\sqrt8", r"2\sqrt{2}"),
    (r"\frac{2}{\sqrt{3}}", r"\frac{2\sqrt3}{3}"),
    (r"1\frac34", "7/4"),
    (r"0.\overline{27}", r"\frac{3}{11}"),
    ("4.7e-3", r"4.7\times 10^{-3}"),
    (r"10,\!000", "10000"),
    ("(x+1)^2", "x^2+2x+1"),
    (r"2\sin x\cos x", r"\sin 2x"),
    (r"\sqrt{x}\sqrt{y}", r"\sqrt{xy}"),
    (r"e^{i\pi}", "-1"),
    (r"\log_2 x", r"\frac{\ln x}{\ln 2}"),
    ("x=5", "5"),
    ("5 = x", "x=5"),
    ("f(x)=x^2", "x^2"),
    ("y=2x+3", "2x-y+3=0"),
    ("(x,y)=(1,2)", "(1, 2)"),
    ("x=1, y=2", "y=2, x=1"),
    (r"3\pm\sqrt2", r"3-\sqrt2, 3+\sqrt2"),
    (r"x=\pm 3", r"\{-3, 3\}"),
    (r"\{1,2,3\}", "3, 1, 2"),
    (r"x>3", r"(3,\infty)"),
    (r"3 < x", "x > 3"),
    (r"-2x \ge 4", r"(-\infty,-2]"),
    (r"-2<x\le 5", "(-2,5]"),
    (r"(-\infty,0)\cup(0,\infty)", r"\mathbb{R}\setminus\{0\}"),
    (r"[2,3]\cup[3,4)", "[2,4)"),
    (r"\text{all real numbers}", r"(-\infty,\infty)"),
    (r"\text{no solution}", r"\emptyset"),
    (r"\frac12\begin{pmatrix}2\\4\end{pmatrix}", r"\begin{bmatrix}1\\2\end{bmatrix}"),
    ("1 m", "100 cm"),
    (r"15\text{ cm}^2", "15 square centimeters"),
    (r"\$0.50", r"50\text{ cents}"),
    (r"90^\circ", "90 degrees"),
    (r"68^\circ\text{F}", r"20^\circ\text{C}"),
    (r"12\text{ apples}", "12 apple"),
    (r"50\%", "0.5"),
    (r"1101_2", r"1101_{\text{two}}"),
    (r"\text{(A)}", "A"),
    (r"\text{Monday}", "monday"),
    ("2:4", "1:2"),
    (r"\boxed{7}", "$7$."),
]
OTHER = [
    (r"\frac13", "0.333"),
    (r"\pi", "3.14159"),
    (r"\frac23", r"\frac32"),
    (r"\sqrt{2}", "2"),
    (r"\sqrt{x^2}", "x"),
    ("x", "-x"),
    ("2^{100}", "2^{100}+1"),
    ("x=5", "y=5"),
    ("x=5", r"x\ne 5"),
    ("y=2x+3", "2x-y-3=0"),
    ("x=1, y=2", "x=2, y=1"),
    ("(1,2)", "(2,1)"),
    ("(1,2)", "1, 2"),
    ("1, 1, 2", "1, 2"),
    (r"\{1,2,3\}", r"\{1,2\}"),
    ("(1,3)", "[1,3]"),
    ("[1,3]", "[1,3)"),
    ("x>3", r"x\ge 3"),
    ("x>3", "y>3"),
    ("x>3", "3"),
    (r"3\pm\sqrt2", r"3+\sqrt2"),
    (r"\begin{pmatrix}1\\2\end{pmatrix}", r"\begin{pmatrix}1&2\end{pmatrix}"),
    (r"5\text{ cm}", "5"),
    (r"5\text{ cm}", r"5\text{ m}"),
    (r"5\text{ cm}", r"5\text{ cm}^2"),
    (r"12\text{ apples}", r"12\text{ pears}"),
    (r"\$5", "5"),
    (r"90^\circ", "90"),
    (r"50\%", "50"),
    ("1101_2", "1101"),
    ("1101_2", "1101_3"),
    ("A", "B"),
    ("x", "X"),
    ("ABC", "BAC"),
    (r"\text{even}", "odd"),
    ("7:30", "7:31"),
    ("3:2", "2:3"),
    (r"\infty", r"-\infty"),
]


@pytest.mark.parametrize(("a", "b"), SAME, ids=[f"{a} | {b}" for a, b in SAME])
def test_same(a: str, b: str) -> None:
    assert equivalent(a, b)[0] and equivalent(b, a)[0]


@pytest.mark.parametrize(("a", "b"), OTHER, ids=[f"{a} | {b}" for a, b in OTHER])
def test_other(a: str, b: str) -> None:
    assert not equivalent(a, b)[0] and not equivalent(b, a)[0]


def test_text_that_is_no_mathematics_is_compared_as_text() -> None:
    assert equivalent(r"AB \parallel CD", r"AB\parallel CD")[0]
    assert not equivalent(r"\triangle ABC", r"\triangle ABD")[0]
    assert "text" in equivalent(r"\angle A", r"\angle A")[1]


HOSTILE = [
    "x" * 10_000_000,
    "(" * 1000 + "1" + ")" * 900,
    "{" * 1900,
    r"\frac" * 300,
    "1+" * 900 + "1",
    "9^9^9^9",
    "2^{2^{2^{2^{2^{2}}}}}",
    "100000000!",
    r"\binom{99999999}{5555555}",
    "exp(" * 100 + "9" + ")" * 100,
    r"\sin(10^{99999})",
    r"\{" + ",".join(rf"\sqrt{{{number}}}" for number in range(200)) + r"\}",
    r"\pm" * 20 + "1",
    "|" * 500,
    r"\input{/etc/passwd}",
    r"\write18{ls}",
    r"\def\x{1}\x",
    "__import__('os').system('x')",
    "x\x00",
    "\u0430=5",
    "\uff15",
    "\u0665",
    "1/0",
    "1e999999999",
    r"\begin{vmatrix}" + r"\\".join("&".join("x+1" for _ in range(9)) for _ in range(9)) + r"\end{vmatrix}",
    "(x+1)^{999}(x+2)^{999}",
    "\\" * 1999,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[ascii(text[:20]) for text in HOSTILE])
def test_hostile_texts_end_soon(text: str) -> None:
    equivalent("1 m", "100 cm")
    for other in ("5", "x", f"{text}+1"):
        began = time.perf_counter()
        try:
            verdict = equivalent(text, other)[0]
        except ExpressionFault:
            verdict = False
        assert not verdict
        assert time.perf_counter() - began < 2


def test_the_same_answers_get_the_same_verdict() -> None:
    pairs = [(r"\sin^2 x+\cos^2 x", "1"), ("x^3-y^3", "(x-y)(x^2+xy+y^2)"), ("x^y", "y^x")]
    assert [equivalent(*pair) for pair in pairs] == [equivalent(*pair) for pair in pairs]
