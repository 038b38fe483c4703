"""Sentences with a value: the question asked for it, or none where that isn't certain."""

import pytest

from seedbed.tools.knowledge.questions.amounts import ask_amounts
from seedbed.tools.knowledge.questions.clauses import parse
from seedbed.tools.knowledge.questions.lexicon import lexicon_of
from tests.tools.knowledge.documents import passages

WORDS = lexicon_of(
    passages("We meet Larkspoke and the shop, a helmet, charging, frost and brakes in Milton.")
)


def asked(sentence: str) -> list[tuple[str, str]]:
    clause = parse(sentence, WORDS)
    wordings = ask_amounts(clause) if clause else ()
    return [(wording.question, sentence[wording.start : wording.end]) for wording in wordings]


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
        ("Tandems cost £26 per day.", "How much do tandems cost per day?", "£26"),
        (
            "The late fee for an e-bike is £8 per hour.",
            "How much per hour is the late fee for an e-bike?",
            "£8",
        ),
        ("The fee is £5 if a bike is late.", "How much is the fee if a bike is late?", "£5"),
        ("After an hour, the fee is £5.", "After an hour, how much is the fee?", "£5"),
        ("The shop opens at 9:00.", "At what time does the shop open?", "9:00"),
        ("Larkspoke employs 23 people in summer.", "How many people does Larkspoke employ in summer?", "23"),
        ("There are 12 lockers in the shop.", "", ""),
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
            "A rider must call at least 2 hours before the tour.",
            "How long before the tour must a rider call?",
            "at least 2 hours",
        ),
        (
            "The mill lies 2.5 km upstream of the harbour.",
            "How far upstream of the harbour does the mill lie?",
            "2.5 km",
        ),
        (
            "Frost shortens the range by about 30%.",
            "By what percentage does frost shorten the range?",
            "about 30%",
        ),
        ("The motor stops at a speed of 25 km/h.", "At what speed does the motor stop?", "25 km/h"),
        (
            "A surcharge of 10 % applies on public holidays.",
            "What surcharge applies on public holidays?",
            "10 %",
        ),
        ("Students get a 10 % discount.", "", ""),
        (
            "Up to four children may ride in the trailer.",
            "How many children may ride in the trailer?",
            "Up to four",
        ),
        ("Children under 12 must pay.", "", ""),
        (
            "Cash above £500 must be taken to the safe.",
            "Above what amount must cash be taken to the safe?",
            "£500",
        ),
        (
            "The Park shop moved into a new house in 2021.",
            "In which year did the Park shop move into a new house?",
            "2021",
        ),
        (
            "The key box accepts returned keys until 23:00.",
            "Until what time does the key box accept returned keys?",
            "23:00",
        ),
        (
            "The police report on a theft must reach Larkspoke within 6 days.",
            "Within how many days must the police report on a theft reach Larkspoke?",
            "6 days",
        ),
        ("A bike that is returned late costs £5.", "How much does a bike that is returned late cost?", "£5"),
        (
            "The mill lies 2 km from the sea and houses a workshop.",
            "How far from the sea does the mill lie?",
            "2 km",
        ),
        (
            "New prices apply from 1 March, and old bookings keep the old price.",
            "From what date do new prices apply?",
            "1 March",
        ),
    ],
)
def test_a_certain_sentence_gives_its_question(sentence: str, question: str, answer: str) -> None:
    assert asked(sentence) == ([(question, answer)] if question else [])


def test_joined_values_give_one_question_each() -> None:
    assert asked("The deposit is £50 for city bikes and £100 for e-bikes.") == [
        ("How much is the deposit for city bikes?", "£50"),
        ("How much is the deposit for e-bikes?", "£100"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "This fee is £5.",
        "It must be returned within 2 days.",
        "Riders may not go faster than 18 km/h.",
        "A chain is replaced when wear reaches 0.75%.",
        "Return the bike within 2 days.",
        "Cover the pot and let the rice rest for 10 minutes.",
        "Add 2 cups of water.",
        "The fee (see the table) is £5.",
        "The fee below is £5.",
        "The fee is £5",
        "Is the fee £5?",
        "A child seat is approved for children weighing up to 22 kg.",
        "The fee is £5 or £6.",
        "However, the fee is £5.",
        "Wash the rice till the water turns clear after 5 minutes.",
        "We refund deposits within 5 days.",
        "The precision of the output is fixed at 17 digits after the decimal point.",
        "Items found in the shop were.",
    ],
)
def test_an_uncertain_sentence_gives_no_question(sentence: str) -> None:
    assert asked(sentence) == []
