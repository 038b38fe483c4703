"""The calculator: what an expression is worth, exactly, within hard bounds.

One closed grammar reads it, once its spelling is the grammar's: numbers, percent, + - * / ^ ! and brackets,
the functions of `_FUNCTIONS`. No text reaches Python or sympy. Values are Fractions; roots that aren't
rational have 100 digits. `9**9**9`, `factorial(10**9)` or a megabyte of text end at once in an
ExpressionFault. It does not know names (in `3x5` the `x` is a sign), units, relations or LaTeX
(`equivalence.py`)."""

import math
import re
import statistics
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from lark import Lark, Token, Transformer_NonRecursive, Tree, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedToken, VisitError

from seedbed.memory.errors import ToolFault

MAX_TEXT = 2_000
"""Longest text that is read, in characters."""
MAX_DIGITS = 60
"""Longest number that may be written out."""
MAX_BITS = 4_096
"""Longest numerator or denominator anywhere on the way (about 1,200 decimal digits)."""
MAX_EXPONENT = 1_000
MAX_COUNTED = 10_000
"""Greatest number that `factorial` and `comb` take."""
MAX_ARGUMENTS = 50
_DIGITS = 100
"""Of roots that aren't rational."""
_NEAR = Fraction(1, 10**50)
"""How near, to each of their size, two values with such roots are the same."""
_MOST_PLACES = 12
"""Of a decimal; longer ones are told as fractions."""
_SHORT, _LONG = 10**12, 10**60
"""Denominators: of values that roots came out as, at most; of values that are taken to have roots left, at
least."""


class ExpressionFault(ToolFault, ValueError):
    """An expression that can't be read or lies beyond the bounds. One line: what, and where."""


class _Unsigned(Fraction):
    """A product written without a sign, `2(3)`: after `/` and `^` it has two readings."""


def calculate(text: str, *, exact: bool = False) -> Fraction:
    """The value of an expression, as people spell it. `exact`: whether roots that
    aren't rational are a fault. Raises ExpressionFault: not in the grammar, beyond the bounds, a division by
    zero, no real value."""
    if len(text) > MAX_TEXT:
        raise ExpressionFault(f"an expression of {len(text):,} characters; at most {MAX_TEXT:,} are read")
    worker = _Worker()
    try:
        value = Fraction(worker.transform(_parsed(text)))
    except VisitError as fault:
        raise fault.orig_exc from None
    if not worker.rounds:
        return value
    if exact:
        raise ExpressionFault("it isn't rational")
    if value and abs(value) < _NEAR:
        raise ExpressionFault("a number with roots that is zero or too small to be told from it")
    short = value.limit_denominator(_SHORT)
    return short if abs(value - short) < _NEAR else value


