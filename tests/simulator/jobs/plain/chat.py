"""Requests that name none of the jobs: questions, facts hidden in long prompts, tools, anybody's schemas."""

import json
import operator
import random
import re
from collections.abc import Callable
from typing import Any

from tests.simulator.jobs.plain.from_schema import NUMBER, Source
from tests.simulator.jobs.recipes.telling import stock_text
from tests.simulator.wire import Call, without_schemas
from tests.simulator.world.vocabulary import pool, stems, words

Json = dict[str, Any]
_CODE_WORD = re.compile(
    r"(?:code|pass|secret)[ -]?(?:word|phrase|number)[\w ]{0,40}? (?:is|was)[: ]+[\"“'`]?([\w-]+)", re.I
)
_SUM = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) ?([-+*/]) ?(\d+(?:\.\d+)?)")
_SIGNS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
ToolCall = tuple[str, Json]
"""Name and arguments."""


def plain_answer(call: Call, draw: random.Random) -> str:
    """A short text: results of tools, a fact that the prompt states, a sum, else two sentences."""
    if results := tool_results(call):
        return f"Here is what I found: {' '.join(results)}"
    theme = " ".join(sorted(stems(call.said))[:3]) or "anything"
    return _fact(call) or f"{stock_text(draw, theme)} {stock_text(draw, theme)}"


def structured_answer(call: Call, draw: random.Random) -> Any:
    """A value for a schema that isn't one of our jobs: what the user's words give, the rest drawn."""
    schema = call.schema or {"properties": {"answer": {"type": "string"}}, "required": ["answer"]}
    strings = [n for n, s in (schema.get("properties") or {}).items() if isinstance(s, dict) and _is_free(s)]
    made, found = _source(call, draw).value(schema), _fact(call)
    if found is not None and len(strings) == 1 and isinstance(made, dict):
        made[strings[0]] = found
    return made


def _fact(call: Call) -> str | None:
    """The code word that the prompt states, or what a sum comes to; None: nothing of that kind is asked."""
    if re.search(r"(?:code|pass|secret)[ -]?(?:word|phrase|number)", call.said, re.I):
        return next((m.group(1) for m in reversed([*_CODE_WORD.finditer(call.everything)])), None)
    if match := _SUM.search(call.said):
        a, sign, b = match.groups()
        return f"{_SIGNS[sign](float(a), float(b)):g}"
    return None


def tool_calls(call: Call, draw: random.Random, skilled: bool) -> list[ToolCall]:
    """The call that answers the user's message; none where no tool fits or its result is already there."""
    tools = offered(call)
    if not tools or call.body.get("tool_choice") == "none" or tool_results(call):
        return []
    best = max(tools, key=lambda tool: _fits(tool, call.said))
    if _fits(best, call.said) <= 0:
        return []
    if not skilled:
        return [(str(draw.choice(tools).get("name")), {"input": "?"})]
    return [(str(best.get("name")), _source(call, draw).value(best.get("parameters") or {"type": "object"}))]


def calculation(call: Call, expression: str) -> list[ToolCall]:
    """A call of the tool that takes an expression, if there is one and something to calculate."""
    for tool in offered(call):
        if expression and "expression" in ((tool.get("parameters") or {}).get("properties") or {}):
            return [(str(tool.get("name")), {"expression": expression})]
    return []


def offered(call: Call) -> list[Json]:
    """The tools that a call may use."""
    return [t["function"] for t in call.body.get("tools") or () if isinstance(t, dict) and "function" in t]


def _source(call: Call, draw: random.Random) -> Source:
    theme = " ".join(sorted(stems(call.said))[:3]) or "anything"
    return Source(draw, lambda: stock_text(draw, theme), pool("things")[:40], said=without_schemas(call.said))


def _fits(tool: Json, said: str) -> float:
    """How well a tool fits a message: words in common, and values for what it requires."""
    mentioned = stems(said)
    name = str(tool.get("name", "")).replace("_", " ").replace(".", " ")
    schema = tool.get("parameters") or {}
    properties = schema.get("properties") or {}
    described = stems(f"{tool.get('description', '')} {' '.join(properties).replace('_', ' ')}")
    numeric = [
        n for n in schema.get("required") or () if properties.get(n, {}).get("type") in ("number", "integer")
    ]
    score = 2.0 * len(stems(name) & mentioned) + len(described & mentioned)
    if numeric:
        score += 0.5 if len(NUMBER.findall(said)) >= len(numeric) else -1.5
    options = [
        str(o).lower() for p in properties.values() if isinstance(p, dict) for o in p.get("enum") or ()
    ]
    return score + 0.5 * any(option in words(said) for option in options)


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


def _is_free(schema: Json) -> bool:
    return schema.get("type") == "string" and "enum" not in schema and "const" not in schema
