"""An assistant that acts: it calls tools in a world by itself, and then answers in words.

It sees policy, talk, its own calls with their results, and the tools; never the user's errand. What a turn's
calls make of the world's state is taken up only if the turn stands."""

from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from typing import Any

from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import Message, brief_block, delimit, render
from seedbed.agent.role_players.stage import Said, Stage, words_of
from seedbed.agent.toolloop import Conversation, Talking, tool
from seedbed.agent.work import Env
from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.world.world import LONGEST_RESULT, World

JOB = "act_as_assistant"
_ACT = Decode(max_tokens=800, temperature=0.7)
Answering = Callable[[Call, str], Awaitable[World]]
"""(call, its place `TURN.CALL` in the turn) → the world as it answers that call."""


async def speak_acting(
    stage: Stage,
    env: Env,
    world: World,
    offered: Sequence[str],
    *,
    order: str = "",
    ends: str = "",
    held_to: Sequence[str] = (),
    answering: Answering | None = None,
) -> Said:
    """The assistant's next turn: its calls with their results, and its answer.

    What it keeps of the turn: `cut` (whether the answer was cut at its cap of tokens).

    Args:
        offered: Names of the tools that it may call.
        order: What it is told of its part, beside the world's policy; no row shows it.
        ends: When the talk is over; empty: the user alone knows.
        held_to: The sentences that each of its turns is judged by.
        answering: Looks up, and journals, what a call's result takes beside its arguments."""
    work, state = stage.work, stage.state
    slot = work.slot("assistant", stage.step, stage.play.take)
    nonce = slot.key[:12]
    prompt = render(
        JOB,
        policy=world.policy,
        order=order,
        ends=ends,
        talk=delimit(words_of(stage.messages, calls=True), nonce),
        rules=(*work.brief.guidance, *held_to),
        language=env.spec.language,
        refused=stage.play.refused.get("assistant", ()),
        feedback=stage.faults,
        brief=brief_block(
            {"job": JOB, "talk_nonce": nonce, "turn": stage.turns + 1, "seed": work.brief.seed}
        ),
    )

    async def execute(name: str, arguments: dict[str, Any], place: str) -> str:
        nonlocal state
        call = Call(name, arguments)
        here = await answering(call, place) if answering else world
        state, outcome = here.call(state, call)
        return outcome.text

    shown = map(world.tools.__getitem__, offered)
    tools = [tool(one.name, one.description, one.parameters) for one in shown]
    talking = Talking(env.client, slot, tools, work.purpose, _ACT, run=execute, longest=2 * LONGEST_RESULT)
    talk = await env.converse(prompt.messages, talking)
    work = work.asked(prompt, *talk.replies)
    messages = _as_row(talk, sum(len(one.get("tool_calls") or ()) for one in stage.messages))
    cut = False
    if talk.reply is not None:
        messages.append({"role": "assistant", "content": talk.reply.text.strip()})
        cut = talk.reply.finish == "length"
    return Said(tuple(messages), work, state=state, memory={"cut": cut})


def _as_row(talk: Conversation, called: int) -> list[Message]:
    """A turn's calls and results in the row's form: ids are unique in the talk, the rest is as it came, for
    what is wrong with a call is for the checks. `called`: calls of the talk so far."""
    used = iter(talk.used)
    made: list[Message] = []
    for reply in talk.replies:
        calls, results = [], []
        for number, one in enumerate(islice(used, len(reply.tool_calls)), called):
            identity, function = f"call_{number}", {"name": one.name, "arguments": one.arguments}
            calls.append({"id": identity, "type": "function", "function": function})
            told = {"tool_call_id": identity, "name": one.name, "content": one.result}
            results.append({"role": "tool", **told})
        called += len(calls)
        if calls:
            said = {"role": "assistant", "content": reply.text.strip(), "tool_calls": calls}
            made += [said, *results]
    return made
