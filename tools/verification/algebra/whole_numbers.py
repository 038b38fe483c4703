"""Number theory: primes, divisors, remainders, digits."""

from typing import Any

import sympy
from sympy.ntheory.modular import crt as sympy_crt

from seedbed.tools.verification.algebra.arguments import data, expression, kind, rational, short, whole
from seedbed.tools.verification.algebra.bounds import MAX_FACTORED_BITS, check_terms
from seedbed.tools.verification.rational import MAX_BITS
from seedbed.tools.verification.syntax import ExpressionFault, Words

MAX_DIVISORS = 1_000
MAX_PRIME_BITS = 2_048
"""Longest number whose primality is tested."""
MAX_NEXT_BITS = 256
"""Longest number whose neighbouring primes are looked for."""
MAX_INDEX = 100_000
"""Greatest n of the n-th prime."""
MAX_COUNTED = 5_000_000
"""Greatest number up to which primes are counted."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def gcd(*values: Any) -> Any:
    """Greatest common divisor of whole numbers or polynomials."""
    return _common("gcd", values)


def lcm(*values: Any) -> Any:
    """Least common multiple of whole numbers or polynomials."""
    return _common("lcm", values)


def _common(function: str, values: tuple[Any, ...]) -> Any:
    fold = sympy.gcd if function == "gcd" else sympy.lcm
    result = None
    for value in values:
        check_terms(expression(function, value))
        if not value.free_symbols and not value.is_Integer:
            raise ExpressionFault(f"{function} takes whole numbers or polynomials")
        result = value if result is None else check_terms(fold(result, value))
        if result.is_Integer and abs(result) >> MAX_BITS:
            raise ExpressionFault(f"a number of more than {MAX_BITS:,} bits")
    return abs(result) if result is not None and result.is_Integer else result


def mod(a: Any, m: Any) -> Any:
    """Remainder with the sign of m."""
    left, right = rational("mod", a), rational("mod", m)
    if right == 0:
        raise ExpressionFault("a division by zero")
    rest = left % right
    return sympy.Rational(rest.numerator, rest.denominator)


def div(a: Any, m: Any) -> Any:
    """Quotient without remainder, rounded down."""
    left, right = rational("div", a), rational("div", m)
    if right == 0:
        raise ExpressionFault("a division by zero")
    return sympy.Integer(left // right)


def isprime(n: Any) -> bool:
    """Whether n is prime."""
    value = whole("isprime", n)
    if value.bit_length() > MAX_PRIME_BITS:
        raise ExpressionFault(f"isprime takes numbers of at most {MAX_PRIME_BITS:,} bits")
    return bool(sympy.isprime(value))


def nextprime(n: Any) -> Any:
    """Least prime above n."""
    return sympy.Integer(sympy.nextprime(short("nextprime", n, MAX_NEXT_BITS, least=0)))


def prevprime(n: Any) -> Any:
    """Greatest prime below n."""
    return sympy.Integer(sympy.prevprime(short("prevprime", n, MAX_NEXT_BITS, least=3)))


def prime(n: Any) -> Any:
    """The n-th prime."""
    return sympy.Integer(sympy.prime(whole("prime", n, 1, MAX_INDEX)))


def primepi(n: Any) -> Any:
    """Number of primes not above n."""
    return sympy.Integer(sympy.primepi(whole("primepi", n, 0, MAX_COUNTED)))


def factorint(n: Any) -> dict[int, int]:
    """Prime factors with their exponents."""
    return dict(sympy.factorint(short("factorint", n, MAX_FACTORED_BITS, least=2)))


def divisors(n: Any) -> Any:
    """All positive divisors."""
    value = short("divisors", n, MAX_FACTORED_BITS)
    if sympy.divisor_count(value) > MAX_DIVISORS:
        raise ExpressionFault(f"more than {MAX_DIVISORS:,} divisors")
    return sympy.FiniteSet(*sympy.divisors(value))


def divisor_count(n: Any) -> Any:
    """Number of divisors."""
    return sympy.Integer(sympy.divisor_count(short("divisor_count", n, MAX_FACTORED_BITS)))


def divisor_sum(n: Any) -> Any:
    """Sum of divisors."""
    return sympy.Integer(sympy.divisor_sigma(short("divisor_sum", n, MAX_FACTORED_BITS)))


def totient(n: Any) -> Any:
    """Euler's totient."""
    return sympy.Integer(sympy.totient(short("totient", n, MAX_FACTORED_BITS)))


def inverse_mod(a: Any, m: Any) -> Any:
    """Inverse of a modulo m."""
    value, modulus = whole("inverse_mod", a), short("inverse_mod", m, MAX_BITS, least=2)
    try:
        return sympy.Integer(pow(value, -1, modulus))
    except ValueError:
        raise ExpressionFault(f"{value} has no inverse modulo {modulus}") from None


def powmod(a: Any, n: Any, m: Any) -> Any:
    """a^n modulo m."""
    base, power, modulus = whole("powmod", a), whole("powmod", n), short("powmod", m, MAX_PRIME_BITS)
    if power.bit_length() > MAX_PRIME_BITS:
        raise ExpressionFault(f"powmod takes exponents of at most {MAX_PRIME_BITS:,} bits")
    try:
        return sympy.Integer(pow(base, power, modulus))
    except ValueError:
        raise ExpressionFault(f"{base} has no inverse modulo {modulus}") from None


def crt(remainders: Any, moduli: Any) -> Any:
    """The least number that is not negative and has these remainders."""
    rests, divisors_ = data("crt", [remainders]), data("crt", [moduli])
    if len(rests) != len(divisors_):
        raise ExpressionFault("crt takes as many remainders as moduli")
    found = sympy_crt([short("crt", m, MAX_NEXT_BITS) for m in divisors_], [whole("crt", r) for r in rests])
    if found is None:
        raise ExpressionFault("no number has these remainders")
    return sympy.Integer(found[0])


def to_base(n: Any, base: Any) -> Words:
    """Digits of n to a base, as a word."""
    value, radix = whole("to_base", n), whole("to_base", base, 2, 36)
    rest, digits = abs(value), ""
    while rest:
        rest, digit = divmod(rest, radix)
        digits = _DIGITS[digit] + digits
    return Words(("-" if value < 0 else "") + (digits or "0"))


def from_base(digits: Any, base: Any) -> Any:
    """The number with these digits."""
    radix = whole("from_base", base, 2, 36)
    if not isinstance(digits, Words):
        raise ExpressionFault(f"from_base takes digits such as ff, not {kind(digits)}")
    if wrong := [sign for sign in digits.text.lower() if _DIGITS.index(sign) >= radix]:
        raise ExpressionFault(f"{wrong[0]} is no digit to base {radix}")
    return sympy.Integer(int(digits.text, radix))


def digit_sum(n: Any, base: Any = None) -> Any:
    """Sum of the digits."""
    rest, total = abs(whole("digit_sum", n)), 0
    radix = 10 if base is None else whole("digit_sum", base, 2, 1_000)
    while rest:
        rest, digit = divmod(rest, radix)
        total += digit
    return sympy.Integer(total)
