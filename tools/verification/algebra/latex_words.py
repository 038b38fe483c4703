"""The closed list of macros and words that an answer may hold, and what sign each of them is.

It knows no positions (`latex_tokens.py`) and no meaning beyond the sign.
"""

from collections.abc import Mapping

TEXT_MACROS = (
    *("text", "textbf", "textit", "textrm", "textnormal", "textsf", "texttt"),
    *("mathrm", "mathbf", "mathit", "mathsf", "mbox", "hbox", "operatorname"),
)
"""Macros whose argument is words."""

IGNORED = (
    *("left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr"),
    *("Biggl", "Biggr", "middle", "quad", "qquad", "displaystyle", "textstyle", "scriptstyle", "limits"),
    *("nolimits", "rm", "bf", "it", "thinspace", "enspace", "nobreakspace", "hfill", "hspace", "strut"),
)
"""Macros that change the looks alone."""

_GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta"),
    *("kappa", "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "phi", "varphi", "chi", "psi", "omega"),
    *("Gamma", "Delta", "Theta", "Lambda", "Sigma", "Phi", "Psi", "Omega", "ell"),
)
_FUNCTIONS = (
    *("sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh"),
    *("ln", "log", "lg", "exp"),
)

MACROS: Mapping[str, str] = {
    **dict.fromkeys(_GREEK, "NAME"),
    **dict.fromkeys(_FUNCTIONS, "FUNCTION"),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), "FRAC"),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), "BINOM"),
    **dict.fromkeys(("cdot", "times", "ast", "bullet"), "TIMES"),
    **dict.fromkeys(("le", "leq", "leqslant", "ge", "geq", "geqslant", "ne", "neq", "lt", "gt"), "REL"),
    **dict.fromkeys(("max", "min", "gcd", "lcm", "det"), "CALL"),
    **dict.fromkeys(("emptyset", "varnothing"), "EMPTY"),
    "div": "OVER",
    "pm": "PM",
    "mp": "PM",
    "in": "IN",
    "cup": "CUP",
    "bigcup": "CUP",
    "setminus": "SETMINUS",
    "backslash": "SETMINUS",
    "sqrt": "SQRT",
    "pi": "CONSTANT",
    "infty": "CONSTANT",
    "imath": "CONSTANT",
    "{": "LSET",
    "}": "RSET",
    "lbrace": "LSET",
    "rbrace": "RSET",
    "lbrack": "LSQ",
    "rbrack": "RSQ",
    "lfloor": "LFLOOR",
    "rfloor": "RFLOOR",
    "lceil": "LCEIL",
    "rceil": "RCEIL",
    "langle": "LANGLE",
    "rangle": "RANGLE",
    "mid": "MID",
    "colon": "COLON",
    "%": "PERCENT",
    "$": "DOLLAR",
    "&": "AND",
    "land": "AND",
    "wedge": "AND",
    "lor": "OR",
    "vee": "OR",
}
"""Macro to the kind of its sign."""

NAMED: Mapping[str, str] = {
    "infty": "oo",
    "imath": "i",
    "le": "<=",
    "leq": "<=",
    "leqslant": "<=",
    "ge": ">=",
    "geq": ">=",
    "geqslant": ">=",
    "ne": "!=",
    "neq": "!=",
    "lt": "<",
    "gt": ">",
    "varepsilon": "epsilon",
    "varphi": "phi",
    "vartheta": "theta",
    "lg": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
}
"""Macros and words whose value isn't their own name."""

PLAIN_WORDS: Mapping[str, tuple[str, str]] = {
    **{
        name: ("NAME", NAMED.get(name, name))
        for name in _GREEK
        if name not in ("eta", "mu", "nu", "xi", "chi")
    },
    **{name: ("FUNCTION", NAMED.get(name, name)) for name in (*_FUNCTIONS, "sqrt", "abs", "floor", "ceil")},
    **{name: ("CALL", name) for name in ("max", "min", "gcd", "lcm", "factorial", "comb")},
    **dict.fromkeys(("infinity", "Infinity", "inf", "oo"), ("CONSTANT", "oo")),
    **{name: ("FUNCTION", name) for name in ("asin", "acos", "atan")},
    "pi": ("CONSTANT", "pi"),
    "e": ("CONSTANT", "e"),
    "i": ("CONSTANT", "i"),
}
"""Words without a backslash that are signs."""

TEXT_FUNCTIONS = (*_FUNCTIONS, "cis")
"""Functions that are set as words: `\\text{cis }`, `\\operatorname{lcm}` is a call."""

BASES: Mapping[str, str] = {
    name: str(number)
    for number, name in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=2
    )
} | {"sixteen": "16"}
"""Bases written out."""

PROSE = (
    *(
        "angle",
        "triangle",
        "parallel",
        "perp",
        "cong",
        "sim",
        "simeq",
        "approx",
        "equiv",
        "ldots",
        "dots",
        "cdots",
    ),
    *("circ", "to", "rightarrow", "Rightarrow", "implies", "iff", "forall", "exists", "subset", "subseteq"),
    *("supset", "cap", "notin", "ni", "star", "prime", "square", "Box", "blacksquare", "heartsuit"),
    *("clubsuit", "spadesuit", "diamondsuit", "checkmark", "sum", "prod", "int", "lim", "infty", "pmod"),
    *("bmod", "mod", "underline", "overline", "vec", "hat", "bar", "dot", "widehat", "overrightarrow"),
    *("boxed", "fbox", "begin", "end", "mathbb", "mathcal", "boldsymbol", "bold", "oplus", "otimes", "neg"),
    *("degree", "vert", "lvert", "rvert", "Vert", "lVert", "rVert", "stackrel", "overset", "underset"),
    *("hline", "cline", "choose", "over", "partial", "nabla", "ge", "phantom", "textdegree", "cents"),
    *("textdollar", "euro", "pounds", "therefore", "because", "quad", "cot", "deg", "arg", "dim", "ker"),
)
"""Macros that a text may hold that is compared as text."""

OF_FUNCTIONS = frozenset(
    ("f", "g", "h", "p", "q", "r", "F", "G", "H", "P", "Q", "R", "T", "f'", "g'", "f''", "f^{-1}")
)
"""Letters that name functions: `f(x) = …`."""
NOTHING = frozenset(
    (
        "no solution",
        "no solutions",
        "no real solutions",
        "none",
        "empty set",
        "the empty set",
        "no real solution",
    )
)
"""Words for the empty set."""
EVERYTHING = frozenset(("all real numbers", "all reals", "all real", "the real numbers", "real numbers"))
"""Words for all real numbers."""
LARGE = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
"""Words for powers of ten."""
