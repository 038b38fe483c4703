"""Lessons: the slip's value is wrong, the steps before it are right, and a brief has always the same one."""

import pytest

from seedbed.tools.verification.problems import library
from seedbed.tools.verification.tutoring.lesson import Lesson, lesson_of
from seedbed.tools.verification.tutoring.prose_sums import sums_in

PLAIN = [(f.name, level) for f in library.families() if not f.needs_prices for level in f.levels]


def lesson(family: str, level: str, seed: int) -> Lesson:
    return lesson_of(f"root.{family}", {"level": level, "prices": []}, seed)


@pytest.mark.parametrize(("family", "level"), PLAIN[::5])
def test_the_planned_value_is_wrong_and_nothing_else_is(family: str, level: str) -> None:
    for seed in range(4):
        one = lesson(family, level, seed)
        assert one.answer not in (*one.results[:-1], *one.inputs)
        lines = one.work.splitlines()
        right, wrong = (lines[:-1], lines[-1]) if one.slip.said else (lines, "")
        assert not any(found.fault for line in right for found in sums_in(line))
        assert right == one.solution.splitlines()[: one.slip.step]
        if one.slip.value is not None:
            assert one.slip.value > 1 and one.slip.value not in (*one.results, *one.inputs)
            assert one.slip.said in wrong.replace("£", "") and one.slip.belief


def test_every_kind_of_slip_comes_up() -> None:
    kinds = {lesson(family, level, seed).slip.kind for family, level in PLAIN[::9] for seed in range(2)}
    assert kinds == {"another operation", "another number", "reckoning", "stuck"}


def test_only_a_slip_in_reckoning_is_a_wrong_equation() -> None:
    for family, level in PLAIN[::9]:
        slip = lesson(family, level, 1).slip
        for found in sums_in(slip.said):
            assert bool(found.fault) == (slip.kind == "reckoning")
            assert found.value == slip.value


def test_a_lesson_is_a_function_of_its_brief() -> None:
    assert lesson("recipe", "easy", 3) == lesson("recipe", "easy", 3)
    assert lesson("recipe", "easy", 3) != lesson("recipe", "easy", 4)
