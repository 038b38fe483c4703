"""Solutions show each step with an annotation that a calculator confirms."""

import re

import pytest

from seedbed.tools.offline.problems.solution import solution, worked
from seedbed.tools.verification.numbers.expression import calculate
from tests.tools.offline.problems.draws import CELLS, drawn


@pytest.mark.parametrize(("family", "level"), CELLS)
def test_annotations_recompute_and_the_last_one_is_the_answer(family: str, level: str) -> None:
    for number in range(3):
        problem = drawn(family, level, number)
        lines = solution(problem).splitlines()
        assert len(lines) == len(problem.steps)
        annotations = re.findall(r"<<([^<>]*)=([^<>=]*)>>", "\n".join(lines))
        assert len(annotations) == len(problem.steps)
        for left, right in annotations:
            assert calculate(left) == calculate(right)
        assert calculate(annotations[-1][1]) == calculate(problem.answer)
        assert not re.search(r"[{}\[\]]", "\n".join(lines))


def test_a_step_is_written_as_people_write_it() -> None:
    assert worked("The loaves cost £[].", "3*2.40=7.20") == "The loaves cost 3 * 2.40 = £<<3*2.40=7.20>>7.20."
    assert worked("There are [] seats.", "(2+3)*4=20") == "There are (2 + 3) * 4 = <<(2+3)*4=20>>20 seats."
