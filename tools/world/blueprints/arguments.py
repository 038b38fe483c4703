"""Arguments of one call that make sense in a state: records that are there, values that the schema bounds."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from seedbed.tools.verification.record_schema import keeps
from seedbed.tools.world.blueprints.values import Undrawable, drawn
from seedbed.tools.world.operations import Operation, naming
from seedbed.tools.world.state import Record, State
from seedbed.tools.world.world import World

_MOST_FILTERS = 3
_TRIES = 8
_MOST_HELD = 200
"""Records of which values are taken, evenly from all."""


def drawn_arguments(
    world: World,
    state: State,
    name: str,
    rng: Random,
    fixed: Mapping[str, Any] | None = None,
    wanted: Sequence[str] = (),
) -> dict[str, Any]:
    """Arguments with which a tool can be called, in the order of its schema.

    Args:
        fixed: Arguments that are settled.
        wanted: Optional arguments that must be among them.

    Raises:
        Undrawable: nothing says what an argument could be, or no record fits; names the argument.
    """
    operation, given = world.operations.get(name), dict(fixed or {})
    for argument, collection in named(world, name).items():
        if argument not in given:
            _, record = chosen(world, state, name, argument, rng)
            given[argument] = record[world.collections[collection].key]
    if operation is not None and operation.does == "find":
        made = given | _filters(world, state, name, operation, rng, given)
    else:
        made = given | _values(world, state, name, rng, given, wanted)
    made = {argument: made[argument] for argument in properties(world, name) if argument in made}
    if lacking := [one for one in required(world, name) if one not in made]:
        raise Undrawable(f"`{lacking[0]}` of {name} is demanded, and its schema doesn't say what it is")
    return made


def properties(world: World, name: str) -> Mapping[str, Any]:
    """The arguments that a tool's schema names."""
    found = world.tools[name].parameters.get("properties", {})
    return found if isinstance(found, Mapping) else {}


def required(world: World, name: str) -> tuple[str, ...]:
    """The arguments that a tool's schema demands."""
    return tuple(world.tools[name].parameters.get("required", ()))


def named(world: World, name: str) -> dict[str, str]:
    """Argument → the collection of which it names a record; empty for tools without a state."""
    operation = world.operations.get(name)
    return naming(operation, world.collections) if operation else {}


def chosen(
    world: World, state: State, name: str, argument: str, rng: Random, *, fitting: bool = True
) -> tuple[str, Record]:
    """A record that a call may name with an argument, and its key in the state.

    Args:
        fitting: Whether it fulfils what the operation demands; else one that is there and doesn't.

    Raises:
        Undrawable: there is none.
    """
    collection = named(world, name)[argument]
    demanded = _demanded(world.operations[name], argument, collection)
    schema = properties(world, name).get(argument, False)
    records = list(state.records(collection).items())
    for key, record in rng.sample(records, len(records)):
        fulfils = all(record.get(field) == value for field, value in demanded.items())
        if fulfils is fitting and keeps(record[world.collections[collection].key], schema, {}):
            return key, record
    raise Undrawable(f"no record of {collection} {'fits' if fitting else 'is refused'} as `{argument}`")


def _demanded(operation: Operation, argument: str, collection: str) -> dict[str, Any]:
    """Fields that a record must have to be named by an argument."""
    demanded: dict[str, Any] = {}
    if operation.needs.get(collection) == argument:
        demanded |= operation.needs_fields.get(collection, {})
    if operation.does in ("update", "delete") and collection == operation.collection:
        demanded |= operation.only_if
    return demanded


