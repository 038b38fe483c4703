"""The check `numbers_in`: right rows hold, planted faults fail, odd shapes end in a verdict."""

import pytest
from pydantic import ValidationError

from seedbed.tools.checks.form.numbers_in import CHECK
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold


def test_figures_are_counted_and_words_are_not() -> None:
    text = "It rises from 1,200 in May to 3.5 million, twice the two of A4 paper."
    assert holds(CHECK, {"of": text}, {"most": 2, "least": 2})
    assert fails(CHECK, {"of": text}, {"most": 1}).startswith("2 figures (1,200, 3.5)")
    assert fails(CHECK, {"of": text}, {"least": 3})
    assert untold(CHECK, {"of": 5}, {"most": 1})
    assert spoilt(CHECK, {"of": text}, {"most": 4}) == {"more"}


def test_no_bound_is_refused() -> None:
    with pytest.raises(ValidationError):
        CHECK.arguments.model_validate({})


def test_odd_values() -> None:
    survives(CHECK, {"most": 2})
