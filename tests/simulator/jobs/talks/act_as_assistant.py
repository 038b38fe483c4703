"""The assistant of a talk with tools: makes the calls of the errand's plan, and tells what came of them.

With a defect: a call of a wrong type or of no tool, an answer that contradicts a result, words of the other
role. Where it knows no errand (a recipe's talk) it calls the tool that needs least, then tells what came of
it.
"""

import json
import random
import re

from tests.simulator.chance import rng
from tests.simulator.jobs.plain.chat import ToolCall, any_source, offered, tool_results
from tests.simulator.jobs.plain.from_schema import NUMBER, Source
from tests.simulator.jobs.recipes.telling import stock_text
from tests.simulator.wire import Call, Json
from tests.simulator.world.rows import Row, Rows

JOB = "act_as_assistant"
_LATER = ("follow-up", "error and recovery", "change of mind")
"""Kinds of which the last call waits for what is told later."""
_FIGURE = re.compile(r"(?<![\w.-])\d+(?![\w.-])")
_NUMBERS = 3
"""Of the talk that are added up, at most."""
_BROKEN = "I would like to book a tandem for my family, please."
_ASKED, _DECLINED = "For how many days, please?", "I'm sorry, I can't do that here."


def act(call: Call, rows: Rows, seed: int, defective: bool) -> tuple[list[ToolCall], Row]:
    """The calls that it makes (none: the row's text is what it says), and the row."""
    lines = call.passage(str(call.brief.get("talk_nonce"))).split("\n")
    users = [line.removeprefix("User: ") for line in lines if line.startswith("User: ")]
    first = rows.told(users[0]) if users else None
    plan = rows.told(str(first.known.get("goal"))) if first else None
    given = call.body["messages"]
    at = max(i for i, one in enumerate(given) if one.get("role") == "user")
    done = sum(bool(one.get("tool_calls")) for one in given[at:])
    if plan is None:
        return _plainly(call, done, seed)
    draw, kind = rng(seed, "act", call.digest), str(plan.known["kind"])
    turns = _turns(kind, plan.known["calls"])
    turn = turns[min(len(users), len(turns)) - 1]
    if done < len(turn):
        calls, defect = turn[done], None
        if defective:
            spoilt, defect = _spoilt(*calls[0], draw)
            calls = [spoilt, *calls[1:]]
        return calls, Row(JOB, call.digest, _json(calls), defect=defect)
    asks = kind == "missing argument" and len(users) == 1
    said = _told(call) if turn else _ASKED if asks else _DECLINED
    said, defect = _wrong(said, draw) if defective else (said, None)
    return [], Row(JOB, call.digest, said, defect=defect)


def _turns(kind: str, calls: list[ToolCall]) -> list[list[list[ToolCall]]]:
    """What is called in each turn, message by message."""
    apart = [[one] for one in calls]
    if kind in _LATER:
        return [apart[:-1], apart[-1:]]
    if kind == "missing argument":
        return [[], apart]
    return [[calls] if kind == "parallel" else apart]


def _spoilt(name: str, arguments: Json, draw: random.Random) -> tuple[ToolCall, str]:
    """A call of no tool, or with an argument of a wrong type; and which."""
    if draw.random() < 0.5:
        return (draw.choice((f"v2_{name}", "send_email")), arguments), "unknown tool"
    wrong = draw.choice(sorted(arguments))
    return (name, {**arguments, wrong: [arguments[wrong]]}), "wrong argument type"


def _told(call: Call) -> str:
    """What came of the calls."""
    results = tool_results(call)
    if results and results[-1].startswith("error: "):
        return f"That didn't work, there is an {results[-1]}. Which other one should I take?"
    return f"Done: {'; '.join(results)}.".replace("_", " ")


def _wrong(said: str, draw: random.Random) -> tuple[str, str]:
    """Words with a defect, and which."""
    figures = list(_FIGURE.finditer(said))
    if not figures or draw.random() < 0.4:
        return _BROKEN, "role break"
    one = draw.choice(figures)
    other = int(one[0]) + draw.randint(15, 40)
    return f"{said[: one.start()]}{other}{said[one.end() :]}", "contradicts a result"


def _plainly(call: Call, done: int, seed: int) -> tuple[list[ToolCall], Row]:
    draw, tools = rng(seed, "act plainly", call.digest), offered(call)
    if done or not tools:
        said = f"{stock_text(draw, call.digest)} What came of it: {' '.join(tool_results(call))[:300]}"
        return [], Row(JOB, call.digest, said)
    tool = min(tools, key=lambda one: len((one.get("parameters") or {}).get("required") or ()))
    calls = [
        (str(tool["name"]), _arguments(tool.get("parameters") or {}, call, any_source(draw, call.digest)))
    ]
    return calls, Row(JOB, call.digest, _json(calls))


def _arguments(schema: Json, call: Call, source: Source) -> Json:
    """Only what is required; of an expression the sum of the numbers that the talk has last, of a query the
    user's last words."""
    known = schema.get("properties") or {}
    if "expression" in known:
        return {"expression": " + ".join(NUMBER.findall("\n".join(call.texts))[-_NUMBERS:] or ["1"])}
    users = [line for text in call.texts for line in text.split("\n") if line.startswith("User: ")]
    if "query" in known and users:
        return {"query": users[-1].removeprefix("User: ")}
    return {name: source.value(known.get(name) or {}) for name in schema.get("required") or ()}


def _json(calls: list[ToolCall]) -> str:
    return json.dumps(calls, sort_keys=True)