def _values(
    world: World, state: State, name: str, rng: Random, given: Mapping[str, Any], wanted: Sequence[str]
) -> dict[str, Any]:
    """The arguments that name no record; of the optional ones some, of an update at least one."""
    schemas, demanded = properties(world, name), required(world, name)
    computed = world.computed.get(name, {})
    open_ = [one for one in schemas if one not in given and (one not in computed or one in wanted)]
    if lacking := [one for one in demanded if one in computed and one not in given]:
        raise Undrawable(f"`{lacking[0]}` of {name} is computed")
    optional = [one for one in open_ if one not in demanded and one not in wanted]
    taken = {one for one in optional if rng.random() < 0.5}
    operation = world.operations.get(name)
    if operation and operation.does == "update" and not taken and optional and len(open_) == len(optional):
        taken = {rng.choice(optional)}
    made: dict[str, Any] = {}
    for argument in open_:
        if argument in demanded or argument in wanted or argument in taken:
            try:
                made[argument] = _value(world, state, name, argument, rng, given)
            except Undrawable as fault:
                if argument not in taken:
                    raise Undrawable(f"`{argument}` of {name}: {fault}") from fault
    return made


def _value(
    world: World, state: State, name: str, argument: str, rng: Random, given: Mapping[str, Any]
) -> Any:
    operation, parameters = world.operations.get(name), world.tools[name].parameters
    schema = properties(world, name)[argument]
    if operation is None:
        return drawn(schema, rng, (), parameters)
    field = operation.fields.get(argument, argument)
    own = world.collections[operation.collection]
    if operation.does == "create" and field == own.key:
        taken = state.records(operation.collection)
        return _other(schema, rng, (), parameters, lambda value: str(value) not in taken)
    held = _held(state, operation.collection, field)
    if operation.does != "update":
        return drawn(schema, rng, held, parameters)
    record = state.records(operation.collection).get(str(given.get(operation.by or own.key)), {})
    return _other(schema, rng, held, parameters, lambda value: record.get(field) != value)


def _other(schema: Any, rng: Random, held: Sequence[Any], root: Mapping[str, Any], fits: Any) -> Any:
    """A drawn value that changes something."""
    for _ in range(_TRIES):
        if fits(value := drawn(schema, rng, held, root)):
            return value
    raise Undrawable("every value that is drawn is there already")


def _held(state: State, collection: str, field: str) -> list[Any]:
    """What records hold in a field: those of the collection, else those of any other, each value once."""
    for name in (collection, *(one for one in state.collections if one != collection)):
        records = list(state.records(name).values())
        some = records[:: 1 + len(records) // _MOST_HELD]
        values = [record[field] for record in some if record.get(field) is not None]
        if values:
            return [value for number, value in enumerate(values) if value not in values[:number]]
    return []


def _filters(
    world: World, state: State, name: str, operation: Operation, rng: Random, given: Mapping[str, Any]
) -> dict[str, Any]:
    """What a `find` looks for, so that it finds something: fields of a record that is there."""
    some = [
        record
        for record in state.records(operation.collection).values()
        if all(record.get(field) == value for field, value in operation.put.items())
    ]
    if not some:
        raise Undrawable(f"{operation.collection} has no record that {name} could find")
    return described_by(world, name, some[rng.randrange(len(some))], rng, given)


def described_by(
    world: World, name: str, record: Record, rng: Random, given: Mapping[str, Any], without: str = ""
) -> dict[str, Any]:
    """Arguments of a `find` that a record fulfils: those demanded, and at most three in all.

    Args:
        without: The field that isn't told (the key, where the record is to be found).

    Raises:
        Undrawable: a demanded one isn't in the record, or none is.
    """
    operation = world.operations[name]
    fields = {one: operation.fields.get(one, one) for one in properties(world, name) if one not in given}
    usable = {
        argument: record[field]
        for argument, field in fields.items()
        if field != without
        and record.get(field) is not None
        and keeps(record[field], properties(world, name)[argument], world.tools[name].parameters)
    }
    demanded = [one for one in required(world, name) if one not in given]
    if lacking := [one for one in demanded if one not in usable]:
        raise Undrawable(f"`{lacking[0]}` of {name} isn't in the record")
    others = [one for one in usable if one not in demanded]
    if not usable:
        raise Undrawable(f"{name} has no argument that a record fulfils")
    least = 0 if demanded else 1
    number = min(len(others), rng.randint(least, max(least, _MOST_FILTERS - len(demanded))))
    taken = {*demanded, *rng.sample(others, number)}
    return {argument: value for argument, value in usable.items() if argument in taken}
