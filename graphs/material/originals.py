"""Whether the documents that a run took its texts from are still what they were: files, and rows in them."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.store.protocol import Event, Store
from seedbed.tools.knowledge.extraction import ROWS, documents_in
from seedbed.tools.knowledge.formats.characters import Document
from seedbed.tools.knowledge.search.chroma_source import is_collection

ACCEPTED = "accepted_originals"
"""Key of the run's values: path → the hash of a changed document that a person has accepted."""


def check_originals(
    store: Store, kept: Iterable[Mapping[str, Any]], *, accept: bool, said: Callable[[str], None]
) -> bool:
    """Whether the documents are to be read anew, having changed since the run took its copies of them.

    Those that are gone may be: that is said, and the copies stand. Raises UserFault: one has changed, and
    that isn't accepted.

    Args:
        store: The run's.
        kept: What the run knows of its sources.
        accept: Whether changes are accepted: before there is a plan the documents are read and indexed
            anew; later the run goes on with its own copies, which rows and plan cite.
        said: Told in a line what was found."""
    accepted: dict[str, str] = dict(store.meta(ACCEPTED) or {})
    changed, gone = originals(kept, accepted)
    if gone:
        said(f"no longer there: {some(gone)}; the run goes on with its own copies of the text")
    if not changed:
        return False
    planned = store.meta("plan") is not None or store.ordered() > 0
    if not accept:
        raise UserFault(
            "a source has changed since the run was made",
            where=some(sorted(changed)),
            next_step="undo it; `resume --accept-changes` goes on with the text that the run keeps, and a "
            "new build reads the new one"
            if planned
            else "`resume --accept-changes` reads and indexes it anew; or undo the change",
        )
    store.set_meta(ACCEPTED, {**accepted, **changed})
    store.record(
        [Event("person", "changes accepted", {"differences": [f"source {p}" for p in sorted(changed)]})]
    )
    if not planned:
        said(f"changed, and read anew: {some(sorted(changed))}")
    return not planned


def some(paths: Sequence[str]) -> str:
    """Paths, told; of many the first five."""
    return ", ".join(paths[:5]) + (f" and {len(paths) - 5} more" if len(paths) > 5 else "")


def originals(
    kept: Iterable[Mapping[str, Any]], accepted: Mapping[str, str] = {}
) -> tuple[dict[str, str], list[str]]:
    """What became of every original of what a run keeps; only hashes are compared.

    Args:
        kept: What the run knows of its sources: `path` and `original_sha256` of each.
        accepted: Path → the hash of a change that a person has accepted.

    Returns:
        Path (`#id` for a row) of what has changed → the hash of what stands there now, "" where the row is
        gone from its file; and the paths of what is no longer there or can't be opened."""
    changed: dict[str, str] = {}
    gone: list[str] = []
    rows: dict[Path, dict[str, str]] = {}
    for about in kept:
        path = about["path"]
        if is_collection(path):
            continue  # somebody's database: the run goes by its copies
        file = _file_of(path)
        try:
            if file is None:
                gone.append(path)
                continue
            if file == Path(path):
                now = hashlib.sha256(file.read_bytes()).hexdigest()
            else:
                if file not in rows:
                    rows[file] = dict(_rows(file))
                now = rows[file].get(path.removeprefix(file.as_posix()), "")
        except OSError:
            gone.append(path)
            continue
        if now not in (about["original_sha256"], accepted.get(path)):
            changed[path] = now
    return changed, gone


def _file_of(path: str) -> Path | None:
    """The file that a source's path names, or the file of which it names a row; None: there is none."""
    ends = [at for at, sign in enumerate(path) if sign == "#"]
    return next((Path(path[:end]) for end in (len(path), *ends) if os.path.isfile(path[:end])), None)


def _rows(file: Path) -> Iterator[tuple[str, str]]:
    """Place and hash of each row of a file."""
    suffix = file.suffix.lower()
    for found in documents_in(file.read_bytes(), suffix) if suffix in ROWS else ():
        if isinstance(found, Document):
            yield found.place, found.original_sha256
