"""The worlds of a run's parts: read and copied when the run is made, opened from the copy from then on."""

from collections.abc import Mapping
from pathlib import Path

from seedbed.graphs.run import Run
from seedbed.memory.errors import ToolFault, UserFault
from seedbed.memory.spec import Part
from seedbed.tools.verification.sandbox.sandbox import find_sandbox
from seedbed.tools.world.mcp_tools import Kept, list_tools
from seedbed.tools.world.world import World
from seedbed.tools.world.world_file import KeptWorld, keep_world, open_world, read_world, world_file

META = "worlds"
"""Part → what the run knows of its copy."""


def kept_worlds(run: Run) -> dict[str, KeptWorld]:
    """Part → its copy, of those that have one yet."""
    return {name: KeptWorld.model_validate(one) for name, one in (run.store.meta(META) or {}).items()}


async def worlds_of(run: Run) -> dict[str, World]:
    """Part → the world in which its tools are called.

    Raises:
        UserFault: a file can't be read or isn't a world, its server can't be reached or mustn't be called,
            or the run's copy was changed.
        SandboxFault: it has Python functions and this machine can't execute them."""
    found: dict[str, World] = {}
    about = kept_worlds(run)
    for part in run.known_spec().parts:
        if not part.world:
            continue
        if part.name not in about:
            about[part.name] = await _copied(run, part)
            run.store.set_meta(META, {name: one.model_dump(mode="json") for name, one in about.items()})
        kept = Kept(run.store.journaled, run.store.journal)
        found[part.name] = open_world(run.folder.worlds / part.name, about[part.name], kept)
    return found


async def _copied(run: Run, part: Part) -> KeptWorld:
    path, folder = Path(part.world), run.folder.worlds / part.name
    world, listed = world_file(path), tuple[Mapping[str, object], ...]()
    if world.mcp is not None:
        if not run.known_spec().egress:
            what = f"its tools are called at {world.mcp.place}, and words of the models would go there"
            step = "allow it with `egress: true` in the spec"
            raise UserFault(what, where=str(path), next_step=step)
        try:
            listed = await list_tools(world.mcp)
        except ToolFault as fault:
            said = f"its MCP server: {fault}"
            raise UserFault(said, where=str(path), next_step="see to the server") from fault
    if world.python:
        find_sandbox()
    read_world(path, listed=listed)  # its faults are told with the file's own place
    return keep_world(path, folder, listed)
