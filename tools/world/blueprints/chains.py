"""Drafts in which a later call takes a value of an earlier result: sequential, and nested."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.world.blueprints.arguments import chosen, described_by, drawn_arguments, named, properties
from seedbed.tools.world.blueprints.blueprint import Described
from seedbed.tools.world.blueprints.draft import Draft, Planned, want
from seedbed.tools.world.blueprints.values import Undrawable
from seedbed.tools.world.computed import Computed
from seedbed.tools.world.state import Record, State
from seedbed.tools.world.world import World

_TRIES = 6


@dataclass(frozen=True, slots=True)
class _Found:
    """A call whose answer shows a record's key."""

    name: str
    arguments: Mapping[str, Any]
    shown: Record
    """The part of the answer that the key stands in."""


def sequential(world: World, rng: Random) -> Draft:
    """A call whose argument names a record that the user describes, or that another record points to."""
    state = world.start()
    takers = [(name, argument) for name in world.tools for argument in named(world, name)]
    said = ""
    for name, argument in rng.sample(takers, len(takers)):
        try:
            _, record = chosen(world, state, name, argument, rng)
            found = _lookup(world, state, named(world, name)[argument], record, rng)
            value = record[world.collections[named(world, name)[argument]].key]
            arguments = drawn_arguments(world, state, name, rng, {argument: value})
            _adds(world, state, name, arguments, found)
        except Undrawable as fault:
            said = said or str(fault)
            continue
        own = {one: value for one, value in arguments.items() if one != argument}
        facts = _joined(found.arguments, own)
        described = Described(
            argument=argument, by=tuple(found.arguments), collection=world.operations[found.name].collection
        )
        calls = (Planned(0, found.name, found.arguments), Planned(1, name, arguments))
        return Draft((want(world, name, facts, [described]),), calls)
    raise Undrawable(said or "no argument names a record")


def _adds(world: World, state: State, name: str, arguments: Mapping[str, Any], found: _Found) -> None:
    """See that a second call shows something that the first one didn't.

    Raises:
        Undrawable: whoever made the first call knows all.
    """
    if world.operations[name].does != "get":
        return
    _, outcome = world.call(state, Call(name, arguments))
    if outcome.ok and outcome.value.items() <= found.shown.items():
        raise Undrawable(f"what {name} shows has been seen by then")


def _joined(looked_for: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What the user says of a thing to be found and of what is to be done with it."""
    if both := [one for one in own if one in looked_for]:
        raise Undrawable(f"`{both[0]}` would mean two things")
    return {**looked_for, **own}


def _lookup(
    world: World,
    state: State,
    collection: str,
    record: Record,
    rng: Random,
    *,
    shows: frozenset[str] = frozenset(),
) -> _Found:
    """A call that shows a record's key (and the fields `shows`) to one who doesn't know the key.

    Raises:
        Undrawable: there is none that finds this record alone.
    """
    names = [name for name, one in world.operations.items() if one.does in ("find", "get")]
    for name in rng.sample(names, len(names)):
        operation = world.operations[name]
        for _ in range(_TRIES):
            try:
                if operation.collection == collection:
                    found = _alone(world, state, name, record, rng)
                else:
                    found = _pointing(world, state, name, collection, record, rng)
            except Undrawable:
                break
            if found and shows <= set(found.shown):
                return found
    raise Undrawable(f"no tool finds a record of {collection} alone by what a user knows of it")


def _alone(world: World, state: State, name: str, record: Record, rng: Random) -> _Found | None:
    """A `find` that answers with this record and no other."""
    operation = world.operations[name]
    if operation.does != "find":
        raise Undrawable("a record's own key isn't described by its key")
    key = world.collections[operation.collection].key
    arguments = described_by(world, name, record, rng, {}, without=key)
    _, outcome = world.call(state, Call(name, arguments))
    if not outcome.ok or outcome.value["count"] != 1:
        return None
    shown = outcome.value["results"][0]
    if shown.get(key) != record[key]:
        return None
    return _Found(name, arguments, shown)


def _pointing(
    world: World, state: State, name: str, collection: str, record: Record, rng: Random
) -> _Found | None:
    """A `get` of another collection's record that holds this one's key."""
    operation = world.operations[name]
    key, own = world.collections[collection].key, world.collections[operation.collection].key
    by = operation.by or own
    pointing = [
        one
        for one in state.records(operation.collection).values()
        if one.get(key) == record[key] and own != key
    ]
    if operation.does != "get" or not pointing or set(properties(world, name)) != {by}:
        raise Undrawable("it points nowhere")
    arguments = {by: pointing[rng.randrange(len(pointing))][own]}
    _, outcome = world.call(state, Call(name, arguments))
    if not outcome.ok or outcome.value.get(key) != record[key]:
        return None
    return _Found(name, arguments, outcome.value)


def nested(world: World, rng: Random) -> Draft:
    """A call of which another tool computes an argument, as the world's `computed` says."""
    some = [(name, argument) for name, one in world.computed.items() for argument in one]
    if not some:
        raise Undrawable("the world's `computed` names no argument that another tool computes")
    said = ""
    for name, argument in rng.sample(some, len(some)):
        try:
            return _nested(world, world.start(), name, argument, world.computed[name][argument], rng)
        except Undrawable as fault:
            said = said or str(fault)
    raise Undrawable(said)


def _nested(world: World, state: State, name: str, argument: str, computed: Computed, rng: Random) -> Draft:
    records: dict[str, Record] = {}
    calls: list[Planned] = []
    fixed: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    described: list[Described] = []
    for collection in dict.fromkeys(first for first, field in computed.places() if field):
        naming = next(one for one, kept in named(world, name).items() if kept == collection)
        _, record = chosen(world, state, name, naming, rng)
        fields = frozenset(field for first, field in computed.places() if first == collection)
        found = _lookup(world, state, collection, record, rng, shows=fields)
        facts = _joined(found.arguments, facts)
        calls.append(Planned(0, found.name, found.arguments))
        place = world.operations[found.name].collection
        described.append(Described(argument=naming, by=tuple(found.arguments), collection=place))
        fixed[naming], records[collection] = record[world.collections[collection].key], found.shown
    needed = [first for first, field in computed.places() if not field]
    arguments = drawn_arguments(world, state, name, rng, fixed, wanted=needed)
    try:
        inner = computed.filled(arguments, records)
    except KeyError as fault:
        raise Undrawable(f"{fault} isn't there for `{argument}` of {name}") from fault
    _, outcome = world.call(state, Call(computed.by, inner))
    if not outcome.ok:
        raise Undrawable(f"`{argument}` of {name} can't be computed: {outcome.error}")
    value = _only_value(outcome.value, properties(world, name)[argument])
    turn = 1 if calls else 0
    calls.append(Planned(turn, computed.by, inner))
    own = {one: value for one, value in arguments.items() if one not in fixed and one != argument}
    calls.append(Planned(turn + 1, name, {**arguments, argument: value}))
    return Draft((want(world, name, _joined(facts, own), described, [argument]),), tuple(calls))


def _only_value(value: Any, schema: Any) -> Any:
    """The one value of an answer as an argument of a schema.

    A number that is written as a text, as the calculator gives it, becomes a number where one is wanted.
    """
    if isinstance(value, Mapping) and len(value) == 1:
        (value,) = value.values()
    if not isinstance(value, str) or not isinstance(schema, Mapping):
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    kind = schema.get("type")
    if kind == "integer" or (kind == "number" and number.is_integer()):
        return int(number) if number.is_integer() else value
    return number if kind == "number" else value
