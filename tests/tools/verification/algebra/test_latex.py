"""The grammar of answers in LaTeX: what it reads, as what, and what it refuses."""

from fractions import Fraction

import pytest

from seedbed.tools.verification.algebra.latex import parse_latex
from seedbed.tools.verification.syntax import (
    Binary,
    Call,
    Constant,
    ExpressionFault,
    Group,
    Interval,
    Matrix,
    Measured,
    Name,
    Negative,
    Node,
    Number,
    Percent,
    PlusMinus,
    Relation,
    Words,
)


def _n(text: str) -> Number:
    return Number(Fraction(text), text)


_HALF = Binary("/", _n("1"), _n("2"))
_X = Name("x")

TREES: list[tuple[str, Node]] = [
    (r"\frac12", _HALF),
    (r"\dfrac{1}{2}", _HALF),
    (r"\frac 1 2", _HALF),
    (r"\frac1{72}", Binary("/", _n("1"), _n("72"))),
    (r"\frac\pi3", Binary("/", Constant("pi"), _n("3"))),
    (r"1\frac12", Binary("+", _n("1"), _HALF)),
    (r"x\frac12", Binary("*", _X, _HALF)),
    (r"\sqrt2", Call("sqrt", (_n("2"),))),
    (r"\sqrt{13}", Call("sqrt", (_n("13"),))),
    (r"\sqrt[3]{x}", Call("root", (_X, _n("3")))),
    (r"10,\!000", _n("10000")),
    (r"1{,}234.5", _n("1234.5")),
    ("1,234", _n("1234")),
    ("(1,234)", Group("tuple", (_n("1"), _n("234")))),
    (r"0.\overline{3}", Binary("/", _n("1"), _n("3"))),
    (r"1.2\overline{45}", Binary("/", _n("137"), _n("110"))),
    ("1101_2", Measured(_n("13"), "base 2")),
    (r"2F_{16}", Measured(_n("47"), "base 16")),
    (r"\$18.50", Measured(_n("18.50"), "$")),
    (r"-\$5", Measured(Negative(_n("5")), "$")),
    (r"90^\circ", Measured(_n("90"), "°")),
    (r"15\mbox{ cm}^2", Measured(_n("15"), "cm^2")),
    ("15 cm", Measured(_n("15"), "cm")),
    (r"5\%", Percent(_n("5"))),
    ("2x^3", Binary("*", _n("2"), Binary("^", _X, _n("3")))),
    ("2^10", Binary("^", _n("2"), _n("10"))),
    (r"\sin^2 x", Binary("^", Call("sin", (_X,)), _n("2"))),
    (r"\log_2 8", Call("log", (_n("8"), _n("2")))),
    (r"\binom{5}{2}", Call("comb", (_n("5"), _n("2")))),
    ("5!", Call("factorial", (_n("5"),))),
    (r"\left|x\right|", Call("abs", (_X,))),
    ("|x|", Call("abs", (_X,))),
    (r"\lfloor x\rfloor", Call("floor", (_X,))),
    (r"3\pm x", Binary("+", _n("3"), PlusMinus(_X))),
    ("(1,2)", Group("tuple", (_n("1"), _n("2")))),
    ("[1,2)", Interval(_n("1"), _n("2"), False, True)),
    (r"(1,\infty)", Interval(_n("1"), Constant("oo"), True, True)),
    (r"\{1,2\}", Group("set", (_n("1"), _n("2")))),
    (r"x\in\{1,2\}", Group("set", (_n("1"), _n("2")))),
    ("1, 2", Group("list", (_n("1"), _n("2")))),
    (r"1\text{ or }2", Group("any of", (_n("1"), _n("2")))),
    (r"x\le 2", Relation("<=", _X, _n("2"))),
    (r"1<x\le 2", Group("all of", (Relation("<", _n("1"), _X), Relation("<=", _X, _n("2"))))),
    (r"\begin{pmatrix} 1 \\ x \end{pmatrix}", Matrix(((_n("1"),), (_X,)))),
    (r"\text{Monday}", Words("Monday")),
    (r"7:30\text{ p.m.}", Words("7:30 p.m.")),
    (r"$\boxed{\frac{1}{2}}$.", _HALF),
    ("½", _HALF),
    ("x_1", Name("x_1")),
    ("3 + 4i", Binary("+", _n("3"), Binary("*", _n("4"), Constant("i")))),
]


@pytest.mark.parametrize(("text", "tree"), TREES, ids=[text for text, _ in TREES])
def test_reads(text: str, tree: Node) -> None:
    assert parse_latex(text) == tree


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        (r"\input{/etc/passwd}", "macro"),
        (r"\write18{ls}", "macro"),
        (r"\frac{1}", "too early"),
        ("1+", "too early"),
        (")", "character 1"),
        ("\u0430+1", "character 1"),
        ("\uff15", "character 1"),
        ("x\x00", "control character"),
        ("x\u202e5", "control character"),
        ("x" * 10_000_000, "characters"),
        ("(" * 900 + "1" + ")" * 900, "signs"),
        ("-" * 900 + "1", "deep"),
        ("9" * 100, "a number of 100"),
        ("1/2x", "two readings"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix}", "equally long"),
        ("129_8", "character 1"),
    ],
    ids=lambda value: ascii(value[:20]),
)
def test_refuses(text: str, told: str) -> None:
    with pytest.raises(ExpressionFault, match=told):
        parse_latex(text)
