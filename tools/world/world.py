"""A world: tools that can be called, the records that they share, and what each call does to these.

A tool is executed for real (a function of its arguments alone, like the calculator) or by an operation on the
state: create, get, find, update, delete. A closed list instead of free invention: a booking made at turn 3 is
there at turn 7, and nothing is there that nobody made.

A call that its schema refuses is never executed. What can't be done is an error of the tool, in words that a
caller can act on. Whatever goes wrong in a tool is the tool's answer, an error that the transcript shows, and
never an exception."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any, Literal

from pydantic import Field

from seedbed.memory.errors import ToolFault, UserFault
from seedbed.memory.exact.canonical import canonical, digest
from seedbed.memory.files.file_faults import Path, meant, shown
from seedbed.memory.spec import Frozen
from seedbed.tools.verification.toolcalls import Call, Tool, check_call

Record = Mapping[str, Any]
LONGEST_RESULT = 20_000
"""Characters of a tool's answer as JSON; a longer one is an error of the tool."""
Real = Callable[[Mapping[str, Any]], Any]
"""Executes a call whose arguments keep the schema; a function of them alone. Raises ToolFault."""
CHANGES = ("create", "update", "delete")
"""What changes records."""
MOST_FOUND = 20
"""Records that a `find` gives, at most; how many there are is said beside them."""


@dataclass(frozen=True, slots=True)
class State:
    """What a world holds at one moment, a value: collections by name, each a mapping from a record's key to
    the record."""

    collections: Mapping[str, Mapping[str, Record]] = field(default_factory=dict)
    made: Mapping[str, int] = field(default_factory=dict)
    """Collection → how many records calls have added to it."""

    def records(self, collection: str) -> Mapping[str, Record]:
        """The records of a collection; empty if there are none."""
        return self.collections.get(collection, {})

    def put(self, collection: str, key: str, record: Record | None, *, new: bool = False) -> "State":
        """The state with a record added or in place of the one with its key; None: without that."""
        now = {
            name: one for name, one in {**self.records(collection), key: record}.items() if one is not None
        }
        made = {**self.made, collection: self.made.get(collection, 0) + 1} if new else self.made
        return State({**self.collections, collection: now}, made)

    @property
    def digest(self) -> str:
        """SHA-256 of its canonical JSON: two states with equal records are equal."""
        return digest(self.collections)


def changes(before: State, after: State) -> dict[str, dict[str, Record | None]]:
    """Collection → key → the record as it ended, or None where it is gone; only what differs."""
    found: dict[str, dict[str, Record | None]] = {}
    for name in dict.fromkeys((*before.collections, *after.collections)):
        if (was := before.records(name)) is (now := after.records(name)):
            continue
        keys = dict.fromkeys((*was, *now))
        differing = {key: now.get(key) for key in keys if was.get(key) != now.get(key)}
        if differing:
            found[name] = differing
    return found


class Operation(Frozen):
    """What one tool does to one collection. Arguments go by name into the record's fields."""

    does: Literal["create", "get", "find", "update", "delete"]
    collection: str = Field(alias="in")
    by: str = ""
    """The argument that names the record; empty: the collection's key."""
    fields: Mapping[str, str] = {}
    """Argument → field, where they differ; empty: none, and no record is looked for by it."""
    put: Mapping[str, Any] = Field(default={}, alias="set")
    """Fields that the call sets whatever its arguments."""
    only_if: Mapping[str, Any] = {}
    """Fields that the record must have before (update, delete)."""
    needs: Mapping[str, str] = {}
    """Collection → the argument that names a record of it, which must be there; so must the argument of a
    call that creates."""
    needs_fields: Mapping[str, Mapping[str, Any]] = {}
    """Collection → fields that the needed record must have."""
    returns: tuple[str, ...] = ()
    """Fields of the record that the caller gets; empty: all."""


class Collection(Frozen):
    """Records of one kind."""

    key: str
    """Field that names a record."""
    prefix: str = ""
    """What the keys of new records begin with; a number from 1001 follows that none at the start has."""
    rows: tuple[dict[str, Any], ...] = ()
    """Records that are there at the start."""


