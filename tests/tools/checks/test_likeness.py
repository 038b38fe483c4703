"""Likeness by words and letters against figures known from elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.tools.checks.likeness import chrf, longest_run, rouge_l, words

WORDS = st.lists(st.sampled_from("abc"), max_size=12)


def test_chrf_is_sacrebleus() -> None:
    # sacrebleu 2.6.0, CHRF().sentence_score(a, [b]).score / 100
    assert chrf("a b c", "a b d") == pytest.approx(0.38888888888888886)


@given(st.text(), st.text())
def test_figures_lie_between_nothing_and_all(a: str, b: str) -> None:
    for measure in (rouge_l, chrf):
        assert 0 <= measure(a, b) <= 1 + 1e-9
        assert measure(a, a) == pytest.approx(1)


@given(WORDS, WORDS)
def test_the_longest_run_is_the_one_that_trying_all_finds(a: list[str], b: list[str]) -> None:
    runs = {tuple(b[i:j]) for i in range(len(b)) for j in range(i + 1, len(b) + 1)}
    tried = [j - i for i in range(len(a)) for j in range(i + 1, len(a) + 1) if tuple(a[i:j]) in runs]
    assert longest_run(" ".join(a), " ".join(b)) == max(tried, default=0)


def test_case_and_typography_dont_count() -> None:
    assert words("**Don’t** STOP") == ["don", "t", "stop"]
    assert rouge_l("a b c", "A c") == pytest.approx(0.8)
