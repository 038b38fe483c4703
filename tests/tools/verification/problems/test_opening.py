"""An opening sets the scene; whatever could touch the mathematics is refused."""

import random

import pytest

from seedbed.tools.verification.evidence import computation, recompute
from seedbed.tools.verification.problems.library import draw
from seedbed.tools.verification.problems.opening import opening_bans, opening_ok
from seedbed.tools.verification.wording import check_wording
from tests.tools.verification.problems.draws import CELLS, drawn

PROBLEM = draw("shopping", "medium", random.Random(3))


@pytest.mark.parametrize(
    "sentence",
    [
        "It is a sunny morning in the small town by the river.",
        "After a long week, the windows glow in the evening light.",
        "The old streets are full of music and laughter.",
    ],
)
def test_good_openings_pass_and_leave_the_problem_as_it_was(sentence: str) -> None:
    assert opening_ok(sentence, PROBLEM) is None
    text = f"{sentence} {PROBLEM.text}"
    assert recompute(computation(PROBLEM), text)
    assert check_wording(PROBLEM, text) == ()


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("Three friends walk along the river.", "number"),
        ("A warm breeze blows 5 times a day.", "sign"),
        ("The posters in the window are free today.", "banned word 'free'"),
        ("The cheap things stand near the door.", "banned word 'cheap'"),
        ("Half of the street is in the shade.", "number"),
        ("You are at the market today.", "'you'"),
        ("In the evening she goes home slowly.", "'she'"),
        ("I am sorry, but I cannot do that.", "itself"),
        ("Sure, here is a sentence about a town.", "itself"),
        ("Is the sun shining in the town today?", "full stop"),
        ("The sun shines. The wind blows.", "full stop"),
        ("The old streets are full of music", "full stop"),
        ("Rain.", "words"),
        ("The " + "very " * 30 + "old town.", "words"),
        ("the sky is blue above the roofs.", "capital"),
        ("Peter walks home in the evening light.", "name"),
        ("The visitors talk about Peter all day.", "banned word 'all'"),
        ("The visitors talk about Peter for hours.", "'Peter'"),
        ("The town *sleeps* under the stars.", "sign"),
        ("The town sleeps under the stars 🌟.", "sign"),
    ],
)
def test_bad_openings_are_refused(sentence: str, part: str) -> None:
    reason = opening_ok(sentence, PROBLEM)
    assert reason is not None and part in reason, reason


@pytest.mark.parametrize(("family", "level"), CELLS)
def test_names_and_nouns_of_the_problem_are_banned(family: str, level: str) -> None:
    problem = drawn(family, level, 0)
    bans = opening_bans(problem)
    assert bans == tuple(sorted(set(bans)))
    for quantity in problem.quantities:
        for word in quantity.noun.lower().split():
            if word.isalpha() and len(word) > 3:
                assert word in bans, (word, bans)
    noun = max(problem.quantities, key=lambda quantity: len(quantity.noun)).noun
    if noun.isalpha():
        assert opening_ok(f"The light falls on the {noun} in the window.", problem) is not None
