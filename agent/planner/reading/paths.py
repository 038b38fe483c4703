"""Files and folders that flags and words name: where they lie, and what they are for.

The model says which words are paths and what they are for; whether they are there is looked up. `docs` and
`./docs` are one folder.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from seedbed.agent.planner.hints import Hints
from seedbed.agent.planner.reading.answer import Use
from seedbed.agent.planner.reading.values import Reading
from seedbed.agent.planner.rules.limits import locate, near
from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge.chroma_source import is_collection


@dataclass(frozen=True, slots=True)
class Located:
    """Paths as they can be opened from here."""

    sources: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    world: str = ""
    personas: str = ""


def located(reading: Reading, hints: Hints) -> Located:
    """What flags and words name; a flag goes before the words where only one file can be.

    Raises:
        UserFault: a path isn't there (with the nearest that is), or two worlds of tools are named.
    """
    folder = Path(hints.folder or ".")
    by_flag = [("documents", hints.sources), ("examples", hints.examples)]
    by_flag += [("tools", (hints.world,)), ("personas", (hints.personas,))]
    found: dict[str, list[str]] = {
        use: [existing(path, folder) for path in paths if path] for use, paths in by_flag
    }
    flagged = {use for use, paths in found.items() if paths}
    for path in reading.paths:
        if path.use != "other" and not (path.use in _SINGLE and path.use in flagged):
            found[path.use].append(existing(path.path, folder))
    for use in _SINGLE:
        if len(names := distinct_paths(found[use])) > 1:
            raise UserFault(
                f"two files of {use} are named: {' and '.join(names)}",
                where="the request",
                next_step="name one, or make two runs",
            )
    sources, examples = distinct_paths(found["documents"]), distinct_paths(found["examples"])
    return Located(sources, examples, _first(found["tools"]), _first(found["personas"]))


_SINGLE: tuple[Use, ...] = ("tools", "personas")


def existing(path: str, folder: Path) -> str:
    """A path as it can be opened from here.

    Raises:
        UserFault: it isn't there.
    """
    found = path if is_collection(path) else locate(path, folder)
    if found is None:
        raise UserFault("no such file or folder", where=path, next_step=near(path, folder))
    return found


def distinct_paths(paths: Iterable[str]) -> tuple[str, ...]:
    """Paths in their order, each once, in its plainest spelling."""
    plain = (path if is_collection(path) or "://" in path else os.path.normpath(path) for path in paths)
    return tuple(dict.fromkeys(plain))


def _first(paths: list[str]) -> str:
    return paths[0] if paths else ""
