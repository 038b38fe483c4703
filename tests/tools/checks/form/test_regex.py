"""The check `regex`: right rows hold, planted faults fail, odd shapes end in a verdict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from seedbed.tools.checks.form.regex import CHECK
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold


def test_the_whole_text_a_place_or_nowhere() -> None:
    code = {"matches": "[A-Z]{3}-[0-9]{4}"}
    assert holds(CHECK, {"of": "ABC-1234"}, code)
    assert fails(CHECK, {"of": "x ABC-1234"}, code)
    assert holds(CHECK, {"of": "x ABC-1234"}, {"has": code["matches"]})
    assert "ABC" in fails(CHECK, {"of": "x ABC-1234"}, {"lacks": code["matches"]})
    assert fails(CHECK, {"of": ["ABC-1234", "no"]}, code)
    assert untold(CHECK, {"of": 5}, code)
    assert spoilt(CHECK, {"of": "ABC-1234"}, code) == {"cut"}


@given(st.from_regex(r"\A[a-z]{2,9}@[a-z]{2,9}\.org\Z"))
def test_what_is_spoilt_is_refused(text: str) -> None:
    assert spoilt(CHECK, {"of": text}, {"matches": r"[a-z]{2,9}@[a-z]{2,9}\.org"}) == {"cut"}


@pytest.mark.parametrize("pattern", ["(", "(?=a)b", r"(a)\1", "a" * 600])
def test_patterns_that_could_hang_are_refused_with_the_recipe(pattern: str) -> None:
    with pytest.raises(ValidationError):
        CHECK.arguments.model_validate({"matches": pattern})


def test_no_pattern_is_refused() -> None:
    with pytest.raises(ValidationError):
        CHECK.arguments.model_validate({})


def test_odd_values() -> None:
    survives(CHECK, {"matches": "(a+)+b"})
