"""An assistant that acts: it calls tools in a world by itself, and then answers in words.

It sees policy, talk, its own earlier calls and their results, and the tools that are offered; never the
user's errand. The world's state is a value: what a turn's calls make of it is taken up only if the turn
stands.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seedbed.agent.models.wire import Decode, Reply
from seedbed.agent.prompting import Message, brief_block, delimit, render
from seedbed.agent.role_players.stage import Said, Stage
from seedbed.agent.toolloop import Talking
from seedbed.agent.work import Env
from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.world.operations import LONGEST_RESULT
from seedbed.tools.world.world import World

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

JOB = "act_as_assistant"
_ACT = Decode(max_tokens=800, temperature=0.7)
Answering = Callable[[Call, str], Awaitable[World]]
"""(call, its place `TURN.CALL` in the turn) → the world as it answers that call."""


@dataclass(frozen=True, slots=True)
class ActingRole:
    """What the assistant is given."""

    world: World
    offered: tuple[str, ...]
    """Names of the tools that it may call."""
    order: str = ""
    """What it is told of its part, beside the world's policy; no row shows it."""
    ends: str = ""
    """When the talk is over; empty: the user alone knows."""
    answering: Answering | None = None
    """Looks up, and journals, what a call's result takes beside its arguments; None: it takes nothing."""


async def speak_acting(stage: Stage, env: Env, role: ActingRole) -> Said:
    """The assistant's next turn: its calls with their results, and its answer.

    What it keeps of the turn: `cut` (whether the answer was cut at its cap of tokens).
    """
    work, state = stage.work, stage.state
    slot = work.slot("assistant", stage.step, stage.take)
    nonce = slot.key[:12]
    prompt = render(
        JOB,
        policy=role.world.policy,
        order=role.order,
        ends=role.ends,
        talk=delimit(told(stage.messages), nonce),
        rules=work.brief.guidance,
        language=env.spec.language,
        feedback=stage.faults,
        brief=brief_block(
            {"job": JOB, "talk_nonce": nonce, "turn": stage.turns + 1, "seed": work.brief.seed}
        ),
    )

    async def execute(tool: "BaseTool", arguments: dict[str, Any], place: str) -> str:
        nonlocal state
        call = Call(tool.name, arguments)
        world = await role.answering(call, place) if role.answering else role.world
        state, outcome = world.call(state, call)
        return outcome.text

    talking = Talking(
        env.client, slot, _as_tools(role), work.purpose, _ACT, run=execute, longest=2 * LONGEST_RESULT
    )
    talk = await env.converse(prompt.messages, talking)
    model = env.client.endpoint("assistant").model
    for reply in talk.replies:
        work = work.asked(prompt, reply, model)
    called = sum(len(one.get("tool_calls") or ()) for one in stage.messages)
    messages = _renamed(talk.messages[len(prompt.messages) :], talk.replies, called)
    cut = False
    if talk.reply is not None:
        messages.append({"role": "assistant", "content": talk.reply.text.strip()})
        cut = talk.reply.finish == "length"
    return Said(tuple(messages), work, state=state, memory={"cut": cut})


def told(messages: Sequence[Message]) -> str:
    """A talk as a text, calls and results in their places, the system's word left out."""
    lines: list[str] = []
    for one in messages:
        if one["role"] == "tool":
            lines.append(f"Result of {one['name']}: {one['content']}")
        elif one["role"] != "system":
            if one.get("content"):
                lines.append(f"{one['role'].capitalize()}: {one['content']}")
            for call in one.get("tool_calls") or ():
                lines.append(f"Call: {call['function']['name']}({call['function']['arguments']})")
    return "\n".join(lines)


def _as_tools(role: ActingRole) -> list["BaseTool"]:
    from langchain_core.tools import StructuredTool

    tools = [role.world.tools[name] for name in role.offered]
    return [
        StructuredTool(name=one.name, description=one.description, args_schema=dict(one.parameters))
        for one in tools
    ]


def _renamed(messages: Sequence[Message], replies: Sequence[Reply], called: int) -> list[Message]:
    """A turn's calls and results in the row's form: ids are unique in the talk, arguments are JSON texts.

    Args:
        replies: The answers with the calls as they came: what is wrong with them is for the checks.
        called: Calls of the talk so far.
    """
    asked = iter(replies)
    made: list[Message] = []
    waiting: list[tuple[str, str]] = []
    for one in messages:
        if one["role"] == "tool":
            identity, name = waiting.pop(0)
            made.append({"role": "tool", "tool_call_id": identity, "name": name, "content": one["content"]})
            continue
        calls = []
        for given in next(asked).tool_calls:
            calls.append(_call(given, f"call_{called}"))
            called += 1
            waiting.append((calls[-1]["id"], calls[-1]["function"]["name"]))
        made.append(
            {"role": "assistant", "content": str(one.get("content") or "").strip(), "tool_calls": calls}
        )
    return made


def _call(given: Any, identity: str) -> dict[str, Any]:
    """A call as the endpoint sent it, whatever that is, in OpenAI's form."""
    function: Mapping[str, Any] = {}
    if isinstance(given, Mapping) and isinstance(given.get("function"), Mapping):
        function = given["function"]
    arguments = function.get("arguments") or "{}"
    text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    named = {"name": str(function.get("name") or ""), "arguments": text}
    return {"id": identity, "type": "function", "function": named}
