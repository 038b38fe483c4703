"""A talk or tool-use trajectory out of a row, and what is wrong with it by exact comparison, turn by turn.

Rows are {messages, tools} as OpenAI has them. Also read: content as a list of text parts, `developer` for
system, and tool calls without ids (as chat templates have them), whose results are taken in order."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import digest
from seedbed.tools.checks.check import texts_of
from seedbed.tools.verification.toolcalls import Call, Tool, check_call, loads, read_call, read_tools
from seedbed.tools.world.world import Outcome, World

LONGEST = 20_000
"""Characters of a message that is read, of a result too."""
MOST_MESSAGES = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong."""

    turn: int
    """The message's place in its list, from 0."""
    defect: str
    reason: str
    """In a line, beginning with the turn and whose it is."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message."""

    turn: int
    """Its place in the list that it was read from, from 0."""
    role: Literal["system", "user", "assistant", "tool"]
    text: str
    """What it says; of a tool its result, as it stands in the data. Empty: only calls."""
    calls: tuple[Call, ...] = ()
    """Of an assistant."""
    answers: str = ""
    """Of a tool: the id of the call that this is the result of; empty: none is named."""
    name: str = ""
    """Of a tool: its name, where the data gives one."""

    def fault(self, defect: str, said: str) -> Fault:
        return Fault(self.turn, defect, f"turn {self.turn} ({self.role}): {said}")


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A talk with the tools that it could use."""

    tools: tuple[Tool, ...]
    messages: tuple[Message, ...]


class _Part(BaseModel):
    text: str


class _Call(BaseModel):
    """Whatever stands in it: what is wrong with a call is for its check."""

    model_config = ConfigDict(extra="allow")
    id: str | None = None


class _Message(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[_Part] | None = None
    tool_calls: list[_Call] | None = None
    tool_call_id: str | None = None
    name: str | None = None


_MESSAGES = TypeAdapter(list[_Message])


def read_trajectory(row: Mapping[str, Any]) -> Trajectory:
    """The trajectory of a row. `tools` may be missing, empty or null: then there are none. Raises UserFault:
    it can't be read; names the place, as `messages.3.tool_calls.0`."""
    given = row.get("messages")
    if isinstance(given, str):
        try:
            given = loads(given)
        except ValueError as fault:
            raise _wrong(f"not JSON: {fault}", "messages", "give a list of messages") from fault
    if not isinstance(given, (list, tuple)) or not 0 < len(given) <= MOST_MESSAGES:
        said = f"not a list of 1 to {MOST_MESSAGES:,} messages"
        raise _wrong(said, "messages", "give the messages of a talk")
    messages = openai_messages(given)
    if not any(message.role == "assistant" for message in messages):
        raise _wrong("no turn of the assistant", "messages", "give whole talks")
    if long := next((one for one in messages if len(one.text) > LONGEST), None):
        raise _wrong(f"longer than {LONGEST:,} characters", f"messages.{long.turn}", "leave the row out")
    tools = row.get("tools")
    return Trajectory(() if tools in (None, [], (), "", "[]") else read_tools(tools), messages)


def openai_messages(given: Sequence[Any]) -> tuple[Message, ...]:
    """The messages of OpenAI's. Raises UserFault: one isn't a message of this shape; names the place."""
    try:
        read = _MESSAGES.validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, ("messages", *first["loc"])))
        raise _wrong(first["msg"], place, "give messages as OpenAI has them") from error
    made: list[Message] = []
    waiting: list[str] = []
    for turn, one in enumerate(read):
        text = one.content or ""
        text = text if isinstance(text, str) else "\n".join(part.text for part in text)
        calls = []
        for number, call in enumerate(one.tool_calls or ()):
            if not call.id:
                waiting.append(f"call {turn}.{number}")
            calls.append(replace(read_call(call.model_dump(exclude={"id"})), id=call.id or waiting[-1]))
        role = "system" if one.role == "developer" else one.role
        if calls and role != "assistant":
            raise _wrong(f"a message of the {role} makes calls", f"messages.{turn}", "only assistants call")
        if not text.strip() and not calls and role != "tool":
            said = "it neither says nor calls anything"
            raise _wrong(said, f"messages.{turn}", "give `content` or `tool_calls`")
        if role == "tool":
            answers = one.tool_call_id or (waiting.pop(0) if waiting else "")
            made.append(Message(turn, role, text, answers=answers, name=one.name or ""))
        else:
            made.append(Message(turn, role, text, tuple(calls)))
    return tuple(made)


