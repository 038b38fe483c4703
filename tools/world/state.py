"""What a world holds at one moment: collections of records, and the numbers that new ones get. A value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from seedbed.memory.exact.canonical import digest

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """Collections by name, each a mapping from a record's key to the record."""

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
        was, now = before.records(name), after.records(name)
        keys = dict.fromkeys((*was, *now))
        differing = {key: now.get(key) for key in keys if was.get(key) != now.get(key)}
        if differing:
            found[name] = differing
    return found
