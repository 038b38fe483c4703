"""The check `ratio`: right rows hold, planted faults fail, odd shapes end in a verdict."""

from seedbed.tools.checks.form.ratio import CHECK
from tests.tools.checks.trying import fails, holds, spoilt, survives

TENTH = {"between": [0.1, 0.5]}


def test_the_length_of_a_over_that_of_b() -> None:
    right = {"a": "two words", "b": "ten words " * 5}
    assert holds(CHECK, right, TENTH)
    assert "1.00" in fails(CHECK, {**right, "a": right["b"]}, TENTH)
    assert fails(CHECK, {"a": "x", "b": ""}, TENTH) == "b has no words"
    assert spoilt(CHECK, right, TENTH) == {"longer"}


def test_odd_values() -> None:
    survives(CHECK, TENTH)
