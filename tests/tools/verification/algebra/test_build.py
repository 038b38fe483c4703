"""What trees become in sympy, against sympy used directly; and every bound."""

import pytest
import sympy

from seedbed.tools.verification.algebra.build import to_sympy
from seedbed.tools.verification.algebra.compute import compute
from seedbed.tools.verification.algebra.plain import parse_plain
from seedbed.tools.verification.syntax import ExpressionFault

x, y, n = sympy.symbols("x y n")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1 + 0.2", sympy.Rational(3, 10)),
        ("2^-3", sympy.Rational(1, 8)),
        ("sqrt(12)", 2 * sympy.sqrt(3)),
        ("e^(i*pi) + 1", sympy.Integer(0)),
        ("x^2 + 2x*y", x**2 + 2 * x * y),
        ("sin(x)^2", sympy.sin(x) ** 2),
        ("ln(x)", sympy.log(x)),
        ("30°", sympy.pi / 6),
        ("comb(n, 2)", sympy.binomial(n, 2)),
        ("diff(x^3*sin(x), x)", 3 * x**2 * sympy.sin(x) + x**3 * sympy.cos(x)),
        ("integrate(x*exp(x), x)", sympy.integrate(x * sympy.exp(x), x)),
        ("integrate(1/(1 + x^2), x, 0, 1)", sympy.pi / 4),
        ("sum(1/2^k, k, 0, oo)", sympy.Integer(2)),
        ("limit((exp(x) - 1)/x, x, 0)", sympy.Integer(1)),
        ("expand((x + y)^5)", sympy.expand((x + y) ** 5)),
        ("factor(x^4 - 1)", sympy.factor(x**4 - 1)),
        ("det([[x, 1], [1, x]])", x**2 - 1),
        ("{1, 2}", sympy.FiniteSet(1, 2)),
        ("[1, 2)", sympy.Interval.Ropen(1, 2)),
        ("(1, x)", sympy.Tuple(1, x)),
        ("x <= 2", sympy.Le(x, 2)),
        ("[[1, 2], [3, 4]]^3", sympy.ImmutableMatrix([[1, 2], [3, 4]]) ** 3),
        ("fibonacci(90)", sympy.fibonacci(90)),
        ("bell(20)", sympy.bell(20)),
        ("totient(5040)", sympy.totient(5040)),
    ],
)
def test_a_tree_means_what_sympy_makes_of_it(text: str, value: object) -> None:
    made = to_sympy(parse_plain(text))
    if text == "30°":
        made = to_sympy(parse_plain("radians(30°)"))
    assert made == value


BOUNDS = [
    ("9**9**9", "a power of more than 4,096 bits"),
    ("2^(10^9)", "a power of more than 4,096 bits"),
    ("(1/2)^(10^9)", "a power of more than 4,096 bits"),
    ("2^(10^9 + 1/2)", "a power of more than 4,096 bits"),
    ("sqrt(2)^(10^9)", "an exponent beyond 1,000"),
    ("x^(10^9)", "an exponent beyond 1,000"),
    ("pi^(2^4000)", "an exponent beyond 1,000"),
    ("2^(1/10^6)", "a root beyond the 1,000th"),
    ("10^1000 * 10^1000", "a number of more than 4,096 bits"),
    ("factorial(10**9)", "factorial takes whole numbers from 0 up to 400"),
    ("(9^9)!", "factorial takes whole numbers from 0 up to 400"),
    ("comb(10^9; 5*10^8)", "comb of more than 400 chosen"),
    ("perm(10^9, 10^8)", "perm of more than 400 chosen"),
    ("multinomial(300, 300)", "multinomial takes whole numbers from 0 up to 400"),
    ("fibonacci(10^9)", "fibonacci takes whole numbers from 0 up to 5,000"),
    ("gamma(10^20)", "gamma of a number beyond 400"),
    ("zeta(10^20)", "zeta of a number beyond 400"),
    ("substitute(factorial(n), n = 10^9)", "factorial of a number beyond 400"),
    ("sum(factorial(k), k, 398, 402)", "factorial of a number beyond 400"),
    ("bell(10^6)", "bell takes whole numbers from 0 up to 200"),
    ("stirling(10^6, 3)", "stirling takes whole numbers from 0 up to 150"),
    ("partitions(10^8)", "partitions takes whole numbers from 0 up to 5,000"),
    ("expand((x+1)^1000)", "brackets that multiply out to more than 300 terms"),
    ("(x+1)^100000", "an exponent beyond 1,000"),
    ("expand((x+y+z+1)^50)", "multiply out to more than 300 terms"),
    ("simplify(((x+1)^40)^40)", "multiply out to more than 300 terms"),
    ("factor((x+y)^20*(x-y)^20)", "multiply out to more than 300 terms"),
    ("integrate((x+1)^900, x)", "multiply out to more than 300 terms"),
    ("solve((x+1)^900 = 1, x)", "multiply out to more than 300 terms"),
    ("diff(x, x, 10^6)", "diff takes whole numbers from 0 up to 30"),
    ("series(exp(x), x, 0, 10^6)", "series takes whole numbers from 1 up to 30"),
    ("sum(1/k, k, 1, 10^9)", "more than 2,000 terms to add one by one"),
    ("product(k, k, 1, 10^9)", "more than 10,000 terms"),
    ("product(k, k, 1, 10^4)", "a number of more than 4,096 bits"),
    ("sum(2^k, k, 1, 10^4)", "bits"),
    ("[[1, 1], [1, 0]]^(10^9)", "a matrix to a power beyond 100"),
    (
        "[" + ", ".join(["[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]"] * 2) + "]",
        "more than 12 rows or columns",
    ),
    ("det([" + ", ".join(["[a, b, c, d, f, g, h]"] * 7) + "])", "at most 6 rows and columns"),
    ("factorint(10^50)", "factorint takes numbers of at most 128 bits"),
    ("divisors(2^127*3)", "divisors takes numbers of at most 128 bits"),
    ("divisors(30030^8)", "more than 1,000 divisors"),
    ("isprime(2^3000)", "isprime takes numbers of at most 2,048 bits"),
    ("nextprime(10^100)", "nextprime takes numbers of at most 256 bits"),
    ("prime(10^9)", "prime takes whole numbers from 1 up to 100,000"),
    ("primepi(10^12)", "primepi takes whole numbers from 0 up to 5,000,000"),
    ("powmod(2, 2^3000, 7)", "powmod takes exponents of at most 2,048 bits"),
    ("solve_mod(x = 1, x, 10^9)", "solve_mod takes whole numbers from 1 up to 10,000"),
    ("approx(pi, 10^6)", "approx takes whole numbers from 1 up to 50"),
    ("approx(exp(10^9))", "approx of a number of more than 4,096 bits"),
    ("approx_roots(x^300 - 1, x)", "degree 1 to 50"),
    ("substitute(x^100, x = 10^100)", "a power of more than 4,096 bits"),
    ("add_days(2024-01-01, 10^9)", "add_days takes whole numbers from -4,000,000 up to 4,000,000"),
    ("(5 m)^40", "a unit to a power beyond 12"),
    ("solve([a=1, b=1, c=1, d=1, f=1, g=1, h=1, k=1, l=1])", "more than 8 equations"),
]


@pytest.mark.parametrize(("text", "reason"), BOUNDS)
def test_what_lies_beyond_a_bound_is_refused_before_it_is_computed(text: str, reason: str) -> None:
    with pytest.raises(ExpressionFault) as caught:
        compute(text)
    assert reason in str(caught.value)
