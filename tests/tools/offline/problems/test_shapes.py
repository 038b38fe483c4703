"""Every shape is whole: its sentences give each operand once, its steps use what they are given."""

import re

import pytest

from seedbed.tools.offline.problems import library
from seedbed.tools.offline.problems.shape import Shape

SHAPES = {
    f"{family.name}/{level}/{shape.name}": shape
    for family in library.families()
    for level, shapes in family.shapes.items()
    for shape in shapes
}


def test_program_names_are_unique() -> None:
    assert len(SHAPES) >= 30
    assert all(library.shape_of(name) is shape for name, shape in SHAPES.items())


@pytest.mark.parametrize("name", SHAPES)
def test_each_wording_gives_every_operand_exactly_once(name: str) -> None:
    shape = SHAPES[name]
    assert len(shape.situations) >= 2 and len(shape.questions) >= 2
    for situation in shape.situations:
        for question in shape.questions:
            text = f"{situation} {question}"
            for operand in shape.operands:
                assert len(re.findall(rf"\{{{operand.name}\}}", text)) == 1, (name, operand.name, text)
            assert not re.search(r"[0-9]", re.sub(r"\{\w+\}", "", text)), (name, text)
            assert situation.endswith(".") and question.endswith("?")


@pytest.mark.parametrize("name", SHAPES)
def test_steps_use_every_operand(name: str) -> None:
    shape = SHAPES[name]
    known = {operand.name for operand in shape.operands}
    used: set[str] = set()
    for step in shape.steps:
        names = set(re.findall(r"[a-z]\w*(?!\w*\()", step.formula))
        assert names <= known and step.name not in known, (name, step)
        used |= names
        known.add(step.name)
        assert step.words.count("[]") == 1
    assert {operand.name for operand in shape.operands} <= used, name
    assert {step.name for step in shape.steps[:-1]} <= used, name


@pytest.mark.parametrize("name", SHAPES)
def test_the_question_names_its_unit(name: str) -> None:
    shape: Shape = SHAPES[name]
    for question in shape.questions:
        assert shape.unit in question or "How much" in question, (name, question)
