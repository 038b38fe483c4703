"""A wording passes with every number in its place and one right question; each planted change is caught."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.tools.verification.problems.library import draw
from seedbed.tools.verification.problems.problem import Problem, Quantity
from seedbed.tools.verification.wording import check_wording
from tests.tools.verification.problems.draws import CELLS, drawn

LOAVES = Problem(
    family="shopping",
    level="hard",
    program="shopping/hard/change",
    quantities=(
        Quantity("number of loaves bought", "12", "", "loaves"),
        Quantity("price of one loaf", "0.45", "pounds", "loaf"),
        Quantity("number of cakes bought", "1,200", "", "cakes"),
        Quantity("price of one cake", "4.50", "pounds", "cake"),
        Quantity("discount", "15", "%", "price"),
        Quantity("way home", "2.5", "km", "way"),
    ),
    expression="12*0.45",
    answer="5.40",
    answer_unit="pounds",
    asks="the total cost in pounds",
    steps=(),
    text="",
    inputs={},
)
TEXT = (
    "A bakery sells loaves at £0.45 each and cakes at £4.50 each, and takes 15% off. Mira buys 12 loaves"
    " and 1,200 cakes and then walks 2.5 km home. What is the total cost in pounds?"
)


def test_the_plain_text_passes() -> None:
    assert check_wording(LOAVES, TEXT) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("12 loaves", "a dozen loaves"),
        ("12 loaves", "twelve loaves"),
        ("1,200", "1200"),
        ("1,200", "one thousand two hundred"),
        ("£0.45", "45p"),
        ("£0.45", "45 pence"),
        ("£4.50", "4.50 pounds"),
        ("£4.50", "£4.5"),
        ("15%", "fifteen percent"),
        ("15%", "15 per cent"),
        ("2.5 km", "two and a half kilometres"),
        ("2.5 km", "2½ km"),
        ("Mira buys", "One of the customers, the third in the queue, buys"),
        ("What is the total cost in pounds?", "How much does she pay altogether?"),
        ("What is the total cost in pounds?", "How many pounds does she spend in total?"),
    ],
)
def test_other_ways_to_say_it_pass(old: str, new: str) -> None:
    assert old in TEXT
    assert check_wording(LOAVES, TEXT.replace(old, new)) == ()


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("12 loaves", "13 loaves", "12 (number of loaves bought) is missing"),
        ("12 loaves", "13 loaves", "another number, 13"),
        ("12 loaves", "some loaves", "is missing"),
        ("Mira buys", "Mira and 3 friends buy", "another number, 3"),
        ("Mira buys", "Mira and several friends buy", "vague"),
        ("Mira buys", "Mira has twice as much money and buys", "another number, twice"),
        ("£4.50 each", "4.50 each", "4.50 stands somewhere without pounds"),
        ("£0.45", "45 dollars", "missing"),
        ("15%", "£15", "15 stands somewhere without %"),
        ("2.5 km", "2.5 miles", "2.5 stands somewhere without km"),
        ("12 loaves and 1,200 cakes", "1,200 loaves", "12 "),
        (
            "Mira buys 12 loaves",
            "It is noon. The sun shines. Mira takes 12. Her day begins. She buys loaves",
            "12 ",
        ),
        ("the total cost in pounds?", "the total cost in pounds? Why?", "2 question marks"),
        ("What is the total cost in pounds?", "Find the total cost in pounds.", "0 question marks"),
        (
            "What is the total cost in pounds?",
            "What is the total cost in pounds? Thanks.",
            "end with its question",
        ),
        ("What is the total cost in pounds?", "How many cakes does Mira buy?", "doesn't ask for"),
        ("What is the total cost in pounds?", "What is the total?", "in pounds"),
        ("and then walks", "for £5.40 and then walks", "the answer 5.40 stands in the text"),
        ("A bakery sells", "Sure, here is a problem: A bakery sells", "don't belong"),
    ],
)
def test_planted_changes_are_caught(old: str, new: str, part: str) -> None:
    assert old in TEXT
    reasons = check_wording(LOAVES, TEXT.replace(old, new))
    assert any(part in reason for reason in reasons), reasons


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CELLS), st.integers(0, 200), st.integers(1, 9), st.randoms(use_true_random=False))
def test_a_changed_number_in_any_problem_is_caught(
    cell: tuple[str, str], number: int, by: int, rng: random.Random
) -> None:
    problem = drawn(*cell, number)
    places = list(re.finditer(r"(?<![\w.,:])[0-9][0-9,]*(?:\.[0-9]+)?(?![\w:])", problem.text))
    if not places:
        return
    place = rng.choice(places)
    value = place.group().replace(",", "")
    changed = f"{int(value) + by}" if value.isdigit() else f"{value}{by}"
    text = f"{problem.text[: place.start()]}{changed}{problem.text[place.end() :]}"
    assert check_wording(problem, text), text


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CELLS), st.integers(0, 200))
def test_a_left_out_sentence_with_numbers_is_caught(cell: tuple[str, str], number: int) -> None:
    problem = drawn(*cell, number)
    sentences = re.split(r"(?<=\.) (?=[A-Z])", problem.text)
    for place, sentence in enumerate(sentences[:-1]):
        if re.search(r"[0-9]", sentence):
            assert check_wording(problem, " ".join(sentences[:place] + sentences[place + 1 :]))


def test_texts_beyond_the_bounds() -> None:
    problem = draw("shopping", "easy", random.Random(0))
    assert check_wording(problem, "") and check_wording(problem, "x" * 1_000_000)
