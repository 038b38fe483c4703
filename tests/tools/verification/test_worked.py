"""The annotated steps of a solution, recomputed."""

import pytest

from seedbed.tools.verification.worked import MOST_STEPS, annotated, steps_of

SOLUTION = (
    "Three combs cost 3 * 2.40 = <<3*2.40=7.20>>7.20.\nShe gets 50 - 7.20 = <<50-7.20=42.80>>42.80 back."
)


def test_the_steps_of_a_solution_are_its_annotations() -> None:
    found = steps_of(annotated(SOLUTION))
    assert found.faults == ()
    assert [step.calculation for step in found.steps] == ["3*2.40=7.20", "50-7.20=42.80"]


def test_a_step_is_found_in_a_solution_however_it_is_spaced() -> None:
    (step,) = steps_of(annotated("They can be chosen in comb(4, 3) = <<comb(4, 3)=4>>4 ways.")).steps
    assert step.calculation == "comb(4,3)=4"


@pytest.mark.parametrize(
    ("calculation", "fault"),
    [("3 * 2 = 7", "3 * 2 is 6, not 7"), ("6 = 6", "calculates nothing"), ("six", "no equation")],
)
def test_what_is_no_right_equation_is_a_fault(calculation: str, fault: str) -> None:
    found = steps_of([("", calculation)])
    assert found.steps == () and fault in found.faults[0]


def test_more_steps_than_are_read_are_a_fault() -> None:
    found = steps_of([("", "1 + 1 = 2")] * (MOST_STEPS + 1))
    assert len(found.steps) == MOST_STEPS and f"{MOST_STEPS + 1} steps" in found.faults[0]
