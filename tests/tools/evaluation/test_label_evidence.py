"""Likelihoods of labels: what may follow the question, and the shares that come of the scores."""

from seedbed.tools.evaluation.label_evidence import continuations, likeliest, softmax


def test_continuations_can_be_told_apart() -> None:
    assert continuations(["refund", "praise"]) == [" refund", " praise"]
    assert continuations(["booking", "booking change"]) == [" booking\n", " booking change\n"]


def test_shares_add_up_and_ties_are_broken_by_name() -> None:
    shares = softmax({"a": 0.1, "b": 0.5, "c": -2.0}, 8.0)
    assert abs(sum(shares.values()) - 1) < 1e-5 and likeliest(shares) == "b"
    assert likeliest({"b": 1.0, "a": 1.0}) == "a"
