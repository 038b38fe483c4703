"""A recipe writer's own Python: a function that must be there, and what it gives in the sandbox."""

import ast
from collections.abc import Mapping
from typing import Any

from seedbed.memory.errors import ToolFault

LONGEST = 20_000
"""Most characters of such a program."""


def function(code: str, name: str) -> ast.FunctionDef:
    """The function of that name that code ends up with. Raises ValueError: it isn't Python, or has none."""
    try:
        every = [one for one in ast.parse(code).body if isinstance(one, ast.FunctionDef) and one.name == name]
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        raise ValueError(f"the code isn't Python: {fault}") from fault
    if not every:
        raise ValueError(f"the code has no function {name}")
    return every[-1]


def given(code: str, name: str, values: Mapping[str, Any], most: int, seconds: float = 5.0) -> Any:
    """What the function gives, called by the names of its arguments; the standard library alone can be
    imported. Raises ToolFault: it couldn't be run, or gave nothing usable.

    Args:
        values: By argument; JSON.
        most: Characters of the answer as JSON.
        seconds: Wall time, at most."""
    from seedbed.tools.verification.sandbox.sandbox import SandboxFault, find_sandbox

    try:
        ran = find_sandbox().call(code, name, values, most, seconds=seconds)
    except (SandboxFault, OSError, TypeError, ValueError, RecursionError) as fault:
        raise ToolFault(f"it couldn't be run: {fault}"[:300]) from fault
    if ran.state != "passed":
        raise ToolFault(f"{ran.state} {ran.detail}"[:300])
    return ran.value
