"""Whether the documents that a run took its texts from are still what they were: files, and rows in them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seedbed.tools.knowledge.extraction import ROWS, documents_in
from seedbed.tools.knowledge.formats.characters import Document
from seedbed.tools.knowledge.search.chroma_source import is_collection


@dataclass(frozen=True, slots=True)
class Originals:
    """What became of the documents since."""

    changed: Mapping[str, str]
    """Path (`#id` for a row) → the hash of what stands there now; "" where the row is gone from its file."""
    gone: tuple[str, ...]
    """Files that are no longer there, or can't be opened any more."""


def originals(kept: Iterable[Mapping[str, Any]]) -> Originals:
    """Look at every original of what a run keeps; only hashes are compared.

    Args:
        kept: What the run knows of its sources: `path` and `original_sha256` of each.
    """
    changed: dict[str, str] = {}
    gone: list[str] = []
    rows: dict[Path, list[tuple[str, str]]] = {}
    for about in kept:
        if is_collection(about["path"]):
            continue  # somebody's database: the run goes by its copies
        file = _file_of(about["path"])
        if file is None:
            gone.append(about["path"])
        elif file.as_posix() != about["path"] and file != Path(about["path"]):
            rows.setdefault(file, []).append((about["path"], about["original_sha256"]))
        else:
            now = _hash(file)
            if not now:
                gone.append(about["path"])
            elif now != about["original_sha256"]:
                changed[about["path"]] = now
    for file, named in rows.items():
        now_there = dict(_rows(file))
        for path, before in named:
            now = now_there.get(path.removeprefix(file.as_posix()), "")
            if now != before:
                changed[path] = now
    return Originals(changed, tuple(gone))


def _file_of(path: str) -> Path | None:
    """The file that a source's path names, or the file of which it names a row; None: there is none."""
    if Path(path).is_file():
        return Path(path)
    at = path.find("#")
    while at >= 0:
        if Path(path[:at]).is_file():
            return Path(path[:at])
        at = path.find("#", at + 1)
    return None


def _hash(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def _rows(file: Path) -> Iterator[tuple[str, str]]:
    suffix = file.suffix.lower()
    if suffix not in ROWS:
        return
    try:
        data = file.read_bytes()
    except OSError:
        return
    for found in documents_in(data, suffix):
        if isinstance(found, Document):
            yield found.place, found.original_sha256