def _wrong(what: str, where: str, step: str) -> UserFault:
    return UserFault(what, where=where, next_step=step)


# what is wrong -------------------------------------------------------------------------------------------


BY = "trajectory check 2"
"""Name of this check in evidence."""
_SHOWN = 160
MARK = re.compile(
    r"<\|[\w ]{1,30}\|>|\[/?INST\]|<</?SYS>>|</?tool_(?:call|response)>|</?text-[0-9a-f]{12,24}>|```brief\b"
)
"""What chat templates and this program's prompts put between turns."""

_DIGITS = 3
"""Digits from which letters and digits are an identifier: «mp3» and «B12» are none."""
_NO_ID = re.compile(r"\d{4}-(?:\d\d|W\d\d).*|[\d.,/]+-?[^\W\d_]+")
"""Dates, and amounts with a unit."""


def check_trajectory(
    trajectory: Trajectory, world: World | None = None, keys: Collection[str] = (), *, may_end: bool = False
) -> tuple[Fault, ...]:
    """Every fault, by turn; within one in the order of the checks. `world`: what the calls are executed in
    again; None: results are taken as they stand. `keys`: of records, where no world is given. `may_end`:
    whether calls may be the last message."""
    tools = {tool.name: tool for tool in trajectory.tools}
    made = [(one, *check_call(tools, call)) for one in trajectory.messages for call in one.calls]
    found = [one.fault(defect, reason) for one, defect, reason in made if defect]
    found += _order_faults(trajectory)
    found += _pairing_faults(trajectory, may_end)
    for message in trajectory.messages:
        if message.role in ("user", "assistant") and (mark := MARK.search(message.text)):
            found.append(message.fault("mark between turns", f"it holds {mark[0]!r}, a mark between turns"))
    found += id_faults(trajectory, world.keys if world else keys)
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


def _pairing_faults(trajectory: Trajectory, may_end: bool) -> Iterator[Fault]:
    """Calls without result, with two, and results of nothing or of another tool than they name."""
    asking: Message | None = None
    waiting: dict[str, str] = {}
    done: set[str] = set()
    for message in (*trajectory.messages, None):
        if message is None or message.role != "tool":
            if asking is not None and waiting and not (may_end and asking is trajectory.messages[-1]):
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


def id_faults(trajectory: Trajectory, keys: Collection[str]) -> Iterator[Fault]:
    """Identifiers, `keys` of records and mail addresses in calls that no message before, no result and no
    schema gives.

    What the assistant itself said counts once the user has answered it. Numbers are none («a fortnight»)."""
    schemas = [[one.name, one.description, dict(one.parameters)] for one in trajectory.tools]
    parsed: list[str] = [json.dumps(schemas, ensure_ascii=False)]
    unheard: list[str] = []
    for message in trajectory.messages:
        if message.role == "assistant":
            given = "\n".join(parsed) if message.calls else ""
            known = _folded(given)
            for text in (text.strip() for one in message.calls for text in texts_of(one.arguments)):
                there = _is_known(text, known) if is_identifier(text) else _stands(text, given)
                if not there and (text in keys or is_identifier(text)):
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
    """Whether an identifier stands in what is known (`_folded`), or each part of it that has digits does:
    K-1001 is «k 1 0 0 1», and no part of K-10012."""
    parts = [one for one in re.split(r"[\W_]+", text) if any(letter.isdigit() for letter in one)]
    return _spelt(text, known) or ("@" not in text and all(_spelt(one, known) for one in parts))


def _spelt(text: str, known: str) -> bool:
    letters = re.findall(r"[^\W_]", _folded(text))
    before, after = (
        r"\d" if one.isdigit() else "[a-z]" for one in ("".join(letters[:1]), "".join(letters[-1:]))
    )
    spelt = r"[\W_]*".join(letters)
    return re.search(rf"(?<!{before}){spelt}(?!{after})", known) is not None


def _stands(key: str, given: str) -> bool:
    """Whether a key stands in what is given by itself: L-1 is «l 1», and no part of L-12."""
    parts = r"[\W_]*".join(re.findall(r"\d+|[^\W\d_]+", key.casefold()))
    return re.search(rf"(?<![a-z0-9]){parts}(?![a-z0-9])", given.casefold()) is not None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
