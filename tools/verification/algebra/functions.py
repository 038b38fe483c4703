"""The one list of functions that the calculator knows: the grammar, the docs and the models' tools read it.

It does not know how they are computed; `operations.py` ties each name to its code, and a test compares both.
"""

from collections.abc import Mapping
from dataclasses import dataclass

MANY = 400
"""Most arguments or data of one call."""


@dataclass(frozen=True, slots=True)
class FunctionInfo:
    """One function: how it is called, what it does, one example, and who computes it."""

    name: str
    takes: str
    """Its arguments as told to people; `…` stands for more of the same, `?` for one that may be left out."""
    arity: tuple[int, int]
    """Least and greatest number of arguments."""
    does: str
    example: str
    result: str
    by: str
    """The library's function behind it."""
    aliases: tuple[str, ...] = ()


def _one(name: str, does: str, example: str, result: str, by: str = "", *aliases: str) -> FunctionInfo:
    return FunctionInfo(name, "x", (1, 1), does, example, result, by or f"sympy.{name}", aliases)


def _many(name: str, does: str, example: str, result: str, by: str, *aliases: str) -> FunctionInfo:
    return FunctionInfo(name, "data…", (1, MANY), does, example, result, by, aliases)


_F = FunctionInfo

_NUMBERS = (
    _one("sqrt", "square root", "sqrt(8)", "2*sqrt(2)"),
    _one("cbrt", "real cube root", "cbrt(-27)", "-3", "sympy.real_root"),
    _F("root", "x, n", (2, 2), "real n-th root", "root(32, 5)", "2", "sympy.real_root"),
    _one("abs", "absolute value or modulus; |x| is the same", "abs(3 + 4i)", "5", "sympy.Abs"),
    _one("sign", "-1, 0 or 1", "sign(-7)", "-1"),
    _one("floor", "greatest whole number not above", "floor(-7/2)", "-4"),
    _one("ceil", "least whole number not below", "ceil(7/2)", "4", "sympy.ceiling", "ceiling"),
    _F(
        "round",
        "x, places?",
        (1, 2),
        "nearest decimal, halves away from zero",
        "round(2.345, 2)",
        "2.35",
        "exact comparison",
    ),
    _F("min", "x, y…", (1, MANY), "least of several", "min(3, 1, 2)", "1", "sympy.Min"),
    _F("max", "x, y…", (1, MANY), "greatest of several", "max(3, 1, 2)", "3", "sympy.Max"),
    _one("exp", "e to the power of x", "exp(0)", "1"),
    _one("ln", "natural logarithm", "ln(e^3)", "3", "sympy.log"),
    _F("log", "x, base", (2, 2), "logarithm to a base, which must be said", "log(8, 2)", "3", "sympy.log"),
    _one("log10", "logarithm to base 10", "log10(1000)", "3", "sympy.log"),
    _one("log2", "logarithm to base 2", "log2(1/8)", "-3", "sympy.log"),
    _F(
        "approx",
        "x, digits?",
        (1, 2),
        "decimal value, rounded to so many digits (10 unless told)",
        "approx(pi, 6)",
        "3.14159",
        "sympy.N",
        ("decimal", "evalf"),
    ),
    _one("gamma", "gamma function", "gamma(5)", "24"),
    _one("erf", "error function", "erf(0)", "0"),
    _one("zeta", "Riemann's zeta function", "zeta(2)", "pi^2/6"),
    _one("lambertw", "principal branch of Lambert's W", "lambertw(e)", "1", "sympy.LambertW"),
    _F(
        "percent_change",
        "old, new",
        (2, 2),
        "change in hundredths of the old value",
        "percent_change(80, 100)",
        "25%",
        "exact arithmetic",
    ),
)
_CIRCLE = (
    _one("sin", "sine; degrees are written 30°", "sin(30°)", "0.5"),
    _one("cos", "cosine", "cos(pi)", "-1"),
    _one("tan", "tangent", "tan(pi/4)", "1"),
    _one("cot", "cotangent", "cot(pi/4)", "1"),
    _one("sec", "secant", "sec(pi/3)", "2"),
    _one("csc", "cosecant", "csc(pi/6)", "2"),
    _one("asin", "inverse sine, in radians", "asin(1)", "pi/2", "", "arcsin"),
    _one("acos", "inverse cosine, in radians", "acos(0)", "pi/2", "", "arccos"),
    _one("atan", "inverse tangent, in radians", "atan(1)", "pi/4", "", "arctan"),
    _one("sinh", "hyperbolic sine", "sinh(0)", "0"),
    _one("cosh", "hyperbolic cosine", "cosh(0)", "1"),
    _one("tanh", "hyperbolic tangent", "tanh(0)", "0"),
    _one("asinh", "inverse hyperbolic sine", "asinh(0)", "0", "", "arcsinh"),
    _one("acosh", "inverse hyperbolic cosine", "acosh(1)", "0", "", "arccosh"),
    _one("atanh", "inverse hyperbolic tangent", "atanh(0)", "0", "", "arctanh"),
    _one("radians", "degrees as radians", "radians(180)", "pi", "sympy.rad"),
    _one("degrees", "radians as degrees, a bare number", "degrees(pi/2)", "90", "sympy.deg"),
    _one("re", "real part", "re(3 + 4i)", "3"),
    _one("im", "imaginary part", "im(3 + 4i)", "4"),
    _one("conjugate", "complex conjugate", "conjugate(3 + 4i)", "3 - 4*i", "", "conj"),
    _one("arg", "argument of a complex number", "arg(i)", "pi/2"),
)
_ALGEBRA = (
    _one("simplify", "simplest form", "simplify((x^2 - 1)/(x - 1))", "x + 1"),
    _one("expand", "without brackets", "expand((x + 1)^2)", "x^2 + 2*x + 1"),
    _one(
        "factor",
        "product of irreducible factors over the rationals",
        "factor(x^2 - 1)",
        "(x - 1)*(x + 1)",
        "sympy.factor",
        "factorise",
        "factorize",
    ),
    _F(
        "apart",
        "f, x?",
        (1, 2),
        "partial fractions",
        "apart(1/(x^2 + x), x)",
        "-1/(x + 1) + 1/x",
        "sympy.apart",
    ),
    _F(
        "substitute",
        "f, x = a…",
        (2, 20),
        "f with unknowns replaced, all at once",
        "substitute(x^2 + y, x = 3, y = 1)",
        "10",
        "sympy.subs",
        ("subs",),
    ),
    _F(
        "coefficient",
        "f, x, n",
        (3, 3),
        "coefficient of x^n of a polynomial",
        "coefficient((x + 2)^3, x, 1)",
        "12",
        "sympy.Poly",
    ),
    _F("degree", "f, x", (2, 2), "degree of a polynomial", "degree((x^2 + 1)^3, x)", "6", "sympy.Poly"),
    _F(
        "quotient",
        "f, g, x",
        (3, 3),
        "quotient of polynomials",
        "quotient(x^3 - 1, x - 1, x)",
        "x^2 + x + 1",
        "sympy.div",
    ),
    _F(
        "remainder",
        "f, g, x",
        (3, 3),
        "remainder of polynomials",
        "remainder(x^3, x - 2, x)",
        "8",
        "sympy.div",
    ),
    _F(
        "solve",
        "equations, unknowns?",
        (1, 2),
        "all complex solutions of an equation or a system; all real ones of an inequality",
        "solve([2x + 3y = 31, x + y = 12], [x, y])",
        "x = 5 and y = 7",
        "sympy.solveset, sympy.solve",
    ),
    _F(
        "solve_between",
        "equation, x, low, high",
        (4, 4),
        "all solutions from low to high, both included",
        "solve_between(sin(x) = 0, x, 0, pi)",
        "x = 0 or x = pi",
        "sympy.solveset",
    ),
    _F(
        "solution_set",
        "relation, x",
        (2, 2),
        "real solutions as a set or intervals",
        "solution_set(x^2 >= 4, x)",
        "(-oo, -2] ∪ [2, oo)",
        "sympy.solveset",
    ),
    _F(
        "approx_roots",
        "f, x, digits?",
        (2, 3),
        "all complex roots of a polynomial as decimals",
        "approx_roots(x^2 - 2, x, 6)",
        "{-1.41421, 1.41421}",
        "sympy.Poly.nroots",
    ),
    _F(
        "solve_mod",
        "equation, x, m",
        (3, 3),
        "all solutions modulo m (at most 10,000)",
        "solve_mod(3x = 4, x, 7)",
        "{6}",
        "counting",
    ),
)
_CALCULUS = (
    _F(
        "diff",
        "f, x, n?",
        (2, 3),
        "derivative, n-th if told",
        "diff(x^3, x)",
        "3*x^2",
        "sympy.diff",
        ("derivative", "differentiate"),
    ),
    _F(
        "integrate",
        "f, x, low?, high?",
        (2, 4),
        "an antiderivative, or the definite integral",
        "integrate(x^2, x, 0, 3)",
        "9",
        "sympy.integrate",
        ("integral",),
    ),
    _F(
        "limit",
        "f, x, a, side?",
        (3, 4),
        "limit, from `left` or `right` if told",
        "limit(sin(x)/x, x, 0)",
        "1",
        "sympy.limit",
    ),
    _F(
        "series",
        "f, x, a, n",
        (4, 4),
        "Taylor polynomial about a, terms below (x - a)^n",
        "series(exp(x), x, 0, 3)",
        "x^2/2 + x + 1",
        "sympy.series",
        ("taylor",),
    ),
    _F(
        "sum",
        "f, k, low, high",
        (4, 4),
        "sum over whole k, high may be oo",
        "sum(k^2, k, 1, 10)",
        "385",
        "sympy.summation",
        ("summation",),
    ),
    _F(
        "product",
        "f, k, low, high",
        (4, 4),
        "product over whole k",
        "product(k, k, 1, 5)",
        "120",
        "sympy.product",
    ),
)
_MATRICES = (
    _one("det", "determinant", "det([[1, 2], [3, 4]])", "-2", "sympy.Matrix.det"),
    _one(
        "inverse",
        "inverse matrix",
        "inverse([[1, 2], [3, 4]])",
        "[[-2, 1], [1.5, -0.5]]",
        "sympy.Matrix.inv",
        "inv",
    ),
    _one("rank", "rank", "rank([[1, 2], [2, 4]])", "1", "sympy.Matrix.rank"),
    _one("transpose", "transpose", "transpose([[1, 2], [3, 4]])", "[[1, 3], [2, 4]]", "sympy.Matrix.T"),
    _one("trace", "sum of the diagonal", "trace([[1, 2], [3, 4]])", "5", "sympy.Matrix.trace"),
    _one(
        "rref", "reduced row echelon form", "rref([[1, 2], [2, 4]])", "[[1, 2], [0, 0]]", "sympy.Matrix.rref"
    ),
    _one(
        "eigenvalues",
        "eigenvalues, each once",
        "eigenvalues([[2, 0], [0, 3]])",
        "{2, 3}",
        "sympy.Matrix.eigenvals",
    ),
    _one(
        "nullspace",
        "basis of the null space",
        "nullspace([[1, 2], [2, 4]])",
        "[[-2], [1]]",
        "sympy.Matrix.nullspace",
    ),
    _F(
        "linsolve",
        "A, b",
        (2, 2),
        "the x with A x = b, where there is exactly one",
        "linsolve([[1, 1], [1, -1]], [3, 1])",
        "[[2], [1]]",
        "sympy.Matrix.LUsolve",
    ),
    _F(
        "dot",
        "a, b",
        (2, 2),
        "scalar product of two vectors",
        "dot([1, 2, 3], [4, 5, 6])",
        "32",
        "exact arithmetic",
    ),
    _F(
        "cross",
        "a, b",
        (2, 2),
        "vector product",
        "cross([1, 0, 0], [0, 1, 0])",
        "[[0], [0], [1]]",
        "sympy.Matrix.cross",
    ),
    _one("norm", "Euclidean length of a vector", "norm([3, 4])", "5", "sympy.Matrix.norm"),
)
_WHOLE = (
    _F(
        "gcd",
        "a, b…",
        (2, MANY),
        "greatest common divisor, also of polynomials",
        "gcd(12, 18)",
        "6",
        "sympy.gcd",
    ),
    _F(
        "lcm",
        "a, b…",
        (2, MANY),
        "least common multiple, also of polynomials",
        "lcm(4, 6)",
        "12",
        "sympy.lcm",
    ),
    _F(
        "mod",
        "a, m",
        (2, 2),
        "remainder with the sign of m; `a mod m` is the same",
        "mod(-7, 3)",
        "2",
        "sympy.Mod",
    ),
    _F(
        "div",
        "a, m",
        (2, 2),
        "quotient without remainder, rounded down",
        "div(17, 5)",
        "3",
        "exact arithmetic",
    ),
    _one("isprime", "whether a number is prime", "isprime(97)", "true", "sympy.isprime", "is_prime"),
    _one("nextprime", "least prime above", "nextprime(100)", "101", "", "next_prime"),
    _one("prevprime", "greatest prime below", "prevprime(100)", "97", "", "previous_prime"),
    _one("prime", "the n-th prime", "prime(10)", "29"),
    _one("primepi", "number of primes not above", "primepi(100)", "25"),
    _one(
        "factorint",
        "prime factors with exponents",
        "factorint(360)",
        "2^3*3^2*5",
        "sympy.factorint",
        "prime_factors",
    ),
    _one("divisors", "all positive divisors", "divisors(12)", "{1, 2, 3, 4, 6, 12}"),
    _one("divisor_count", "number of divisors", "divisor_count(12)", "6"),
    _one("divisor_sum", "sum of divisors", "divisor_sum(12)", "28", "sympy.divisor_sigma"),
    _one("totient", "Euler's totient", "totient(36)", "12", "", "phi"),
    _F(
        "inverse_mod",
        "a, m",
        (2, 2),
        "inverse modulo m",
        "inverse_mod(3, 7)",
        "5",
        "sympy.mod_inverse",
        ("mod_inverse",),
    ),
    _F("powmod", "a, n, m", (3, 3), "a^n modulo m", "powmod(2, 100, 7)", "2", "Python's pow"),
    _F(
        "crt",
        "remainders, moduli",
        (2, 2),
        "least number with these remainders",
        "crt([2, 3, 2], [3, 5, 7])",
        "23",
        "sympy.ntheory.modular.crt",
    ),
    _F(
        "to_base",
        "n, base",
        (2, 2),
        "digits of n to a base from 2 to 36",
        "to_base(255, 16)",
        "ff",
        "exact arithmetic",
    ),
    _F(
        "from_base",
        "digits, base",
        (2, 2),
        "number with these digits",
        "from_base(ff, 16)",
        "255",
        "Python's int",
    ),
    _F("digit_sum", "n, base?", (1, 2), "sum of digits", "digit_sum(2024)", "8", "exact arithmetic"),
)
_COUNTING = (
    _one("factorial", "n!", "factorial(5)", "120"),
    _F(
        "comb",
        "n, k",
        (2, 2),
        "choices of k among n",
        "comb(5, 2)",
        "10",
        "math.comb",
        ("binomial", "C", "nCr", "choose"),
    ),
    _F("perm", "n, k", (2, 2), "ordered choices of k among n", "perm(5, 2)", "20", "math.perm", ("P", "nPr")),
    _F(
        "multinomial",
        "a, b…",
        (1, MANY),
        "(a + b + …)! / (a! b! …)",
        "multinomial(2, 1, 1)",
        "12",
        "math.factorial",
    ),
    _one("catalan", "Catalan number", "catalan(4)", "14"),
    _one("fibonacci", "Fibonacci number, F(1) = F(2) = 1", "fibonacci(10)", "55"),
    _one("lucas", "Lucas number, L(0) = 2", "lucas(5)", "11"),
    _one("derangements", "permutations without a fixed point", "derangements(4)", "9", "sympy.subfactorial"),
    _one("bell", "Bell number", "bell(5)", "52"),
    _F(
        "stirling",
        "n, k",
        (2, 2),
        "partitions of n things in k sets",
        "stirling(4, 2)",
        "7",
        "sympy.functions.combinatorial.numbers.stirling",
    ),
    _one("partitions", "partitions of n", "partitions(5)", "7", "sympy.partition"),
)
_STATISTICS = (
    _many("mean", "arithmetic mean", "mean(1, 2, 3, 4)", "2.5", "exact arithmetic", "average"),
    _many("median", "middle value", "median(3, 1, 2, 10)", "2.5", "exact arithmetic"),
    _many("mode", "most frequent values, as a set", "mode(1, 2, 2, 3, 3)", "{2, 3}", "exact arithmetic"),
    _many("variance_sample", "variance with n - 1", "variance_sample(1, 2, 3, 4)", "5/3", "exact arithmetic"),
    _many(
        "variance_population",
        "variance with n",
        "variance_population(1, 2, 3, 4)",
        "1.25",
        "exact arithmetic",
        "pvariance",
    ),
    _many(
        "stdev_sample", "standard deviation with n - 1", "stdev_sample(2, 4)", "sqrt(2)", "exact arithmetic"
    ),
    _many(
        "stdev_population",
        "standard deviation with n",
        "stdev_population(2, 4)",
        "1",
        "exact arithmetic",
        "pstdev",
    ),
    _many("range", "greatest less least", "range(3, 10, 4)", "7", "exact arithmetic"),
    _many("geometric_mean", "n-th root of the product", "geometric_mean(2, 8)", "4", "exact arithmetic"),
    _many("harmonic_mean", "n over the sum of reciprocals", "harmonic_mean(2, 6)", "3", "exact arithmetic"),
    _F(
        "quantile",
        "data, q",
        (2, 2),
        "quantile, linear between data (Hyndman and Fan's type 7)",
        "quantile([1, 2, 3, 4], 1/4)",
        "1.75",
        "exact arithmetic",
    ),
    _F(
        "correlation",
        "xs, ys",
        (2, 2),
        "Pearson's correlation",
        "correlation([1, 2, 3], [2, 4, 6])",
        "1",
        "exact arithmetic",
    ),
    _F(
        "weighted_mean",
        "values, weights",
        (2, 2),
        "mean with weights",
        "weighted_mean([10, 20], [1, 3])",
        "17.5",
        "exact arithmetic",
    ),
)
_DATES = (
    _F(
        "date",
        "year, month, day",
        (3, 3),
        "a date; 2024-03-01 is the same",
        "date(2024, 3, 1)",
        "2024-03-01",
        "datetime.date",
    ),
    _F(
        "days_between",
        "from, to",
        (2, 2),
        "days from one date to another",
        "days_between(2024-02-01, 2024-03-01)",
        "29",
        "datetime.date",
    ),
    _F(
        "add_days",
        "date, n",
        (2, 2),
        "the date n days later",
        "add_days(2024-02-28, 2)",
        "2024-03-01",
        "datetime.date",
    ),
    _F(
        "add_months",
        "date, n",
        (2, 2),
        "the same day n months later; a fault where there is none",
        "add_months(2024-01-15, 13)",
        "2025-02-15",
        "datetime.date",
    ),
    _F("weekday", "date", (1, 1), "day of the week", "weekday(2024-02-29)", "Thursday", "datetime.date"),
    _F(
        "is_leap_year",
        "year",
        (1, 1),
        "whether a year has 366 days",
        "is_leap_year(1900)",
        "false",
        "calendar.isleap",
    ),
    _F(
        "day_of_year",
        "date",
        (1, 1),
        "1 for the first of January",
        "day_of_year(2024-03-01)",
        "61",
        "datetime.date",
    ),
)
_UNITS = (
    _F(
        "convert",
        "quantity, unit",
        (2, 2),
        "the same quantity in another unit; `to` may stand for the comma",
        "convert(90 km/h, m/s)",
        "25 m/s",
        "pint",
    ),
)

GROUPS: Mapping[str, tuple[FunctionInfo, ...]] = {
    "numbers": _NUMBERS,
    "angles and complex numbers": _CIRCLE,
    "algebra": _ALGEBRA,
    "calculus": _CALCULUS,
    "matrices": _MATRICES,
    "whole numbers": _WHOLE,
    "counting": _COUNTING,
    "statistics": _STATISTICS,
    "dates": _DATES,
    "units": _UNITS,
}
"""The functions by subject, in the order they are told."""

FUNCTIONS_TOLD: tuple[FunctionInfo, ...] = tuple(info for group in GROUPS.values() for info in group)
"""Every function, each once."""

BY_NAME: Mapping[str, FunctionInfo] = {
    name: info for info in FUNCTIONS_TOLD for name in (info.name, *info.aliases)
}
"""Names and other names."""

TWO_MEANINGS: Mapping[str, str] = {
    "stdev": "stdev_sample or stdev_population",
    "std": "stdev_sample or stdev_population",
    "variance": "variance_sample or variance_population",
    "var": "variance_sample or variance_population",
    "sd": "stdev_sample or stdev_population",
}
"""Names that could mean two functions: refused, with both named."""
