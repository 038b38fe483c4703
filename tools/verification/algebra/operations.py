"""Which code stands behind each name of `functions.py`."""

from collections.abc import Callable, Mapping
from typing import Any

import sympy

from seedbed.tools.verification.algebra import (
    calculus,
    counting,
    dates,
    elementary,
    matrices,
    polynomials,
    quantities,
    solving,
    statistics,
    whole_numbers,
)
from seedbed.tools.verification.algebra.counting import counted
from seedbed.tools.verification.algebra.elementary import angled, extreme, plain

_ANGLED = ("sin", "cos", "tan", "cot", "sec", "csc")
_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "sign": sympy.sign,
    "floor": sympy.floor,
    "ceil": sympy.ceiling,
    "exp": sympy.exp,
    **{name: getattr(sympy, name) for name in ("asin", "acos", "atan", "sinh", "cosh", "tanh")},
    **{name: getattr(sympy, name) for name in ("asinh", "acosh", "atanh", "re", "im", "conjugate", "arg")},
    "gamma": sympy.gamma,
    "erf": sympy.erf,
    "zeta": sympy.zeta,
    "lambertw": sympy.LambertW,
}
_COUNTED: Mapping[str, tuple[Callable[[int], Any], int]] = {
    "catalan": (sympy.catalan, 400),
    "fibonacci": (sympy.fibonacci, counting.MAX_FIBONACCI),
    "lucas": (sympy.lucas, counting.MAX_FIBONACCI),
    "derangements": (sympy.subfactorial, 400),
    "bell": (sympy.bell, 200),
    "partitions": (sympy.partition, 5_000),
}

OPERATIONS: Mapping[str, Callable[..., Any]] = {
    **{name: plain(name, function) for name, function in _PLAIN.items()},
    **{name: angled(name, getattr(sympy, name)) for name in _ANGLED},
    **{name: counted(name, *how) for name, how in _COUNTED.items()},
    **{name: extreme(name, getattr(sympy, name.title())) for name in ("min", "max")},
    **{name: getattr(elementary, name) for name in ("sqrt", "cbrt", "root", "ln", "log", "approx")},
    **{name: getattr(elementary, name) for name in ("percent_change", "degrees", "radians")},
    "abs": elementary.absolute,
    "round": elementary.rounded,
    "log10": lambda x: elementary.log(x, sympy.Integer(10)),
    "log2": lambda x: elementary.log(x, sympy.Integer(2)),
    **{
        name: getattr(polynomials, name)
        for name in (
            *("simplify", "expand", "factor", "apart", "substitute"),
            *("coefficient", "degree", "quotient", "remainder"),
        )
    },
    **{
        name: getattr(solving, name)
        for name in ("solve", "solve_between", "solution_set", "solve_mod", "approx_roots")
    },
    **{name: getattr(calculus, name) for name in ("diff", "integrate", "limit", "series")},
    "sum": calculus.added,
    "product": calculus.multiplied,
    **{
        name: getattr(matrices, name)
        for name in (
            *("det", "inverse", "rank", "transpose", "trace", "rref", "eigenvalues", "nullspace"),
            *("linsolve", "dot", "cross", "norm"),
        )
    },
    **{
        name: getattr(whole_numbers, name)
        for name in (
            *("gcd", "lcm", "mod", "div", "isprime", "nextprime", "prevprime", "prime", "primepi"),
            *("factorint", "divisors", "divisor_count", "divisor_sum", "totient", "inverse_mod", "powmod"),
            *("crt", "to_base", "from_base", "digit_sum"),
        )
    },
    **{name: getattr(counting, name) for name in ("factorial", "comb", "perm", "multinomial", "stirling")},
    **{
        name: getattr(statistics, name)
        for name in (
            *("mean", "median", "mode", "variance_sample", "variance_population", "stdev_sample"),
            *("stdev_population", "geometric_mean", "harmonic_mean", "quantile", "correlation"),
            "weighted_mean",
        )
    },
    "range": statistics.spread,
    **{
        name: getattr(dates, name)
        for name in (
            *("date", "days_between", "add_days", "add_months", "weekday", "is_leap_year", "day_of_year"),
        )
    },
    "convert": quantities.convert,
}
"""Function name → its code, which takes what `build.to_sympy` makes of the arguments."""
