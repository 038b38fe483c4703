"""The assistant of a talk with tools: goes the steps of the errand's blueprint, and tells what came of them.

With a defect: a call of a wrong type or of no tool, an answer that contradicts a result or forgets what was
made, words of the other role.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.simulator.chance import rng
from tests.simulator.jobs.chat import ToolCall
from tests.simulator.wire import Call
from tests.simulator.world.errands import Errand, errand_of, key_words
from tests.simulator.world.known import Known, Written

if TYPE_CHECKING:
    from seedbed.tools.world.blueprints.blueprint import Message, Step

JOB = "act_as_assistant"
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_BROKEN = (
    "{said}\nUser: Thank you, that is all.\nAssistant: You are welcome.",
    "I would like to book a tandem for my family, please.",
    "Thanks so much for your help, I am looking for a bike for Saturday.",
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


def act(call: Call, known: Known, file: str, seed: int, defective: bool) -> Acted | None:
    """Calls or words; None: it doesn't know the errand.

    Args:
        file: Path of the world's file.
    """
    lines = call.passage(str(call.brief.get("talk_nonce"))).split("\n")
    users = [line.removeprefix("User: ") for line in lines if line.startswith("User: ")]
    first = known.exact(users[0]) if users else None
    errand = errand_of(file, str(first.detail.get("errand"))) if first else None
    if errand is None:
        return None
    draw = rng(seed, "act", call.key)
    turns = errand.turns
    turn = turns[min(len(users), len(turns)) - 1]
    done = calls_since_order(call)
    groups = [one for one in turn if one.act == "call"]
    if done < len(groups):
        return _calling(errand, groups[done], draw, defective)
    words = next((one for one in turn if one.act != "call"), turn[-1])
    return _telling(errand, words, len(users), draw, defective)


def calls_since_order(call: Call) -> int:
    """Messages with calls behind the prompt."""
    given = call.body.get("messages") or []
    at = max(i for i, one in enumerate(given) if one.get("role") == "user")
    return sum(bool(one.get("tool_calls")) for one in given[at:])


def _calling(errand: Errand, group: "Message", draw: random.Random, defective: bool) -> Acted:
    steps = [errand.blueprint.steps[number] for number in group.steps]
    calls = [ToolCall(step.name, dict(step.arguments)) for step in steps]
    defect = None
    if defective:
        calls[0], defect = spoilt(calls[0], draw)
    text = json.dumps([[one.name, one.arguments] for one in calls], sort_keys=True)
    return Acted("", tuple(calls), Written(JOB, text, defect=defect))


def spoilt(call: ToolCall, draw: random.Random) -> tuple[ToolCall, str]:
    """A call of no tool, or with an argument of a wrong type; and which."""
    if not call.arguments or draw.random() < 0.5:
        name = draw.choice((f"v2_{call.name}", f"{call.name}_now", "send_email"))
        return ToolCall(name, call.arguments), "unknown tool"
    name = draw.choice(sorted(call.arguments))
    value = call.arguments[name]
    odd = [value] if isinstance(value, str) else f"about {value}"
    return ToolCall(call.name, {**call.arguments, name: odd}), "wrong argument type"


def _telling(errand: Errand, words: "Message", users: int, draw: random.Random, defective: bool) -> Acted:
    steps = [errand.blueprint.steps[number] for number in words.steps]
    wanted = {want.tool for want in errand.blueprint.goal.wants}
    failing = words.act == "report"
    told = [step for step in steps if step.name in wanted and bool(step.error) is failing]
    said = _words(errand, words, told, draw)
    defect = None
    if defective:
        wrong, defect = _wrong(errand, told, said, users, draw)
        said = wrong or said
    return Acted(said, (), Written(JOB, said, defect=defect if said else None))


def _words(errand: Errand, words: "Message", steps: list["Step"], draw: random.Random) -> str:
    match words.act:
        case "ask":
            names = " and the ".join(_name(one) for one in words.asks)
            return draw.choice(("What is the {}, please?", "And the {}?", "Which {} should it be?")).format(
                names
            )
        case "decline":
            return draw.choice(
                (
                    "I'm sorry, I can't do that here.",
                    "Unfortunately that isn't possible here: I have nothing to do it with.",
                    "That is something I can't do, I'm afraid.",
                )
            )
        case "report":
            asked = draw.choice(("Which other one", "What"))
            return f"That didn't work: {steps[0].error}. {asked} should I take?"
    return " ".join(_told(errand, step, draw) for step in steps)


def _told(errand: Errand, step: "Step", draw: random.Random) -> str:
    operation = errand.world.operations.get(step.name)
    if operation is None:
        return draw.choice(("That comes to {}.", "The result is {}.", "It is {}.")).format(_plain(step.value))
    if operation.does == "find":
        found = step.value["results"]
        listed = "; ".join(", ".join(f"{_name(k)} {_plain(v)}" for k, v in one.items()) for one in found[:6])
        more = " There are more of them." if len(found) > 6 else ""
        return f"There {'is' if len(found) == 1 else 'are'} {len(found)}: {listed}.{more}"
    if operation.does == "delete":
        return f"{_plain(step.value)} is deleted."
    key = errand.world.collections[operation.collection].key
    rest = ", ".join(f"{_name(k)} {_plain(v)}" for k, v in step.value.items() if k != key)
    begins = (
        ("Here it is:", "This is what there is:") if operation.does == "get" else ("Done:", "That's settled:")
    )
    return f"{draw.choice(begins)} {_plain(step.value.get(key))}, {rest}."


def _name(field: str) -> str:
    return " ".join(key_words(field))


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(_plain(one) for one in value.values())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(_plain, value)) if isinstance(value, list) else str(value)


# defects -------------------------------------------------------------------------------------------------


def _wrong(
    errand: Errand, steps: list["Step"], said: str, users: int, draw: random.Random
) -> tuple[str, str | None]:
    """Words with a defect, and which; empty: there is nothing to be wrong about."""
    if errand.blueprint.kind == "follow-up" and users > 1:
        made = errand.blueprint.steps[0]
        operation = errand.world.operations[made.name]
        key = errand.world.collections[operation.collection].key
        noun = _name(operation.collection).removesuffix("s")
        return f"There is no {noun} {made.value[key]} here, nothing of that kind was made.", "state forgotten"
    ways = list(_contradictions(steps, said, draw))
    if ways and draw.random() < 0.6:
        return draw.choice(ways), "contradicts a result"
    broken = draw.choice(_BROKEN).format(said=said)
    return broken, "role break"


def _contradictions(steps: list["Step"], said: str, draw: random.Random) -> Iterator[str]:
    """The words with one value of a result changed."""
    for step in steps:
        if step.error:
            yield "It is done, all has been booked successfully."
            continue
        for value in _values(step.value):
            text = _plain(value)
            if not re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", said):
                continue
            if isinstance(value, str) and _DATE.fullmatch(value):
                other = (date.fromisoformat(value) + timedelta(days=draw.randint(9, 30))).isoformat()
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                other = _plain(value + draw.randint(5, 9))
            else:
                continue
            yield re.sub(rf"(?<![\w-]){re.escape(text)}(?![\w-])", other, said)


def _values(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _values(one)
    elif isinstance(value, list):
        for one in value:
            yield from _values(one)
    else:
        yield value
