"""`verify --kind claims` without a model: what comparison of words and figures alone tells."""

from dataclasses import asdict
from typing import Any

import pytest

from seedbed.app.verifying import verify
from seedbed.tools.knowledge.claims import LONGEST, MOST_CLAIMS, NOT_CHECKABLE, supported

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
