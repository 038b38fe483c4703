"""The documents that a run cites, found by their hash or by the name that a passage gives."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from seedbed.memory.exact.canonical import parsed

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Document:
    """One cited document."""

    sha256: str
    name: str
    text: str


def document(folder: Path, named: str) -> Document | None:
    """The document of that SHA-256 or name; None: there is none, or its text isn't what its name says."""
    for sha256, name in listed(folder):
        if named in (sha256, name):
            text = text_of(folder, sha256)
            return None if text is None else Document(sha256, name, text)
    return None


def listed(folder: Path | None, without: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """Hash and name of each document of the folder, in the order of hashes. `without`: hashes left out."""
    if folder is None or not folder.is_dir():
        return ()
    every = _listed(folder, folder.stat().st_mtime_ns)
    return tuple(one for one in every if one[0] not in without) if without else every


@lru_cache(maxsize=16)
def _listed(folder: Path, _changed: int) -> tuple[tuple[str, str], ...]:
    paths = sorted(path for path in folder.glob("*.txt") if _SHA256.fullmatch(path.stem))
    return tuple((path.stem, _name(path.with_suffix(".json"))) for path in paths)


def _name(path: Path) -> str:
    about = parsed(path.read_bytes()) if path.is_file() else None
    return str(about.get("name", "")) if isinstance(about, Mapping) else ""


def kept_text(folder: Path, sha256: str) -> str | None:
    """A document's text; None: it isn't there, or is another than its hash says."""
    path = folder / f"{sha256}.txt"
    if not _SHA256.fullmatch(sha256) or path.is_symlink() or not path.is_file():
        return None
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        return None
    return data.decode("utf-8", errors="replace")


text_of = lru_cache(maxsize=32)(kept_text)


def passages_of(value: Any) -> list[Mapping[str, Any]] | None:
    """The passages in a value: one, a list, a tuple of such; None: something in it is none."""
    if isinstance(value, Mapping):
        return [value] if isinstance(value.get("quote"), str) else None
    if not isinstance(value, (list, tuple)):
        return None
    inner = [passages_of(one) for one in value]
    return None if None in inner else [passage for one in inner for passage in one or ()]
