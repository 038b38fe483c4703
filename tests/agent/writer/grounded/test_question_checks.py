"""The form of a question, and when two answers are the same."""

import pytest

from seedbed.agent.writer.grounded.question_checks import faults, same_answer

GOOD = [
    ("What is the day rate of a city bike at Larkspoke?", "£15"),
    ("How many hours before the start can a Larkspoke booking be changed free of charge?", "6 hours"),
    ("Who fits child seats on Larkspoke bikes?", "staff only"),
    ("Why are deposits taken by bank card only?", "so that they can be released at once"),
    ("What is it that every hire at Larkspoke includes free of charge?", "a helmet"),
]
BAD = [
    ("What does the passage say about deposits?", "£30"),
    ("According to the text, what is the day rate of a city bike?", "£15"),
    ("What is the price mentioned above?", "£15"),
    ("What does it cost?", "£15"),
    ("When must they be returned?", "at 18:00"),
    ("Is a city bike £15 a day?", "£15"),
    ("Does the city bike have a basket?", "basket"),
    ("Tell me the day rate of the city bike", "£15"),
    ("Price?", "£15"),
    ("Is the tandem or the mountain bike the heavier one?", "the tandem"),
    ("What costs £15 a day?", "£15"),
    ("What is the day rate of a city bike?\nAnd of a tandem?", "£15"),
    (f"What is {'really ' * 50}the day rate?", "£15"),
    ("What is the whole rule on deposits at Larkspoke?", "word " * 41),
]


@pytest.mark.parametrize(("question", "answer"), GOOD)
def test_a_question_that_stands_alone_has_no_fault(question: str, answer: str) -> None:
    assert faults(question, answer) == []


@pytest.mark.parametrize(("question", "answer"), BAD)
def test_a_question_that_does_not_stand_alone_has_one(question: str, answer: str) -> None:
    assert faults(question, answer)


def test_words_are_checked_in_english_only() -> None:
    assert faults("Est-ce que the text le dit ?", "oui", "French") == []


@pytest.mark.parametrize(
    ("gold", "said", "same"),
    [
        ("£15", "£15", True),
        ("£15", "£15 per day", False),
        ("6 hours", "It takes 6 hours.", True),
        ("6 hours", "16 hours", False),
        ("six hours", "6 hours", True),
        ("the map of marked trails", "a map of marked trails", True),
        ("a map of the marked trails around Wrenfleet", "map of marked trails around Wrenfleet", True),
        ("staff only", "the customer", False),
        ("at least 18 years old", "18 years old", False),
        ("", "", False),
    ],
)
def test_answers_agree_when_values_and_words_do(gold: str, said: str, same: bool) -> None:
    assert same_answer(gold, said) is same
