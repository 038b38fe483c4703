"""The calculator as a tool of a world: exact arithmetic, by the closed grammar of `expression.py`.

Seedbed's own tools are described in `own_tools.yaml`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seedbed.memory.files.yaml_file import load
from seedbed.tools.verification.numbers.expression import ExpressionFault, calculate, format_value
from seedbed.tools.verification.toolcalls.tools import read_tools
from seedbed.tools.world.operations import WorldError
from seedbed.tools.world.world import World

CALCULATOR, SEARCH = read_tools(load(Path(__file__).parent / "own_tools.yaml").value)
"""Their schemas."""


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
