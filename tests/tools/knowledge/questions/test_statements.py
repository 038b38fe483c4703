"""Questions answered by words."""

import pytest

from seedbed.tools.knowledge.questions.clauses import parse
from seedbed.tools.knowledge.questions.lexicon import lexicon_of
from seedbed.tools.knowledge.questions.statements import ask_consequence, ask_statements
from tests.tools.knowledge.documents import passages

WORDS = lexicon_of(passages("We keep the helmet and a lock in the Mill shop."))


def asked(sentence: str) -> list[tuple[str, str]]:
    clause = parse(sentence, WORDS)
    wordings = ask_statements(clause) if clause else ()
    return [(wording.question, sentence[wording.start : wording.end]) for wording in wordings]


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("Helmet liners are washed after each hire.", "When are helmet liners washed?", "after each hire"),
        (
            "A chain is replaced when wear reaches 0.75%.",
            "When is a chain replaced?",
            "when wear reaches 0.75%",
        ),
        ("Cash is accepted at the Mill shop only.", "Where is cash accepted?", "at the Mill shop only"),
        ("Child seats are fitted by staff only.", "By whom are child seats fitted?", "staff only"),
        ("A cancellation must be made in writing.", "How must a cancellation be made?", "in writing"),
        (
            "The tour price includes a bike, a helmet and a guide.",
            "What does the tour price include?",
            "a bike, a helmet and a guide",
        ),
        (
            "A helmet and a lock are included in every hire.",
            "What is included in every hire?",
            "A helmet and a lock",
        ),
        ("The rider must show an identity card.", "What must the rider show?", "an identity card"),
        (
            "The bridge is closed because the river is high.",
            "Why is the bridge closed?",
            "because the river is high",
        ),
    ],
)
def test_a_certain_sentence_gives_its_question(sentence: str, question: str, answer: str) -> None:
    assert asked(sentence) == [(question, answer)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Food isn't allowed in the hall because of the piano.",
        "The gates aren’t locked because the river is high.",
        "A helmet can't be washed because of the foam.",
    ],
)
def test_a_denial_in_short_is_no_subject(sentence: str) -> None:
    assert asked(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Refunds are paid in full.",
        "The report is kept at the latest stage.",
        "Tours are not held when it rains.",
        "A good practice is to check the tyres when cleaning the chain.",
        "The pastry should be golden when done.",
        "The client decides when to reconnect.",
        "The frame was made by hand.",
        "The manager must call the owner.",
    ],
)
def test_an_uncertain_sentence_gives_no_question(sentence: str) -> None:
    assert asked(sentence) == []


def test_a_condition_asks_what_happens() -> None:
    sentence = "If a storm prevents a hire, the customer receives a storm credit."
    clause = parse(sentence, WORDS)
    assert clause is not None
    wording = ask_consequence(clause, sentence[:-1])
    assert wording is not None
    assert wording.question == "What happens if a storm prevents a hire?"
    assert sentence[wording.start : wording.end] == "the customer receives a storm credit"
