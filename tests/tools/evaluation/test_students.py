"""The student learns what its rows teach, the same each time, and never sees the fold that it predicts."""

import pytest

from seedbed.tools.evaluation.students import fit, likeliest, macro_f1, nearest_leaves, softmax
from tests.tools.evaluation.streams import fresh


def rows(count: int) -> tuple[list[str], list[str]]:
    """Texts of which one word tells the label."""
    texts = fresh(count)
    labels = [("good", "bad", "plain")[number % 3] for number in range(count)]
    mark = {"good": "splendid", "bad": "dreadful", "plain": "ordinary"}
    return [f"{text} {mark[label]}" for text, label in zip(texts, labels, strict=True)], labels


def test_what_was_taught_is_predicted() -> None:
    student = fit(*rows(60))
    assert student.labels == ("bad", "good", "plain")
    found = student.predict(["A SPLENDID harbour", "dreadful, dreadful weather", "some ordinary words"])
    assert [label for label, _ in found] == ["good", "bad", "plain"]
    assert all(1 / 3 < chance < 1 for _, chance in found)
    assert student.predict([]) == []


def test_two_fits_are_equal() -> None:
    asked = fresh(20, seed=5)
    assert fit(*rows(60)).predict(asked) == fit(*rows(60)).predict(asked)


def test_labels_weigh_equally() -> None:
    texts = ["harbour tax"] * 95 + ["violin comet"] * 5
    student = fit(texts, ["many"] * 95 + ["few"] * 5)
    label, chance = student.predict(["words that nobody taught"])[0]
    assert chance == pytest.approx(0.5, abs=0.02)
    assert student.predict(["violin comet"])[0][0] == "few", label


def test_nothing_to_tell_apart_is_answered_by_shares() -> None:
    assert fit(["a harbour"], ["only"]).predict(["x"]) == [("only", 1.0)]
    label, chance = fit(["!", "?", "…"], ["a", "b", "b"]).predict(["x"])[0]
    assert (label, round(chance, 4)) == ("b", 0.6667)


def test_macro_f1_weighs_labels_that_occur() -> None:
    assert macro_f1(["a", "a", "b"], ["a", "a", "b"]) == 1
    # a: precision 1, recall 1/2; b: precision 1/2, recall 1.
    assert macro_f1(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx(2 / 3)
    # «c» occurs nowhere in the truth: it costs recall of «a» and is no label of its own.
    assert macro_f1(["a", "a"], ["a", "c"]) == pytest.approx(2 / 3)
    assert macro_f1([], []) == 0


def test_the_nearest_leaf_is_by_meaning_where_that_was_tested() -> None:
    leaves = [
        ("sport/ball", "football: matches, goals, players and their coach"),
        ("food/bread", "baking: bread, cakes, flour and ovens"),
    ]
    texts = ["The striker scored twice before half-time", "Knead the dough and let it rise", "★"]
    assert nearest_leaves(texts, leaves, "English") == ["sport/ball", "food/bread", None]
    assert nearest_leaves(texts, [], "English") == [None, None, None]
    assert nearest_leaves(texts, leaves, "German") == [None, None, None]


def test_shares_add_up_and_ties_are_broken_by_name() -> None:
    shares = softmax({"a": 0.1, "b": 0.5, "c": -2.0}, 8.0)
    assert abs(sum(shares.values()) - 1) < 1e-5 and likeliest(shares) == "b"
    assert likeliest({"b": 1.0, "a": 1.0}) == "a"
