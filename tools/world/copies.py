"""A run's own copy of a world: its file and those beside it, as they were when the run was made.

The copy is what a run builds with, resumes with and is audited with; the original may change or go."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ConfigDict

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import canonical
from seedbed.memory.files.disk import write_atomic
from seedbed.memory.spec import Frozen
from seedbed.tools.world.mcp_tools import NOTHING_KEPT, Kept
from seedbed.tools.world.world import World
from seedbed.tools.world.world_file import read_world, world_file

_LISTED = "mcp_tools.json"
"""The tools of its MCP server, as that described them when the run was made."""


class KeptWorld(Frozen):
    """What a run knows of its copy of a world; earlier versions kept more."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    file: str
    """Name of the world's file in the copy's folder."""
    files: dict[str, str]
    """File → its SHA-256."""


def keep_world(source: Path, folder: Path, listed: Sequence[Mapping[str, Any]] = ()) -> KeptWorld:
    """Copy a world's file and those beside it that it names into a folder, which is made. Raises UserFault: a
    file can't be read, or isn't a world."""
    read = world_file(source)
    names = [source.name, *filter(None, (read.openapi, read.python))]
    folder.mkdir(parents=True, exist_ok=True)
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
        raise UserFault(
            "the run's copy of the world was changed",
            where=str(folder / names[0]),
            next_step="`seedbed audit` says what it touches; restore it, or build anew",
        )
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
