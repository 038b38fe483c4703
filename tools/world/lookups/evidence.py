"""The evidence of a row of these ways, as it is kept: its form, and a computation for each call."""

from collections.abc import Iterator, Mapping
from typing import Any

from seedbed.tools.verification.evidence import CALCULATOR as ENGINE
from seedbed.tools.verification.trajectories.check import BY
from seedbed.tools.world.calculator import CALCULATOR
from seedbed.tools.world.lookups.talk import calls_of


def schema() -> dict[str, Any]:
    """That the talk has its form (`row_fault`)."""
    return {"kind": "schema", "validator": BY, "ok": True, "by": BY}


def computed_calls(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A computation for each call of the calculator, in order.

    Raises:
        ValueError: a call or result that can't be read.
    """
    for one in calls_of(row["messages"]):
        if one.name == CALCULATOR.name:
            expression, result = one.arguments.get("expression"), one.result.get("result")
            if not isinstance(expression, str) or not isinstance(result, str):
                raise ValueError("a call of the calculator without expression or result")
            yield {
                "kind": "computation",
                "expression": expression,
                "result": result,
                "engine": ENGINE,
                "inputs": {},
                "ok": True,
                "by": "calculator",
            }
