"""What docstrings say of a function and its arguments."""

import pytest

from seedbed.tools.world.docstrings import described

GOOGLE = """Converts an amount
of money.

Args:
    amount: How much,
        in units.
    unit (str): Of what: a currency.

Returns:
    note: no argument.
"""
SPHINX = """Converts an amount
of money.

:param float amount: How much,
    in units.
:param unit: Of what: a currency.
:returns: note: no argument.
"""


@pytest.mark.parametrize("docstring", [GOOGLE, SPHINX])
def test_arguments_are_described(docstring: str) -> None:
    whole, arguments = described(docstring)
    assert whole == "Converts an amount of money."
    assert arguments == {"amount": "How much, in units.", "unit": "Of what: a currency."}


def test_no_docstring_says_nothing() -> None:
    assert described("") == ("", {})
