"""The grammar of plain algebra: what it reads, what it refuses, and where it agrees with arithmetic's."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.tools.verification.algebra.plain import parse_plain
from seedbed.tools.verification.grammar import parse
from seedbed.tools.verification.syntax import (
    Binary,
    Call,
    Constant,
    Date,
    ExpressionFault,
    Group,
    Interval,
    Matrix,
    Measured,
    Name,
    Negative,
    Node,
    Percent,
    PlusMinus,
    Relation,
    Words,
    render,
    written,
)

X, Y = Name("x"), Name("y")
ONE, TWO, THREE = written(1), written(2), written(3)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("2x", Binary("*", TWO, X)),
        ("2x^2", Binary("*", TWO, Binary("^", X, TWO))),
        ("2x²", Binary("*", TWO, Binary("^", X, TWO))),
        ("2(x)", Binary("*", TWO, X)),
        ("(x)(y)", Binary("*", X, Y)),
        ("2sqrt(x)", Binary("*", TWO, Call("sqrt", (X,)))),
        ("√2", Call("sqrt", (TWO,))),
        ("2π", Binary("*", TWO, Constant("pi"))),
        ("-∞", Negative(Constant("oo"))),
        ("|x|", Call("abs", (X,))),
        ("2|x|", Binary("*", TWO, Call("abs", (X,)))),
        ("||x|-|y||", Call("abs", (Binary("-", Call("abs", (X,)), Call("abs", (Y,))),))),
        ("x mod 3", Call("mod", (X, THREE))),
        ("±2", PlusMinus(TWO)),
        ("1 ± 2", Binary("+", ONE, PlusMinus(TWO))),
        ("x = 1", Relation("=", X, ONE)),
        ("x == 1", Relation("=", X, ONE)),
        ("x ≠ 1", Relation("!=", X, ONE)),
        ("1 < x ≤ 2", Group("all of", (Relation("<", ONE, X), Relation("<=", X, TWO)))),
        ("x = 1 or x = 2", Group("any of", (Relation("=", X, ONE), Relation("=", X, TWO)))),
        ("x = 1, y = 2", Group("all of", (Relation("=", X, ONE), Relation("=", Y, TWO)))),
        ("no solution", Group("any of", ())),
        ("true", Words("true")),
        ("1, 2", Group("tuple", (ONE, TWO))),
        ("(1, 2)", Group("tuple", (ONE, TWO))),
        ("[1; 2]", Group("list", (ONE, TWO))),
        ("[]", Group("list", ())),
        ("{1, 2}", Group("set", (ONE, TWO))),
        ("∅", Group("set", ())),
        ("[1, 2)", Interval(ONE, TWO, False, True)),
        ("(1, 2]", Interval(ONE, TWO, True, False)),
        ("(1, oo)", Interval(ONE, Constant("oo"), True, True)),
        (
            "[1, 2] ∪ (2, 3)",
            Group("union", (Interval(ONE, TWO, False, False), Interval(TWO, THREE, True, True))),
        ),
        ("[[1, 2], [3, x]]", Matrix(((ONE, TWO), (THREE, X)))),
        ("[[1], [2, 3]]", Group("list", (Group("list", (ONE,)), Group("list", (TWO, THREE))))),
        ("3 km", Measured(THREE, "km")),
        ("3 m", Measured(THREE, "m")),
        ("3m", Binary("*", THREE, Name("m"))),
        ("3 m = x", Relation("=", Binary("*", THREE, Name("m")), X)),
        ("2 m < 3 m", Relation("<", Measured(TWO, "m"), Measured(THREE, "m"))),
        ("3 m + 2 km", Binary("+", Measured(THREE, "m"), Measured(TWO, "km"))),
        ("3 m/s²", Measured(THREE, "m/s^2")),
        ("3 km per hour", Measured(THREE, "km/hour")),
        ("$3", Measured(THREE, "$")),
        ("3€", Measured(THREE, "€")),
        ("3 µm", Measured(THREE, "µm")),
        ("3°", Measured(THREE, "°")),
        ("(x) m", Measured(X, "m")),
        ("convert(3 km to m)", Call("convert", (Measured(THREE, "km"), Measured(ONE, "m")))),
        ("2024-02-01", Date(datetime.date(2024, 2, 1))),
        ("2024-12-31", Date(datetime.date(2024, 12, 31))),
        ("weekday(2024-12-31)", Call("weekday", (Date(datetime.date(2024, 12, 31)),))),
        ("2024-12-31 - 1", parse("2024-12-31-1")),
        ("2e3", parse("2*10^3")),
        ("1,200", written(1200)),
        ("[1,200]", Group("list", (ONE, written(200)))),
        ("max(1,200)", Call("max", (ONE, written(200)))),
        ("from_base(1f, 16)", Call("from_base", (Words("1f"), written(16)))),
        ("5! = 120", Relation("=", Call("factorial", (written(5),)), written(120))),
        ("x != 1", Relation("!=", X, ONE)),
        ("C(3, 2)", Call("comb", (THREE, TWO))),
        ("1 - 10%", Binary("-", ONE, Percent(written(10)))),
    ],
)
def test_a_text_has_this_tree(text: str, tree: Node) -> None:
    assert parse_plain(text) == tree


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "an empty expression"),
        ("1 +", "ends too early"),
        ("(1", "ends too early"),
        ("1 + * 2", "character 5: '* 2'"),
        ("√ ≤ 2", "character 3: '≤ 2'"),
        ("2 3", "character 3: '3'"),
        ("x.y", "character 2: '.y'"),
        ("x[0]", "character 2: '[0]'"),
        ("'a'", "character 1: \"'a'\""),
        ("x := 1", "character 3: ':= 1'"),
        ("1/2x", "two readings"),
        ("1/2(x)", "two readings"),
        ("1/7 m", "write (a/b) m or a/(b m)"),
        ("x(2)", "x( has two readings"),
        ("x^2(y)", "a bracket behind an exponent has two readings"),
        ("2x^2(y)", "a bracket behind an exponent has two readings"),
        ("xy", "xy has two readings: write x*y"),
        ("(1,200)", "write (1, 200) or 1200"),
        ("2e-3", "2e-3 has two readings"),
        ("5!=120", "!= has two readings"),
        ("200 + 10%", "a + b% has two readings"),
        ("x - 10%", "a - b% has two readings"),
        ("log(100)", "write ln(x), log10(x) or log(x, base)"),
        ("stdev(1, 2)", "stdev_sample or stdev_population"),
        ("var(1, 2)", "variance_sample or variance_population"),
        ("factorise_it(2)", "the function 'factorise_it' isn't known; near it: factorise"),
        ("eval(1)", "the function 'eval' isn't known"),
        ("__import__(1)", "isn't known"),
        ("gcd(1)", "gcd takes 2 to 400 argument(s), not 1"),
        ("3 kmm", "the unit 'kmm' isn't known; near it: mm, km"),
        ("2ab", "'ab' is no unit that is known; a product is written with *"),
        ("3 apples", "the unit 'apples' isn't known"),
        ("convert(3 km, foo)", "the unit 'foo' isn't known; near it: foot"),
        ("2023-02-30", "2023-02-30 isn't a date"),
        ("(x = 1) + 1", "a relation can't be calculated with"),
        ("[1, 2, 3)", "ends must be two"),
        ("а + 1", "character 1 is CYRILLIC SMALL LETTER A"),
        ("1 + ２", "character 5 is FULLWIDTH DIGIT TWO"),
        ("x\u200b", "character 2 is ZERO WIDTH SPACE"),
        ("\u202e1", "character 1 is RIGHT-TO-LEFT OVERRIDE"),
        ("1\x00", "character 2 is control character 0x00"),
        ("1\x01m\x05", "character 2 is control character 0x01"),
        ("1\x1b", "control character 0x1b"),
        ("ℯ", "SCRIPT SMALL E"),
        ("1" * 1_500, "a number of 1500 characters; at most 1300 are read"),
        ("1+" * 5_000_000, "an expression of 10,000,000 characters; at most 2,000"),
        ("(" * 900, "ends too early"),
        ("-" * 900 + "1", "nested more than 150 deep"),
        ("sqrt(" * 300 + "1" + ")" * 300, "nested more than 150 deep"),
        ("[" * 400 + "1" + "]" * 400, "nested more than 150 deep"),
        ("|" * 500, "ends too early"),
    ],
)
def test_a_text_is_refused_for_this_reason(text: str, reason: str) -> None:
    with pytest.raises(ExpressionFault) as caught:
        parse_plain(text)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def arithmetic() -> st.SearchStrategy[Node]:
    numbers = st.one_of(
        st.integers(0, 10**6).map(written),
        st.decimals(0, 1000, places=2).map(lambda number: parse(f"{number:.2f}")),
    )

    def larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        return st.one_of(
            st.builds(Binary, st.sampled_from("*/^"), inner, inner),
            st.builds(Binary, st.sampled_from("+-"), inner, inner),
            inner.map(Negative),
            inner.map(lambda operand: Call("sqrt", (operand,))),
            st.tuples(inner, inner).map(lambda operands: Call("max", operands)),
        )

    return st.recursive(st.one_of(numbers, st.sampled_from((X, Y))), larger, max_leaves=12)


@given(arithmetic())
def test_both_grammars_read_arithmetic_alike(tree: Node) -> None:
    text = render(tree)
    assert parse_plain(text) == parse(text, ("x", "y")) == tree


@given(st.text("0123456789+-*/^().,xy |[]{}<>=!%m$√²", max_size=25))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_plain(text)
    except ExpressionFault as fault:
        assert str(fault)


@given(st.text(max_size=30))
def test_any_unicode_is_read_or_refused(text: str) -> None:
    try:
        parse_plain(text)
    except ExpressionFault as fault:
        assert str(fault)
