"""Two final answers: the same or not, by every kind of answer; and what can't be read."""

import pytest

from seedbed.tools.verification.calculator import ExpressionFault
from seedbed.tools.verification.equivalence import _compare, _compute, at_once

SAME = [
    ("1 1/2", "1.5"), ("1,200", "1200"), ("£12.50", "12.5 pounds"), ("1 km", "1000 m"), ("50%", "0.5"),
    ("50%", "50"), ("12 apples", "12"), (r"12\text{ apples}", "12 apple"), ("1/2 loaf", "0.5 loaves"),
    ("3 ponies", "3 pony"), ("2 movies", "2 movie"), ("3 houses", "3 house"), ("6 glasses", "6 glass"),
    ("5 tomatoes", "5 tomato"), (r"90^\circ", "90 degrees"), ("2:4", "1:2"), ("sqrt(8)", "2*sqrt(2)"),
    ("1/sqrt(2)", r"\frac{\sqrt{2}}{2}"), ("2*pi", r"2\pi"), ("x**10", "x^{10}"), ("x^(1/2)", r"\sqrt{x}"),
    (r"\frac12", "0.5"), (r"4.7\times 10^{-3}", "4.7e-3"), ("(x+1)^2", "x^2+2x+1"), ("x=5", "5"),
    (r"2\sin x\cos x", r"\sin 2x"), ("y=2x+3", "2x-y+3=0"), (r"\{1,2,3\}", "{3, 1, 2}"),
    (r"x>3", r"(3,\infty)"), (r"-2<x\le 5", "(-2,5]"), (r"\text{Monday}", "monday"), (r"\text{(A)}", "A"),
    (r"\begin{pmatrix}2\\4\end{pmatrix}", r"\begin{bmatrix}2\\4\end{bmatrix}"), (r"\boxed{7}", "$7$."),
    ("√16", "4"), ("2√2", r"\sqrt{8}"), (r"\frac{√3}{2}", "√(3)/2"), ("5 m²", "5 m^2"),
    ("12 inches", "1 foot"), ("£1.50", "150p"), ("€0.50", "50 cents"), ("5 m", "5m"), ("16 oz", "1 lb"),
    ("5 lbs", "5 pounds"), ("2 xy", "x*2y"), ("2 qqq", "2.0 qqq"), ("1, 2", "1 and 2"), ("28%", "28 pct"),
    ("sin(30°)", "1/2"), (r"\sin(90^\circ-x)", r"\cos x"), ("log_2(8)", "3"), (r"10\;\text{edges}", "10"),
    (r"99\pi \text{ square inches}", r"99\pi"), ("2.5 million", "2,500,000"), ("$2 million", "2000000 $"),
    ("3 1/2 thousand people", "3500"), ("5 KWH", "5 kWh"), ("3 Men", "3 men"), ("5 mW", "5.0 mW"),
    ("24 cm2", "0.0024 m²"), ("100 cm3", "0.1 l"), ("x²y", "y*x^2"), ("10⁻³", "0.001"),
    ("3e8 m/s", "3×10⁸ m/s"), ("x⁴-1", "(x²-1)(x²+1)"), ("1 h 30 min", "90 minutes"),
    ("1 hour and 30 minutes", "1.5 hours"), (r"5\text{ ft }3\text{ in}", "63 in"), ("2 min 5 s", "125"),
    ("3:45 PM", "3:45 p.m."), ("03:45", "3:45"), ("9am", "9 a.m."), ("€1.234,50", "1234.50"),
    ("1.234.567,8 kg", "1234567.8 kg"),
]  # fmt: skip
OTHER = [
    ("1 1/2", "1"), ("3 km", "3 m"), ("3 kg", "3 m"), (r"12\text{ apples}", r"12\text{ pears}"),
    ("4 operators", "4 operations"), ("3 lovers", "3 loves"), (r"5\text{ y}", r"5\text{ f}"),
    (r"5\text{ cm}", r"5\text{ cm}^2"), ("2024-03-01", "2020"), ("10:20", "11:22"), ("Paris", "Piras"),
    (r"\frac13", "0.333"), (r"\frac23", r"\frac32"), (r"\sqrt{2}", "2"), ("2^{100}", "2^{100}+1"),
    ("x=5", r"x\ne 5"), ("(x+y)^2=81", "81"), ("81", "(x+y)^2=81"), ("(1,2)", "(2,1)"), ("[1,3]", "[1,3)"),
    (r"\{1,2,3\}", r"\{1,2\}"), ("x>3", r"x\ge 3"), ("60 lb", "60 km"), ("60 ft", "60 yards"),
    ("60 km/h", "60 mph"), ("60 ms", "60 minutes"), ("5 gal", "5 cents"), ("5 lbs", "5 kg"),
    ("5 qqq", "5 zz"), ("5 €", "5 $"), ("¥5", "₹5"), ("4t", "4"), ("2√3", "3√2"), ("10√3", "30√1"),
    ("60 lb", "60 bl"), ("sin(60°)", "2*sin(30°)"), ("7 mod 3", "3 mod 7"), ("5√2 cm", "2√5 cm"),
    (r"7\text{ mod }3", r"3\text{ mod }7"),
    ("60 ft 3 in", "3 ft 60 in"), (r"\text{even}", "odd"), (r"\infty", r"-\infty"),
    (r"\begin{pmatrix}1\\2\end{pmatrix}", r"\begin{pmatrix}1&2\end{pmatrix}"), ("2 million", "2"),
    ("5 MW", "5 mW"), ("5mPa", "5MPa"), (r"5\text{ MHz}", "5 mHz"), ("2 million", "2 billion"),
    ("24 cm2", "24 cm³"), ("1 h 30 min", "130 min"), ("1 h 30 min", "90 s"), ("2 m 3 m", "5 m"),
    ("3:45 PM", "3:45 a.m."), ("1.234,50", "1.234"), ("(1.234,50)", "1234.5"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "same"), [(*pair, True) for pair in SAME] + [(*pair, False) for pair in OTHER]
)
def test_same_and_other(a: str, b: str, same: bool) -> None:
    assert _told(a, b) is same is _told(b, a)


def _told(a: str, b: str) -> bool:
    return (at_once(a, b) or _compare(a, b))[0]


def test_numbers_and_words_need_no_algebra() -> None:
    assert at_once("24", "24.0") == (True, "the same number")
    assert at_once("Monday", "Friday") == (False, "other words")
    assert at_once("x + 1", "1 + x") is None


@pytest.mark.parametrize("text", ["", "1\u202e2", "1" * 3000])
def test_what_is_not_read(text: str) -> None:
    with pytest.raises(ExpressionFault):
        at_once(text, "1")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/4 + 15% of 200", "30.25"),
        (r"\int_0^1 x^2 dx", "1/3"),
        (r"\frac{\sqrt{8}}{2}", "sqrt(2)"),
        ("2 + 2 = 5", "false"),
        (r"2 \le 3", "true"),
        ("2x + 3 = 7", "[2]"),
    ],
)
def test_computed(text: str, value: str) -> None:
    assert _compute(text) == (True, value, "")


@pytest.mark.parametrize(
    "text", ["1 + + ?", r"\frac{1}{0}", "9**9**9", "isprime(9)", "60 lb", "sqrt 16", "7 mod 3"]
)
def test_not_computed(text: str) -> None:
    with pytest.raises(ExpressionFault):
        _compute(text)
