"""`verify --kind claims` without a model: what comparison of words and figures alone tells."""

from dataclasses import asdict
from typing import Any

import pytest

from seedbed.app.verifying import verify
from seedbed.tools.knowledge.claims import LONGEST, MOST_CLAIMS, NOT_CHECKABLE, cited, contains, supported
from tests.tools.knowledge.documents import document

TEXTS = ["The hire costs **£5** a day. It is paid at the client.", "The shop is shut on Mondays."]


def verdict(**row: Any) -> dict[str, Any]:
    (found,) = verify([row], "claims")
    return asdict(found)


def test_each_sentence_is_an_item_with_its_span() -> None:
    found = verdict(claim="The shop is shut on Mondays. The hire costs £6 a day.", evidence=TEXTS)
    first, second = found["evidence"]
    assert (found["ok"], first["ok"], second["ok"]) == (False, True, False)
    assert first["source"] == "evidence.1"
    assert TEXTS[1][first["start"] : first["end"]] == first["quote"] == TEXTS[1]
    assert (found["score"], first["score"]) == (0.0, 1.0)
    assert "'6' isn't in the evidence" in found["reason"]


@pytest.mark.parametrize(
    ("claim", "ok", "score"),
    [
        ("The hire costs £5 a day.", True, 1.0),
        ("the hire costs £5", True, 1.0),
        ("The hire costs £5 a day. It is paid at the client.", True, 1.0),
        ("Hiring costs £5 each day.", False, 0.5),
        ("Hiring costs five pounds.", False, 0.5),
        ("The hire costs £50 a day.", False, 0.0),
        ("The hire costs £5 a week.", False, 0.5),
        ("", False, 0.0),
    ],
)
def test_words_and_figures_decide_and_nothing_else(claim: str, ok: bool, score: float) -> None:
    found, reason, _, least = supported(claim, TEXTS)
    assert (found, least) == (ok, score)
    assert (NOT_CHECKABLE in reason) == (score == 0.5)


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ([], "`evidence` is an empty array"),
        ("The hire costs £5.", ""),
        ("", "isn't in the evidence"),
        (["x", 1, None], "`evidence.2` is null"),
        ({"a": "b"}, "`evidence` is an object"),
        (None, "`evidence` is null"),
        ([["x"]], "`evidence.0` is an array"),
    ],
)
def test_evidence_of_any_shape(evidence: Any, said: str) -> None:
    found = verdict(claim="The hire costs £5.", evidence=evidence)
    assert (found["ok"], bool(found["reason"])) == (not said, bool(said)) and said in found["reason"]
    assert {item["source"] for item in found["evidence"]} <= {"evidence"}


def test_what_is_too_long_is_refused() -> None:
    assert "`claim` is longer" in supported("x" * (LONGEST + 1), ["x"])[1]
    assert "`evidence` is longer" in supported("x", ["x" * LONGEST, "x"])[1]
    assert "claims in a row" in supported("It is so. " * (MOST_CLAIMS + 1), ["x"])[1]


# citations: what holds, and the strict comparisons behind them ------------------------------------------

SOURCE = document("A day costs £26 in all.\nThe fee is **£8** per hour.\n")


def test_a_citation_is_evidence() -> None:
    first, second = SOURCE.text.splitlines()
    evidence = cited("£26", SOURCE.name, SOURCE.sha256, 0, first)
    assert (evidence.quote, evidence.end) == ("A day costs £26 in all.", 23)
    marked = cited("£8 per hour", SOURCE.name, SOURCE.sha256, 24, second)
    assert marked.ok, "markup inside a quote doesn't count"
    assert not cited("£2", SOURCE.name, SOURCE.sha256, 0, first).ok


STANDS = [
    ("£26", "It costs £26."), ("2 Days", "within 2  days"), ("10%", "a 10 % discount"), ("5", "has 5 bikes"),
    ("the customer’s card", "to the customer's card"), ("9:00", "at 9:00, daily"), ("£7.50", "is £7.50."),
    ("up to 7", "carries up to 7 kg"), ("7 consecutive days", "lasts 7\nconsecutive days"),
    ("北京", "我住在北京市。"), ("5年", "他在这里住了5年。"), ("서울", "서울은 수도이다"),
    ("कम", "यह कम है"), ("กรุงเทพ", "คือกรุงเทพมหานคร"), ("café", "a cafe\u0301"),
]  # fmt: skip
DOES_NOT = [
    ("5", "has 50 bikes"), ("5", "costs £5"), ("5", "is 5% more"), ("5", "is 2.5 km"), ("5", "is 5.5 km"),
    ("500", "is 1,500 km"), ("£7", "is £7.50"), ("£7", "is £75"), ("7 days", "in 5–7 days"), ("£5", "US£5"),
    ("day", "in 7 days"), ("7 days", "in 7 hours"), ("£7", "is $7"), ("", "anything"), ("Ann", "Joanna came"),
    ("9:00", "at 19:00"), ("5", "is -5 °C"),
    ("5年", "他在这里住了15年。"), ("三年", "住了十三年"), ("कम", "इसकी कमी है"), ("cafe", "a cafe\u0301"),
    ("كتاب", "هذا كتابي"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "quote", "stands"), [(*pair, pair in STANDS) for pair in (*STANDS, *DOES_NOT)]
)
def test_an_answer_stands_in_a_quote_or_not(answer: str, quote: str, stands: bool) -> None:
    assert contains(answer, quote) is stands
