"""Figures of a claim's likelihood, and which part of a passage the model is shown."""

import pytest

from seedbed.tools.evaluation.claim_likelihood import (
    beside,
    combined,
    figures,
    is_literal,
    probability,
    shown,
)


def test_figures_of_a_claim_that_the_passage_says() -> None:
    found = figures([-0.5, -1.0, -0.5, -1.0], [-4.5, -3.0, -0.5, -4.0])
    assert found["lift"] == pytest.approx((4.0 + 2.0 + 0.0 + 3.0) / 4)
    assert found["relief"] == pytest.approx(1 - 3 / 12)
    assert found["drops"] == 0
    assert found["hard"] == -0.5


def test_one_rare_name_doesnt_outweigh_the_rest() -> None:
    found = figures([-0.1, -6.0], [-20.1, -5.0])
    assert found["lift"] == pytest.approx((4.0 - 1.0) / 2)
    assert found["drops"] == pytest.approx(-0.5)


def test_other_tokens_cant_be_compared() -> None:
    with pytest.raises(ValueError, match="2 and 1 tokens"):
        figures([-1.0, -1.0], [-1.0])
    with pytest.raises(ValueError, match="0 and 0"):
        figures([], [])


def test_more_support_is_more_probable() -> None:
    said = figures([-0.2] * 8, [-4.0] * 8)
    unsaid = figures([-4.5] * 8, [-4.0] * 8)
    assert 0 < probability(unsaid) < 0.5 < probability(said) < 1
    assert combined(unsaid, 0.9) < combined(said, 0.9)
    assert combined(said, 0.1) < combined(said, 0.9)


def test_of_a_long_passage_the_sentences_of_the_claim_are_shown_in_their_order() -> None:
    filler = "Nothing of this has to do with anything else that matters here. "
    passage = f"The lamp was lit at dusk. {filler * 6}Moles dig deep tunnels under lamps. {filler * 6}"
    cut = shown("A mole lit the lamp in the tunnels.", passage, most=14)
    assert cut == "The lamp was lit at dusk. Moles dig deep tunnels under lamps."
    assert len(cut.split()) <= 14 and "tunnels" in cut
    assert shown("x", "A short passage.") == "A short passage."
    assert len(shown("x", "word " * 300).split()) == 130


def test_the_likelihood_may_refuse_and_never_accepts() -> None:
    said = figures([-0.2] * 8, [-4.0] * 8)
    unsaid = figures([-9.0] * 8, [-4.0] * 8)
    assert beside(said, True, 0.8) == (True, combined(said, 0.8))
    assert beside(said, False, 0.1) == (False, 0.1)
    ok, score = beside(unsaid, True, 0.9)
    assert not ok and score <= 0.3


def test_literal_is_what_stands_there_and_holds() -> None:
    item = {"ok": True, "claim": "It costs 25 euros.", "quote": "Take care: it costs 25 euros"}
    assert is_literal(item)
    assert not is_literal({**item, "ok": False})
    assert not is_literal({**item, "claim": "It costs 2 euros."})
