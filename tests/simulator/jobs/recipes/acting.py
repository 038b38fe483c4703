"""The assistant of a recipe's talk that calls tools: one call a turn, then what came of it."""

from typing import Any

from tests.simulator.chance import rng
from tests.simulator.jobs.plain.chat import ToolCall, tool_results
from tests.simulator.jobs.plain.from_schema import NUMBER, Source, value_for
from tests.simulator.jobs.recipes.telling import stock_text
from tests.simulator.jobs.talks.act_as_assistant import JOB, Acted, calls_since_order
from tests.simulator.wire import Call
from tests.simulator.world.known import Written
from tests.simulator.world.vocabulary import pool

_NUMBERS = 3
"""Of the talk that are added up, at most."""


def act_plainly(call: Call, seed: int) -> Acted | None:
    """A call of the tool that needs least, or words on its result; None: there are no tools."""
    offered = [one["function"] for one in call.body.get("tools") or () if "function" in one]
    if not offered:
        return None
    draw = rng(seed, "act plainly", call.key)
    if not calls_since_order(call):
        tool = min(offered, key=lambda one: len((one.get("parameters") or {}).get("required") or ()))
        arguments = _arguments(tool, call, Source(draw, lambda: stock_text(draw, call.key), pool("things")))
        return Acted("", (ToolCall(str(tool["name"]), arguments),), Written(JOB, str(arguments)))
    told = f"{stock_text(draw, call.key)} What came of it: {' '.join(tool_results(call))[:300]}"
    return Acted(told, (), Written(JOB, told))


def _arguments(tool: dict[str, Any], call: Call, source: Source) -> dict[str, Any]:
    """Only what is required; of an expression the sum of the numbers that the talk has last, of a query the
    user's last words."""
    schema = tool.get("parameters") or {}
    known = schema.get("properties") or {}
    if "expression" in known:
        numbers = NUMBER.findall("\n".join(call.texts))[-_NUMBERS:] or ["1"]
        return {"expression": " + ".join(numbers)}
    users = [line for text in call.texts for line in text.split("\n") if line.startswith("User: ")]
    if "query" in known and users:
        return {"query": users[-1].removeprefix("User: ")}
    return {name: value_for(known.get(name) or {}, source) for name in schema.get("required") or ()}
