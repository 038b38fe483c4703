"""What is known at each turn of a trajectory: the records shown so far as they now are, and the last error.

By the results alone, or, with a world, by its state: then a record that nobody has shown again is known as
the calls have left it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from seedbed.tools.knowledge.graph.entities import singular
from seedbed.tools.knowledge.wordlist import word_set
from seedbed.tools.verification.trajectories.executed import states
from seedbed.tools.verification.trajectories.facts import Record, Result, read_result, record_of
from seedbed.tools.verification.trajectories.messages import Message, Trajectory
from seedbed.tools.verification.trajectories.voices import vocabulary
from seedbed.tools.world.state import State, changes
from seedbed.tools.world.world import World

_READS = word_set(
    """
    get find list search show check lookup look fetch view read query retrieve describe calculate
    compute see count browse track
    """
)
"""Verbs of tools that change nothing."""


@dataclass(frozen=True, slots=True)
class Known:
    """What stands before an assistant's turn."""

    records: Mapping[tuple[str, str], Record] = field(default_factory=dict)
    """(noun, name) → the record as it now is."""
    earlier: Mapping[tuple[str, str], tuple[Record, ...]] = field(default_factory=dict)
    """Its former versions."""
    latest: tuple[Record, ...] = ()
    """What the last results show that there were."""
    listed: bool = False
    """Whether one of them shows several records."""
    made: tuple[tuple[str, str], ...] = ()
    """Records that calls have made or changed, and that are still there."""
    fresh: frozenset[str] = frozenset()
    """Names of records shown since the user last spoke."""
    failed: tuple[int, str, str] = (-1, "", "")
    """Turn, tool and error of the last call since the user last spoke, if it failed; empty: it didn't."""
    things: tuple[Record, ...] = ()
    """Every record with a name: those shown, or all of the world's."""
    results: int = 0
    """Results so far."""


def known_at(trajectory: Trajectory, world: World | None = None) -> Iterator[tuple[Message, Known]]:
    """Each assistant's turn with what is known before it."""
    know, began = Known(), True
    called = {one.id: one.call.name for message in trajectory.messages for one in message.calls}
    played = {id(message): state for message, state in states(trajectory, world)} if world else {}
    for message in trajectory.messages:
        if message.role == "user":
            know, began = replace(know, fresh=frozenset(), failed=(-1, "", "")), True
        elif message.role == "assistant":
            yield message, know
        elif message.role == "tool":
            result = read_result(message.text, message.turn)
            know = _after(know, result, message, called.get(message.answers, message.name), began)
            began = began and bool(result.error)
            if world is not None:
                know = _by_state(know, world, played[id(message)], message.turn)
            else:
                know = replace(know, things=tuple(know.records.values()))


def _after(know: Known, result: Result, message: Message, tool: str, began: bool) -> Known:
    """What is known after a result; `began`: it is the first since the user spoke that shows something."""
    if result.error:
        return replace(know, failed=(message.turn, tool, result.error), results=know.results + 1)
    records, earlier = dict(know.records), dict(know.earlier)
    shown = []
    for one in result.records:
        key = (one.noun, one.name)
        before = records.get(key) if one.name else None
        if before is not None:
            earlier[key] = (*earlier.get(key, ()), before)
            one = replace(one, fields={**before.fields, **one.fields})
        if one.name:
            records[key] = one
        shown.append(one)
    made = know.made
    if not result.listed and changes_state(tool) and shown and shown[0].name:
        made = tuple(dict.fromkeys((*made, (shown[0].noun, shown[0].name))))
    return Known(
        records=records,
        earlier=earlier,
        latest=tuple(shown) if began else (*know.latest, *shown),
        listed=result.listed or (know.listed and not began),
        made=made,
        fresh=know.fresh | {one.name for one in shown},
        results=know.results + 1,
    )


def changes_state(tool: str) -> bool:
    """Whether a tool does something, by the verb of its name."""
    verbs = vocabulary((tool,)).verbs
    return bool(verbs) and verbs[0] not in _READS


def _by_state(know: Known, world: World, state: State, turn: int) -> Known:
    """The records as the world's state has them."""
    records, made = dict(know.records), []
    things: list[Record] = []
    changed = changes(world.start(), state)
    for collection, kept in world.collections.items():
        noun = singular(collection.replace("_", " ").lower())
        for name in changed.get(collection, {}):
            for key in [key for key in records if key[1] == name]:
                del records[key]
        for name, fields in state.records(collection).items():
            things.append(record_of(fields, turn, kept.key, noun))
            now = name in changed.get(collection, {})
            shown = next((one for key, one in know.records.items() if key[1] == name), None)
            if now:
                made.append((noun, name))
            if now or shown is not None:
                for key in [key for key in records if key[1] == name]:
                    del records[key]
                since = shown.turn if shown is not None else turn
                records[noun, name] = record_of(fields, since, kept.key, noun)
    return replace(know, records=records, made=tuple(made), things=tuple(things))
