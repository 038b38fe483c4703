"""Worked solutions and programs: recomputed, tied to the text, audited."""

import pytest

from seedbed.tools.verification.syntax import ExpressionFault
from seedbed.tools.verification.worked import (
    annotated,
    answer_faults,
    equation_faults,
    loose_numbers,
    program_evidence,
    recheck,
    run_program,
    solution_faults,
    step_evidence,
    steps_of,
    substitution_evidence,
)

QUESTION = "Ann buys 3 loaves at £2.40 each and pays with £50. How many pounds does she get back?"
STEPS = [("The loaves cost", "3 * 2.40 = 7.20"), ("She gets back", "50 - 7.20 = 42.80")]
PROGRAM = "loaves = 3 * 2.40  # all\nanswer = 50 - loaves"


def test_right_steps_have_no_faults_and_are_annotated() -> None:
    found = steps_of(STEPS)
    assert found.faults == () and not list(loose_numbers(QUESTION, found.steps))
    assert not list(answer_faults(found.steps, "£42.80", "pounds"))
    assert found.text.splitlines()[0] == "The loaves cost: 3 * 2.40 = <<3*2.40=7.20>>7.20."


@pytest.mark.parametrize(
    ("calculation", "fault"),
    [
        ("3 * 2.40 = 7.30", "is 7.2, not 7.30"),
        ("3 * 2.40", "is no equation"),
        ("three loaves = 7.20", "step 1"),
        ("9**9**9 = 1", "exponent"),
        ("7.20 = 7.20", "calculates nothing"),
        ("__import__('os') = 1", "step 1"),
    ],
)
def test_a_step_that_is_wrong_or_no_calculation_is_named(calculation: str, fault: str) -> None:
    found = steps_of([("The loaves cost", calculation)])
    assert found.faults and fault in found.faults[0]


def test_a_chain_is_a_step_for_each_of_its_signs() -> None:
    found = steps_of([("Both", "3 * 14 = 6 * 7 = 42")])
    assert [step.calculation for step in found.steps] == ["3*14=6*7", "6*7=42"]


def test_a_number_from_nowhere_is_told_and_everyday_ones_are_not() -> None:
    loose = list(loose_numbers(QUESTION, steps_of([("x", "3 * 17 = 51")]).steps))
    assert loose == ["step 1 uses 17, which neither the problem nor an earlier step has"]
    assert not list(loose_numbers("15% of 80 apples?", steps_of([("x", "80 * 0.15 = 12")]).steps))
    assert not list(loose_numbers("half of 80?", steps_of([("x", "80 / 2 = 40"), ("y", "40*60=2400")]).steps))


@pytest.mark.parametrize(("answer", "said"), [("43", "comes to 42.80"), ("many", "isn't one number")])
def test_an_answer_that_is_not_the_last_step_is_told(answer: str, said: str) -> None:
    assert said in next(answer_faults(steps_of(STEPS).steps, answer, "pounds"))


def test_equations_are_put_to_the_test() -> None:
    assert not list(equation_faults(["x + 7.2 = 50", "2x = 85.6"], "42.80", "pounds"))
    wrong = list(equation_faults(["x + 7.2 = 51", "y = 2", "5 = 5"], "42.80", ""))
    assert ["doesn't satisfy" in wrong[0], "isn't known" in wrong[1], "nothing of x" in wrong[2]] == [
        True
    ] * 3


def test_a_program_runs_and_becomes_steps_in_numbers() -> None:
    value, found = run_program(f"```\n{PROGRAM}\n```")
    assert value == "42.8"
    assert [step.calculation for step in found.steps] == ["3*2.40=7.2", "50-7.2=42.8"]
    assert run_program("x = 2\nx = x * 3\nanswer = x / 4")[0] == "1.5"


@pytest.mark.parametrize(
    ("program", "fault"),
    [
        ("import os\nanswer = 1 + 1", "isn't `name = expression`"),
        ("answer = open('x')", "line 1"),
        ("answer = y + 1", "isn't known"),
        ("total = 2 + 3", "doesn't give `answer`"),
        ("answer = 42", "calculates nothing"),
        ("answer = 1 / (2 - 2)", "division by zero"),
        ("answer = factorial(1000000000)", "factorial"),
        ("().__class__ = 1", "isn't `name = expression`"),
        ("root = sqrt(2)\nanswer = root * 2", "root"),
        ("\n".join(f"a{n} = 1 + {n}" for n in range(50)), "50 lines"),
    ],
)
def test_what_is_no_program_is_refused_with_its_line(program: str, fault: str) -> None:
    with pytest.raises(ExpressionFault, match=fault.replace("(", r"\(")):
        run_program(program)


def test_the_audit_finds_what_was_changed_afterwards() -> None:
    solution = steps_of(STEPS).text
    row = {"question": QUESTION, "answer": "42.80", "solution": solution}
    evidence = [*step_evidence(steps_of(STEPS).steps), substitution_evidence("x + 7.2 = 50", "42.80")]
    assert [recheck(piece, row, "pounds") for piece in evidence] == ["", "", ""]
    for changed in (
        {"answer": "43.80"},
        {"solution": solution.replace("<<3*2.40=7.20>>", "<<3*2.40=7.30>>")},
        {"solution": "no calculation"},
        {"question": QUESTION.replace("£50", "£500")},
    ):
        assert recheck(evidence[0], {**row, **changed}, "pounds"), changed
    assert recheck({**evidence[2], "expression": "x + 7 = 50"}, row, "pounds")
    assert recheck({**evidence[2], "inputs": {"x": "1"}}, row, "pounds")


def test_the_audit_runs_a_program_again() -> None:
    value, found = run_program(PROGRAM)
    row = {"question": QUESTION, "answer": value, "solution": found.text}
    evidence = program_evidence(PROGRAM, value)
    assert recheck(evidence, row, "pounds") == ""
    assert recheck({**evidence, "expression": PROGRAM.replace("50", "60")}, row, "pounds")
    assert recheck(evidence, {**row, "solution": steps_of(STEPS).text}, "pounds")


def test_a_solution_is_read_with_its_text() -> None:
    assert not list(solution_faults(QUESTION, steps_of(STEPS).text, "42.80", "pounds"))
    assert list(solution_faults(QUESTION, "She gets £42.80 back.", "42.80", "pounds"))


def test_a_step_is_found_in_a_solution_however_it_is_spaced() -> None:
    solution = "They can be chosen in comb(4, 3) = <<comb(4, 3)=4>>4 ways."
    row = {"question": "3 of 4 adults are chosen. In how many ways?", "answer": "4", "solution": solution}
    (evidence,) = step_evidence(steps_of(annotated(solution)).steps)
    assert recheck(evidence, row, "") == ""
    assert recheck({**evidence, "expression": "comb(4,2)"}, row, "")
