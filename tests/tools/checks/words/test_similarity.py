"""The check `similarity`: right rows hold, planted faults fail, odd shapes end in a verdict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from seedbed.tools.checks.words.similarity import CHECK
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold

A, B = "Write a poem about the sea at night.", "Explain in two lines how a steam engine works."


@pytest.mark.parametrize("by", ["rouge_l", "chrf", "embedding"])
def test_two_texts_differ_and_a_copy_does_not(by: str) -> None:
    arguments = {"by": by, "between": "..0.7"}
    assert holds(CHECK, {"a": A, "b": B}, arguments)
    assert by in fails(CHECK, {"a": A.upper() if by == "rouge_l" else A, "b": A}, arguments)
    assert spoilt(CHECK, {"a": A, "b": B}, arguments) == {"copy"}


def test_runs_are_counted_in_words_and_lists_one_by_one() -> None:
    assert holds(CHECK, {"a": A, "b": [B, "a poem about the hill"]}, {"by": "run", "between": "..4"})
    assert fails(CHECK, {"a": A, "b": [B, "a poem about the sea"]}, {"by": "run", "between": "..4"})


def test_too_unlike_fails_as_well() -> None:
    assert fails(CHECK, {"a": A, "b": B}, {"between": [0.5, 0.9]})


def test_no_text_and_other_languages_are_no_verdict() -> None:
    assert untold(CHECK, {"a": A, "b": ""})
    assert untold(CHECK, {"a": A, "b": B}, {"by": "embedding"}, languages={"a": "de", "b": "de"})


@pytest.mark.parametrize("wrong", [{"by": "run"}, {"between": [2, 3]}, {"by": "bleu"}])
def test_wrong_arguments_are_refused_with_the_recipe(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CHECK.arguments.model_validate(wrong)


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=9).map(" ".join))
def test_what_is_spoilt_is_refused(text: str) -> None:
    assert spoilt(CHECK, {"a": "wholly other words", "b": text}) == {"copy"}


@pytest.mark.parametrize("by", ["rouge_l", "run"])
def test_odd_values(by: str) -> None:
    survives(CHECK, {"by": by, "between": "..0.9" if by == "rouge_l" else "..9"})
