"""A right turn of an assistant with all that it could know, and the same turn with a defect."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from seedbed.tools.verification.trajectories.facts import Record
from seedbed.tools.verification.trajectories.faults import Defect
from seedbed.tools.verification.trajectories.known import Known, known_at
from seedbed.tools.verification.trajectories.messages import Trajectory
from seedbed.tools.verification.trajectories.planting.passages import found_passages
from seedbed.tools.verification.trajectories.read import read_trajectory

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the assistant in a talk that is right."""

    before: tuple[Row, ...]
    """OpenAI's messages before it."""
    said: Row
    after: tuple[Row, ...]
    """What the talk goes on with: what the assistant didn't know yet."""
    talk: Trajectory
    """The talk up to the turn and with it."""
    know: Known
    """What the results before it have shown."""
    texts: tuple[str, ...] = ()
    """Passages of documents that its claims stand in."""

    @property
    def text(self) -> str:
        """What it says; empty: only calls."""
        return str(self.said.get("content") or "")

    @property
    def calls(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """Its calls: name and arguments."""
        return tuple((one.call.name, dict(one.call.arguments)) for one in self.talk.messages[-1].calls)

    def records(self) -> list[Record]:
        """Records with a name, the latest first."""
        return [one for one in reversed([*self.know.records.values()]) if one.name]


@dataclass(frozen=True, slots=True)
class Planted:
    """The turn with a defect."""

    said: Row
    fits: tuple[Defect, ...]
    """What the checks may call the defect."""


def turn_of(row: Row, place: int) -> Turn:
    """The assistant's message at a place of a row's `messages`.

    Raises:
        UserFault: the row is no talk.
    """
    messages, tools = list(row["messages"]), list(row.get("tools") or ())
    talk = read_trajectory({"messages": messages[: place + 1], "tools": tools})
    (*_, (_, know)) = known_at(talk)
    return Turn(
        before=tuple(messages[:place]),
        said=messages[place],
        after=tuple(messages[place + 1 :]),
        talk=talk,
        know=know,
        texts=found_passages(messages[:place], messages[place]),
    )


def says(text: str) -> dict[str, Any]:
    """A message of words alone."""
    return {"role": "assistant", "content": text}


def instead(turn: Turn, text: str) -> dict[str, Any]:
    """The message with other words and the calls that it has."""
    return {**turn.said, "content": text}


def shuffled(several: Sequence[Any], draw: Random) -> Iterator[Any]:
    """All of them in an order of chance."""
    yield from draw.sample(list(several), len(several))
