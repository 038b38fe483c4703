"""Label evidence read again from stored answers: what follows, and what was tampered with."""

import math
from typing import Any

import pytest

from seedbed.memory.candidate import Classification, Likelihood
from seedbed.tools.evaluation.label_evidence import continuations, follows, likeliest, softmax


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
    assert follows(GOOD, {"label": "refund"}, ANSWER)


@pytest.mark.parametrize(
    ("evidence", "row", "answer"),
    [
        (GOOD, {"label": "praise"}, ANSWER),
        (GOOD, {"label": "other"}, ANSWER),
        (GOOD.model_copy(update={"logprob": math.log(0.9)}), {"label": "refund"}, ANSWER),
        (
            GOOD.model_copy(update={"alternatives": {"refund": 0.0, "praise": 0.5}}),
            {"label": "refund"},
            ANSWER,
        ),
        (GOOD, {"label": "refund"}, stored(refund=0.2, praise=0.6)),
        (GOOD, {"label": "refund"}, None),
    ],
)
def test_one_that_was_tampered_with_does_not(
    evidence: Likelihood, row: dict[str, str], answer: dict[str, Any] | None
) -> None:
    assert not follows(evidence, row, answer)


def test_a_judge_s_label_follows_from_what_it_said() -> None:
    said = {"choices": [{"message": {"content": '{"label": "refund"}'}}]}
    read = Classification(ok=True, by="judge m", label="refund", probability=1.0, slot="s")
    assert follows(read, {"label": "refund"}, said)
    assert not follows(read, {"label": "praise"}, said)
    assert not follows(
        read, {"label": "refund"}, {"choices": [{"message": {"content": '{"label": "praise"}'}}]}
    )


def test_continuations_can_be_told_apart() -> None:
    assert continuations(["refund", "praise"]) == [" refund", " praise"]
    assert continuations(["booking", "booking change"]) == [" booking\n", " booking change\n"]


def test_shares_add_up_and_ties_are_broken_by_name() -> None:
    shares = softmax({"a": 0.1, "b": 0.5, "c": -2.0}, 8.0)
    assert abs(sum(shares.values()) - 1) < 1e-5 and likeliest(shares) == "b"
    assert likeliest({"b": 1.0, "a": 1.0}) == "a"
