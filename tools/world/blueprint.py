"""Blueprints of tool use: what a person wants, knows and tells, and the calls that do it.

A model plans one (`agent/making/errands.py`); the world executes its calls before anybody speaks, and `fault`
says why one doesn't hold (APIGen-MT, Prabhakar et al. 2025, section 3). Whether a talk did it:
`reached.py`."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from seedbed.memory.exact.canonical import digest
from seedbed.memory.files.file_faults import meant
from seedbed.memory.files.yaml_file import load
from seedbed.memory.spec import Frozen
from seedbed.tools.verification.toolcalls import Call, loads
from seedbed.tools.verification.trajectories import Message, Trajectory, id_faults
from seedbed.tools.world.world import CHANGES, Outcome, State, World

When = Literal["at once", "when asked", "later"]
RESULT = re.compile(r"\{(\d{1,2})((?:\.\w+)*)\}")
"""What an earlier call gave, in an argument: `{1.results.0.bike_id}`."""
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_SHOWN = 300


class Kind(Frozen):
    """One kind, as `kinds.yaml` has it."""

    errand: str
    calls: tuple[int, int]
    told: When = "at once"
    together: bool = False
    refused: bool = False
    every: bool = False
    idle: bool = False


KINDS: Mapping[str, Kind] = {
    name: Kind.model_validate(one) for name, one in load(Path(__file__).parent / "kinds.yaml").value.items()
}


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"there is no kind {kind!r}; {meant(kind, list(KINDS))}")
    return kind


KindName = Annotated[str, AfterValidator(_known)]


class Fact(Frozen):
    """One thing that the person knows."""

    say: str = Field(min_length=1, max_length=500)
    when: When


class Planned(Frozen):
    """A call; texts in its arguments may hold results of earlier ones."""

    name: str
    arguments: dict[str, Any]


class Blueprint(Frozen):
    """A task; `fault` says whether it holds."""

    kind: KindName
    goal: str = Field(min_length=1, max_length=1000)
    """What the person wants, without the facts."""
    facts: tuple[Fact, ...] = Field(max_length=20)
    calls: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A call that was executed."""

    place: int
    """Its number in a blueprint, from 1; that of its message in a talk, from 0."""
    call: Call
    outcome: Outcome
    changed: bool
    """Whether it changed the state."""


@dataclass(frozen=True, slots=True)
class Played:
    """Calls executed one after the other from the world's start."""

    made: tuple[Made, ...]
    end: State

    def of(self, name: str, *, ok: bool) -> list[Made]:
        """The calls of a tool that were carried out, or that were not."""
        return [one for one in self.made if one.call.name == name and one.outcome.ok is ok]


def played(world: World, calls: Iterable[tuple[int, Call]], *, filled: bool = False) -> Played:
    """Calls with their places, executed. `filled`: whether texts in their arguments hold results of earlier
    ones. Raises SandboxFault: the world has Python functions and this machine can't execute them."""
    state, made = world.start(), list[Made]()
    for place, given in calls:
        call = _with_results(world, given, made) if filled else given
        after, outcome = world.call(state, call)
        made.append(Made(place, call, outcome, after.collections != state.collections))
        state = after
    return Played(tuple(made), state)


def signature(calls: Iterable[Call]) -> str:
    """Equal for equal calls; empty: there are none."""
    made = [[one.name, dict(one.arguments)] for one in calls]
    return digest(made) if made else ""


def executed(world: World, blueprint: Blueprint) -> Played:
    """A blueprint's calls, executed. Raises SandboxFault, as `played`."""
    calls = ((place, Call(one.name, one.arguments)) for place, one in enumerate(blueprint.calls, 1))
    return played(world, calls, filled=True)


