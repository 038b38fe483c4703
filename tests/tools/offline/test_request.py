"""Plain words that ask for rows of the offline sources: which forms are read, and what is left."""

from pathlib import Path

import pytest

from seedbed.tools.offline.request import Asked, items_of, read_request

DEMO = Path("scenarios/demo/request.txt")


def only(words: str) -> Asked:
    (asked,) = read_request(words)
    return asked


def test_the_demo_is_read_whole() -> None:
    words = DEMO.read_text().replace("from handbook/", "").replace("about the handbook", "")
    asked = read_request(words)
    assert [(one.source, one.rows, one.left, one.strange) for one in asked] == [
        ("labels", 36, (), ""),
        ("problems", 36, (), ""),
        ("questions", 36, (), ""),
        ("dialogues", 10, (), ""),
    ]
    messages, problems, *_ = asked
    assert (messages.text_kind, messages.about, messages.topic) == (
        "customer message",
        "intent",
        "a bike-rental firm",
    )
    assert [label.name for label in messages.labels][-2:] == ["price question", "praise"]
    assert problems.topic == "a bike-rental firm (its prices)"


@pytest.mark.parametrize(
    ("words", "rows", "labels", "about", "kind"),
    [
        ("300 hotel reviews, labels: good, bad", 300, ["good", "bad"], "", "hotel review"),
        ("make 2,000 enquiries about ferries (a / b)", 2000, ["a", "b"], "", "enquiry"),
        ("1k posts by tone (rude, polite or odd)", 1000, ["rude", "polite", "odd"], "tone", "post"),
    ],
)
def test_labels(words: str, rows: int, labels: list[str], about: str, kind: str) -> None:
    asked = only(words)
    assert (asked.source, asked.rows, asked.left) == ("labels", rows, ())
    assert [label.name for label in asked.labels] == labels
    assert (asked.about, asked.text_kind) == (about, kind)


def test_levels_turns_and_language() -> None:
    assert only("45 word problems, easy to hard").levels == ("easy", "medium", "hard")
    assert only("45 hard word problems").levels == ("hard",)
    assert only("45 easy to hard word problems").levels == ("easy", "medium", "hard")
    assert only("20 cited dialogues of 4 to 6 turns about hiking").turns == (4, 6)
    assert only("80 German customer emails by topic (a, b)").language == "German"


@pytest.mark.parametrize(
    ("words", "left", "strange"),
    [
        ("60 tickets by intent (a, b), hard ones included", ("hard ones included",), ""),
        ("120 math problems for 5th graders", ("5th graders",), ""),
        ("200 algebra word problems", (), "algebra problems"),
        ("40 math problems about trains", (), "problems about trains"),
        ("40 math problems for training a model", ("for training a model",), ""),
        ("25 messages by intent (a, b), never about bicycles", ("never about bicycles",), ""),
        ("20 word problems with at most two steps", ("with at most two steps",), ""),
        ("20 questions and as many dialogues", ("and as many dialogues",), ""),
        ("20 word problems, not about hire", ("not about hire",), ""),
        ("500 tweets, stance for, against or neutral", ("stance for", "against or neutral"), ""),
    ],
)
def test_what_is_not_read_is_told(words: str, left: tuple[str, ...], strange: str) -> None:
    asked = only(words)
    assert (asked.left, asked.strange) == (left, strange)


@pytest.mark.parametrize("words", ["", "asdf", "50 JSON records", "100 photos of bikes"])
def test_nothing_is_found_where_none_is_asked_for(words: str) -> None:
    assert read_request(words) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a, b and c", ["a", "b", "c"]),
        ("a and b", ["a", "b"]),
        ("a (x, y); b: z", ["a", "b"]),
        ("salt and pepper, bread", ["salt and pepper", "bread"]),
        (", ;", []),
        ("a, A", ["a"]),
    ],
)
def test_lists(text: str, names: list[str]) -> None:
    assert [label.name for label in items_of(text)] == names
