"""A problem holds as it was drawn, and with no other text or answer."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.tools.offline.problems.library import faults
from tests.tools.offline.problems.test_library import CELLS, drawn

PROBLEM = drawn("shopping", "hard", 1)


def test_a_problem_may_be_told_with_other_words() -> None:
    assert not faults(PROBLEM, f"It is a quiet day in town. {PROBLEM.text}")


def test_another_answer_or_text_is_caught() -> None:
    assert faults(replace(PROBLEM, answer="1"), PROBLEM.text)[0].endswith("is not 1")
    other = drawn("shopping", "hard", 2)
    assert faults(PROBLEM, other.text) == ("the numbers of the text are not the inputs",)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(CELLS), st.integers(0, 100), st.data())
def test_one_changed_input_is_always_caught(cell: tuple[str, str], number: int, data: st.DataObject) -> None:
    problem = drawn(*cell, number)
    name = data.draw(st.sampled_from(sorted(problem.inputs)))
    other = str(data.draw(st.integers(1, 500).filter(lambda n: str(n) != problem.inputs[name])))
    assert faults(replace(problem, inputs={**problem.inputs, name: other}), problem.text)
