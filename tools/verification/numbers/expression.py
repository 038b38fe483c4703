"""The calculator: what an expression is worth, exactly, within hard bounds.

One closed grammar reads it: numbers, percent, + - * / ^ ! and brackets, the functions of `_FUNCTIONS`, names
that the caller gives a value. No text reaches Python or sympy. Values are Fractions; roots that aren't
rational have 100 digits. `9**9**9`, `factorial(10**9)` or a megabyte of text end at once in an
ExpressionFault. It does not know units, relations or LaTeX (`equivalence.py`).
"""

import math
import re
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from lark import Lark, Token, Transformer_NonRecursive, Tree, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedToken, VisitError

from seedbed.memory.errors import ToolFault
from seedbed.tools.verification.numbers.spellings import tidied

MAX_TEXT = 2_000
"""Longest text that is read, in characters."""
MAX_DIGITS = 60
"""Longest number that may be written out."""
MAX_BITS = 4_096
"""Longest numerator or denominator anywhere on the way (about 1,200 decimal digits)."""
MAX_EXPONENT = 1_000
MAX_FACTORIAL = 400
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


class Irrational(ExpressionFault):
    """A step isn't rational."""


@dataclass(frozen=True, slots=True)
class Term:
    """A part of an expression, worked out."""

    value: Fraction
    text: str
    """It in one spelling, without brackets that aren't needed."""
    strength: int = 6
    """How strongly it holds together: 1 sum, 2 product, 3 sign, 4 power, 5 percent, 6 atom."""
    bare: bool = False
    """A product written without a sign: `2x`."""

    def within(self, least: int) -> str:
        """Its text, in brackets where it holds together less than that."""
        return self.text if self.strength >= least else f"({self.text})"


def calculate(text: str) -> Fraction:
    """The value of an expression, in any spelling that `spellings.py` knows.

    Raises:
        ExpressionFault: not in the grammar, beyond the bounds, a division by zero, no real value.
    """
    text = tidied(text) if len(text) <= MAX_TEXT else text
    try:
        return worked(text).value
    except Irrational:
        value = worked(text, digits=_DIGITS).value
    if value and abs(value) < _NEAR:
        raise ExpressionFault("a number with roots that is zero or too small to be told from it")
    short = value.limit_denominator(_SHORT)
    return short if abs(value - short) < _NEAR else value


def worked(text: str, names: Mapping[str, Term] | None = None, *, digits: int = 0) -> Term:
    """The value of an expression, and its text with the names replaced.

    Args:
        digits: Decimals to which every step is rounded, and roots are taken; 0: all is exact.

    Raises:
        ExpressionFault: as in `calculate`, or a name without a value.
        Irrational: a root isn't rational, and no digits are given.
    """
    if len(text) > MAX_TEXT:
        raise ExpressionFault(f"an expression of {len(text):,} characters; at most {MAX_TEXT:,} are read")
    try:
        term: Term = _Worker(names or {}, digits).transform(_parsed(text))
    except VisitError as fault:
        raise fault.orig_exc from None
    return term


def term(value: Fraction, text: str = "") -> Term:
    """A number as a part of expressions, as it is written or in its canonical text."""
    if value < 0:
        return Term(value, f"-{term(-value).within(3)}", 3)
    text = text or format_value(value)
    return Term(value, text, 2 if "/" in text else 6)


