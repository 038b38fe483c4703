"""A world's file: tools as JSON schemas, collections with their first records, what each tool does to them.

    tools:
      - name: book_bike
        parameters: {type: object, properties: {bike_id: {type: string}}, required: [bike_id]}
    collections:
      bikes: {key: bike_id, rows: [{bike_id: B1, kind: city}]}
      bookings: {key: booking_id, prefix: K-}
    backend:
      book_bike: {does: create, in: bookings, needs: {bikes: bike_id}, set: {status: booked}}

A tool `calculate` that the backend doesn't name is seedbed's own. `openapi: FILE` adds the tools of a
description and what HTTP's own meaning says they do (`openapi.py`), `python: FILE.py` the functions of a
file, which are executed in the sandbox (`functions.py`). Both files lie beside this one.
`mcp` names a server whose tools are called (`mcp_tools.py`), `policy` says what the assistant must keep
to.

A run keeps its own copy of the file and of those beside it, as they were when it was made. The copy is what
it builds with, resumes with and is audited with; the original may change or go."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import Field

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import canonical
from seedbed.memory.files.disk import write_atomic
from seedbed.memory.files.file_faults import in_file, meant, read_as
from seedbed.memory.files.yaml_file import Loaded, load
from seedbed.memory.spec import Frozen
from seedbed.tools.verification.toolcalls import Tool, as_given, read_tools
from seedbed.tools.world.blueprint import KindName
from seedbed.tools.world.functions import read_functions
from seedbed.tools.world.mcp_tools import NOTHING_KEPT, Kept, Server, real_tools
from seedbed.tools.world.openapi import CALLED, Described, described
from seedbed.tools.world.own_tools import CALCULATOR, calculated
from seedbed.tools.world.world import Collection, Operation, World, WorldFault

_LISTED = "mcp_tools.json"
"""The tools of its MCP server, as that described them when the run was made."""


class WorldFile(Frozen):
    """What stands in the file."""

    tools: tuple[dict[str, Any], ...] = ()
    openapi: str = ""
    """File with an OpenAPI description, beside this one."""
    python: str = ""
    """File with Python functions, beside this one."""
    collections: dict[str, Collection] = {}
    backend: dict[str, Operation] = {}
    examples: dict[str, dict[str, tuple[Any, ...]]] = {}
    """Tool → argument → values that people give, where the tool's own schema has none."""
    mcp: Server | None = None
    """An MCP server whose tools are called."""
    policy: str = Field(default="", max_length=8_000)
    """What the assistant must keep to, in words: it stands as the talk's system message."""
    kinds: tuple[KindName, ...] = ()
    """The kinds of blueprint that are wanted; empty: all."""


def world_file(path: Path) -> WorldFile:
    """What stands in a world's file, files beside it not yet read. Raises UserFault: it can't be read, or
    isn't a world; says where."""
    return _read(path)[0]


def _read(path: Path) -> tuple[WorldFile, Loaded]:
    loaded = load(path)
    if isinstance(loaded.value, list):
        what = "a list of tools says what each takes, and not what it does: no call of one can be executed"
        step = "make it a world: `tools:` this list, with `collections` and `backend`, or `python: FILE.py`"
        raise UserFault(what, where=str(path), next_step=f"{step} (docs/tool-use.md)")
    return read_as(WorldFile, loaded, str(path)), loaded


def listed_tools(path: Path) -> tuple[dict[str, Any], ...]:
    """The tools of a file that says nothing but them (a list as OpenAI has it, bare or under `tools`), in the
    form in which rows hold them; empty: it says more, or names seedbed's own alone. Raises UserFault: it
    can't be read, or holds what is no tool; says where."""
    loaded, steps = load(path), list[str]()
    given = loaded.value
    if isinstance(given, Mapping) and [*given] == ["tools"]:
        given, steps = given["tools"], ["tools"]
    if not isinstance(given, list):
        return ()
    places = [f"{path}, line {loaded.line([*steps, n])}: tool {n + 1}" for n in range(len(given))]
    tools = read_tools(given, str(path), places)
    if steps and [one.name for one in tools] == [CALCULATOR.name]:
        return ()
    return tuple(as_given(one, raw) for one, raw in zip(tools, given, strict=True))


def read_world(path: Path, *, listed: Sequence[Mapping[str, Any]] = (), kept: Kept = NOTHING_KEPT) -> World:
    """The world of a YAML or JSON file. Raises UserFault: the file can't be read, isn't a world, or names
    what isn't there; says where.

    Args:
        listed: The tools of its MCP server, as that described them (`mcp_tools.list_tools`).
        kept: Where the answers of that server and of the file's own functions are kept."""
    read, loaded = _read(path)
    try:
        return _world(path, read, loaded, listed, kept)
    except WorldFault as fault:
        there = in_file(fault.place, loaded.value) == fault.place
        line = f" (line {loaded.line(fault.place)})" if there else ""
        raise UserFault(f"{fault.what}{line}", where=str(path), next_step=fault.next_step) from fault


