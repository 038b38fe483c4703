"""`verify --kind claims`: rows in, verdicts with the span that supports each claim."""

from typing import Any

import pytest

from seedbed.app.verifying import verify

TEXTS = ["The hire costs £5 a day.", "The shop is shut on Mondays."]


def verdict(**row: Any) -> dict[str, Any]:
    (found,) = verify([row], "claims")
    return found.as_json()


def test_each_claim_is_an_item_with_its_span() -> None:
    found = verdict(claim="The hire costs £5 a day. The shop is shut on Sundays.", evidence=TEXTS)
    first, second = found["evidence"]
    assert (found["ok"], first["ok"], second["ok"]) == (False, True, False)
    assert (first["source"], second["source"]) == ("evidence.0", "evidence.1")
    assert TEXTS[0][first["start"] : first["end"]] == first["quote"]
    assert found["score"] == second["score"] < first["score"]
    assert "Sundays" in found["reason"]


def test_one_text_is_evidence_too() -> None:
    found = verdict(claim="The hire costs £5.", evidence=TEXTS[0])
    assert found["ok"] and not found["reason"]
    assert found["evidence"][0]["source"] == "evidence"


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ([], "isn't in the evidence"),
        ("", "isn't in the evidence"),
        (["x", 1, None], "`evidence.2` is null"),
        ({"a": "b"}, "`evidence` is an object"),
        (None, "`evidence` is null"),
        ([["x"]], "`evidence.0` is an array"),
    ],
)
def test_evidence_of_any_shape(evidence: Any, said: str) -> None:
    found = verdict(claim="The hire costs five pounds.", evidence=evidence)
    assert not found["ok"]
    assert said in found["reason"]
