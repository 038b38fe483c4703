"""Drawn problems are right, clean and of their level."""

import random
import re
import time
from collections import Counter
from fractions import Fraction

import pytest

from seedbed.tools.verification.answers import same_answer
from seedbed.tools.verification.equations import solve
from seedbed.tools.verification.evidence import computation, faults
from seedbed.tools.verification.numerals import numbers_in
from seedbed.tools.verification.problems import library
from seedbed.tools.verification.problems.library import draw, families, fits, shape_of
from seedbed.tools.verification.problems.problem import LEVELS, ProblemFault
from seedbed.tools.verification.problems.scene import Scene
from seedbed.tools.verification.problems.scenes import SCENES, scene_from
from seedbed.tools.verification.wording import check_wording
from tests.tools.verification.price_list import HIRE_PRICES, MENU
from tests.tools.verification.problems.draws import CELLS, FIRM, NEEDS_PRICES, drawn
from tests.tools.verification.test_expression import by_python

MANY = 8


@pytest.mark.parametrize(("family", "level"), CELLS)
def test_answer_numbers_and_wording_hold(family: str, level: str) -> None:
    for number in range(MANY):
        problem = drawn(family, level, number)
        where = (problem.program, problem.text)
        assert by_python(problem.expression) == Fraction(problem.answer), where
        assert Fraction(problem.answer) > 0, where
        assert Counter(numbers_in(problem.text)) == Counter(map(Fraction, problem.inputs.values())), where
        assert not faults(computation(problem), problem.text, problem.answer), where
        assert check_wording(problem, problem.text) == (), where
        assert problem.text.endswith("?") and problem.text.count("?") == 1, where
        assert not re.search(r"[{}\[\]]|  | ,|\.\.|\ban? an? ", problem.text), where
        assert re.match(r"[A-Z]", problem.text), where
        for quantity in problem.quantities:
            assert quantity.value in problem.text or (quantity.value == "2" and "twice" in problem.text), (
                where
            )


@pytest.mark.parametrize(("family", "level"), CELLS)
def test_answers_are_nice(family: str, level: str) -> None:
    for number in range(MANY):
        problem = drawn(family, level, number)
        answer = Fraction(problem.answer)
        shape = shape_of(problem.program)
        assert shape is not None
        if problem.answer_unit in ("pounds", "euros"):
            assert (answer * 100).denominator == 1
            assert re.fullmatch(r"[0-9]+(\.[0-9]{2})?", problem.answer)
        elif shape.fractions:
            assert re.fullmatch(r"[0-9]+/[0-9]+", problem.answer) and 0 < answer < 1
        else:
            assert (answer * 1000).denominator == 1
            assert answer < 50_000


@pytest.mark.parametrize(("family", "level"), CELLS)
def test_equations_have_the_answer_as_their_only_positive_solution(family: str, level: str) -> None:
    for number in range(3):
        problem = drawn(family, level, number)
        if problem.equations:
            positive = [
                value for value in solve(problem.equations, "x") if isinstance(value, Fraction) and value > 0
            ]
            assert positive == [Fraction(problem.answer)], (problem.text, problem.equations)


def test_each_step_is_a_calculation_that_holds() -> None:
    for family, level in CELLS:
        problem = drawn(family, level, 0)
        for words, calculation in problem.steps:
            left, _, right = calculation.rpartition("=")
            assert by_python(left) == by_python(right), (problem.program, calculation)
            assert words.count("[]") == 1
        assert same_answer(problem.steps[-1][1].rpartition("=")[2], problem.answer)


def test_there_are_enough_families_and_harder_ones_take_more_steps() -> None:
    assert sum(not family.needs_prices for family in families()) >= 50
    assert sum(family.takes_prices for family in families()) >= 6
    for entry in library.FAMILIES:
        assert entry.family.levels == LEVELS == tuple(entry.shapes)
        assert entry.family.gloss.endswith(".")
        steps = {level: min(len(shape.steps) for shape in entry.shapes[level]) for level in LEVELS}
        easiest = min(len(shape.steps) for shape in entry.shapes["easy"])
        assert easiest <= steps["medium"] <= steps["hard"], entry.family.name
        assert easiest < steps["hard"], entry.family.name


def test_equal_generators_draw_equal_problems_and_others_differ() -> None:
    for family, level in CELLS:
        assert drawn(family, level, 7) == drawn(family, level, 7)
    for family in ("shopping", "travel", "hire-cost", "mean"):
        texts = {drawn(family, "medium", number).text for number in range(50)}
        assert len(texts) >= 40, family


def test_prices_stand_in_the_text_as_their_source_writes_them() -> None:
    for family in sorted(NEEDS_PRICES):
        for level in LEVELS:
            for number in range(10):
                problem = drawn(family, level, number)
                amounts = {price.amount for price in HIRE_PRICES}
                given = {
                    name: text for name, text in problem.inputs.items() if name in ("rate", "extra", "adult")
                }
                assert set(given.values()) <= amounts
                assert all(f"£{amount}" in problem.text for amount in given.values())
                assert "Larkspoke Cycle Hire" in problem.text
    assert any("£15.00 per day" in drawn("hire-cost", "easy", number).text for number in range(200))


def test_a_menu_prices_shopping() -> None:
    assert fits("shopping", "hard", prices=MENU)
    problem = draw("shopping", "medium", random.Random(1), scene_from("café", "Café Luna", []), MENU)
    assert "Café Luna" in problem.text and "€" in problem.text and "£" not in problem.text
    assert problem.answer_unit == "euros"


def test_what_does_not_go_together_is_not_drawn_together() -> None:
    for number in range(150):
        for family in ("hire-extras", "hire-fee", "hire-discount", "hire-deposit"):
            text = drawn(family, "hard", number).text
            assert "electric" in text or not re.search(r"batter|e-bike|£8 ", text), text
            assert "small group" not in text.lower()
            assert not ("children's bike" in text and "child seat" in text and "each with one" in text), text


@pytest.mark.parametrize(
    ("family", "level", "part"),
    [
        ("shoping", "easy", "did you mean 'shopping'"),
        ("cooking with gas", "easy", "known: "),
        ("shopping", "impossible", "easy, medium, hard"),
        ("hire-cost", "easy", "price list"),
    ],
)
def test_impossible_orders_are_faults_with_a_next_step(family: str, level: str, part: str) -> None:
    with pytest.raises(ProblemFault, match=part):
        draw(family, level, random.Random(0))


def test_a_scene_that_sells_nothing_is_a_fault() -> None:
    scene = scene_from("space station", "the space station", ["oxygen tank", "moon rock"])
    assert not fits("shopping", "medium", scene)
    with pytest.raises(ProblemFault, match="scene"):
        draw("shopping", "medium", random.Random(0), scene)
    assert "the space station" in draw("stock", "hard", random.Random(0), scene).text


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_every_scene_serves_every_family(scene: Scene) -> None:
    for family in families():
        if not family.needs_prices:
            for level in LEVELS:
                problem = draw(family.name, level, random.Random(f"{family.name}{level}"), scene)
                assert problem.scene == scene.name


def test_a_draw_takes_less_than_a_millisecond() -> None:
    for family, level in CELLS:
        drawn(family, level, 0)
    begin = time.process_time()
    for family, level in CELLS:
        drawn(family, level, 1)
    assert (time.process_time() - begin) / len(CELLS) < 0.002, "twice the bound, for busy machines"


def test_prices_with_a_place_of_no_scene() -> None:
    text = draw("hire-cost", "easy", random.Random(5), prices=HIRE_PRICES).text
    assert "the hire shop" in text and FIRM.place not in text
