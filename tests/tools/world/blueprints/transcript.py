"""A blueprint and words for it as one talk: OpenAI's messages with the blueprint's calls and results."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.tools.world.blueprints.blueprint import Blueprint, Message, Step
from seedbed.tools.world.world import Outcome, World, offered_tools

_SILENT = ("call", "result")
"""Acts without words of their own."""


def spoken(blueprint: Blueprint) -> tuple[Message, ...]:
    """The messages for which words must be found, in their order."""
    return tuple(message for message in blueprint.messages if message.act not in _SILENT)


def transcript(world: World, blueprint: Blueprint, words: Sequence[str]) -> dict[str, Any]:
    """`messages` and `tools` as OpenAI has them; ids of calls are `call_0`, `call_1`, ….

    Args:
        words: One text for each of `spoken`.

    Raises:
        ValueError: they aren't as many.
    """
    texts = iter(words)
    if len(words) != len(spoken(blueprint)):
        raise ValueError(f"{len(words)} texts for {len(spoken(blueprint))} messages")
    messages = []
    for message in blueprint.messages:
        if message.act == "call":
            calls = [_call(number, blueprint.steps[number]) for number in message.steps]
            messages.append({"role": "assistant", "content": "", "tool_calls": calls})
        elif message.act == "result":
            messages += [_result(number, blueprint.steps[number]) for number in message.steps]
        else:
            messages.append({"role": message.role, "content": next(texts)})
    return {"messages": messages, "tools": offered_tools(world, blueprint.offered)}


def _call(number: int, step: Step) -> Mapping[str, Any]:
    arguments = json.dumps(step.arguments, ensure_ascii=False)
    return {
        "id": f"call_{number}",
        "type": "function",
        "function": {"name": step.name, "arguments": arguments},
    }


def _result(number: int, step: Step) -> dict[str, Any]:
    text = Outcome(step.value, step.error).text
    return {"role": "tool", "tool_call_id": f"call_{number}", "name": step.name, "content": text}
