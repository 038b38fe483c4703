"""Problems computed by calls: every family gives a sound talk, in each manner."""

import random
from dataclasses import replace

import pytest

from seedbed.tools.verification.expression import calculate, equal
from seedbed.tools.verification.problems import library
from seedbed.tools.verification.problems.problem import Family, Problem
from seedbed.tools.world.lookups.rows import calculator_row, row_fault
from seedbed.tools.world.lookups.sums import manners, sums
from seedbed.tools.world.lookups.talk import (
    FAREWELLS,
    GREETINGS,
    OPENINGS,
    Frame,
    calls_of,
    turns,
    words_of_user,
)
from seedbed.tools.world.lookups.told import answer_sentence, shown_amount, step_sentences, tells

FRAME = Frame(opening=3, greeting=0, farewell=1, offered=("search", "calculate"))
UNPRICED = library.families()


def drawn(family: str, level: str, seed: int = 1) -> Problem:
    return library.draw(family, level, random.Random(seed))


@pytest.mark.parametrize("family", UNPRICED, ids=lambda family: family.name)
def test_each_family_gives_a_sound_talk(family: Family) -> None:
    for level in family.levels:
        problem = drawn(family.name, level)
        said = answer_sentence(problem)
        assert said[0].isupper() or said[0].isdigit()
        assert said.endswith(".") and "[]" not in said and "{" not in said
        assert len(said.split()) >= 4 and not said.lower().startswith(("how ", "by how "))
        for manner in manners(problem)[-1 if level == "hard" else 0 :][:1]:
            row = calculator_row(problem, manner, FRAME)
            assert row_fault(row) == "", (problem.program, said)
            assert tells(row["messages"], problem.answer)
            results = [one.result["result"] for one in calls_of(row["messages"])]
            assert any(equal(calculate(one), calculate(problem.answer)) for one in results)


def test_a_talk_is_framed_by_small_talk_without_calls() -> None:
    problem = drawn("shopping", "easy")
    talk = calculator_row(problem, "at once", FRAME)["messages"]
    roles = ["user", "assistant", "user", "assistant", "tool", "assistant", "user", "assistant"]
    assert [one["role"] for one in talk] == roles and turns(talk) == 6
    assert (talk[0]["content"], talk[1]["content"]) == GREETINGS[0]
    assert talk[2]["content"] == f"{OPENINGS[3]} {problem.text}"
    assert (talk[6]["content"], talk[7]["content"]) == FAREWELLS[1]
    assert words_of_user(talk).count("\n") == 2


def test_steps_that_need_nothing_of_each_other_stand_in_one_round() -> None:
    problem = drawn("tickets", "medium")
    rounds = sums(problem, "step by step")
    assert [len(one) for one in rounds] == [2, 1]
    assert sums(problem, "at once") == ((problem.expression,),)
    results = [calculation.rpartition("=")[2] for _, calculation in problem.steps]
    assert all(result in rounds[1][0] for result in results[:2])


def test_amounts_have_their_unit() -> None:
    problem = drawn("shopping", "hard")
    money = replace(problem, answer="1234.50", answer_unit="pounds")
    assert shown_amount(money) == "£1,234.50"
    assert shown_amount(replace(money, answer="12", answer_unit="%")) == "12%"
    assert shown_amount(replace(money, answer="1", answer_unit="weeks")) == "1 week"
    assert answer_sentence(replace(money, asks="the change in pounds")) == "The change is £1,234.50."
    asked = replace(money, asks="how many more boxes are needed", answer="3", answer_unit="boxes")
    assert answer_sentence(asked) == "3 more boxes are needed."
    assert "is 1." in answer_sentence(replace(asked, answer="1"))
    assert len(step_sentences(problem)) == len(problem.steps) - 1
    worded = (("Each has [] beds more.", "4-3=1"), problem.steps[-1])
    assert step_sentences(replace(problem, steps=worded)) == []


def test_a_number_that_nobody_computed_is_a_fault() -> None:
    row = calculator_row(drawn("shopping", "easy"), "at once", Frame(offered=("calculate",)))
    row["messages"][-1]["content"] = "The total cost is £987.65."
    assert row_fault(row)


def test_a_result_that_the_calculator_does_not_give_is_a_fault() -> None:
    row = calculator_row(drawn("shopping", "easy"), "at once", Frame(offered=("calculate",)))
    row["messages"][2]["content"] = '{"result": "987.65"}'
    row["messages"][-1]["content"] = "The total cost is £987.65."
    assert row_fault(row)


def test_another_tool_than_those_two_is_a_fault() -> None:
    row = calculator_row(drawn("shopping", "easy"), "at once", Frame(offered=("calculate",)))
    row["tools"][0]["function"]["description"] = "Does everything."
    assert "tools" in row_fault(row)
