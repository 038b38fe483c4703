"""Drawn problems are right, clean and of their level."""

import random
import re
from fractions import Fraction

import pytest

from seedbed.tools.offline.problems.library import draw, families, fits
from seedbed.tools.offline.problems.problem import LEVELS, ProblemFault
from seedbed.tools.verification.evidence import faults
from seedbed.tools.verification.numbers.expression import calculate
from tests.tools.offline.problems.draws import CELLS, drawn
from tests.tools.verification.numbers.test_expression import by_python
from tests.tools.verification.price_list import HIRE_PRICES, MENU

MANY = 8


@pytest.mark.parametrize(("family", "level"), CELLS)
def test_answer_numbers_and_wording_hold(family: str, level: str) -> None:
    for number in range(MANY):
        problem = drawn(family, level, number)
        where = (problem.program, problem.text)
        assert by_python(problem.expression) == Fraction(problem.answer), where
        assert Fraction(problem.answer) > 0, where
        assert not faults(problem, problem.text), where
        assert problem.text.endswith("?") and problem.text.count("?") == 1, where
        assert not re.search(r"[{}\[\]]|  | ,|\.\.|\ban? an? ", problem.text), where
        assert re.match(r"[A-Z]", problem.text), where
        for quantity in problem.quantities:
            assert quantity.value in problem.text, where


@pytest.mark.parametrize(("family", "level"), CELLS)
def test_answers_are_nice(family: str, level: str) -> None:
    for number in range(MANY):
        problem = drawn(family, level, number)
        if problem.answer_unit == "pounds":
            assert re.fullmatch(r"[0-9]+(\.[0-9]{2})?", problem.answer)
        else:
            assert re.fullmatch(r"[0-9]+", problem.answer)
        assert 1 < Fraction(problem.answer) < 10_000


def test_each_step_is_a_calculation_that_holds() -> None:
    for family, level in CELLS:
        problem = drawn(family, level, 0)
        for words, calculation in problem.steps:
            left, _, right = calculation.rpartition("=")
            assert by_python(left) == by_python(right), (problem.program, calculation)
            assert words.count("[]") == 1
        assert calculate(problem.steps[-1][1].rpartition("=")[2]) == calculate(problem.answer)


def test_harder_ones_take_more_steps() -> None:
    assert len(families()) == 10
    for family in families():
        assert tuple(family.shapes) == LEVELS
        assert family.gloss.endswith(".")
        steps = [min(len(shape.steps) for shape in family.shapes[level]) for level in LEVELS]
        assert steps == sorted(steps) and steps[0] < steps[-1], family.name


def test_equal_generators_draw_equal_problems_and_others_differ() -> None:
    for family, level in CELLS:
        assert drawn(family, level, 7) == drawn(family, level, 7)
    for family in ("shopping", "hire-extras", "hire-cost", "tickets"):
        texts = {drawn(family, "medium", number).text for number in range(50)}
        assert len(texts) >= 40, family


def test_prices_stand_in_the_text_as_their_source_writes_them() -> None:
    amounts = {price.amount for price in HIRE_PRICES}
    for family in families():
        for number in (n for n in range(12) if n % 3 != 2 and family.name != "shopping"):
            problem = drawn(family.name, LEVELS[number % 2], number)
            assert problem.prices and {price.amount for price in problem.prices} <= amounts
            assert {price.amount for price in problem.prices} <= set(problem.inputs.values())
            assert "Larkspoke Cycle Hire" in problem.text
    assert any("£15.00 per day" in drawn("hire-cost", "easy", number).text for number in range(200))


def test_a_menu_prices_shopping() -> None:
    assert fits("shopping", "hard", prices=MENU)
    problem = draw("shopping", "medium", random.Random(1), "Café Luna", MENU)
    assert "Café Luna" in problem.text and "€" in problem.text and "£" not in problem.text
    assert problem.answer_unit == "euros"


def test_what_does_not_go_together_is_not_drawn_together() -> None:
    for number in range(150):
        for family in ("hire-extras", "hire-fee", "hire-discount", "hire-deposit"):
            text = drawn(family, "hard", number).text
            assert "electric" in text or not re.search(r"batter|e-bike", text), text
            assert "small group" not in text.lower()
            assert not ("children's bike" in text and "child seat" in text and "each with one" in text), text


@pytest.mark.parametrize(
    ("family", "level", "part"),
    [
        ("shoping", "easy", "did you mean 'shopping'"),
        ("cooking with gas", "easy", "known: "),
        ("shopping", "impossible", "easy, medium, hard"),
    ],
)
def test_impossible_orders_are_faults_with_a_next_step(family: str, level: str, part: str) -> None:
    with pytest.raises(ProblemFault, match=part):
        draw(family, level, random.Random(0))


def test_a_list_that_lacks_what_is_wanted() -> None:
    assert not fits("hire-cost", "easy", MENU)
    with pytest.raises(ProblemFault, match="price list"):
        draw("hire-cost", "easy", random.Random(0), "Café Luna", MENU)
