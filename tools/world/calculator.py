"""The calculator as a tool of a world: exact arithmetic, by the closed grammar of `expression.py`."""

from collections.abc import Mapping
from typing import Any

from seedbed.tools.verification.numbers.expression import calculate, format_value
from seedbed.tools.verification.numbers.syntax import ExpressionFault
from seedbed.tools.verification.toolcalls.tools import read_tools
from seedbed.tools.world.operations import WorldError
from seedbed.tools.world.world import World

_EXPRESSION = {
    "type": "string",
    "description": "Numbers with + - * / ^ and brackets, e.g. 3*18.50+2; also sqrt(x), floor(x), ceil(x), "
    "factorial(n), gcd(a, b), lcm(a, b), median(a, b, c).",
}
(CALCULATOR,) = read_tools(
    {
        "name": "calculate",
        "description": "Computes an arithmetic expression exactly.",
        "parameters": {
            "type": "object",
            "properties": {"expression": _EXPRESSION},
            "required": ["expression"],
        },
    }
)
"""Its schema."""


def calculated(arguments: Mapping[str, Any]) -> dict[str, str]:
    """The result of `expression`.

    Raises:
        WorldError: it isn't an expression, or has no value.
    """
    try:
        return {"result": format_value(calculate(arguments["expression"]))}
    except ExpressionFault as fault:
        raise WorldError(str(fault)) from fault


WORLD = World({CALCULATOR.name: CALCULATOR}, real={CALCULATOR.name: calculated})
"""The calculator alone."""
