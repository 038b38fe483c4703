"""What a simulated tool does to a world's state: create, get, find, update, delete.

A closed list instead of free invention: a booking made at turn 3 is there at turn 7, and nothing is there
that nobody made. What can't be done is an error of the tool, in words that a caller can act on."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import Field

from seedbed.memory.errors import ToolFault
from seedbed.memory.spec import Frozen
from seedbed.tools.world.state import Record, State

LONGEST_RESULT = 20_000
"""Characters of a tool's answer as JSON; a longer one is an error of the tool."""
Real = Callable[[Mapping[str, Any]], Any]
"""Executes a call whose arguments keep the schema; a function of them alone. Raises ToolFault."""
CHANGES = ("create", "update", "delete")
"""What changes records."""
MOST_FOUND = 20
"""Records that a `find` gives, at most; how many there are is said beside them."""


class Operation(Frozen):
    """What one tool does to one collection. Arguments go by name into the record's fields."""

    does: Literal["create", "get", "find", "update", "delete"]
    collection: str = Field(alias="in")
    by: str = ""
    """The argument that names the record; empty: the collection's key."""
    fields: Mapping[str, str] = {}
    """Argument → field, where they differ."""
    put: Mapping[str, Any] = Field(default={}, alias="set")
    """Fields that the call sets whatever its arguments."""
    only_if: Mapping[str, Any] = {}
    """Fields that the record must have before (update, delete)."""
    needs: Mapping[str, str] = {}
    """Collection → the argument that names a record of it, which must be there."""
    needs_fields: Mapping[str, Mapping[str, Any]] = {}
    """Collection → fields that the needed record must have."""
    returns: tuple[str, ...] = ()
    """Fields of the record that the caller gets; empty: all."""


class Collection(Frozen):
    """Records of one kind."""

    key: str
    """Field that names a record."""
    prefix: str = ""
    """What the keys of new records begin with; a number from 1001 follows."""
    rows: tuple[dict[str, Any], ...] = ()
    """Records that are there at the start."""


def carry_out(
    operation: Operation, arguments: Mapping[str, Any], state: State, collections: Mapping[str, Collection]
) -> tuple[State, Any]:
    """The state after a call whose arguments keep the tool's schema, and what the tool answers. Raises
    ToolFault: it can't be done; says what is missing."""
    kept = collections[operation.collection]
    _needed(operation, arguments, state)
    given = {operation.fields.get(name, name): value for name, value in arguments.items()}
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
    made = state.made.get(operation.collection, 0)
    key = str(given.get(kept.key) or f"{kept.prefix}{1001 + made}")
    if key in state.records(operation.collection):
        raise ToolFault(f"there is a {_one(operation.collection)} {key!r} already")
    record = {kept.key: key, **{n: v for n, v in given.items() if n != kept.key}, **operation.put}
    return state.put(operation.collection, key, record, new=True), _shown(operation, record)


def _found(operation: Operation, given: Mapping[str, Any], state: State) -> dict[str, Any]:
    wanted = {**given, **operation.put}
    fitting = [
        record
        for record in state.records(operation.collection).values()
        if all(_like(record.get(name), value) for name, value in wanted.items())
    ]
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
