"""Claims against evidence: what supports them, what is held against them, and that any text may come."""

import time

import pytest

from seedbed.tools.knowledge.claims.check import check_claims
from seedbed.tools.knowledge.claims.evidence import LONGEST, MOST_CLAIMS, supported
from seedbed.tools.knowledge.claims.score import COEFFICIENTS, THRESHOLD
from seedbed.tools.knowledge.claims.signals import NAMES

PASSAGE = (
    "Larkspoke Hire opened in Bristol on 4 May 1998. Ann Lee founded the firm with two friends. A day's hire "
    "costs £18.50, and at least 3 days must be booked in August. Children under 12 ride for free. The shop "
    "is not open on Mondays. Some bikes have lights. In 2011 the firm moved from Bristol to Bath after a "
    "fire."
)

GOOD = [
    "Larkspoke Hire opened in Bristol on 4 May 1998.",
    "Larkspoke Hire opened in 1998.",
    "The firm was founded by Ann Lee with two friends.",
    "The hire costs £18.50 a day.",
    "At least three days must be booked in August.",
    "Children under 12 ride for free.",
    "The shop isn't open on Mondays.",
    "Some of the bikes have lights.",
    "The firm moved from Bristol to Bath in 2011.",
    "Bath",
]

BAD = [
    ("Larkspoke Hire opened in Bristol on 5 May 1998.", "5 May 1998"),
    ("Larkspoke Hire opened in Bristol in 1989.", "1989"),
    ("Larkspoke Hire opened in Cardiff on 4 May 1998.", "Cardiff"),
    ("Tom Lee founded the firm with two friends.", "Tom"),
    ("Ann Lee founded the firm with three friends.", "three"),
    ("The hire costs £18.05 a day.", "18.05"),
    ("The hire costs $18.50 a day.", "$18.50"),
    ("At most 3 days must be booked in August.", "most"),
    ("Children over 12 ride for free.", "above"),
    ("The shop is open on Mondays.", "denies"),
    ("Children under 12 don't ride for free.", "denies"),
    ("All bikes have lights.", "All"),
    ("The firm moved from Bristol to Bath before a fire.", "before"),
    ("Larkspoke Hire closed in Bristol on 4 May 1998.", "closed"),
    ("Ann Lee founded the firm 2.8.1 with two friends.", "2.8.1"),
    ("Volcanoes erupt when magma rises.", ""),
]


@pytest.mark.parametrize("claim", GOOD)
def test_what_the_evidence_says_is_supported(claim: str) -> None:
    (found,) = check_claims(claim, PASSAGE)
    assert found.ok, found
    assert found.score >= THRESHOLD
    assert not found.reasons
    assert found.quote and PASSAGE[found.start : found.end] == found.quote


@pytest.mark.parametrize(("claim", "named"), BAD)
def test_what_it_does_not_say_is_not(claim: str, named: str) -> None:
    (found,) = check_claims(claim, PASSAGE)
    assert not found.ok, found
    assert found.score < THRESHOLD
    assert named in "; ".join(found.reasons)


def test_each_claim_has_its_own_place_among_several_texts() -> None:
    texts = ["Rates: the hire costs £5 per day.", "The shop was founded in 1990 by Ann Lee."]
    first, second = check_claims("The hire costs £5 a day. Ann Lee founded the shop.", texts)
    assert (first.item, second.item) == (0, 1)
    for one in (first, second):
        assert one.ok
        assert texts[one.item][one.start : one.end] == one.quote


def test_signals_are_those_that_are_weighed() -> None:
    (found,) = check_claims("Bath", PASSAGE)
    assert tuple(found.signals) == NAMES == tuple(COEFFICIENTS)


def test_a_row_is_as_good_as_its_worst_claim() -> None:
    ok, score, reason, items = supported(f"{GOOD[0]} {BAD[0][0]}", [PASSAGE])
    assert not ok
    assert score == min(item["score"] for item in items) < THRESHOLD
    assert [item["ok"] for item in items] == [True, False]
    assert "5 May 1998" in reason


@pytest.mark.parametrize("text", ["", "Is it?", "I don't know."])
def test_no_claim_is_not_supported(text: str) -> None:
    assert supported(text, [PASSAGE])[:2] == (False, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "word " * 40_000,
        "The hire costs £5. " * 10_000,
        "and he was and she is, " * 10_000,
        "Ünïcödé 你好 \u202e\u0000 𝟝𝟝 " * 5_000,
        "<b>" * 60_000,
        "[" * 100_000,
        "*_`" * 60_000,
        '"' * 200_000,
        "1,000.5 " * 30_000,
        "A." * 100_000,
        "The passage says that " * 10_000,
        "\n- " * 60_000,
        ". " * 100_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_any_text_ends(text: str) -> None:
    began = time.monotonic()
    supported(text[:LONGEST], [PASSAGE])
    supported("The hire costs £5 a day.", [text[:LONGEST]])
    assert time.monotonic() - began < 20
    assert not supported(f"{text}{'x' * LONGEST}", [PASSAGE])[0]


def test_too_many_claims_are_refused() -> None:
    assert "claims in a row" in supported("It is so here. " * (MOST_CLAIMS + 1), [PASSAGE])[2]
