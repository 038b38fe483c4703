"""Whether a talk did what its blueprint asks for: the end state, and what makes its kind.

The end decides (Yao et al. 2024, tau-bench, section 3): the calls of the talk are executed again, and the
state they leave must be the blueprint's. Of what only reads, the result has to come up in the calls. By which
way the assistant got there is its own matter, unless the kind is that way; what it says of it is the judge's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.tools.verification.toolcalls.calls import Call, read_call
from seedbed.tools.world.blueprints.blueprint import Blueprint, Step, plain
from seedbed.tools.world.state import Record, State, changes
from seedbed.tools.world.world import Outcome, World

_READS = ("get", "find", "compute")
_MOST_NAMED = 3
"""Differences that are named."""


@dataclass(frozen=True, slots=True)
class Made:
    """A call of a talk, executed again."""

    place: int
    """Of its message in the talk."""
    call: Call
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Played:
    """A talk's calls executed again from the world's start."""

    made: tuple[Made, ...]
    end: State

    def of(self, name: str, *, ok: bool) -> list[Made]:
        """The calls of a tool that were carried out, or that were not."""
        return [one for one in self.made if one.call.name == name and one.outcome.ok is ok]


def played(world: World, messages: Sequence[Mapping[str, Any]]) -> Played:
    """The calls of OpenAI's messages, in their order.

    Raises:
        SandboxFault: the world has Python functions and this machine can't execute them.
    """
    state, made = world.start(), []
    for place, message in enumerate(messages):
        for given in message.get("tool_calls") or ():
            state, outcome = _called(world, state, call := read_call(given))
            made.append(Made(place, call, outcome))
    return Played(tuple(made), state)


def _called(world: World, state: State, call: Call) -> tuple[State, Outcome]:
    return (state, Outcome(error=call.fault)) if call.fault else world.call(state, call)


def unreached(world: World, blueprint: Blueprint, messages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What of the blueprint didn't come about, a line each; nothing: it did."""
    found = played(world, messages)
    if found.end.digest != blueprint.end:
        yield f"the talk doesn't end in the state that is wanted: {_difference(world, blueprint, found.end)}"
    if blueprint.kind == "no suitable tool":
        if found.made:
            yield f"{found.made[0].call.name} is called though no tool serves"
        return
    yield from _undone(blueprint, found)
    yield from _of_kind(blueprint, found, messages)


def _undone(blueprint: Blueprint, found: Played) -> Iterator[str]:
    """What is wanted and no call does or shows."""
    for wanted in blueprint.goal.wants:
        if wanted.does not in _READS and not found.of(wanted.tool, ok=True):
            yield f"{wanted.tool} is never carried out"
    for step in _read_by(blueprint):
        if not _showing(found, step):
            yield f"no call shows what {step.name} finds of {_short(step.arguments)}"


def _difference(world: World, blueprint: Blueprint, end: State) -> str:
    """The records that ended otherwise."""
    ended: Mapping[str, Mapping[str, Record | None]] = changes(world.start(), end)
    wanted = blueprint.goal.changes
    lines = []
    for collection in dict.fromkeys((*wanted, *ended)):
        is_, was = ended.get(collection, {}), wanted.get(collection, {})
        for key in dict.fromkeys((*was, *is_)):
            if key not in is_ or key not in was:
                lines.append(f"{collection} {key} {'is as before' if key not in is_ else 'was changed'}")
            elif plain(is_[key]) != plain(was[key]):
                lines.append(f"{collection} {key} {_of_record(is_[key], was[key])}")
    more = len(lines) - _MOST_NAMED
    return "; ".join(lines[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")


def _of_record(ended: Record | None, wanted: Record | None) -> str:
    if ended is None or wanted is None:
        return "is gone" if ended is None else "is still there"
    keys = [key for key in dict.fromkeys((*wanted, *ended)) if ended.get(key) != wanted.get(key)]
    return ", ".join(f"has {key} {ended.get(key)!r}, not {wanted.get(key)!r}" for key in keys)


# what is only read ---------------------------------------------------------------------------------------


def _read_by(blueprint: Blueprint) -> list[Step]:
    """The calls whose results are what is wanted."""
    tools = {one.tool for one in blueprint.goal.wants if one.does in _READS}
    return [step for step in blueprint.steps if step.name in tools and not step.error]


def _showing(found: Played, step: Step) -> list[Made]:
    return [one for one in found.made if one.outcome.ok and _holds(one.outcome.value, step.value)]


def _holds(value: Any, wanted: Any) -> bool:
    """Whether a result shows all of another one: the same, or each of its records."""
    records = _records(wanted)
    return plain(value) == plain(wanted) or (
        bool(records) and all(any(_shows(one, record) for one in _records(value)) for record in records)
    )


def _records(value: Any) -> list[Record]:
    if isinstance(value, Mapping) and isinstance(results := value.get("results"), list):
        return [one for one in results if isinstance(one, Mapping)]
    return [value] if isinstance(value, Mapping) else []


def _shows(record: Record, wanted: Record) -> bool:
    return all(key in record and plain(record[key]) == plain(value) for key, value in wanted.items())


# what makes a kind ---------------------------------------------------------------------------------------


def _of_kind(blueprint: Blueprint, found: Played, messages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    steps, kind = blueprint.steps, blueprint.kind
    if kind == "parallel":
        together = [sum(one.place == place for one in found.made) for place in {m.place for m in found.made}]
        if max(together, default=0) < len(steps):
            yield f"the {len(steps)} calls are not made in one turn"
    if kind == "nested":
        for step in steps:
            if not found.of(step.name, ok=True):
                yield f"{step.name} is never carried out"
    if kind == "missing argument":
        done = found.of(steps[0].name, ok=True)
        if sum(one.get("role") == "user" for one in messages[: done[0].place if done else None]) < 2:
            yield "what is missing isn't asked for before the call"
    if kind == "error and recovery":
        refused = found.of(steps[0].name, ok=False)
        if not refused:
            yield f"no call of {steps[0].name} is refused"
        elif not _user_between(messages, refused[0], found.of(steps[0].name, ok=True)):
            yield "the user isn't told of what was refused before it is done otherwise"


def _user_between(messages: Sequence[Mapping[str, Any]], refused: Made, done: Sequence[Made]) -> bool:
    after = next((one.place for one in done if one.place > refused.place), len(messages))
    return any(one.get("role") == "user" for one in messages[refused.place : after])


def _short(arguments: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in arguments.items())[:120]