def format_value(value: Fraction) -> str:
    """The canonical text of a value: `24`, `4.5`, `7/3`; with roots twelve digits, `1.41421356237`."""
    if value.denominator >= _LONG:
        return f"{float(value):.12g}"
    places = next((n for n in range(_MOST_PLACES + 1) if 10**n % value.denominator == 0), None)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    whole, rest = divmod(abs(value.numerator) * 10**places // value.denominator, 10**places)
    return f"{'-' * (value < 0)}{whole}" + (f".{rest:0{places}}" if places else "")


def equal(left: Fraction, right: Fraction) -> bool:
    """Whether two values are the same number; with roots, whether fifty digits agree."""
    if left == right:
        return True
    long = max(left.denominator, right.denominator) >= _LONG
    return long and abs(left - right) <= _NEAR * max(abs(left), abs(right))


# functions ------------------------------------------------------------------------------------------------


def _whole(*values: Fraction, least: int | None = None) -> list[int]:
    if any(value.denominator != 1 for value in values):
        raise ExpressionFault("a function of whole numbers is given another")
    if least is not None and min(values) < least:
        raise ExpressionFault("a function that takes no negative numbers is given one")
    return [value.numerator for value in values]


def _factorial(value: Fraction) -> int:
    (number,) = _whole(value, least=0)
    if number > MAX_FACTORIAL:
        raise ExpressionFault(f"the factorial of a number beyond {MAX_FACTORIAL}")
    return math.factorial(number)


def _comb(*values: Fraction) -> int:
    of, chosen = _whole(*values, least=0)
    if of > 10_000 or min(chosen, abs(of - chosen)) > MAX_FACTORIAL:
        raise ExpressionFault(f"comb beyond 10,000 things or {MAX_FACTORIAL} chosen")
    return math.comb(of, chosen)


def _lcm(*values: Fraction) -> int:
    numbers = _whole(*values)
    if sum(number.bit_length() for number in numbers) > MAX_BITS:
        raise ExpressionFault(f"a number of more than {MAX_BITS:,} bits")
    return math.lcm(*numbers)


_FUNCTIONS: Mapping[str, tuple[int, int, Callable[..., Fraction | int]]] = {
    "sqrt": (1, 1, abs),  # `_Worker.call` takes the root
    "abs": (1, 1, abs),
    "floor": (1, 1, math.floor),
    "ceil": (1, 1, math.ceil),
    "factorial": (1, 1, _factorial),
    "comb": (2, 2, _comb),
    "min": (1, MAX_ARGUMENTS, lambda *values: min(values)),
    "max": (1, MAX_ARGUMENTS, lambda *values: max(values)),
    "gcd": (2, MAX_ARGUMENTS, lambda *values: math.gcd(*_whole(*values))),
    "lcm": (2, MAX_ARGUMENTS, _lcm),
    "mean": (1, MAX_ARGUMENTS, lambda *values: sum(values) / len(values)),
    "median": (1, MAX_ARGUMENTS, lambda *values: statistics.median(values)),
}
"""Name → least and greatest number of arguments, and what it gives."""

# reading --------------------------------------------------------------------------------------------------

_NAMES = "|".join(_FUNCTIONS)
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
NUMBER: /[0-9]{{1,3}}(,[0-9]{{3}})+(\.[0-9]+)?|[0-9]+(\.[0-9]+)?|\.[0-9]+/
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
    prepared = _separate_arguments(text.replace("**", "^"))
    try:
        tree = _parser().parse(prepared)
    except UnexpectedToken as fault:
        at = len(prepared) if fault.token.type == "$END" else fault.token.start_pos or 0
    except UnexpectedCharacters as fault:
        at = fault.pos_in_stream
    else:
        return tree
    if not prepared.strip():
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
class _Worker(Transformer_NonRecursive[Token, Term]):
    """Works an expression out from its leaves; method names are those of the grammar."""

    def __init__(self, names: Mapping[str, Term], digits: int) -> None:
        super().__init__()
        self.names, self.digits = names, digits

    def number(self, token: Token) -> Term:
        text = token.replace(",", "")
        if len(text) > MAX_DIGITS:
            raise ExpressionFault(f"a number of {len(text)} characters; at most {MAX_DIGITS} are read")
        return Term(Fraction(text), f"0{text}" if text.startswith(".") else text)

    def name(self, token: Token) -> Term:
        if token not in self.names:
            known = f"; known are {', '.join(sorted(self.names))}" if self.names else ""
            raise ExpressionFault(f"the name {token[:30]!r} isn't known{known}")
        return self.names[token]

    def add(self, left: Term, right: Term) -> Term:
        return self._operation(1, "+", left, right, left.value + right.value)

    def subtract(self, left: Term, right: Term) -> Term:
        return self._operation(1, "-", left, right, left.value - right.value)

    def multiply(self, left: Term, right: Term) -> Term:
        return self._operation(2, "*", left, right, left.value * right.value)

    def divide(self, left: Term, right: Term) -> Term:
        if right.bare:
            raise ExpressionFault("what stands after / has two readings: put it in brackets")
        if not right.value or (self.digits and abs(right.value) < Fraction(1, 10 ** (self.digits // 2))):
            raise ExpressionFault("a division by zero")
        return self._operation(2, "/", left, right, left.value / right.value)

    def _operation(self, strength: int, sign: str, left: Term, right: Term, value: Fraction) -> Term:
        least = 4 if right.strength == 3 else strength + 1
        text = f"{left.within(strength)}{sign}{right.within(least)}"
        return Term(self._bounded(value), text, strength)

    def power(self, base: Term, exponent: Term) -> Term:
        if exponent.bare:
            raise ExpressionFault("what stands after ^ has two readings: put it in brackets")
        of, power = base.value, exponent.value
        if power.denominator == 2:
            of, power = self._root(of), 2 * power
        if power.denominator != 1:
            raise ExpressionFault("an exponent that is neither whole nor a half")
        if abs(power) > MAX_EXPONENT:
            raise ExpressionFault(f"an exponent beyond {MAX_EXPONENT:,}")
        if of == 0 and power <= 0:
            raise ExpressionFault("zero to the power of zero or less")
        if max(of.numerator.bit_length(), of.denominator.bit_length()) * abs(power) > 2 * MAX_BITS:
            raise ExpressionFault(f"a number of more than {MAX_BITS:,} bits")
        return Term(self._bounded(of**power.numerator), f"{base.within(5)}^{exponent.within(3)}", 4)

    def coefficient(self, token: Token, factor: Term) -> Term:
        return replace(self.multiply(self.number(token), factor), bare=True)

    def negative(self, operand: Term) -> Term:
        return Term(-operand.value, f"-{operand.within(3)}", 3)

    def percent(self, operand: Term) -> Term:
        return Term(self._bounded(operand.value / 100), f"{operand.within(5)}%", 5)

    def factorial(self, operand: Term) -> Term:
        return self.call("factorial", operand)

    def bracketed(self, inner: Term) -> Term:
        return replace(inner, bare=False)

    def call(self, function: str, *arguments: Term) -> Term:
        least, most, gives = _FUNCTIONS[function]
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise ExpressionFault(f"{function} takes {wanted} argument(s), not {len(arguments)}")
        if self.digits and function in ("floor", "ceil"):
            raise ExpressionFault(f"{function} of a number that isn't rational")
        values = [argument.value for argument in arguments]
        value = self._root(values[0]) if function == "sqrt" else Fraction(gives(*values))
        return Term(self._bounded(value), f"{function}({', '.join(one.text for one in arguments)})")

    def _root(self, value: Fraction) -> Fraction:
        if value < 0:
            raise ExpressionFault("the square root of a negative number")
        top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
        if top * top == value.numerator and bottom * bottom == value.denominator:
            return Fraction(top, bottom)
        if not self.digits:
            raise Irrational("it isn't rational")
        return Fraction(math.isqrt(int(value * 10 ** (2 * self.digits))), 10**self.digits)

    def _bounded(self, value: Fraction) -> Fraction:
        value = round(value, self.digits) if self.digits else value
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
            raise ExpressionFault(f"a number of more than {MAX_BITS:,} bits")
        return value
