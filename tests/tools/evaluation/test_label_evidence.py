"""Label evidence read again from stored answers: what follows, and what was tampered with."""

import math
from typing import Any

import pytest

from seedbed.memory.candidate import Likelihood
from seedbed.tools.evaluation.label_evidence import continuations, likeliest, likelihood_follows, softmax


def stored(**chances: float) -> dict[str, Any]:
    top = [{"token": f" {name}", "prob": value} for name, value in chances.items()]
    return {"choices": [{"text": " x", "logprobs": {"content": [{"token": " x", "top_probs": top}]}}]}


ANSWER = stored(refund=0.6, praise=0.15, re=0.05)
GOOD = Likelihood(
    ok=True,
    by="m",
    logprob=math.log(0.8),
    per_token=math.log(0.8),
    alternatives={"refund": 1.0, "praise": -0.5},
    slot="s",
)


def test_a_likelihood_that_is_as_stored_follows() -> None:
    assert likelihood_follows(GOOD, "refund", ANSWER)


@pytest.mark.parametrize(
    ("evidence", "label", "answer"),
    [
        (GOOD, "praise", ANSWER),
        (GOOD, "other", ANSWER),
        (GOOD.model_copy(update={"logprob": math.log(0.9)}), "refund", ANSWER),
        (
            GOOD.model_copy(update={"alternatives": {"refund": 0.0, "praise": 0.5}}),
            "refund",
            ANSWER,
        ),
        (GOOD, "refund", stored(refund=0.2, praise=0.6)),
    ],
)
def test_one_that_was_tampered_with_does_not(
    evidence: Likelihood, label: str, answer: dict[str, Any]
) -> None:
    assert not likelihood_follows(evidence, label, answer)


def test_continuations_can_be_told_apart() -> None:
    assert continuations(["refund", "praise"]) == [" refund", " praise"]
    assert continuations(["booking", "booking change"]) == [" booking\n", " booking change\n"]


def test_shares_add_up_and_ties_are_broken_by_name() -> None:
    shares = softmax({"a": 0.1, "b": 0.5, "c": -2.0}, 8.0)
    assert abs(sum(shares.values()) - 1) < 1e-5 and likeliest(shares) == "b"
    assert likeliest({"b": 1.0, "a": 1.0}) == "a"
