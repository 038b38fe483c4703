"""A world's file: tools as JSON schemas, collections with their first records, what each tool does to them.

    tools:
      - name: book_bike
        parameters: {type: object, properties: {bike_id: {type: string}}, required: [bike_id]}
    collections:
      bikes: {key: bike_id, rows: [{bike_id: B1, kind: city}]}
      bookings: {key: booking_id, prefix: K-}
    backend:
      book_bike: {does: create, in: bookings, needs: {bikes: bike_id}, set: {status: booked}}

Tools that the backend doesn't name are executed by whoever opens the world (`real`).
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
from seedbed.tools.world.operations import Collection, Operation
from seedbed.tools.world.world import Real, World


class WorldFile(Frozen):
    """What stands in the file."""

    tools: tuple[dict[str, Any], ...]
    collections: dict[str, Collection] = {}
    backend: dict[str, Operation] = {}


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
    tools = {tool.name: tool for tool in read_tools(list(read.tools), f"{path}: tools")}
    executed = {name: run for name, run in (real or {}).items() if name in tools}
    return World(tools, read.backend, read.collections, executed)
