"""Files and folders that flags and words name: where they lie, and what they are for.

The model says which words are paths and what they are for; whether they are there is looked up. `docs` and
`./docs` are one folder."""

from pathlib import Path

from seedbed.agent.planner.hints import Hints, distinct_paths
from seedbed.agent.planner.reading.values import Reading
from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge.search.chroma_source import is_collection
from seedbed.tools.requests.limits import locate, near


def by_flag(hints: Hints) -> Hints:
    """The flags with their paths as they can be opened from here. Raises UserFault: a path isn't there, with
    the nearest that is."""
    folder = Path(hints.folder or ".")
    found: dict[str, object] = {
        kept: distinct_paths(existing(path, folder) for path in getattr(hints, kept))
        for kept in ("sources", "examples")
    }
    for kept in ("world", "personas"):
        found[kept] = (path := getattr(hints, kept)) and existing(path, folder)
    return hints.model_copy(update=found)


def with_words(flagged: Hints, reading: Reading) -> Hints:
    """With what the words name; a flag goes before them where only one file can be. Raises UserFault: a path
    isn't there, or the words name two files of which only one can be."""
    found: dict[str, object] = {}
    for kept, use in (("sources", "documents"), ("examples", "examples")):
        found[kept] = distinct_paths((*getattr(flagged, kept), *_named(use, flagged, reading)))
    for kept, use in (("world", "tools"), ("personas", "personas")):
        names = () if getattr(flagged, kept) else _named(use, flagged, reading)
        if len(names) > 1:
            what = f"two files of {use} are named: {' and '.join(names)}"
            step = "name one, or make two runs"
            raise UserFault(what, where="the request", next_step=step)
        found[kept] = getattr(flagged, kept) or next(iter(names), "")
    return flagged.model_copy(update=found)


def _named(use: str, flagged: Hints, reading: Reading) -> tuple[str, ...]:
    folder = Path(flagged.folder or ".")
    return distinct_paths(existing(one.path, folder) for one in reading.paths if one.use == use)


def existing(path: str, folder: Path) -> str:
    """A path as it can be opened from here. Raises UserFault: it isn't there."""
    found = path if is_collection(path) else locate(path, folder)
    if found is None:
        raise UserFault("no such file or folder", where=path, next_step=near(path, folder))
    return found
