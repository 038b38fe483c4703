"""Where the arguments of a blueprint's calls come from: told by the user, shown by a result, or computed.

A value that comes from nowhere would teach a model to invent it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from seedbed.memory.exact.canonical import digest
from seedbed.tools.world.blueprints.arguments import named, properties
from seedbed.tools.world.blueprints.blueprint import Blueprint, Source, Step
from seedbed.tools.world.blueprints.chains import as_number
from seedbed.tools.world.state import Record
from seedbed.tools.world.world import World


def plain(value: Any) -> str:
    """Equal for equal JSON: 35 and 35.0 are one number."""
    try:
        return digest(value)
    except ValueError:  # in a blueprint from elsewhere: a number that JSON can't hold
        return repr(value)


def of_sources(world: World, blueprint: Blueprint) -> Iterator[str]:
    """Each argument was told before, or stands in a result of an earlier turn."""
    said = _said_before(blueprint)
    for number, step in enumerate(blueprint.steps):
        for argument, source in step.sources.items():
            if argument not in step.arguments:
                continue
            value = step.arguments[argument]
            if source.by == "user":
                known = said.get(number, [])
                facts = known[source.number] if source.number < len(known) else {}
                if argument not in facts or plain(facts[argument]) != plain(value):
                    yield f"`{argument}` of call {number} was not told before"
            elif source.by == "result":
                yield from _of_result(world, blueprint.steps, number, argument, source)
        if any(source.by == "formed" for source in step.sources.values()):
            yield from _of_formed(world, blueprint, number)


def _said_before(blueprint: Blueprint) -> dict[int, list[dict[str, Any]]]:
    """Call → what the user had told by then, for each want."""
    known = told(blueprint)
    return {
        number: known[place]
        for place, message in enumerate(blueprint.messages)
        if message.act == "call"
        for number in message.steps
    }


def told(blueprint: Blueprint) -> list[list[dict[str, Any]]]:
    """What the user has told of each want before the first message and after each one."""
    known: list[list[dict[str, Any]]] = [[{} for _ in blueprint.goal.wants]]
    for message in blueprint.messages:
        facts = message.facts if message.role == "user" else ()
        number = max(len(known[-1]), len(facts))
        pairs = zip(_filled(known[-1], number), _filled(facts, number), strict=True)
        known.append([{**one, **new} for one, new in pairs])
    return known


def _filled(facts: Sequence[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    return [*facts, *({} for _ in range(number - len(facts)))]


def _of_result(
    world: World, steps: tuple[Step, ...], number: int, argument: str, source: Source
) -> Iterator[str]:
    step = steps[number]
    earlier = steps[source.number] if 0 <= source.number < number else None
    if earlier is None or earlier.turn >= step.turn or earlier.error:
        yield f"`{argument}` of call {number} comes from no result of an earlier turn"
        return
    found = at(earlier.value, source.path)
    if plain(as_number(found, properties(world, step.name).get(argument))) != plain(step.arguments[argument]):
        yield f"`{argument}` of call {number} isn't what the earlier result says"


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    """What stands at a path of an answer; None where nothing does."""
    for part in path:
        inside = (
            part in value
            if isinstance(value, Mapping)
            else (isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value))
        )
        if not inside:
            return None
        value = value[part]
    return value


def _of_formed(world: World, blueprint: Blueprint, number: int) -> Iterator[str]:
    """The arguments are what the world's `computed` makes of the call that takes the result."""
    steps = blueprint.steps
    for outer in steps[number + 1 :]:
        for argument, source in outer.sources.items():
            computed = world.computed.get(outer.name, {}).get(argument)
            if source.by != "result" or source.number != number or computed is None:
                continue
            shown = {
                collection: _shown(steps, outer, naming)
                for naming, collection in named(world, outer.name).items()
            }
            try:
                wanted = computed.filled(outer.arguments, shown)
            except KeyError as lacking:
                yield f"{lacking} was not shown before call {number}"
                return
            if computed.by != steps[number].name or plain(wanted) != plain(steps[number].arguments):
                yield f"call {number} isn't formed as `computed` says"
            if not any(one.tool == outer.name and argument in one.computed for one in blueprint.goal.wants):
                yield f"nobody wants `{argument}` of {outer.name} computed"
            return
    yield f"no later call takes what call {number} computes"


def _shown(steps: tuple[Step, ...], outer: Step, naming: str) -> Record:
    """The record as an earlier result showed it, beside the key that the call takes from there."""
    source = outer.sources.get(naming)
    if source is None or source.by != "result" or not 0 <= source.number < len(steps):
        return {}
    record = at(steps[source.number].value, source.path[:-1])
    return record if isinstance(record, Mapping) else {}
