"""A talk and the private plan that it was held by, as one value; and what can be broken of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Speaker = Literal["user", "assistant"]
Planned = str | tuple[str, ...]
"""A field of a plan: a text, or a list of texts."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of user or assistant."""

    number: int
    """From 1; the user's are odd."""
    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk so far."""

    plan: Mapping[str, Planned]
    turns: tuple[Turn, ...]
    ended: bool = True
    """Whether the last turn ends it: nothing can follow."""
    closing: bool = False
    """Whether the last turn is a user's that says it is over, which the assistant only answers."""

    def by(self, speaker: Speaker) -> tuple[Turn, ...]:
        """The turns of one speaker."""
        return tuple(turn for turn in self.turns if turn.speaker == speaker)

    def text(self, name: str) -> str:
        """A field of the plan as text; items of a list joined by semicolons. Missing: empty."""
        value = self.plan.get(name, "")
        return value if isinstance(value, str) else "; ".join(value)

    def items(self, name: str) -> tuple[str, ...]:
        """A field of the plan as a list; a text is its only item. Missing: empty."""
        value = self.plan.get(name, ())
        return ((value,) if value else ()) if isinstance(value, str) else tuple(value)


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that a turn, or the talk as a whole, breaks."""

    turn: int
    """The turn that has to be spoken anew; 0: no single one."""
    check: str
    said: str
    """What is wrong, in a line that its speaker can be told."""


def talk_of(
    messages: Sequence[Mapping[str, Any]],
    plan: Mapping[str, Any],
    *,
    ended: bool = True,
    closing: bool = False,
) -> Talk:
    """The talk of a row's messages: those of user and assistant that say something, numbered from 1."""
    turns: list[Turn] = []
    for one in messages:
        role, said = one.get("role"), one.get("content")
        if role in ("user", "assistant") and isinstance(said, str) and said.strip():
            turns.append(Turn(len(turns) + 1, "user" if role == "user" else "assistant", said))
    fields = {key: value if isinstance(value, str) else tuple(value) for key, value in plan.items()}
    return Talk(fields, tuple(turns), ended, closing)
