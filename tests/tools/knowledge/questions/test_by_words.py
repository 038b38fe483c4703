"""Texts by their words: no text in which a phrase stands is passed over."""

import re

from hypothesis import given
from hypothesis import strategies as st

from seedbed.tools.knowledge.questions.by_words import ByWords
from seedbed.tools.knowledge.questions.make import make_questions
from tests.tools.knowledge.documents import passages

_TEXTS = st.text(alphabet="kKsSiIaB1_-.' KſıİµμéÉß", max_size=12)


def test_a_text_that_holds_all_words_is_near_whatever_their_case() -> None:
    texts = ByWords(["The City bike is blue.", "A citybike.", "Bikes of a city.", "a CITY-BIKE"])
    assert list(texts.near_numbers("city bike")) == [0, 3]
    assert texts.near("colour") == []


def test_without_a_word_every_text_is_near() -> None:
    assert ByWords(["a", "—"]).near("—") == ["a", "—"]


@given(st.lists(_TEXTS, max_size=5), _TEXTS.filter(bool))
def test_no_text_in_which_the_phrase_stands_is_passed_over(texts: list[str], phrase: str) -> None:
    alone = re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.IGNORECASE)
    near = set(ByWords(texts).near_numbers(phrase))
    assert {number for number, text in enumerate(texts) if alone.search(text)} <= near


def test_a_long_phrase_with_an_odd_end_takes_no_time() -> None:
    said = "The command returns the " + " ".join(f"word{n}" for n in range(60)) + " (*)."
    assert isinstance(make_questions(passages(f"# Commands\n\n{said}")), tuple)
