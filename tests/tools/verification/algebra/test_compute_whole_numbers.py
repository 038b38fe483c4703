"""Number theory and counting: texts and what they are worth."""

import pytest

from seedbed.tools.verification.algebra.compute import compute

WHOLE = [
    ("gcd(x^2 - 1, x - 1)", "x - 1"),
    ("gcd(0, 5)", "5"),
    ("lcm(4, 6, 10)", "60"),
    ("17 mod 5", "2"),
    ("mod(17/5, 1)", "0.4"),
    ("div(-7, 2)", "-4"),
    ("isprime(91)", "false"),
    ("isprime(2^127 - 1)", "true"),
    ("nextprime(10^12)", "1000000000039"),
    ("prevprime(3)", "2"),
    ("prime(1)", "2"),
    ("primepi(10)", "4"),
    ("factorint(1001)", "7*11*13"),
    ("factorint(2^64 - 1)", "3*5*17*257*641*65537*6700417"),
    ("divisors(28)", "{1, 2, 4, 7, 14, 28}"),
    ("divisor_count(360)", "24"),
    ("divisor_sum(6)", "12"),
    ("phi(10)", "4"),
    ("inverse_mod(10, 17)", "12"),
    ("powmod(7, 10^100, 13)", "9"),
    ("powmod(3, -1, 7)", "5"),
    ("crt([1, 2], [4, 5])", "17"),
    ("to_base(-10, 2)", "-1010"),
    ("from_base(1010, 2)", "10"),
    ("from_base(7, 8)", "7"),
    ("digit_sum(255, 2)", "8"),
    ("factorial(20)", "2432902008176640000"),
    ("(3!)!", "720"),
    ("binomial(10, 3)", "120"),
    ("C(5, 6)", "0"),
    ("comb(10^9, 2)", "499999999500000000"),
    ("nPr(10, 3)", "720"),
    ("multinomial(2, 3)", "10"),
    ("catalan(0)", "1"),
    ("fibonacci(100)", "354224848179261915075"),
    ("lucas(10)", "123"),
    ("derangements(0)", "1"),
    ("bell(3)", "5"),
    ("stirling(5, 5)", "1"),
    ("partitions(100)", "190569292"),
]


@pytest.mark.parametrize(("text", "result"), WHOLE)
def test_a_text_has_this_result(text: str, result: str) -> None:
    assert compute(text) == result
