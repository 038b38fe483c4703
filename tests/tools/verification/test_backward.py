"""Backward questions: only numbers that the answer determines become unknowns."""

import random
from contextlib import suppress
from fractions import Fraction

import pytest

from seedbed.tools.verification.backward import asked_backward, evidence, maskable, recheck
from seedbed.tools.verification.equations import holds
from seedbed.tools.verification.problems import library
from seedbed.tools.verification.problems.solution import solution
from seedbed.tools.verification.syntax import ExpressionFault
from seedbed.tools.verification.worked import annotated, steps_of

TEXT = "Ann has 20 apples and buys 3 bags of 14 apples each. How many apples has she then?"
STEPS = [("", "3 * 14 = 42"), ("", "20 + 42 = 62")]


def masked(text: str, steps: list[tuple[str, str]], answer: str) -> dict[str, str]:
    """Unknown → equation."""
    return {m.answer: m.equation for m in maskable(text, steps_of(steps).steps, answer)}


def test_each_number_of_a_problem_can_be_the_unknown() -> None:
    assert masked(TEXT, STEPS, "62") == {"20": "x+42=62", "3": "20+x*14=62", "14": "20+3*x=62"}


def test_the_solution_undoes_the_steps() -> None:
    bags = maskable(TEXT, steps_of(STEPS).steps, "62")[1]
    assert bags.text == TEXT.replace("3 bags", "x bags")
    assert bags.solution.splitlines() == [
        "With x for the unknown number, 20 + x*14 = 62.",
        "x*14 = 62 - 20 = <<62-20=42>>42.",
        "x = 42 / 14 = <<42/14=3>>3.",
        "So x = 3.",
    ]


@pytest.mark.parametrize(
    ("text", "steps", "answer", "why"),
    [
        ("2 men lift 6 stones, and 2 more come. How many stones each?", [("", "6 / 2 = 3")], "3", "2 twice"),
        ("How many weeks until 60 pounds at 7 a week are saved?", [("", "ceil(60/7) = 9")], "9", "bound"),
        ("The least of 4 and 9 apples is how many?", [("", "min(4, 9) = 4")], "4", "no inverse"),
        ("12 and 18: what is their common factor?", [("", "gcd(12, 18) = 6")], "6", "no inverse"),
        ("An x stands here with 5 and 6 apples. How many?", [("", "5 + 6 = 11")], "11", "x in the text"),
    ],
)
def test_what_the_answer_does_not_determine_is_not_asked(
    text: str, steps: list[tuple[str, str]], answer: str, why: str
) -> None:
    kept = masked(text, steps, answer)
    assert "2" not in kept and not any(c in e for e in kept.values() for c in ("min", "gcd", "ceil")), why
    if why in ("bound", "x in the text"):
        assert kept == {}


def test_a_value_that_could_be_two_things_is_not_asked_for() -> None:
    # The 2 of the formula and the 2 m of the text are alike: which step has which can't be told.
    steps = [("", "2 * 9 / 2 = 9"), ("", "9 * 5 = 45")]
    assert "2" not in masked(
        "A triangle is 2 m wide and 9 m high, a bed costs £5 a square metre. Cost?", steps, "45"
    )
    # The first step's result is the number 42 of the text.
    text = "3 bags of 14 apples and 42 pears: how many pieces?"
    assert "14" not in masked(text, [("", "3*14=42"), ("", "42+42=84")], "84")


def test_two_places_of_the_unknown_are_solved_for_when_one_solution_is_above_zero() -> None:
    text = "A coat costs £80, less 15%. How many pounds is it?"
    found = maskable(text, steps_of([("", "80 * 15 / 100 = 12"), ("", "80 - 12 = 68")]).steps, "68")
    assert [m.answer for m in found] == ["80", "15"]
    assert "The only such number above zero is 80" in found[0].solution


@pytest.mark.parametrize("family", [f.name for f in library.families()])
def test_backward_questions_of_every_family_have_one_answer(family: str) -> None:
    for level in ("easy", "medium", "hard"):
        for number in range(4):
            problem = library.draw(family, level, random.Random(f"{family}{level}{number}"))
            steps = steps_of(annotated(solution(problem)))
            assert steps.faults == ()
            for m in maskable(problem.text, steps.steps, problem.answer):
                row = {"question": asked_backward(m, problem.answer), "answer": m.answer}
                assert list(recheck(evidence(m), row)) == []
                for other in (Fraction(m.value) * 2, Fraction(m.value) / 3):
                    with suppress(ExpressionFault):  # a division by zero: no solution either
                        assert not holds(m.equation, {"x": other})


def test_the_audit_finds_what_was_changed_afterwards() -> None:
    m = maskable(TEXT, steps_of(STEPS).steps, "62")[1]
    row = {"question": asked_backward(m, "62"), "answer": "3"}
    assert list(recheck(evidence(m), row)) == []
    assert list(recheck({**evidence(m), "result": "4"}, row))
    assert list(recheck(evidence(m), {**row, "answer": "4"}))
    assert list(recheck(evidence(m), {**row, "question": asked_backward(m, "61")}))
    assert list(recheck(evidence(m), {**row, "question": f"Take 3. {row['question']}"}))
    assert list(recheck(evidence(m), {**row, "question": row["question"].replace("x", "some")}))
