"""The calculator and the equation solver as LangChain tools, for endpoints that can call tools.

A fault is told to the model as the tool's answer. It does not know which model calls.
"""

from langchain_core.tools import BaseTool, ToolException, tool

from seedbed.tools.verification.equations import solve
from seedbed.tools.verification.expression import calculate, format_value
from seedbed.tools.verification.syntax import ExpressionFault


@tool
def calculator(expression: str) -> str:
    """Compute one arithmetic expression exactly.

    Knows + - * / ^ ! %, brackets, sqrt, abs, floor, ceil, min, max, gcd, lcm, comb, factorial, mean and
    median, for example `(12 + 3) * 4.50` or `15% of 80`. No names, no units.
    """
    try:
        return format_value(calculate(expression))
    except ExpressionFault as fault:
        raise ToolException(f"calculator: {fault}") from fault


@tool
def solve_equations(equations: list[str], unknown: str) -> str:
    """Solve one to four equations for one unknown and return all its real values.

    Unknowns are single small letters. Linear equations and systems, or one quadratic equation, for example
    `["2x + 3y = 31", "x + y = 12"]` with unknown `y`.
    """
    try:
        values = solve(equations, unknown)
    except ExpressionFault as fault:
        raise ToolException(f"solve_equations: {fault}") from fault
    return ", ".join(format_value(value) for value in values) if values else "no real solution"


def verification_tools() -> tuple[BaseTool, ...]:
    """Both tools, with faults handled as answers."""
    for each in (calculator, solve_equations):
        each.handle_tool_error = True
    return (calculator, solve_equations)
