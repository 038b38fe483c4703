"""Tools that can be called: their schemas, what executes them, and the state that they share.

A tool is executed for real (a function of its arguments alone, like the calculator) or by an operation on
the state. A call that its schema refuses is never executed. Whatever goes wrong in a tool is the tool's
answer, an error that the transcript shows, and never an exception."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from seedbed.memory.errors import ToolFault, UserFault
from seedbed.memory.exact.canonical import canonical
from seedbed.memory.files.file_faults import Path, meant, shown
from seedbed.tools.verification.toolcalls import Call, Tool, check_call
from seedbed.tools.world.operations import LONGEST_RESULT, Collection, Operation, Real, carry_out
from seedbed.tools.world.state import State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool answered."""

    value: Any = None
    """JSON."""
    error: str = ""
    """In a line, why there is no value; empty: there is."""

    @property
    def ok(self) -> bool:
        """Whether the call was carried out."""
        return not self.error

    @property
    def text(self) -> str:
        """What stands in the transcript: the value as JSON, or {"error": …}."""
        return json.dumps({"error": self.error} if self.error else self.value, ensure_ascii=False)


class WorldFault(UserFault):
    """What doesn't fit in a world, and where in its file that stands."""

    def __init__(self, what: str, place: Path, next_step: str) -> None:
        self.place = place
        super().__init__(f"{shown(place)}: {what}", next_step=next_step)


@dataclass(frozen=True, slots=True)
class World:
    """Tools by name, with what executes each. Raises WorldFault: (when made) a tool isn't executed or
    executed twice, an operation names what isn't there, or rows share a key."""

    tools: Mapping[str, Tool]
    operations: Mapping[str, Operation] = field(default_factory=dict)
    collections: Mapping[str, Collection] = field(default_factory=dict)
    real: Mapping[str, Real] = field(default_factory=dict)
    policy: str = ""
    """What the assistant that calls the tools must keep to, in words; empty: nothing is said."""
    kinds: tuple[str, ...] = ()
    """The kinds of blueprint that are wanted of it; empty: all."""

    def __post_init__(self) -> None:
        for name, operation in self.operations.items():
            _check_names(name, operation, self.collections, self.tools)
        for name in self.tools:
            if name not in self.operations and name not in self.real:
                step = f"write `{name}: {{does: …, in: …}}` there, or take the tool away"
                raise WorldFault(f"nothing executes the tool {name!r}", ("backend",), step)
            if name in self.operations and name in self.real:
                step = "take it out of `backend`, or out of what executes it for real"
                raise WorldFault("the tool is executed twice", ("backend", name), step)
        for name, kept in self.collections.items():
            seen: dict[str, int] = {}
            for number, row in enumerate(kept.rows):
                place, key = ("collections", name, "rows", number), row.get(kept.key)
                if key is None:
                    step = f"give each row its own {kept.key}, or name another field as `key`"
                    raise WorldFault(f"the row lacks its key {kept.key!r}", place, step)
                if (earlier := seen.setdefault(str(key), number)) != number:
                    told = f"its {kept.key} {key!r} is that of rows[{earlier}] too"
                    raise WorldFault(told, place, f"give each row its own {kept.key}")
                try:
                    canonical(row)
                except ValueError as fault:
                    raise WorldFault(str(fault), place, "write so long a number as a text") from fault

    def start(self) -> State:
        """The state before the first call."""
        kept = self.collections.items()
        return State({name: {str(row[one.key]): dict(row) for row in one.rows} for name, one in kept})

    def call(self, state: State, call: Call) -> tuple[State, Outcome]:
        """The state after a call, and the tool's answer; the state is the same after an error."""
        checked = check_call(self.tools, call)  # refuses what isn't JSON
        if not checked.ok:
            return state, Outcome(error=checked.reason)
        arguments = json.loads(json.dumps(call.arguments))  # what the caller changes later changes no state
        try:
            if operation := self.operations.get(call.name):
                after, value = carry_out(operation, arguments, state, self.collections)
            else:
                after, value = state, self.real[call.name](arguments)
        except ToolFault as fault:
            return state, Outcome(error=str(fault))
        outcome = _outcome(value, call.name)
        return (after if outcome.ok else state), outcome


def _outcome(value: Any, name: str) -> Outcome:
    """A tool's answer as a value of its own, or the error that it can't stand in a transcript."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        canonical(value)  # a row that holds it gets its id from these bytes
    except (TypeError, ValueError, RecursionError) as fault:
        return Outcome(error=f"{name} answered something that is no JSON: {fault}")
    if (size := len(text)) > LONGEST_RESULT:
        return Outcome(error=f"{name} answered with {size:,} characters; {LONGEST_RESULT:,} are taken")
    return Outcome(json.loads(text))


def _check_names(
    name: str, operation: Operation, collections: Mapping[str, Collection], tools: Mapping[str, Tool]
) -> None:
    """Refuses an operation that names a tool, a collection or an argument that isn't there."""
    if name not in tools:
        raise WorldFault(f"there is no tool {name!r}", ("backend", name), meant(name, [*tools]))
    used = {"in": (operation.collection,), "needs": operation.needs, "needs_fields": operation.needs_fields}
    for key, some in used.items():
        for one in some:
            if one not in collections:
                place = ("backend", name, key)
                raise WorldFault(f"there is no collection {one!r}", place, meant(one, [*collections]))
    schema = tools[name].parameters
    known = [*schema.get("properties", ())]
    for argument in operation.needs.values():
        if schema.get("additionalProperties") is False and argument not in known:
            place = ("backend", name, "needs")
            raise WorldFault(f"the tool has no argument {argument!r}", place, meant(argument, known))
