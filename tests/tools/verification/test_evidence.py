"""Computation evidence holds for what was drawn, and for nothing that was changed afterwards."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.tools.verification.evidence import CALCULATOR, computation, faults
from tests.tools.offline.problems.draws import CELLS, drawn

PROBLEM = drawn("shopping", "hard", 1)
EVIDENCE = computation(PROBLEM)


def test_the_contract() -> None:
    assert EVIDENCE.keys() == {"kind", "expression", "result", "engine", "inputs", "ok", "by"}
    assert EVIDENCE["kind"] == "computation" and EVIDENCE["ok"] is True and EVIDENCE["by"] == "calculator"
    assert not faults(EVIDENCE)
    assert not faults(EVIDENCE, PROBLEM.text, PROBLEM.answer)
    assert faults(EVIDENCE, f"It is a quiet day in town. {PROBLEM.text}", f"£{PROBLEM.answer}")
    assert not faults(EVIDENCE, f"It is a quiet day in town. {PROBLEM.text}", PROBLEM.answer)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"result": "1"}, "is not 1"),
        ({"expression": "2+2"}, "2+2 is not"),
        ({"expression": "2+2", "result": "4"}, "another expression"),
        ({"inputs": {**EVIDENCE["inputs"], "count": "99"}}, "another expression"),
        ({"inputs": {"count": "99"}}, "not those of the program"),
        ({"inputs": {}}, "not those of the program"),
        ({"inputs": {**EVIDENCE["inputs"], "extra": "1"}}, "not those of the program"),
        ({"inputs": {**EVIDENCE["inputs"], "count": "9**9**9"}}, "computed"),
        ({"inputs": [1, 2]}, "inputs must be"),
        ({"inputs": None}, "inputs must be"),
        ({"engine": "another calculator"}, "isn't known"),
        ({"engine": "seedbed problems 1: shopping/hard/none"}, "isn't known"),
        ({"engine": "seedbed problems 1: shopping/medium/two-kinds"}, "not those of the program"),
        ({"expression": "__import__('os').system('id')"}, "can't be computed"),
        ({"expression": "9**9**9"}, "can't be computed"),
        ({"expression": "1/0"}, "can't be computed"),
        ({"expression": 4}, "must be texts"),
        ({"result": ""}, "can't be computed"),
        ({"ok": False}, "says ok"),
        ({"kind": "execution"}, "computation"),
    ],
)
def test_changed_evidence_is_caught(change: dict[str, Any], part: str) -> None:
    found = faults({**EVIDENCE, **change}, PROBLEM.text)
    assert any(part in fault for fault in found), found


def test_missing_keys_are_caught() -> None:
    for key in ("kind", "expression", "result", "engine", "inputs", "ok"):
        assert faults({name: value for name, value in EVIDENCE.items() if name != key})


def test_evidence_of_another_row_is_caught() -> None:
    other = drawn("shopping", "hard", 2)
    assert other.inputs != PROBLEM.inputs
    assert "the numbers of the text are not the inputs" in faults(EVIDENCE, other.text)
    assert faults(EVIDENCE, PROBLEM.text, other.answer)


def test_an_expression_alone_can_be_evidence() -> None:
    evidence = {**EVIDENCE, "expression": "48/2", "result": "24", "engine": CALCULATOR}
    evidence["inputs"] = {"a": "48", "b": "2"}
    assert faults(evidence, "She sold 48 clips in April and half as many, 2 times fewer, in May.")
    assert not faults(evidence, "Of 48 clips, every 2 weigh one gram. How many grams are there?", "24")


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CELLS), st.integers(0, 100), st.data())
def test_one_changed_input_is_always_caught(cell: tuple[str, str], number: int, data: st.DataObject) -> None:
    problem = drawn(*cell, number)
    evidence = computation(problem)
    name = data.draw(st.sampled_from(sorted(problem.inputs)))
    evidence["inputs"][name] = str(
        data.draw(st.integers(1, 500).filter(lambda n: str(n) != problem.inputs[name]))
    )
    assert faults(evidence, problem.text)