def format_value(value: Fraction) -> str:
    """The canonical text of a value: `24`, `4.5`, `7/3`; with roots twelve digits, `1.41421356237`."""
    if value.denominator >= _LONG:
        near = Decimal(value.numerator) / Decimal(value.denominator)
        return f"{float(near) if abs(near.adjusted()) < 300 else near:.12g}"
    places = next((n for n in range(_MOST_PLACES + 1) if 10**n % value.denominator == 0), None)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    whole, rest = divmod(abs(value.numerator) * 10**places // value.denominator, 10**places)
    return f"{'-' * (value < 0)}{whole}" + (f".{rest:0{places}}" if places else "")


def shown_value(value: Fraction) -> str:
    """As a calculator shows it: `24`, `4.5`, and with a fraction its decimals, `7/3 ≈ 2.33333333333`."""
    if "/" not in (exact := format_value(value)):
        return exact
    return f"{exact} ≈ {Decimal(value.numerator) / Decimal(value.denominator):.12g}"


def equal(left: Fraction, right: Fraction) -> bool:
    """Whether two values are the same number; with roots, whether fifty digits agree."""
    if left == right:
        return True
    long = max(left.denominator, right.denominator) >= _LONG
    return long and abs(left - right) <= _NEAR * max(abs(left), abs(right))


# functions ------------------------------------------------------------------------------------------------


def _whole(*values: Fraction, most: float = math.inf) -> list[int]:
    """Whole numbers; where there is a most, none below zero either."""
    if any(value.denominator != 1 for value in values):
        raise ExpressionFault("a function of whole numbers is given another")
    if most < math.inf and not 0 <= min(values) <= max(values) <= most:
        raise ExpressionFault(f"a function of numbers from 0 to {most:,} is given another")
    return [value.numerator for value in values]


_FUNCTIONS: Mapping[str, tuple[int, int, Callable[..., Fraction | int]]] = {
    "sqrt": (1, 1, abs),  # `_Worker.call` takes the root
    "abs": (1, 1, abs),
    "floor": (1, 1, math.floor),
    "ceil": (1, 1, math.ceil),
    "factorial": (1, 1, lambda value: math.factorial(*_whole(value, most=MAX_COUNTED))),
    "comb": (2, 2, lambda *values: math.comb(*_whole(*values, most=MAX_COUNTED))),
    "min": (1, MAX_ARGUMENTS, lambda *values: min(values)),
    "max": (1, MAX_ARGUMENTS, lambda *values: max(values)),
    "gcd": (2, MAX_ARGUMENTS, lambda *values: math.gcd(*_whole(*values))),
    "lcm": (2, MAX_ARGUMENTS, lambda *values: math.lcm(*_whole(*values))),
    "mean": (1, MAX_ARGUMENTS, lambda *values: sum(values) / len(values)),
    "median": (1, MAX_ARGUMENTS, lambda *values: statistics.median(values)),
}
"""Name → least and greatest number of arguments, and what it gives."""

# spelling -------------------------------------------------------------------------------------------------

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("[{", "("),
        **dict.fromkeys("]}", ")"),
        **dict.fromkeys("×·⋅∙•∗✕✖", "*"),
        **dict.fromkeys("÷∕⁄➗", "/"),
        **dict.fromkeys("−‐‑‒–—➖", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        **dict.fromkeys("\u200b\u2060\ufeff", ""),
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # of full width
        "➕": "+",
        "٪": "%",
    }
)
_CURRENCY = "$€£¥₹"
_SPELT = (
    (r"(?<=[0-9.)%])( *)[xX]( *)(?=[-+0-9.($€£¥₹])", r"\1*\2"),
    (rf"(?:US)?[{_CURRENCY}](?=\s*[-+]?\s*[0-9.(])|(?<=[0-9.)])\s*[{_CURRENCY}](?!\s*[0-9.(])", ""),
    (r"(?<=[0-9])\.(?![0-9])", ""),
    (
        r"(?<![0-9.,A-Za-z_])([0-9]+(?:\.[0-9]+)?|\.[0-9]+)[eE]([-+]?[0-9]{1,3})(?![0-9.A-Za-z_])",
        r"(\1*10^(\2))",
    ),
    (r"(?<![0-9.,/])([0-9]+) +([0-9]+)/([1-9][0-9]*)(?![0-9.,/])", r"(\1+\2/\3)"),
)
"""Patterns and what stands in their place: `x`, currencies, a point at the end, `1.5e6`, `3 1/2`."""
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_VULGAR = re.compile("([0-9]*) ?([¼-¾⅐-⅞])")


def _tidied(text: str) -> str:
    """The text in the grammar's spelling."""
    text = _RAISED.sub(lambda found: f"^{unicodedata.normalize('NFKC', found[0])}", text)
    text = _VULGAR.sub(_fraction, text.translate(_SIGNS))
    for pattern, instead in _SPELT:
        text = re.sub(pattern, instead, text)
    return text.strip()


def _fraction(found: re.Match[str]) -> str:
    """`2½` is two and a half."""
    part = unicodedata.normalize("NFKC", found[2]).replace("⁄", "/")
    return f"({found[1]}+{part})" if found[1] else f"({part})"


# reading --------------------------------------------------------------------------------------------------

_NAMES = "|".join(_FUNCTIONS)
_LAKHS = "[0-9]{1,2}(,[0-9]{2})+,[0-9]{3}(?![0-9])"
_GRAMMAR = rf"""
?start: product | start "+" product -> add | start "-" product -> subtract
?product: signed | product "*" signed -> multiply | product "/" signed -> divide
    | product "of" signed -> multiply
?signed: "-" signed -> negative | "+" signed | implicit
?implicit: power | NUMBER factor -> coefficient
?factor: symbol | symbol "^" signed -> power
?symbol: NAME -> name | "(" start ")" -> bracketed
?power: postfix | postfix "^" signed -> power
?postfix: atom | postfix "%" -> percent | postfix "!" -> factorial
?atom: NUMBER -> number | symbol | call
call: FUNCTION "(" start (";" start)* ")"
NUMBER: /({_LAKHS}|[0-9]{{1,3}}(,[0-9]{{3}})+)(\.[0-9]+)?|[0-9]+(\.[0-9]+)?|\.[0-9]+/
FUNCTION.2: /({_NAMES})(?=[ \t\n]*\()/
NAME: /(?!of\b)[A-Za-z_][A-Za-z_0-9]*/
%ignore /[ \t\n]+/
"""
_CALL = re.compile(rf"\b(?:{_NAMES})[ \t\n]*\(|[(),]")


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", maybe_placeholders=False)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Tree[Token]:
    prepared = _separate_arguments(_tidied(text).replace("**", "^"))
    try:
        tree = _parser().parse(prepared)
    except UnexpectedToken as fault:
        at = len(prepared) if fault.token.type == "$END" else fault.token.start_pos or 0
    except UnexpectedCharacters as fault:
        at = fault.pos_in_stream
    else:
        return tree
    if not prepared:
        raise ExpressionFault("an empty expression")
    if at >= len(prepared):
        raise ExpressionFault("the expression ends too early")
    raise ExpressionFault(f"can't be read at character {at + 1}: {prepared[at : at + 12]!r}")


