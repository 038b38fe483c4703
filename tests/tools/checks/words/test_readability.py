"""The check `readability`: right rows hold, planted faults fail, odd shapes end in a verdict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from seedbed.tools.checks.words.readability import CHECK, lix
from tests.tools.checks.trying import fails, holds, survives, untold

EASY = "You pay the rent on the first day of the month. If you pay late, we may ask for a fee of five pounds."
HARD = (
    "Notwithstanding anything hereinbefore contained, the aforementioned lessee shall indemnify the lessor "
    "against consequential liabilities whatsoever arising or indirectly from non-observance of obligations."
)


def test_plain_words_hold_and_a_lawyer_fails() -> None:
    assert holds(CHECK, {"of": EASY}, {"most": 30})
    assert "LIX" in fails(CHECK, {"of": HARD}, {"most": 45})
    assert holds(CHECK, {"of": HARD}, {"least": 60})
    assert fails(CHECK, {"of": EASY}, {"least": 60})
    assert untold(CHECK, {"of": "..."}, {"most": 30})
    assert untold(CHECK, {"of": "你好"}, {"most": 30}, languages={"of": "zh"})


def test_the_figure_is_bjornssons() -> None:
    assert lix("One two three. Seventy thousands here.") == 3 + 100 * 2 / 6


@given(st.text())
def test_it_is_a_figure_or_none(text: str) -> None:
    figure = lix(text)
    assert figure is None or figure >= 1


def test_no_bound_is_refused() -> None:
    with pytest.raises(ValidationError):
        CHECK.arguments.model_validate({})


def test_odd_values() -> None:
    survives(CHECK, {"most": 40})
