"""A right turn of an assistant with all that it could know, and the same turn with a defect."""

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from seedbed.tools.verification.trajectories.facts import Record
from seedbed.tools.verification.trajectories.faults import Defect
from seedbed.tools.verification.trajectories.known import Known, known_at
from seedbed.tools.verification.trajectories.messages import Trajectory
from seedbed.tools.verification.trajectories.pair_texts import found_passages
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
    tools: tuple[Row, ...]
    talk: Trajectory
    """The talk up to the turn and with it."""
    know: Known
    """What the results before it have shown."""
    texts: tuple[str, ...] = ()
    """Passages of documents that its claims stand in."""
    material: tuple[str, ...] = ()
    """What stands around them: what else might be taken for the answer."""

    @property
    def text(self) -> str:
        """What it says; empty: only calls."""
        return str(self.said.get("content") or "")

    @property
    def calls(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """Its calls: name and arguments."""
        return tuple((one.call.name, dict(one.call.arguments)) for one in self.talk.messages[-1].calls)

    @property
    def asked(self) -> str:
        """What the user said last."""
        return next((str(one["content"]) for one in reversed(self.before) if one["role"] == "user"), "")

    def schema(self, name: str) -> dict[str, Any]:
        """The parameters of a tool."""
        return next((dict(tool.parameters) for tool in self.talk.tools if tool.name == name), {})

    def records(self) -> list[Record]:
        """Records with a name, the latest first."""
        return [one for one in reversed([*self.know.records.values()]) if one.name]


@dataclass(frozen=True, slots=True)
class Planted:
    """The turn with a defect."""

    said: Row
    fits: tuple[Defect, ...]
    """What the checks may call the defect."""


def places(messages: Sequence[Row]) -> list[int]:
    """Where the assistant's messages stand in a talk."""
    return [place for place, one in enumerate(messages) if one.get("role") == "assistant"]


def turn_of(row: Row, place: int, texts: Sequence[str] = (), material: Sequence[str] = ()) -> Turn:
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
        tools=tuple(tools),
        talk=talk,
        know=know,
        texts=tuple(texts) or found_passages(messages[:place], messages[place]),
        material=tuple(material),
    )


def pair_of(row: Row, place: int) -> dict[str, Any]:
    """The talk before a message of the assistant's, and the message: a pair without its rejected answer."""
    messages, tools = list(row["messages"]), list(row.get("tools") or ())
    pair = {"prompt": messages[:place], "chosen": [messages[place]]}
    return {**pair, "tools": tools} if tools else pair


def answered(words: str, calls: Sequence[tuple[str, str]]) -> dict[str, Any] | None:
    """A message of words and calls (name, arguments as text), with ids of its own; None: it has neither."""
    made = [
        {"id": f"call_{number}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for number, (name, arguments) in enumerate(calls, 1)
    ]
    if not made and not words.strip():
        return None
    message: dict[str, Any] = {"role": "assistant", "content": words.strip() or None}
    return {**message, "tool_calls": made} if made else message


def says(text: str) -> dict[str, Any]:
    """A message of words alone."""
    return {"role": "assistant", "content": text}


def instead(turn: Turn, text: str) -> dict[str, Any]:
    """The message with other words and the calls that it has."""
    return {**turn.said, "content": text}


def called(turn: Turn, number: int, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The message with another call in the place of one of its own."""
    message = copy.deepcopy(dict(turn.said))
    given = message["tool_calls"][number]["function"]
    given |= {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)}
    return message


def shuffled(several: Sequence[Any], draw: Random) -> Iterator[Any]:
    """All of them in an order of chance."""
    yield from draw.sample(list(several), len(several))
