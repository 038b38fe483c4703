"""The tools answer models, and tell them of faults."""

from seedbed.tools.verification.langchain_tools import verification_tools

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


def test_models_are_told_what_the_tools_take() -> None:
    for tool in TOOLS.values():
        assert tool.description and tool.args