def _with_results(world: World, call: Call, made: Sequence[Made]) -> Call:
    """A call with the results that its arguments name; a number that a tool gave as a text is one again."""
    tool = world.tools.get(call.name)
    schemas = tool.parameters.get("properties", {}) if tool else {}

    def one(name: str, value: Any) -> Any:
        found, schema = _filled(value, made), schemas.get(name)
        number = isinstance(schema, Mapping) and schema.get("type") in ("number", "integer")
        if number and found != value and isinstance(found, str) and _NUMBER.fullmatch(found):
            return loads(found)
        return found

    try:
        return Call(call.name, {name: one(name, value) for name, value in call.arguments.items()})
    except LookupError as fault:
        return Call(call.name, {}, str(fault.args[0]))


def _filled(value: Any, made: Sequence[Made]) -> Any:
    if isinstance(value, Mapping):
        return {name: _filled(one, made) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, made) for one in value]
    if not isinstance(value, str):
        return value
    whole = RESULT.fullmatch(value)
    return _result(whole, made) if whole else RESULT.sub(lambda found: str(_result(found, made)), value)


def _result(found: re.Match[str], made: Sequence[Made]) -> Any:
    """What `{N.field}` stands for. Raises LookupError: nothing is there."""
    if not 0 < int(found[1]) <= len(made):
        raise LookupError(f"{found[0]} names no call before this one")
    answered = value = made[int(found[1]) - 1].outcome.value
    for step in found[2].split(".")[1:]:
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (LookupError, TypeError, ValueError) as fault:
            said = json.dumps(answered, ensure_ascii=False)[:_SHOWN]
            raise LookupError(f"{found[0]} isn't there: call {found[1]} gave {said}") from fault
    return value


# whether one holds ---------------------------------------------------------------------------------------


def fault(world: World, blueprint: Blueprint, offered: Collection[str]) -> str:
    """The first thing that doesn't hold, in a line; empty: all does. `offered`: names of the tools that the
    assistant will have. Raises SandboxFault: as `played`."""
    return next(_faults(world, blueprint, offered), "")


def _faults(world: World, blueprint: Blueprint, offered: Collection[str]) -> Iterator[str]:
    kind, number = KINDS[blueprint.kind], len(blueprint.calls)
    least, most = kind.calls
    if not least <= number <= most:
        yield f"it has {number} calls; this kind takes {least} to {most}"
    found = executed(world, blueprint)
    for one in found.made:
        where, last = f"call {one.place} ({one.call.name})", one.place == number
        operation = world.operations.get(one.call.name)
        if one.call.name not in offered:
            yield f"{where}: there is no such tool"
        elif not one.outcome.ok:
            if last or not kind.refused:
                yield f"{where} fails: {one.outcome.error}"
        elif operation and operation.does == "find" and not one.outcome.value["count"]:
            yield f"{where} finds nothing"
        elif operation and operation.does in CHANGES and not one.changed:
            yield f"{where} changes nothing"
        elif one.changed and kind.idle:
            yield f"{where} changes something, and this kind changes nothing"
    if kind.refused and all(one.outcome.ok for one in found.made):
        yield "no call is answered with an error, and this kind wants one"
    if kind.told not in {one.when for one in blueprint.facts}:
        yield f"no fact is told `{kind.told}`"
    if kind.together:
        turned = blueprint.model_copy(update={"calls": blueprint.calls[::-1]})
        again = executed(world, turned)
        if again.end.digest != found.end.digest or not all(one.outcome.ok for one in again.made):
            yield "what comes of it depends on the order of its calls, and this kind's are made in one turn"
    yield from _from_nowhere(world, blueprint, found)


def _from_nowhere(world: World, blueprint: Blueprint, found: Played) -> Iterator[str]:
    """Identifiers in calls that the person doesn't tell and no result before gives."""
    told = "\n".join((blueprint.goal, *(one.say for one in blueprint.facts)))
    messages = [Message(0, "user", told)]
    for one in found.made:
        messages.append(Message(one.place, "assistant", "", (one.call,)))
        messages.append(Message(one.place, "tool", one.outcome.text))
    for wrong in id_faults(Trajectory(tuple(world.tools.values()), tuple(messages)), world.keys):
        said = wrong.reason.partition("): ")[2]
        yield f"call {wrong.turn}: {said}: tell it in a fact, or look it up before"
