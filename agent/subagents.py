"""A sub-agent that works for one candidate: tools at hand, one that ends it with its result, few turns. What
a tool said is journaled by its place."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.agent.models.wire import Decode, Reply
from seedbed.agent.prompting import Prompt
from seedbed.agent.toolloop import Talking, tool
from seedbed.agent.work import Env, Work
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault, ToolFault
from seedbed.tools.checks.asked import STRING, object_of

_TURNS = 5
_LONGEST = 4_000


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
    prompt: Prompt, slot: Slot, hands: Sequence[Hand], ending: Ending, work: Work, env: Env, decode: Decode
) -> tuple[Any, tuple[Reply, ...]]:
    """Its result (None: it ended without one that will do) and every reply. `prompt`: the order; what it
    should know of its tools stands there."""
    given: list[Any] = []
    by_name = {hand.name: hand for hand in hands}

    async def does(name: str, arguments: dict[str, Any], place: str) -> str:
        if name == ending.name:
            try:
                given.append(ending.validated(arguments))
            except AnswerFault as fault:
                raise ToolFault(fault.detail) from fault
            return "taken"
        store, key = env.client.store, f"{slot.role}/{slot.key}/{place}"
        found = store.journaled(key)
        if found is None:
            try:
                found = await by_name[name].does(str(arguments.get(by_name[name].argument, "")))
            except ToolFault as fault:
                found = f"fault: {fault}"
            store.journal(key, "agent", found)
        return str(found)

    tools = [tool(hand.name, hand.about, object_of({hand.argument: STRING})) for hand in hands]
    schema = {key: value for key, value in ending.schema.items() if key != "title"}
    tools.append(tool(ending.name, ending.about, schema))
    talking = Talking(
        env.client, slot, tools, work.purpose, decode, does, longest=_LONGEST, turns=_TURNS, ends=ending.name
    )
    talk = await env.converse(prompt.messages, talking)
    return (given[-1] if given else None), talk.replies
