"""A small world and what is said in it: the shape of the material of `trajectories.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seedbed.tools.verification.toolcalls.tools import read_tools
from seedbed.tools.world.operations import Collection, Operation
from seedbed.tools.world.world import World

Words = Mapping[str, tuple[str, ...]]
_TEXT, _WHOLE = {"type": "string"}, {"type": "integer", "minimum": 1}


@dataclass(frozen=True, slots=True)
class Scene:
    """A world and its wordings. Each finds things, makes a record of one, shows, changes and ends it."""

    name: str
    find: tuple[str, str]
    """Tool, and its argument: a kind."""
    make: tuple[str, str, str]
    """Tool, argument that names the thing, argument for how much."""
    get: str
    change: str
    end: str
    key: str
    """Field that names a record that was made."""
    live: str
    """Its status once made."""
    over: str
    """Its status once ended."""
    things: str
    """Collection of the things, and of the records."""
    records: str
    prefix: str
    kinds: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    """Things: the argument that names it, `kind`, `price`, `label`."""
    words: Words
    enum: bool = False

    def tools(self) -> list[dict[str, Any]]:
        """Its tools as OpenAI has them."""
        thing, much = self.make[1:]
        kind = {**_TEXT, "enum": list(self.kinds)} if self.enum else _TEXT
        shapes: list[tuple[str, dict[str, Any], list[str]]] = [
            (self.find[0], {self.find[1]: kind}, [self.find[1]]),
            (self.make[0], {thing: _TEXT, much: _WHOLE}, [thing, much]),
            (self.get, {self.key: _TEXT}, [self.key]),
            (self.change, {self.key: _TEXT, much: _WHOLE}, [self.key, much]),
            (self.end, {self.key: _TEXT}, [self.key]),
        ]
        return [
            {
                "type": "function",
                "function": {
                    "name": name,
                    "description": "",
                    "parameters": {"type": "object", "properties": named, "required": required},
                },
            }
            for name, named, required in shapes
        ]

    def world(self) -> World:
        """What executes them."""
        thing = self.make[1]

        def does(kind: str, collection: str, **more: Any) -> Operation:
            return Operation.model_validate({"does": kind, "in": collection, **more})

        live = {"only_if": {"status": self.live}}
        operations = {
            self.find[0]: does("find", self.things, fields={self.find[1]: "kind"}),
            self.make[0]: does("create", self.records, needs={self.things: thing}, set={"status": self.live}),
            self.get: does("get", self.records),
            self.change: does("update", self.records, **live),
            self.end: does("update", self.records, set={"status": self.over}, **live),
        }
        collections = {
            self.things: Collection(key=thing, rows=tuple(dict(row) for row in self.rows)),
            self.records: Collection(key=self.key, prefix=self.prefix),
        }
        return World({tool.name: tool for tool in read_tools(self.tools())}, operations, collections)


def rows(key: str, prefix: str, given: str) -> tuple[Mapping[str, Any], ...]:
    """Things out of lines «kind|label|price»."""
    made = []
    for number, line in enumerate(given.strip().split("\n")):
        kind, label, price = line.strip().split("|")
        worth: float = float(price) if "." in price else int(price)
        made.append({key: f"{prefix}{number + 11}", "kind": kind, "label": label, "price": worth})
    return tuple(made)
