"""The check `length`: right rows hold, planted faults fail, odd shapes end in a verdict."""

from hypothesis import given
from hypothesis import strategies as st

from seedbed.tools.checks.form.length import CHECK
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold


def test_words_are_counted_between_spaces_and_dashes() -> None:
    text = "A well-known word — and 5 more."
    assert holds(CHECK, {"of": text}, {"unit": "words", "between": 6})
    assert fails(CHECK, {"of": text}, {"unit": "words", "between": "7.."}) == "6 words; 7.. are wanted"
    assert holds(CHECK, {"of": text}, {"between": f"..{len(text)}"})
    assert holds(CHECK, {"of": [{"role": "user", "content": "one two"}]}, {"unit": "words", "between": 2})
    assert untold(CHECK, {"of": 5}, {"between": "1.."})
    assert untold(CHECK, {"of": "你好"}, {"unit": "words", "between": "1.."}, languages={"of": "zh"})


@given(st.text(st.sampled_from("ab cd.é"), min_size=12, max_size=40).filter(lambda t: len(t.split()) > 3))
def test_what_is_spoilt_is_refused(text: str) -> None:
    planted = spoilt(CHECK, {"of": text}, {"between": "10..40"})
    assert "shorter" in planted


def test_odd_values() -> None:
    survives(CHECK, {"unit": "words", "between": "2..5"})
