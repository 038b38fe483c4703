"""What the caller and the workers say to each other: JSON lines over a socket, never pickle; and the limits.

It does not know who sends or what a job does.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

State: TypeAlias = Literal["done", "refused", "time", "memory", "died"]
Job: TypeAlias = Callable[..., tuple[bool, str, str]]
"""Takes texts, gives (ok, result, reason); raises ToolFault for what it refuses."""

LIMIT = 1.0
"""Seconds of CPU time that one check may use."""
WALL = 1.6
"""Seconds on the clock for each second of LIMIT: other programs need the cores too."""
GRACE = 0.8
"""Seconds after which the caller no longer waits for a process that the kernel should have ended."""
MEMORY = 256 * 2**20
"""Bytes of address space that one check may add to what the zygote has."""
MAX_INPUT = 10_000
"""Longest text that is sent to a worker, in characters."""
MAX_OUTPUT = 40_000
"""Longest text that a worker sends back, in characters."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How a check ended.

    `done`: `ok` says whether the texts are equivalent (always true of a computation), `result` is the
    computed text. Otherwise `ok` is False and `reason` one line: `refused` says what can't be read and where,
    `time` and `memory` name the limit, `died` what ended the process or the fault of the engine.
    """

    state: State
    ok: bool
    result: str
    reason: str


@dataclass(frozen=True, slots=True)
class Request:
    """One check: `number` is unique between a caller and its host, `limit` in seconds of CPU time."""

    number: int
    job: str
    texts: tuple[str, ...]
    limit: float


def request_line(request: Request) -> bytes:
    """A request as one line of ASCII."""
    return _line([request.number, request.job, request.texts, request.limit])


def read_request(line: bytes) -> Request:
    """The request in a line that `request_line` made. Raises ValueError on anything else."""
    number, job, texts, limit = json.loads(line)
    return Request(number, job, tuple(texts), limit)


def answer_line(number: int, checked: Checked) -> bytes:
    """An answer as one line of ASCII, overlong texts cut or refused."""
    if len(checked.result) > MAX_OUTPUT:
        size = len(checked.result)
        checked = Checked(
            "refused", False, "", f"a result of {size:,} characters; at most {MAX_OUTPUT:,} are told"
        )
    return _line([number, checked.state, checked.ok, checked.result, checked.reason[:MAX_OUTPUT]])


def read_answer(line: bytes, number: int) -> Checked | None:
    """The answer to request `number`; None for half a line, or an answer to a request that was given up."""
    try:
        found, state, ok, result, reason = json.loads(line)
    except ValueError:
        return None
    return Checked(state, ok, result, reason) if found == number else None


def _line(values: Sequence[Any]) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode("ascii") + b"\n"
