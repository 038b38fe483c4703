"""Calculator, equation solver, algebra and comparison as LangChain tools, for endpoints that can call tools.

A fault is told to the model as the tool's answer. `calculator` and `solve_equations` are functions of their
arguments; `algebra` and `check_equal` run in a worker under limits (`checks.py`), so what they answer may
depend on the machine, and whoever must see the same again keeps it (`CLOCKED`). It does not know which model
calls.
"""

from langchain_core.tools import BaseTool, ToolException, tool

from seedbed.tools.verification.equations import solve
from seedbed.tools.verification.expression import calculate, format_value
from seedbed.tools.verification.syntax import ExpressionFault

CLOCKED = frozenset(("algebra", "check_equal"))
"""Tools whose results aren't a function of their arguments alone: a limit may strike, or not."""
_LIMITS = {
    "time": "it took too long; ask for something simpler",
    "memory": "it took too much memory; ask for something simpler",
    "died": "it could not be computed",
}


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


@tool
def algebra(expression: str) -> str:
    """Compute beyond arithmetic, exactly: one expression in plain notation, not LaTeX.

    Algebra, calculus, equations, inequalities, matrices, whole numbers, counting, statistics, dates, units:
    `solve([x + y = 12, x*y = 35], [x, y])`, `diff(3x^2, x)`, `integrate(x^2, x, 0, 3)`,
    `days_between(2024-02-01, 2024-03-01)`, `convert(90 km/h, m/s)`, `comb(10, 3)`, `3 km + 250 m`.
    """
    from seedbed.tools.verification.checks import computed

    done = computed(expression)
    if done.state != "done":
        raise ToolException(f"algebra: {_LIMITS.get(done.state) or done.reason}")
    return done.result


@tool
def check_equal(a: str, b: str) -> str:
    """Say whether two answers mean the same, and why or why not.

    Plain notation or LaTeX: numbers, fractions against decimals, roots, expressions in unknowns, sets,
    intervals, tuples, units, for example `1/2` and `0.5`, or `\\frac{\\sqrt{8}}{2}` and `sqrt(2)`.
    """
    from seedbed.tools.verification.checks import equivalent

    done = equivalent(a, b)
    if done.state != "done":
        raise ToolException(f"check_equal: {_LIMITS.get(done.state) or done.reason}")
    said = "equal" if done.ok else "not equal"
    return f"{said}: {done.reason}" if done.reason else said


def verification_tools() -> tuple[BaseTool, ...]:
    """All four tools, with faults handled as answers."""
    found = (calculator, solve_equations, algebra, check_equal)
    for each in found:
        each.handle_tool_error = True
    return found
