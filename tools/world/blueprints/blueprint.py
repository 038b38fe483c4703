"""What a blueprint is: a goal as facts, calls with their results, the end, and the messages' skeleton.

A value that goes to disk and comes back; it does not know how it was drawn, and words nothing.
"""

from typing import Any, Literal, get_args

from seedbed.memory.exact.canonical import digest
from seedbed.memory.spec import Frozen

Kind = Literal[
    "single",
    "parallel",
    "sequential",
    "nested",
    "follow-up",
    "missing argument",
    "error and recovery",
    "no suitable tool",
    "distractors",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Step(Frozen):
    """One call and what the tool answered."""

    turn: int
    """The assistant's turn; calls of one turn take nothing of each other."""
    name: str
    arguments: dict[str, Any]
    value: Any = None
    error: str = ""


class Described(Frozen):
    """A record that the user describes instead of naming it."""

    argument: str
    """The argument that names it."""
    by: tuple[str, ...]
    """The facts that describe it, of those that the user knows; none: what was made before is meant."""
    collection: str
    """Where they are looked up: the record's own collection, or one that points to it."""


class Want(Frozen):
    """One thing that the user wants."""

    does: Literal["create", "get", "find", "update", "delete", "compute"]
    of: str
    """The collection, or the tool that computes."""
    tool: str
    """What fulfils it, whether it is offered or not."""
    facts: dict[str, Any]
    """What the user knows of it in the end, by the names of the tools' arguments."""
    described: tuple[Described, ...] = ()
    computed: tuple[str, ...] = ()
    """Arguments that the user wants and leaves to be computed."""


class Goal(Frozen):
    """What the user wants, and what that changes."""

    wants: tuple[Want, ...]
    changes: dict[str, dict[str, dict[str, Any] | None]] = {}
    """Collection → key → the record as it ends, None where it is gone; only what differs from the start."""


class Message(Frozen):
    """What one message has to do."""

    role: Literal["user", "assistant", "tool"]
    act: Literal["request", "inform", "correct", "ask", "call", "result", "report", "answer", "decline"]
    facts: tuple[dict[str, Any], ...] = ()
    """user: what is told here, one mapping for each want."""
    asks: tuple[str, ...] = ()
    """ask: the arguments that are missing."""
    steps: tuple[int, ...] = ()
    """call: what is called; result: what is shown; report, answer: what is told of."""


class Blueprint(Frozen):
    """A task that was executed before it is told. `fault` says whether it holds."""

    kind: Kind
    seed: int
    number: int
    offered: tuple[str, ...]
    """The tools that the assistant is given, in the world's order."""
    goal: Goal
    steps: tuple[Step, ...]
    messages: tuple[Message, ...]
    end: str
    """Digest of the state at the end, which is the world's start with the goal's changes."""

    @property
    def id(self) -> str:
        """What it can be drawn again from in its world: kind, seed and number."""
        return f"{KINDS.index(self.kind)}/{self.seed}/{self.number}"


def plain(value: Any) -> str:
    """Equal for equal JSON: 35 and 35.0 are one number."""
    return digest(value)
