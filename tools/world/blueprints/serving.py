"""Which tools might serve a want besides the one it was drawn for.

Told by what operations do to which records; what a tool that computes is good for isn't known.
"""

from collections.abc import Mapping
from typing import Any

from seedbed.tools.world.blueprints.arguments import named, properties
from seedbed.tools.world.operations import Operation
from seedbed.tools.world.world import World

_SORTS = {"get": "read", "find": "read", "create": "create", "update": "change", "delete": "change"}


def might_serve(world: World, name: str, wanted: str) -> bool:
    """Whether a tool does something of the same sort to the same records, or both compute."""
    one, other = world.operations.get(name), world.operations.get(wanted)
    if one is None or other is None:
        return one is other
    return one.collection == other.collection and _SORTS[one.does] == _SORTS[other.does]


def does_as_well(world: World, name: str, wanted: str, arguments: Mapping[str, Any]) -> bool:
    """Whether another tool can do exactly what a call of `wanted` with these arguments does.

    Of two tools that compute that isn't known: no.
    """
    one, other = world.operations.get(name), world.operations.get(wanted)
    if name == wanted or one is None or other is None or not might_serve(world, name, wanted):
        return False
    key = world.collections[other.collection].key
    if other.does == "find":
        asked = {other.fields.get(argument, argument) for argument in arguments}
        return asked == {key} if one.does == "get" else asked <= _fields(world, name, one)
    if other.does == "get":
        return one.does == "get" or key in _fields(world, name, one)
    if other.does != "update":
        return one.does == other.does
    own = named(world, wanted)
    sets = {other.fields.get(a, a): value for a, value in arguments.items() if a not in own} | dict(other.put)
    free = _fields(world, name, one)
    return one.does == "update" and all(
        one.put[field] == value if field in one.put else field in free for field, value in sets.items()
    )


def _fields(world: World, name: str, operation: Operation) -> set[str]:
    """The fields that the arguments of a tool go into."""
    return {operation.fields.get(argument, argument) for argument in properties(world, name)}
