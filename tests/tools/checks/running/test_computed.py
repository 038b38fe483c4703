"""The checks `calculations`, `equal`, `toolcalls`: computed and held against schemas, nothing is run."""

from typing import Any

import pytest

from seedbed.memory.candidate import Computation
from seedbed.tools.checks.running import calculations, equal, toolcalls
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold, verdict

SOLUTION = "He sells 48/2 = <<48/2=24>>24 clips, then <<48+24=72>>72 in all, a third is <<72/7=10.29>>10.29."


def test_calculations_are_computed_again() -> None:
    assert holds(calculations.CHECK, {"of": SOLUTION})
    found = verdict(calculations.CHECK, {"of": [SOLUTION, "<<1/3=0.33>>"]})
    assert [one.ok for one in found.evidence] == [True] * 4
    assert all(isinstance(one, Computation) for one in found.evidence)
    assert "48/2 is 24, not 25" in fails(calculations.CHECK, {"of": SOLUTION.replace("=24>", "=25>")})
    assert "closed" in fails(calculations.CHECK, {"of": "<<4+4=8"})
    assert "at least 1" in fails(calculations.CHECK, {"of": "none here"})
    assert "at least 9" in fails(calculations.CHECK, {"of": SOLUTION}, {"least": 9})
    assert verdict(calculations.CHECK, {"of": "none here"}, {"least": 0}).state == "held"
    assert untold(calculations.CHECK, {"of": "x" * 200_000})
    assert spoilt(calculations.CHECK, {"of": SOLUTION}) == {"number"}
    survives(calculations.CHECK)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1/2", 0.5), (0.1 + 0.2, 0.3), (7, "7"), ("$\\frac{1}{2}$", "0.5"), ("x + 1", "1 + x"),
        ("{1, 2}", "{2, 1}"), ("12 m", "12 m"), (3, 3.0), ("2*sqrt(2)", "sqrt(8)"), (1e-7, "0.0000001"),
    ],
)  # fmt: skip
def test_the_same_in_mathematics(a: Any, b: Any) -> None:
    assert holds(equal.CHECK, {"a": a, "b": b})


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (7, 8),
        ("0.333", "1/3"),
        ("-5", 5),
        ("12 m", "12 cm"),
        ("(1, 2)", "(2, 1)"),
        ("x", "y"),
        (True, "1"),
        (2, None),
    ],
)
def test_not_the_same(a: Any, b: Any) -> None:
    assert not holds(equal.CHECK, {"a": a, "b": b})


def test_answers_of_odd_form() -> None:
    assert untold(equal.CHECK, {"a": None, "b": 1}) and untold(equal.CHECK, {"a": float("inf"), "b": 1})
    assert untold(equal.CHECK, {"a": "9" * 100_000, "b": "1"})
    assert spoilt(equal.CHECK, {"a": "24 euros", "b": "24 euros"}) == {"number"}
    survives(equal.CHECK)


TOOLS = [
    {
        "name": "find",
        "parameters": {"type": "object", "required": ["day"], "properties": {"day": {"type": "string"}}},
    },
    {"name": "stop", "parameters": {"type": "object", "properties": {}}},
]


def test_calls_keep_the_tools_schemas() -> None:
    right = {"of": [{"name": "find", "arguments": {"day": "2025-01-01"}}], "tools": TOOLS}
    assert holds(toolcalls.CHECK, right)
    assert holds(toolcalls.CHECK, {"of": [], "tools": TOOLS})
    assert spoilt(toolcalls.CHECK, right) == {"function", "argument"}
    for calls, said in (
        ([{"name": "look", "arguments": {}}], "no function 'look'"),
        ([{"name": "find", "arguments": {}}], "`day` is missing"),
        ([{"name": "find", "arguments": {"day": 3}}], "not of type string"),
        ([{"name": "stop", "arguments": {"now": 1}}], "no argument `now`"),
        ([5], "a call is an object"),
        ("nonsense", "not JSON"),
    ):
        assert said in fails(toolcalls.CHECK, {"of": calls, "tools": TOOLS})
    assert "the tools" in fails(toolcalls.CHECK, {"of": [], "tools": [{}]})
    assert "at least 1" in fails(toolcalls.CHECK, {"of": [], "tools": TOOLS}, {"least": 1})
    survives(toolcalls.CHECK)
