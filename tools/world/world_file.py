"""A world's file: tools as JSON schemas, collections with their first records, what each tool does to them.

    tools:
      - name: book_bike
        parameters: {type: object, properties: {bike_id: {type: string}}, required: [bike_id]}
    collections:
      bikes: {key: bike_id, rows: [{bike_id: B1, kind: city}]}
      bookings: {key: booking_id, prefix: K-}
    backend:
      book_bike: {does: create, in: bookings, needs: {bikes: bike_id}, set: {status: booked}}

Tools that the backend doesn't name are executed by whoever opens the world (`real`). `openapi: FILE` adds
the tools of a description and what HTTP's own meaning says they do (`openapi.py`), `python: FILE.py` the
functions of a file, which are executed in the sandbox (`functions.py`). Both files lie beside this one.
`computed` says which arguments are another tool's results (`computed.py`).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from seedbed.memory.errors import UserFault
from seedbed.memory.file_faults import faults
from seedbed.memory.spec import Frozen
from seedbed.memory.yaml_file import load
from seedbed.tools.verification.toolcalls.tools import read_tools
from seedbed.tools.world.computed import Computed
from seedbed.tools.world.functions import Functions, read_functions
from seedbed.tools.world.openapi import Described, described
from seedbed.tools.world.operations import Collection, Operation, Real
from seedbed.tools.world.world import World


class WorldFile(Frozen):
    """What stands in the file."""

    tools: tuple[dict[str, Any], ...] = ()
    openapi: str = ""
    """File with an OpenAPI description, beside this one."""
    python: str = ""
    """File with Python functions, beside this one."""
    collections: dict[str, Collection] = {}
    backend: dict[str, Operation] = {}
    computed: dict[str, dict[str, Computed]] = {}
    """Tool → argument → how it is computed."""


def read_world(path: Path, real: Mapping[str, Real] | None = None) -> World:
    """The world of a YAML or JSON file.

    Args:
        real: What executes tools for real, by name; what the file has no tool for is left out.

    Raises:
        UserFault: the file can't be read, isn't a world, or names what isn't there; says where.
    """
    loaded = load(path)
    try:
        read = WorldFile.model_validate(loaded.value)
    except ValidationError as error:
        said = faults(error, loaded, WorldFile)
        raise UserFault(said, where=str(path), next_step="mend the file") from error
    implied = Described((), {}, {})
    if read.openapi:
        file = _beside(path, "openapi", read.openapi)
        implied = described(load(file).value, str(file))
    functions = read_functions(_beside(path, "python", read.python)) if read.python else Functions((), {})
    given = [*implied.tools, *functions.tools, *read.tools]
    tools = {tool.name: tool for tool in read_tools(given, f"{path}: tools")}
    executed = {name: run for name, run in (real or {}).items() if name in tools} | dict(functions.real)
    operations = {name: does for name, does in implied.operations.items() if name not in executed}
    collections = {**implied.collections, **read.collections}
    return World(tools, operations | read.backend, collections, executed, read.computed)


def _beside(path: Path, key: str, name: str) -> Path:
    """A file in the world file's folder."""
    file = path.parent / name
    if file.resolve().parent != path.parent.resolve():
        raise UserFault(f"{key}: {name!r} isn't beside the file", where=str(path), next_step="put it there")
    return file
