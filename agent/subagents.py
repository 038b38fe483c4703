"""A sub-agent that works for one candidate: tools at hand, one that ends it with its result, few turns.

Who is asked what stands in `roles/solver.py` and `researcher/agent.py`. What a tool said is journaled by its
place, for a sandbox or an index isn't everywhere.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seedbed.agent.models.wire import Decode, Reply
from seedbed.agent.prompting import Message
from seedbed.agent.toolloop import Talking
from seedbed.agent.work import Env, Work
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault, ToolFault

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

_TURNS = 5
_LONGEST = 4_000
_ONE = {"type": "object", "title": "tool", "additionalProperties": False}


@dataclass(frozen=True, slots=True)
class Hand:
    """A tool of one argument."""

    name: str
    argument: str
    about: str
    does: Callable[[str], Awaitable[str]]
    """May raise ToolFault, which is told."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The tool by which a sub-agent gives its result."""

    name: str
    about: str
    schema: Mapping[str, Any]
    validated: Callable[[Any], Any]
    """Gives back a result that will do; raises AnswerFault for another, which is told."""


async def held(
    messages: Sequence[Message],
    slot: Slot,
    hands: Sequence[Hand],
    ending: Ending,
    work: Work,
    env: Env,
    decode: Decode,
) -> tuple[Any, tuple[Reply, ...]]:
    """Its result (None: it ended without one that will do) and every reply.

    Args:
        messages: The order; what it should know of its tools stands there.
    """
    given: list[Any] = []
    by_name = {hand.name: hand for hand in hands}

    async def does(tool: "BaseTool", arguments: dict[str, Any], place: str) -> str:
        if tool.name == ending.name:
            try:
                given.append(ending.validated(arguments))
            except AnswerFault as fault:
                raise ToolFault(fault.detail) from fault
            return "taken"
        store, key = env.client.store, f"{slot.role}/{slot.key}/{place}"
        found = store.journaled(key)
        if found is None:
            hand = by_name[tool.name]
            try:
                found = await hand.does(str(arguments.get(hand.argument, "")))
            except ToolFault as fault:
                found = f"fault: {fault}"
            store.journal(key, "agent", found)
        return str(found)

    from langchain_core.tools import StructuredTool

    tools: list[BaseTool] = [
        StructuredTool(
            name=hand.name,
            description=hand.about,
            args_schema=_ONE
            | {"properties": {hand.argument: {"type": "string"}}, "required": [hand.argument]},
        )
        for hand in hands
    ]
    tools += [StructuredTool(name=ending.name, description=ending.about, args_schema=dict(ending.schema))]
    talking = Talking(
        env.client,
        slot,
        tools,
        work.purpose,
        decode,
        run=does,
        longest=_LONGEST,
        turns=_TURNS,
        ends=ending.name,
    )
    talk = await env.converse(messages, talking)
    return (given[-1] if given else None), talk.replies
