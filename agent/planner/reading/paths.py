"""Files and folders that flags and words name: where they lie, and what they are for.

The model says which words are paths and what they are for; whether they are there is looked up. `docs` and
`./docs` are one folder.
"""

from dataclasses import dataclass
from pathlib import Path

from seedbed.agent.planner.hints import Hints, distinct_paths
from seedbed.agent.planner.reading.values import Reading
from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge.search.chroma_source import is_collection
from seedbed.tools.requests.limits import locate, near


@dataclass(frozen=True, slots=True)
class Located:
    """Paths as they can be opened from here."""

    sources: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    world: str = ""
    personas: str = ""


def by_flag(hints: Hints) -> Located:
    """What flags name.

    Raises:
        UserFault: a path isn't there, with the nearest that is.
    """
    folder = Path(hints.folder or ".")
    world, personas = (existing(path, folder) if path else "" for path in (hints.world, hints.personas))
    return Located(
        distinct_paths(existing(path, folder) for path in hints.sources),
        distinct_paths(existing(path, folder) for path in hints.examples),
        world,
        personas,
    )


def with_words(flagged: Located, reading: Reading, folder: Path) -> Located:
    """What flags and words name; a flag goes before the words where only one file can be.

    Raises:
        UserFault: a path isn't there, or the words name two files of which only one can be.
    """
    taken = {"tools": flagged.world, "personas": flagged.personas}
    named = {
        use: distinct_paths(existing(one.path, folder) for one in reading.paths if one.use == use)
        for use in ("documents", "examples", *(use for use, path in taken.items() if not path))
    }
    for use in taken:
        if len(names := named.get(use, ())) > 1:
            raise UserFault(
                f"two files of {use} are named: {' and '.join(names)}",
                where="the request",
                next_step="name one, or make two runs",
            )
        taken[use] = taken[use] or next(iter(names), "")
    return Located(
        distinct_paths((*flagged.sources, *named["documents"])),
        distinct_paths((*flagged.examples, *named["examples"])),
        taken["tools"],
        taken["personas"],
    )


def existing(path: str, folder: Path) -> str:
    """A path as it can be opened from here.

    Raises:
        UserFault: it isn't there.
    """
    found = path if is_collection(path) else locate(path, folder)
    if found is None:
        raise UserFault("no such file or folder", where=path, next_step=near(path, folder))
    return found
