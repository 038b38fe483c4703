"""Plain sentences with a value: the question asked for it, or none where that isn't certain."""

import pytest

from seedbed.tools.offline.statements import question_of
from seedbed.tools.offline.words import words_of
from tests.tools.knowledge.documents import passages

WORDS = words_of(passages("We meet Larkspoke and the shop, a helmet, charging, frost and brakes in Milton."))


def asked(sentence: str) -> list[tuple[str, str]]:
    return [(question, sentence[said.start : said.end]) for question, said in question_of(sentence, WORDS)]


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("The deposit for a tandem is £150.", "How much is the deposit for a tandem?", "£150"),
        (
            "Helmets must be returned within 2 days.",
            "Within how many days must helmets be returned?",
            "2 days",
        ),
        ("A tandem costs £26 per day.", "How much does a tandem cost per day?", "£26"),
        (
            "The late fee for an e-bike is £8 per hour.",
            "How much per hour is the late fee for an e-bike?",
            "£8",
        ),
        ("In winter, the fee is £5.", "In winter, how much is the fee?", "£5"),
        ("The shop opens at 9:00.", "At what time does the shop open?", "9:00"),
        ("Larkspoke employs 23 people in summer.", "How many people does Larkspoke employ in summer?", "23"),
        (
            "The walk to the harbour takes 6 minutes.",
            "How long does the walk to the harbour take?",
            "6 minutes",
        ),
        ("A check should take at least 4 minutes.", "How long should a check take?", "at least 4 minutes"),
        ("Brake pads must be at least 1.5 mm thick.", "How thick must brake pads be?", "at least 1.5 mm"),
        (
            "Torque wrenches are calibrated every 12 months.",
            "How often are torque wrenches calibrated?",
            "every 12 months",
        ),
        (
            "The opening shift starts 45 minutes before the tour.",
            "How long before the tour does the opening shift start?",
            "45 minutes",
        ),
        (
            "The mill lies 2.5 km upstream of the harbour.",
            "How far upstream of the harbour does the mill lie?",
            "2.5 km",
        ),
        (
            "The panel has 3 members from different shops.",
            "How many members from different shops does the panel have?",
            "3",
        ),
        (
            "Proof of study must be renewed by 30 September each year.",
            "By what date must proof of study be renewed each year?",
            "30 September",
        ),
    ],
)
def test_a_certain_sentence_gives_its_question(sentence: str, question: str, answer: str) -> None:
    assert asked(sentence) == [(question, answer)]


@pytest.mark.parametrize(
    "sentence",
    [
        "This fee is £5.",
        "It must be returned within 2 days.",
        "Riders may not go faster than 18 km/h.",
        "A chain is replaced when wear reaches 0.75%.",
        "Return the bike within 2 days.",
        "Add 2 cups of water.",
        "The fee (see the table) is £5.",
        "The fee below is £5.",
        "The fee is £5",
        "Is the fee £5?",
        "The fee is £5 or £6.",
        "However, the fee is £5.",
        "We refund deposits within 5 days.",
        "There are 12 lockers in the shop.",
        "Students get a 10 % discount.",
        "Children under 12 must pay.",
        "Items found in the shop were.",
        "A bike that is returned late costs £5.",
        "The share is 5% of the price.",
    ],
)
def test_an_uncertain_sentence_gives_no_question(sentence: str) -> None:
    assert asked(sentence) == []
