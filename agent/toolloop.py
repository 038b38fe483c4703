"""How a role calls tools: a bounded conversation in which the model asks for tools and is told what they say.

The order of the steps is in `graphs/candidate/conversation.py`."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from seedbed.agent.models.endpoint import Purpose
from seedbed.agent.models.wire import Decode, Reply
from seedbed.agent.prompting import Message
from seedbed.memory.brief import Slot
from seedbed.memory.errors import ToolFault
from seedbed.tools.verification.toolcalls import loads

if TYPE_CHECKING:
    from seedbed.agent.models.ask import Client

TURNS = 6
"""Turns in which tools may be called, at most, where nothing else is said."""
CALLS = 6
"""Tool calls of one turn that are answered, at most."""
LONGEST = 8_000
"""Characters of one result that are sent back, at most, where nothing else is said."""

Tool = Mapping[str, Any]
"""A tool as the endpoint is told of it: OpenAI's envelope of a function."""
Run = Callable[[str, dict[str, Any], str], Awaitable[str]]
"""(tool, arguments, the call's place `TURN.CALL`) → its result. What isn't a function of tool and arguments
is journaled by it. May raise ToolFault or pydantic's ValidationError, which are told."""


def tool(name: str, about: str, parameters: Mapping[str, Any]) -> Tool:
    """A tool by its name, a line about it, and the JSON schema of its arguments."""
    inner = {"name": name, "description": about, "parameters": dict(parameters)}
    return {"type": "function", "function": inner}


@dataclass(frozen=True, slots=True)
class Used:
    """One call of a tool."""

    name: str
    arguments: str
    """As they came."""
    result: str
    """What the model was told."""

    def __str__(self) -> str:
        return f"{self.name}({self.arguments}) → {self.result}"[:300]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation with tools that has come to its end."""

    reply: Reply | None
    """The last answer, without tool calls; None when the turns were used up."""
    replies: tuple[Reply, ...]
    """Every answer, the last included."""
    used: tuple[Used, ...]
    """Each call, in order."""


@dataclass(frozen=True, slots=True)
class Talking:
    """What a conversation is held with."""

    client: "Client"
    slot: Slot
    """Turn n stands under its step with `/turn-n`."""
    tools: Sequence[Tool]
    purpose: Purpose
    decode: Decode
    run: Run
    longest: int = LONGEST
    """Characters of one result that are sent back, at most."""
    turns: int = TURNS
    ends: str = ""
    """Name of a tool whose call ends the conversation."""
    left: Callable[[Sequence[Reply]], str] | None = None
    """The answers so far → what the model is told of its bounds behind the results; empty: they are met, and
    the conversation ends."""


Converse = Callable[[Sequence[Message], Talking], Awaitable[Conversation]]
"""Talk until the model answers without calling a tool, or the turns are used up.

`graphs/candidate/conversation.py` does it."""


async def think(said: Sequence[Message], turn: int, talking: Talking) -> Reply:
    """The model's next answer: tool calls, or its last word."""
    here = replace(talking.slot, step=f"{talking.slot.step}/turn-{turn}")
    return await talking.client.chat(here, said, talking.purpose, talking.decode, tools=talking.tools)


async def use(replies: Sequence[Reply], talking: Talking) -> tuple[list[Message], list[Used], bool]:
    """Run the tools that the last answer calls: the messages that follow, each call, and whether the
    conversation goes on."""
    reply, turn = replies[-1], len(replies)
    sent: list[dict[str, Any]] = []
    results: list[Message] = []
    used: list[Used] = []
    calls: tuple[Any, ...] = reply.tool_calls  # as the endpoint sent them, whatever they are
    for number, call in enumerate(calls):
        name, arguments = _named(call)
        place = f"{turn}.{number + 1}"
        ran = number < CALLS
        result = await _answer(name, arguments, talking, place) if ran else TOO_MANY
        sent.append(_mended(call, name, arguments, place))
        results.append({"role": "tool", "tool_call_id": sent[-1]["id"], "content": result})
        used.append(Used(name, arguments, result))
    ended = any(one.name == talking.ends and not one.result.startswith(_FAULT) for one in used)
    more = turn < talking.turns and not ended
    if more and talking.left is not None:
        told = talking.left(replies)
        more = bool(told)
        results[-1] = {**results[-1], "content": f"{results[-1]['content']}\n\n{told}".strip()}
    return [{"role": "assistant", "content": reply.text, "tool_calls": sent}, *results], used, more


_FAULT = "fault: "
TOO_MANY = f"fault: at most {CALLS} calls in one turn are answered"
"""What the model is told of any more of them, which aren't run."""


def _named(call: Any) -> tuple[str, str]:
    """Tool and arguments of a call as it came: some servers send the arguments as an object."""
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(function, dict):
        return "", "{}"
    given = function.get("arguments") or "{}"
    return str(function.get("name") or ""), given if isinstance(given, str) else json.dumps(
        given, ensure_ascii=False
    )


def _mended(call: Any, name: str, arguments: str, place: str) -> dict[str, Any]:
    """A call that can be sent back: as it came, with an id, a name and an object where it has none."""
    came = call if isinstance(call, dict) else {}
    fits = isinstance(_object(arguments), dict)
    named = {"name": name or "unnamed", "arguments": arguments if fits else "{}"}
    return {**came, "id": str(came.get("id") or f"call_{place}"), "type": "function", "function": named}


def _object(given: str) -> dict[str, Any] | str:
    """The arguments of a call; a text: why they are none."""
    try:
        arguments = loads(given)
    except ValueError as error:
        return f"fault: the arguments are not JSON ({error})"
    return arguments if isinstance(arguments, dict) else "fault: the arguments are not a JSON object"


async def _answer(name: str, given: str, talking: Talking, place: str) -> str:
    """What is said to the model about one call."""
    names = [one["function"]["name"] for one in talking.tools]
    if name not in names:
        return f"fault: there is no such tool; there are {', '.join(names)}"
    arguments = _object(given)
    if isinstance(arguments, str):
        return arguments
    try:
        return (await talking.run(name, arguments, place))[: talking.longest]
    except ValidationError as error:
        first = error.errors()[0]
        return f"fault: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    except ToolFault as error:
        return f"fault: {error}"
