"""The check `absent`: right rows hold, planted faults fail, odd shapes end in a verdict."""

from hypothesis import given
from hypothesis import strategies as st

from seedbed.tools.checks.form.absent import CHECK
from tests.tools.checks.trying import fails, holds, spoilt, survives


def test_whole_words_in_any_case() -> None:
    words = {"words": ["art", "C++", "don’t know", "面包"]}
    assert holds(CHECK, {"of": "Arts, C and smart people do know."}, words)
    assert fails(CHECK, {"of": "An ART."}, words) == "'art' stands in the text"
    assert fails(CHECK, {"of": "in C++, say"}, words)
    assert fails(CHECK, {"of": ["fine", "I don't\nknow"]}, words)
    assert fails(CHECK, {"of": "一个面包师"}, words)


def test_who_speaks_is_not_what_is_said() -> None:
    assert holds(CHECK, {"of": [{"role": "user", "content": "Hello"}]}, {"words": ["user"]})


@given(
    st.text(st.characters(categories=["L", "N", "Zs", "P"])).filter(lambda text: "tea" not in text.casefold())
)
def test_what_is_spoilt_is_refused(text: str) -> None:
    assert spoilt(CHECK, {"of": text}, {"words": ["tea"]}) == {"say"}


def test_odd_values() -> None:
    survives(CHECK, {"words": ["a", "-"]})