def carry_out(
    operation: Operation, arguments: Mapping[str, Any], state: State, collections: Mapping[str, Collection]
) -> tuple[State, Any]:
    """The state after a call whose arguments keep the tool's schema, and what the tool answers. Raises
    ToolFault: it can't be done; says what is missing."""
    kept = collections[operation.collection]
    _needed(operation, arguments, state)
    given = {of: value for name, value in arguments.items() if (of := operation.fields.get(name, name))}
    if operation.does == "create":
        return _create(operation, given, state, kept)
    if operation.does == "find":
        return state, _found(operation, given, state)
    by = operation.by or kept.key
    key = str(arguments.get(by, ""))
    record = state.records(operation.collection).get(key)
    if record is None:
        raise ToolFault(f"no {_one(operation.collection)} has the {by} {key!r}")
    if operation.does == "get":
        return state, _shown(operation, record)
    for name, wanted in operation.only_if.items():
        if record.get(name) != wanted:
            raise ToolFault(f"{_one(operation.collection)} {key!r} is {record.get(name)!r}, not {wanted!r}")
    if operation.does == "delete":
        return state.put(operation.collection, key, None), {"deleted": key}
    changed = {name: value for name, value in given.items() if name not in (by, kept.key)}
    now = {**record, **changed, **operation.put}
    return state.put(operation.collection, key, now), _shown(operation, now)


def _needed(operation: Operation, arguments: Mapping[str, Any], state: State) -> None:
    for collection, argument in operation.needs.items():
        if operation.does != "create" and arguments.get(argument) is None:  # it stays what it was
            continue
        key = str(arguments.get(argument, ""))
        record = state.records(collection).get(key)
        if record is None:
            raise ToolFault(f"no {_one(collection)} has the {argument} {key!r}")
        for name, wanted in operation.needs_fields.get(collection, {}).items():
            if record.get(name) != wanted:
                raise ToolFault(f"{_one(collection)} {key!r} has {name} {record.get(name)!r}, not {wanted!r}")


def _create(
    operation: Operation, given: Mapping[str, Any], state: State, kept: Collection
) -> tuple[State, Any]:
    own = given.get(kept.key)
    if own in (None, ""):
        there = {str(row[kept.key]) for row in kept.rows}
        free = (one for number in count(1001) if (one := f"{kept.prefix}{number}") not in there)
        own = next(islice(free, state.made.get(operation.collection, 0), None))
    if (key := str(own)) in state.records(operation.collection):
        raise ToolFault(f"there is a {_one(operation.collection)} {key!r} already")
    record = {kept.key: own, **{n: v for n, v in given.items() if n != kept.key}, **operation.put}
    return state.put(operation.collection, key, record, new=True), _shown(operation, record)


def _found(operation: Operation, given: Mapping[str, Any], state: State) -> dict[str, Any]:
    wanted = {**given, **operation.put}
    every = state.records(operation.collection).values()
    fitting = [one for one in every if all(_like(one.get(name), value) for name, value in wanted.items())]
    return {"count": len(fitting), "results": [_shown(operation, one) for one in fitting[:MOST_FOUND]]}


def _like(held: Any, wanted: Any) -> bool:
    """Whether a field is what is looked for; words are found whatever their case."""
    if isinstance(held, str) and isinstance(wanted, str):
        return held.casefold() == wanted.casefold()
    return bool(held == wanted)


def _shown(operation: Operation, record: Record) -> dict[str, Any]:
    return {name: record[name] for name in operation.returns or record if name in record}


def _one(collection: str) -> str:
    return collection.removesuffix("s").replace("_", " ")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool answered."""

    value: Any = None
    """JSON."""
    error: str = ""
    """In a line, why there is no value; empty: there is."""

    @property
    def ok(self) -> bool:
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

    @property
    def keys(self) -> frozenset[str]:
        """Those of the records at the start that are letters with digits: no words, and no amounts."""
        keys = (str(row[one.key]) for one in self.collections.values() for row in one.rows)
        return frozenset(one for one in keys if re.search(r"\d", one) and re.search(r"[^\W\d_]", one))

    def start(self) -> State:
        kept = self.collections.items()
        return State({name: {str(row[one.key]): dict(row) for row in one.rows} for name, one in kept})

    def call(self, state: State, call: Call) -> tuple[State, Outcome]:
        """The state after a call, and the tool's answer; the state is the same after an error."""
        _, wrong = check_call(self.tools, call)  # refuses what isn't JSON
        if wrong:
            return state, Outcome(error=wrong)
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