def _separate_arguments(text: str) -> str:
    """Commas between arguments become semicolons: inside a call a comma never groups thousands."""
    in_call: list[bool] = []

    def separated(token: re.Match[str]) -> str:
        if token[0] == ")":
            del in_call[-1:]
        elif token[0] != ",":
            in_call.append(len(token[0]) > 1)
        return ";" if token[0] == "," and in_call and in_call[-1] else token[0]

    return _CALL.sub(separated, text)


@v_args(inline=True)
class _Worker(Transformer_NonRecursive[Token, Fraction]):
    """Works an expression out from its leaves; method names are those of the grammar."""

    rounds = False
    """Whether a root wasn't rational: from there on every step is rounded."""

    def number(self, token: Token) -> Fraction:
        text = token.replace(",", "")
        if len(text) > MAX_DIGITS:
            raise ExpressionFault(f"a number of {len(text)} characters; at most {MAX_DIGITS} are read")
        return Fraction(text)

    def name(self, token: Token) -> Fraction:
        raise ExpressionFault(f"the name {token[:30]!r} isn't known")

    def add(self, left: Fraction, right: Fraction) -> Fraction:
        return self._bounded(left + right)

    def subtract(self, left: Fraction, right: Fraction) -> Fraction:
        return self._bounded(left - right)

    def multiply(self, left: Fraction, right: Fraction) -> Fraction:
        return self._bounded(left * right)

    def divide(self, left: Fraction, right: Fraction) -> Fraction:
        if isinstance(right, _Unsigned):
            raise ExpressionFault("what stands after / has two readings: put it in brackets")
        if not right or (self.rounds and abs(right) < _NEAR):
            raise ExpressionFault("a division by zero")
        return self._bounded(left / right)

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        if isinstance(exponent, _Unsigned):
            raise ExpressionFault("what stands after ^ has two readings: put it in brackets")
        if exponent.denominator == 2:
            base, exponent = self._root(base), 2 * exponent
        if exponent.denominator != 1:
            raise ExpressionFault("an exponent that is neither whole nor a half")
        if abs(exponent) > MAX_EXPONENT:
            raise ExpressionFault(f"an exponent beyond {MAX_EXPONENT:,}")
        if base == 0 and exponent <= 0:
            raise ExpressionFault("zero to the power of zero or less")
        if max(base.numerator.bit_length(), base.denominator.bit_length()) * abs(exponent) > 2 * MAX_BITS:
            raise ExpressionFault(f"a number of more than {MAX_BITS:,} bits")
        return self._bounded(base**exponent.numerator)

    def coefficient(self, token: Token, factor: Fraction) -> Fraction:
        return _Unsigned(self.multiply(self.number(token), factor))

    def negative(self, operand: Fraction) -> Fraction:
        return -operand

    def percent(self, operand: Fraction) -> Fraction:
        return self._bounded(operand / 100)

    def factorial(self, operand: Fraction) -> Fraction:
        return self.call("factorial", operand)

    def bracketed(self, inner: Fraction) -> Fraction:
        return Fraction(inner)

    def call(self, function: str, *arguments: Fraction) -> Fraction:
        least, most, gives = _FUNCTIONS[function]
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise ExpressionFault(f"{function} takes {wanted} argument(s), not {len(arguments)}")
        if self.rounds and function in ("floor", "ceil"):
            raise ExpressionFault(f"{function} of a number that isn't rational")
        value = self._root(arguments[0]) if function == "sqrt" else Fraction(gives(*arguments))
        return self._bounded(value)

    def _root(self, value: Fraction) -> Fraction:
        if value < 0:
            raise ExpressionFault("the square root of a negative number")
        top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
        if top * top == value.numerator and bottom * bottom == value.denominator:
            return Fraction(top, bottom)
        self.rounds = True
        return Fraction(math.isqrt(int(value * 10 ** (2 * _DIGITS))), 10**_DIGITS)

    def _bounded(self, value: Fraction) -> Fraction:
        value = round(value, _DIGITS) if self.rounds else value
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
            raise ExpressionFault(f"a number of more than {MAX_BITS:,} bits")
        return value
