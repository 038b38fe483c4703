"""Drawn problems are right, clean and of their level; every shape of the bank is whole."""

import random
import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.tools.offline.problems import library
from seedbed.tools.offline.problems.library import LEVELS, Problem, ProblemFault, draw, families, faults, fits
from seedbed.tools.offline.problems.price import Price
from tests.tools.verification.price_list import HIRE_PRICES, MENU
from tests.tools.verification.test_calculator import by_python

CELLS = tuple((family.name, level) for family in families() for level in LEVELS)


def drawn(family: str, level: str, number: int) -> Problem:
    """The problem with this number; those about hire at the prices of the list, but for each third one."""
    rng = random.Random(f"{family}/{level}/{number}")
    return draw(family, level, rng, HIRE_PRICES if family != "shopping" and number % 3 != 2 else ())


def test_a_long_price_list_is_gone_through_once_a_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    looked, about = list[str](), library._about

    def counted(shape: library.Shape, *more: Any) -> bool:
        looked.append(shape.name)
        return about(shape, *more)

    monkeypatch.setattr(library, "_about", counted)
    letters = "abcdefgh"
    names = [f"{a}{b}{c} bike" for a in letters for b in letters for c in letters]
    prices = [Price(name, f"per {period}", "12.00", "£") for name in names for period in ("day", "week")]
    assert not fits("hire-extras", "easy", prices) and len(looked) < 10


@pytest.mark.parametrize(("family", "level"), CELLS)
def test_answer_numbers_wording_and_steps_hold(family: str, level: str) -> None:
    for number in range(6):
        problem = drawn(family, level, number)
        where = (problem.program, problem.text)
        assert by_python(problem.expression) == Fraction(problem.answer), where
        assert 1 < Fraction(problem.answer) < 10_000, where
        money = problem.answer_unit == "pounds"
        assert re.fullmatch(r"[0-9]+(\.[0-9]{2})?" if money else r"[0-9]+", problem.answer), where
        assert not faults(problem, problem.text), where
        assert problem.text.endswith("?") and problem.text.count("?") == 1, where
        assert not re.search(r"[{}\[\]]|  | ,|\.\.|\ban? an? ", problem.text + problem.solution), where
        annotations = re.findall(r"<<([^<>]*)=([^<>=]*)>>", problem.solution)
        assert len(annotations) == len(problem.solution.splitlines())
        assert all(by_python(left) == by_python(right) for left, right in annotations), where
        assert annotations[-1][1] == problem.answer
        assert problem == drawn(family, level, number)


def test_a_step_is_written_as_people_write_it() -> None:
    lines = draw("shopping", "easy", random.Random(3)).solution.splitlines()
    assert re.fullmatch(r"The [a-z ]+ cost (\d) \* ([\d.]+) = £<<\1\*\2=([\d.]+)>>\3\.", lines[0])


def test_every_shape_is_whole() -> None:
    for family in families():
        assert family.gloss.endswith(".")
        steps = [min(len(shape.steps) for shape in family.shapes[level]) for level in LEVELS]
        assert steps == sorted(steps) and steps[0] < steps[-1], family.name
        for shape in (shape for shapes in family.shapes.values() for shape in shapes):
            names = [name for name, _, _ in shape.steps]
            used = {name for _, formula, _ in shape.steps for name in re.findall(r"[a-z]\w*", formula)}
            assert used - {"floor"} == {*shape.operands, *names[:-1]}, shape.name
            assert len(shape.situations) >= 2 and len(shape.questions) >= 2
            texts = [f"{one} {shape.then} {last}" for one in shape.situations for last in shape.questions]
            for text in texts:
                assert all(text.count(f"{{{name}}}") == 1 for name in shape.operands), (shape.name, text)
                assert not re.search(r"[0-9]", re.sub(r"\{\w+\}", "", text)), (shape.name, text)
            for question in shape.questions:
                assert shape.unit in question or "How much" in question, (shape.name, question)


def test_others_differ() -> None:
    for family in ("shopping", "hire-extras", "hire-cost", "tickets"):
        texts = {drawn(family, "medium", number).text for number in range(30)}
        assert len(texts) >= 24, family


def test_prices_stand_in_the_text_as_their_source_writes_them() -> None:
    amounts = {price.amount for price in HIRE_PRICES}
    for family in families():
        for number in (n for n in range(12) if n % 3 != 2 and family.name != "shopping"):
            problem = drawn(family.name, LEVELS[number % 2], number)
            assert problem.prices and {price.amount for price in problem.prices} <= amounts
            assert {price.amount for price in problem.prices} <= set(problem.inputs.values())
    assert any("£15.00 per day" in drawn("hire-cost", "easy", number).text for number in range(200))


def test_a_menu_prices_shopping_and_nothing_else() -> None:
    assert fits("shopping", "hard", prices=MENU) and not fits("hire-cost", "easy", MENU)
    problem = draw("shopping", "medium", random.Random(1), MENU)
    assert "€" in problem.text and "£" not in problem.text and problem.answer_unit == "euros"
    assert "€" not in draw("hire-cost", "easy", random.Random(1), MENU).text


def test_what_does_not_go_together_is_not_drawn_together() -> None:
    for number in range(20):
        for family in ("hire-extras", "hire-discount", "hire-deposit"):
            text = drawn(family, "hard", number).text
            assert "electric" in text or not re.search(r"batter|e-bike", text), text
            assert "small group" not in text.lower()
            assert not ("children's bike" in text and "child seat" in text and "each with one" in text), text


@pytest.mark.parametrize(
    ("family", "level", "part"),
    [
        ("shoping", "easy", "did you mean 'shopping'"),
        ("cooking with gas", "easy", "there are "),
        ("shopping", "impossible", "easy, medium, hard"),
    ],
)
def test_impossible_orders_are_faults_with_a_next_step(family: str, level: str, part: str) -> None:
    with pytest.raises(ProblemFault, match=part):
        draw(family, level, random.Random(0))


def test_a_problem_holds_in_other_words_and_with_no_other_answer_or_text() -> None:
    problem, other = (drawn("shopping", "hard", number) for number in (1, 2))
    assert not faults(problem, f"It is a quiet day in town. {problem.text}")
    assert faults(replace(problem, answer="1"), problem.text)[0].endswith("is not 1")
    assert faults(problem, other.text) == ("the numbers of the text are not the inputs",)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(CELLS), st.integers(0, 100), st.data())
def test_one_changed_input_is_always_caught(cell: tuple[str, str], number: int, data: st.DataObject) -> None:
    problem = drawn(*cell, number)
    name = data.draw(st.sampled_from(sorted(problem.inputs)))
    other = str(data.draw(st.integers(1, 500).filter(lambda n: str(n) != problem.inputs[name])))
    assert faults(replace(problem, inputs={**problem.inputs, name: other}), problem.text)
