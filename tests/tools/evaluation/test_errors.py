"""Errors on real rows: what was planted comes first, chance is not read as a fact, and no text leaks."""

import json
from pathlib import Path

import pytest

from seedbed.tools.evaluation.downstream.errors import Weakness, grouped, nearest_leaves, telling_words
from seedbed.tools.evaluation.downstream.student import Student, fit

NEWS = Path("/work/shared/data/ag_news")
LEAVES = [
    ("sport/ball", "football: matches, goals, players and their coach"),
    ("food/bread", "baking: bread, cakes, flour and ovens"),
]


def taught() -> Student:
    texts = ["splendid lovely fine"] * 10 + ["dreadful awful poor"] * 10 + ["ordinary usual plain"] * 10
    return fit(texts, ["good"] * 10 + ["bad"] * 10 + ["plain"] * 10)


def real() -> list[tuple[str, str]]:
    """12 of 20 bad rows about bread read as good (irony), one lone plain row as bad; the rest is right."""
    irony = [
        (f"splendid bread from a burnt oven, loaf number {n}, baker {'xyzuvw'[n % 6]}", "bad")
        for n in range(12)
    ]
    right = [(f"dreadful bread and cake number {n}", "bad") for n in range(8)]
    right += [(f"awful football match, goal number {n}", "bad") for n in range(20)]
    right += [(f"splendid football player number {n}", "good") for n in range(20)]
    return [*right, *irony, ("awful goal of the player", "plain")]


def weaknesses(
    student: Student,
    rows: list[tuple[str, str]],
    leaves: list[tuple[str, str]] | None = None,
    language: str = "English",
) -> tuple[Weakness, ...]:
    texts = [text for text, _ in rows]
    taken = [label for label, _ in student.predict(texts)]
    return grouped(taken, rows, nearest_leaves(texts, leaves or [], language), language)


def test_planted_errors_come_first_with_their_leaf() -> None:
    found = weaknesses(taught(), real(), LEAVES)
    first, second = found[:2]
    assert (first.label, first.mistaken_for, first.leaf) == ("bad", "good", "food/bread")
    assert (first.errors, first.rows, first.share) == (12, 20, 0.6)
    assert (second.leaf, second.errors, second.rows) == (None, 12, 40)
    # The same errors are surer known where they are a larger share of fewer rows.
    assert first.cost > second.cost > found[2].cost
    # One of one: an error rate of 1 that may as well be 0.21.
    lone = next(one for one in found if one.label == "plain" and one.leaf is None)
    assert (lone.errors, lone.rows, lone.share, lone.low) == (1, 1, 1.0, 0.2065)
    assert len(found) == 4


def test_without_leaves_or_in_another_language_labels_alone_are_told() -> None:
    assert {one.leaf for one in weaknesses(taught(), real())} == {None}
    assert {one.leaf for one in weaknesses(taught(), real(), LEAVES, "German")} == {None}


def test_a_student_without_errors_has_no_weakness() -> None:
    assert weaknesses(taught(), real()[:20], LEAVES) == ()
    assert weaknesses(taught(), [], LEAVES) == ()


def test_the_words_are_of_the_wrong_rows_and_never_their_text() -> None:
    first = weaknesses(taught(), real(), LEAVES)[0]
    assert set(first.words) == {"burnt", "loaf", "baker", "oven", "splendid", "bread"}
    assert not any(letter.isdigit() for word in first.words for letter in word)
    assert not any(" ".join(first.words[n : n + 3]) in text for text, _ in real() for n in range(3))
    lone = next(one for one in weaknesses(taught(), real()) if one.label == "plain")
    assert lone.words == ()


def test_words_need_two_different_texts_and_set_the_group_apart() -> None:
    documents = {"secret": 2, "oven": 3, "and": 50, "a1": 3, "x" * 21: 3}
    twice = frozenset(["secret", "oven"])
    wrong = [twice, twice, frozenset(["oven", "and", "a1", "x" * 21]), frozenset(["and", "a1", "x" * 21])]
    # «secret» stands in one text that occurs twice; «and» everywhere; the others are no words.
    assert telling_words(wrong, documents, 60) == ("oven",)
    # In other languages no list helps, and frequency must.
    assert telling_words(wrong, documents, 60, "German") == ("oven",)


def test_at_most_six_words() -> None:
    greek = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "theta", "kappa")
    many = [frozenset(greek), frozenset(["omega"])]
    many.append(many[0] | many[1])
    documents = {word: sum(word in mine for mine in many) for mine in many for word in mine}
    assert len(telling_words(many, documents, 40)) == 6


def test_the_nearest_leaf_is_by_meaning() -> None:
    texts = ["The striker scored twice before half-time", "Knead the dough and let it rise", "★"]
    assert nearest_leaves(texts, LEAVES) == ["sport/ball", "food/bread", None]
    assert nearest_leaves(texts, []) == [None, None, None]


@pytest.mark.skipif(not NEWS.exists(), reason="needs AG News in /work/shared/data")
def test_a_topic_that_the_dataset_lacks_is_found_in_real_news() -> None:
    """A dataset whose sport rows leave out the Olympic games: the real rows about them are missed."""
    rows = [json.loads(line) for line in (NEWS / "train.jsonl").read_text(encoding="utf-8").splitlines()]
    games = ("olympic", "athens", "medal")
    lacking = [
        row
        for row in rows[:3_000]
        if row["label"] != "Sports" or not any(word in row["text"].casefold() for word in games)
    ]
    student = fit([row["text"] for row in lacking], [row["label"] for row in lacking])
    leaves = [
        ("games", "Olympic games in Athens: medals, athletes, swimming and gymnastics"),
        ("teams", "Team sport: football, baseball and basketball leagues, seasons and coaches"),
    ]
    missed = [(row["text"], row["label"]) for row in rows[3_000:] if row["label"] == "Sports"]
    worst = next(one for one in weaknesses(student, missed, leaves) if one.leaf is not None)
    assert (worst.leaf, worst.mistaken_for) == ("games", "World")
    assert {"olympic", "athens"} & set(worst.words)
