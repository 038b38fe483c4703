"""What comes of a run: its verdict, or the fault that it could not be shut off."""

from dataclasses import dataclass
from typing import Any, Literal

from seedbed.memory.errors import UserFault

State = Literal["passed", "failed", "error", "time", "memory", "died"]
Place = Literal["", "program", "tests"]


class SandboxFault(UserFault):
    """Programs can't be run here: network and home could not be shown to be shut off."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a program and its tests."""

    state: State
    """passed: both were executed with no exception; failed: the tests or the call raised; error: the program
    didn't compile or raised when executed, or the tests didn't compile, or the answer isn't JSON or too long;
    time, memory: a limit; died: no verdict."""
    detail: str
    """One line: the exception, where it came up and what it said; empty when passed."""
    place: Place = ""
    """Whose code raised the exception that ended the run."""
    layers: tuple[str, ...] = ()
    """What the process reported as shut off from inside before it read the program's first line."""
    value: Any = None
    """What a call answered: JSON of at most as many characters as were asked for; None after tests."""
