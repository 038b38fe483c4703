"""The solver's calculator as a LangChain tool, over the exact arithmetic of `tools/verification`."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool


@cache
def calculator() -> "BaseTool":
    """The tool `calculate`; a fault in the expression is a ToolFault, which is told to the model."""
    from langchain_core.tools import tool

    @tool
    def calculate(expression: str) -> str:
        """Compute an arithmetic expression exactly.

        Numbers, + - * / ^ and brackets, percent signs, and the functions sqrt, abs, floor, ceil,
        factorial, comb, min, max, gcd, lcm, mean, median. Example: (18 - 3) * 2.5
        """
        from seedbed.tools.verification.expression import calculate, format_value

        return format_value(calculate(expression))

    return calculate
