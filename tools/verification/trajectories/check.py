"""What is wrong with a trajectory by exact comparison, turn by turn: the door of this package."""

import json
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from seedbed.memory.exact.canonical import digest
from seedbed.tools.checks.check import texts_of
from seedbed.tools.verification.toolcalls.calls import loads
from seedbed.tools.verification.toolcalls.check import check_call
from seedbed.tools.verification.trajectories.messages import Fault, Message, Trajectory
from seedbed.tools.world.world import Outcome, World

BY = "trajectory check 2"
"""Name of this check in evidence."""
_SHOWN = 160
_MARK = re.compile(
    r"<\|[\w ]{1,30}\|>|\[/?INST\]|<</?SYS>>|</?tool_(?:call|response)>|</?text-[0-9a-f]{12}>|```brief\b"
)
"""What chat templates and this program's prompts put between turns."""

_DIGITS = 3
"""Digits from which letters and digits are an identifier: «mp3» and «B12» are none."""
_NO_ID = re.compile(r"\d{4}-(?:\d\d|W\d\d).*|[\d.,/]+-?[^\W\d_]+")
"""Dates, and amounts with a unit."""


def check_trajectory(trajectory: Trajectory, world: World | None = None) -> tuple[Fault, ...]:
    """Every fault that this package finds, by turn; within one in the order of the checks. `world`: what the
    calls are executed in again; None: results are taken as they stand."""
    tools = {tool.name: tool for tool in trajectory.tools}
    made = [(one, check_call(tools, call)) for one in trajectory.messages for call in one.calls]
    found = [one.fault(checked.defect, checked.reason) for one, checked in made if not checked.ok]
    found += _order_faults(trajectory)
    found += _pairing_faults(trajectory)
    for message in trajectory.messages:
        if message.role in ("user", "assistant") and (mark := _MARK.search(message.text)):
            found.append(message.fault("mark between turns", f"it holds {mark[0]!r}, a mark between turns"))
    found += id_faults(trajectory)
    if world is not None:
        found += _result_faults(trajectory, world)
    return tuple(sorted(found, key=lambda one: one.turn))


def _result_faults(trajectory: Trajectory, world: World) -> Iterator[Fault]:
    """Results that the world doesn't give."""
    outcomes: dict[str, Outcome] = {}
    state = world.start()
    for message in trajectory.messages:
        for call in message.calls:
            state, outcomes[call.id] = world.call(state, call)
        if message.role != "tool" or (outcome := outcomes.get(message.answers)) is None:
            continue
        if not _same(message.text, outcome):
            given, shown = outcome.text[:_SHOWN], message.text[:_SHOWN]
            yield message.fault("not reproduced", f"the world answers {given}, and the result is {shown}")


def _same(stored: str, outcome: Outcome) -> bool:
    """Equal as JSON: 1 is 1.0, and true is no number."""
    if stored == outcome.text or (isinstance(outcome.value, str) and stored == outcome.value):
        return True
    try:
        return digest(loads(stored)) == digest(loads(outcome.text))
    except ValueError:
        return False


# turns and results ---------------------------------------------------------------------------------------


def _order_faults(trajectory: Trajectory) -> Iterator[Fault]:
    """Turns out of their order. User and assistant alternate; results follow calls, and the assistant them.

    Who begins is free, and so is whether the user has the last word; a result must not be the last."""
    messages = trajectory.messages
    turns = ["", *("call" if one.calls else one.role for one in messages), ""]
    for (before, now), message in zip(pairwise(turns), [*messages, messages[-1]], strict=True):
        if said := _misplaced(before, now):
            yield message.fault("out of turn", said)


def _misplaced(before: str, now: str) -> str:
    """Why a turn may not follow the one before it; `call` is an assistant's, empty begin and end."""
    match before, now:
        case "user" | "assistant" | "call" | "tool", "system":
            return "a system message within the talk"
        case "" | "system" | "user" | "assistant", "tool":
            return "a result that follows no call"
        case "tool", "":
            return "the talk ends with a result, and the assistant says nothing to it"
        case "user", "user":
            return "the user speaks twice in a row"
        case "call" | "tool", "user":
            return "the user speaks before the assistant has answered the result"
        case "assistant", "assistant" | "call":
            return "the assistant speaks twice in a row"
        case "call", "assistant" | "call":
            return "the assistant speaks before its call has a result"
    return ""


def _pairing_faults(trajectory: Trajectory) -> Iterator[Fault]:
    """Calls without result, with two, and results of nothing or of another tool than they name."""
    asking: Message | None = None
    waiting: dict[str, str] = {}
    done: set[str] = set()
    for message in (*trajectory.messages, None):
        if message is None or message.role != "tool":
            if asking is not None and waiting:
                names = ", ".join(f"`{name[:60]}`" for name in waiting.values())
                yield asking.fault("unanswered call", f"the call of {names} has no result")
            if message is None:
                return
            asking, done, waiting = message, set(), {call.id: call.name for call in message.calls}
            if len(waiting) < len(message.calls):
                yield message.fault("unanswered call", "two of its calls have one id")
        elif message.answers not in waiting:
            twice = message.answers in done
            said = "a second result of" if twice else "a result, and no call before it is"
            yield message.fault("result of no call", f"{said} {message.answers or 'open'!r}")
        else:
            called = waiting.pop(message.answers)
            done.add(message.answers)
            if message.name and called and message.name != called:
                said = f"a result of {message.name!r} for a call of {called!r}"
                yield message.fault("result of no call", said)


# identifiers -----------------------------------------------------------------------------------------------


def id_faults(trajectory: Trajectory) -> Iterator[Fault]:
    """Identifiers and mail addresses in calls that no message before, no result and no schema gives.

    What the assistant itself said counts once the user has answered it. Numbers are none («a fortnight»)."""
    schemas = [[one.name, one.description, dict(one.parameters)] for one in trajectory.tools]
    parsed: list[str] = [json.dumps(schemas, ensure_ascii=False)]
    unheard: list[str] = []
    for message in trajectory.messages:
        if message.role == "assistant":
            known = _plain("\n".join(parsed)) if message.calls else ""
            for text in (text.strip() for one in message.calls for text in texts_of(one.arguments)):
                if is_identifier(text) and not _is_known(text, known):
                    yield message.fault("value from nowhere", f"{text[:80]!r} was given by nobody")
            unheard.append(message.text)
            continue
        if message.role == "user":
            parsed += unheard
            unheard = []
        parsed.append(message.text)


def is_identifier(text: str) -> bool:
    """Whether a value of a call is one that somebody must have given, letter for letter."""
    if len(text) > 80 or any(one.isspace() for one in text):
        return False
    if "@" in text[1:-1]:
        return True
    mixed = any(one.isalpha() for one in text) and sum(one.isdigit() for one in text) >= _DIGITS
    return mixed and not _NO_ID.fullmatch(text) and bool(re.fullmatch(r"[\w./#-]+", text))


def _is_known(text: str, known: str) -> bool:
    """Whether an identifier stands in what is known, or each part of it that has digits does."""
    parts = [one for one in re.split(r"[\W_]+", text) if any(letter.isdigit() for letter in one)]
    return _plain(text) in known or ("@" not in text and all(_plain(one) in known for one in parts))


def _plain(text: str) -> str:
    """Letters and digits alone, in small letters: K-1001 is «k 1001»."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