def _world(
    path: Path, read: WorldFile, loaded: Loaded, listed: Sequence[Mapping[str, Any]], kept: Kept
) -> World:
    implied: Described = ((), {}, {})
    if read.openapi:
        file = _beside(path, "openapi", read.openapi)
        implied = described(load(file).value, str(file))
    named, operations, collections = implied
    own, executed = read_functions(_beside(path, "python", read.python), kept) if read.python else ((), {})
    given = [*named, *own, *listed]
    lines = [f"{path}, line {loaded.line(['tools', n])}: tools[{n}]" for n in range(len(read.tools))]
    others = [f"{path}: {one.get('name')}" for one in given]
    tools = {one.name: one for one in read_tools([*given, *read.tools], f"{path}: tools", [*others, *lines])}
    if strange := next((name for name in tools if not CALLED.fullmatch(name)), ""):
        step = "a name has up to 64 of A to Z, a to z, 0 to 9, _ and -"
        raise WorldFault(f"endpoints take no tool of the name {strange!r}", ("tools",), step)
    tools |= {name: _with_examples(tools, name, some) for name, some in read.examples.items()}
    if CALCULATOR.name in tools.keys() - read.backend.keys() - executed.keys():
        executed[CALCULATOR.name] = calculated
    if read.mcp is not None:
        executed |= real_tools(read.mcp, tuple(str(one["name"]) for one in listed), kept)
    operations = {name: does for name, does in operations.items() if name not in executed} | read.backend
    kinds = tuple(dict.fromkeys(read.kinds))
    world = World(tools, operations, collections | read.collections, executed, read.policy.strip(), kinds)
    finds = {one for one in operations.keys() - read.backend.keys() if operations[one].does == "find"}
    return replace(world, operations=operations | {name: _searching(world, name) for name in finds})


def _searching(world: World, name: str) -> Operation:
    """A described `find`, which looks for nothing by an argument that no record can have as a field, such as
    how many are to be given."""
    operation, kept = world.operations[name], world.collections[world.operations[name].collection]
    held = {kept.key, *chain.from_iterable(kept.rows)}
    for tool, one in world.operations.items():
        if one.does in ("create", "update") and one.collection == operation.collection:
            held |= {one.fields.get(arg, arg) for arg in _arguments(world.tools[tool])} | {*one.put}
    none = dict.fromkeys(_arguments(world.tools[name]).keys() - held, "")
    return operation.model_copy(update={"fields": none})


def _arguments(tool: Tool) -> Mapping[str, Any]:
    named: Mapping[str, Any] = tool.parameters.get("properties") or {}
    return named


def _with_examples(tools: Mapping[str, Tool], name: str, examples: Mapping[str, Sequence[Any]]) -> Tool:
    """A tool whose schema has these values as examples."""
    if name not in tools:
        raise WorldFault(f"there is no tool {name!r}", ("examples", name), meant(name, [*tools]))
    tool = tools[name]
    named = dict(_arguments(tool))
    for argument, values in examples.items():
        if argument not in named:
            step = meant(argument, [*named])
            raise WorldFault(f"the tool has no argument {argument!r}", ("examples", name, argument), step)
        named[argument] = {**named[argument], "examples": list(values)}
    return replace(tool, parameters={**tool.parameters, "properties": named})


def _beside(path: Path, key: str, name: str) -> Path:
    """A file in the world file's folder."""
    file = path.parent / name
    if file.resolve().parent != path.parent.resolve():
        raise UserFault(f"{key}: {name!r} isn't beside the file", where=str(path), next_step="put it there")
    return file


class KeptWorld(Frozen):
    """What a run knows of its copy of a world."""

    file: str
    """Name of the world's file in the copy's folder."""
    files: dict[str, str]
    """File → its SHA-256."""


def keep_world(source: Path, folder: Path, listed: Sequence[Mapping[str, Any]] = ()) -> KeptWorld:
    """Copy a world's file and those beside it that it names into a folder, which is made, as is the
    one around it. Raises UserFault: a file can't be read, or isn't a world."""
    read = world_file(source)
    names = [source.name, *(Path(name).name for name in (read.openapi, read.python) if name)]
    folder.parent.mkdir(exist_ok=True)
    folder.mkdir(exist_ok=True)
    for name in names:
        write_atomic(folder / name, (source.parent / name).read_bytes())
    if read.mcp is not None:
        names.append(_LISTED)
        write_atomic(folder / _LISTED, canonical(list(listed)))
    return KeptWorld(file=source.name, files={name: _sha256(folder / name) for name in names})


def open_world(folder: Path, about: KeptWorld, kept: Kept = NOTHING_KEPT) -> World:
    """The world of a copy. `kept`: where answers of its server and functions are kept; by default functions
    are executed anew. Raises UserFault: the copy is not what was kept."""
    if names := changed(folder, about):
        step = "`seedbed audit` says what it touches; restore it, or build anew"
        what = "the run's copy of the world was changed"
        raise UserFault(what, where=str(folder / names[0]), next_step=step)
    listed = json.loads((folder / _LISTED).read_bytes()) if _LISTED in about.files else ()
    return read_world(folder / about.file, listed=listed, kept=kept)


def changed(folder: Path, about: KeptWorld) -> list[str]:
    """The files of a copy that are not what was kept, or would lie elsewhere."""
    named = dict.fromkeys((about.file, *about.files))
    return [
        name for name in named if Path(name).name != name or _sha256(folder / name) != about.files.get(name)
    ]


def _sha256(path: Path) -> str:
    """SHA-256 of a file; empty where there is no such file, or a link."""
    return sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
