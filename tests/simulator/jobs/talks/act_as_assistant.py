"""The assistant of a talk with tools: makes the calls of the errand's plan, and tells what came of them.

With a defect: a call of a wrong type or of no tool, an answer that contradicts a result, words of the other
role.
"""

import json
import random
import re
from dataclasses import dataclass

from tests.simulator.chance import rng
from tests.simulator.jobs.plain.chat import ToolCall, tool_results
from tests.simulator.wire import Call
from tests.simulator.world.known import Known, Written

JOB = "act_as_assistant"
_LATER = ("follow-up", "error and recovery", "change of mind")
"""Kinds of which the last call waits for what is told later."""
_FIGURE = re.compile(r"(?<![\w.-])\d+(?![\w.-])")
_BROKEN = (
    "{said}\nUser: Thank you, that is all.\nAssistant: You are welcome.",
    "I would like to book a tandem for my family, please.",
    "Thanks so much for your help, I am looking for a bike for Saturday.",
)
_ASKED = ("For how many days, please?", "And for how long?", "How many days should it be?")
_DECLINED = (
    "I'm sorry, I can't do that here.",
    "Unfortunately that isn't possible here.",
    "That is something I can't do, I'm afraid.",
    "I must not do that, whoever asks.",
)


@dataclass(frozen=True, slots=True)
class Acted:
    """What an assistant does next."""

    text: str
    calls: tuple[ToolCall, ...]
    written: Written

    @property
    def sent(self) -> str:
        """Words, or calls as JSON."""
        return self.text or json.dumps([[one.name, one.arguments] for one in self.calls], sort_keys=True)


def act(call: Call, known: Known, seed: int, defective: bool) -> Acted | None:
    """Calls or words; None: it doesn't know the errand."""
    lines = call.passage(str(call.brief.get("talk_nonce"))).split("\n")
    users = [line.removeprefix("User: ") for line in lines if line.startswith("User: ")]
    first = known.exact(users[0]) if users else None
    plan = known.exact(str(first.detail.get("goal"))) if first else None
    if plan is None:
        return None
    draw, kind = rng(seed, "act", call.key), str(plan.detail["kind"])
    turns = _turns(kind, [ToolCall(name, dict(arguments)) for name, arguments in plan.detail["calls"]])
    turn = turns[min(len(users), len(turns)) - 1]
    done = calls_since_order(call)
    if done < len(turn):
        return _calling(turn[done], draw, defective)
    asks = kind == "missing argument" and len(users) == 1
    said = _told(call, draw) if turn else draw.choice(_ASKED if asks else _DECLINED)
    defect = None
    if defective:
        said, defect = _wrong(said, draw)
    return Acted(said, (), Written(JOB, said, defect=defect))


def calls_since_order(call: Call) -> int:
    """Messages with calls behind the prompt."""
    given = call.body.get("messages") or []
    at = max(i for i, one in enumerate(given) if one.get("role") == "user")
    return sum(bool(one.get("tool_calls")) for one in given[at:])


def _turns(kind: str, calls: list[ToolCall]) -> list[list[list[ToolCall]]]:
    """What is called in each turn, message by message."""
    apart = [[one] for one in calls]
    if kind in _LATER:
        return [apart[:-1], apart[-1:]]
    if kind == "missing argument":
        return [[], apart]
    return [[calls] if kind == "parallel" else apart]


def _calling(calls: list[ToolCall], draw: random.Random, defective: bool) -> Acted:
    defect = None
    if defective:
        spoilt, defect = _spoilt(calls[0], draw)
        calls = [spoilt, *calls[1:]]
    text = json.dumps([[one.name, one.arguments] for one in calls], sort_keys=True)
    return Acted("", tuple(calls), Written(JOB, text, defect=defect))


def _spoilt(call: ToolCall, draw: random.Random) -> tuple[ToolCall, str]:
    """A call of no tool, or with an argument of a wrong type; and which."""
    if draw.random() < 0.5:
        return ToolCall(draw.choice((f"v2_{call.name}", "send_email")), call.arguments), "unknown tool"
    name = draw.choice(sorted(call.arguments))
    return ToolCall(call.name, {**call.arguments, name: [call.arguments[name]]}), "wrong argument type"


def _told(call: Call, draw: random.Random) -> str:
    """What came of the calls."""
    results = tool_results(call)
    if results and results[-1].startswith("error: "):
        return f"That didn't work, there is an {results[-1]}. Which other one should I take?"
    return f"{draw.choice(('Done:', 'Settled:', 'Here it is:'))} {'; '.join(results)}.".replace("_", " ")


def _wrong(said: str, draw: random.Random) -> tuple[str, str]:
    """Words with a defect, and which."""
    figures = list(_FIGURE.finditer(said))
    if not figures or draw.random() < 0.4:
        return draw.choice(_BROKEN).format(said=said), "role break"
    one = draw.choice(figures)
    return (
        f"{said[: one.start()]}{int(one[0]) + draw.randint(15, 40)}{said[one.end() :]}",
        "contradicts a result",
    )
