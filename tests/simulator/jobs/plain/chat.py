"""Requests that name none of the jobs: a fact hidden in notes, tools, anybody's schemas."""

import json
import random
import re
from typing import Any

from tests.simulator.jobs.plain.from_schema import Source
from tests.simulator.jobs.recipes.telling import stock_text
from tests.simulator.wire import Call, Json
from tests.simulator.world.vocabulary import pool

_CODE_WORD = re.compile(r"The code word of [\w ]+ is (\w+)\.")
ToolCall = tuple[str, Json]
"""Name and arguments."""


def plain_answer(call: Call, draw: random.Random) -> str:
    """The code word that the prompt states, else two sentences."""
    found = _CODE_WORD.search(call.everything)
    return found[1] if found else f"{stock_text(draw, 'anything')} {stock_text(draw, 'anything')}"


def any_source(draw: random.Random, theme: str = "anything") -> Source:
    """Values in nobody's words."""
    return Source(draw, lambda: stock_text(draw, theme), pool("things")[:40])


def structured_answer(call: Call, draw: random.Random) -> Any:
    """A value for a schema that isn't one of our jobs."""
    return any_source(draw).value(call.schema or {"properties": {"answer": {"type": "string"}}})


def offered(call: Call) -> list[Json]:
    """The tools that a call may use."""
    return [t["function"] for t in call.body.get("tools") or () if isinstance(t, dict) and "function" in t]


def tool_results(call: Call) -> list[str]:
    """What the tools have answered to the last user message."""
    results: list[str] = []
    for role, text in call.messages:
        if role == "user":
            results = []
        elif role == "tool":
            results.append(_readable(text))
    return results


def _readable(text: str) -> str:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return ", ".join(f"{k}: {v}" for k, v in value.items()) if isinstance(value, dict) else text
