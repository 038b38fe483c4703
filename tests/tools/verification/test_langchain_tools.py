"""The tools answer models, and tell them of faults."""

import re

from seedbed.tools.verification.langchain_tools import CLOCKED, verification_tools

TOOLS = {tool.name: tool for tool in verification_tools()}


def test_the_calculator_answers() -> None:
    assert TOOLS["calculator"].invoke({"expression": "15% of 80 + 1/2"}) == "12.5"


def test_the_solver_answers() -> None:
    call = {"equations": ["2x + 3y = 31", "x + y = 12"], "unknown": "y"}
    assert TOOLS["solve_equations"].invoke(call) == "7"
    assert (
        TOOLS["solve_equations"].invoke({"equations": ["x^2 + 1 = 0"], "unknown": "x"}) == "no real solution"
    )


def test_faults_are_answers() -> None:
    assert "exponent" in TOOLS["calculator"].invoke({"expression": "9**9**9"})
    assert "can't be read" in TOOLS["calculator"].invoke({"expression": "import os"})
    assert "infinitely" in TOOLS["solve_equations"].invoke({"equations": ["x = x"], "unknown": "x"})


def test_algebra_answers() -> None:
    assert TOOLS["algebra"].invoke({"expression": "integrate(x^2, x, 0, 3)"}) == "9"
    assert TOOLS["algebra"].invoke({"expression": "weekday(2024-02-29)"}) == "Thursday"
    for hostile in ("9**9**9", "factorial(10**9)", "__import__('os')", "1+" * 100_000):
        assert re.match("algebra: .", TOOLS["algebra"].invoke({"expression": hostile}))


def test_answers_are_compared() -> None:
    assert TOOLS["check_equal"].invoke({"a": "1/2", "b": "0.5"}).startswith("equal")
    assert TOOLS["check_equal"].invoke({"a": "\\frac{\\sqrt{8}}{2}", "b": "sqrt(2)"}).startswith("equal")
    assert TOOLS["check_equal"].invoke({"a": "2", "b": "-2"}).startswith("not equal")


def test_what_a_worker_answers_is_named() -> None:
    assert TOOLS.keys() > CLOCKED
    assert TOOLS.keys() == {"calculator", "solve_equations", "algebra", "check_equal"}


def test_what_algebra_says_that_it_knows_it_does() -> None:
    told = TOOLS["algebra"].description
    assert len(told) < 600, "it is paid for in every turn"
    for example in re.findall(r"`([^`]+)`", told):
        assert not TOOLS["algebra"].invoke({"expression": example}).startswith("algebra:"), example


def test_models_are_told_what_the_tools_take() -> None:
    for tool in TOOLS.values():
        assert tool.description and tool.args
