"""Reading what the user named with `--from`: files and folders become sources of plain, hashed text.

It follows no link out of a named folder, opens nothing that wasn't named, and lists what it did not read and
why. It does not know PDF, DOCX and the like; such files are listed as not read.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from seedbed.memory.canonical import digest_text
from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge.extraction import (
    MAX_BYTES,
    READ_LATER,
    SUFFIXES,
    Document,
    Unreadable,
    documents_in,
)


@dataclass(frozen=True, slots=True)
class Source:
    """One document as text."""

    path: str
    """Where it lies: the path as the user named it, continued with `/`; `#id` names a row of a JSONL file."""
    name: str
    """Path inside the named folder (or the file's name): stays equal when the folder is moved."""
    sha256: str
    """Of the extracted text's UTF-8 bytes; also the name of its file in the run's `sources/`."""
    original_sha256: str
    """Of the original's bytes (of the row's line for JSONL)."""
    text: str
    """Extracted text, LF line ends. Offsets anywhere in seedbed are code points in it."""
    title: str = ""
    """What a person calls it: from front matter, first heading, HTML title or JSONL row; may be empty."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not read."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found under the named paths, in the order of names."""

    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...]


def read_sources(paths: Sequence[Path]) -> Reading:
    """Read files and folders.

    A text that stands in several files is read once; the others are listed as skipped.

    Raises:
        UserFault: a named path doesn't exist, a named file can't be read, or nothing readable was found.
    """
    sources: list[Source] = []
    skipped: list[Skipped] = []
    first_place: dict[str, str] = {}
    for named in paths:
        if not named.exists():
            raise UserFault("no such file or folder", where=str(named), next_step=_nearest(named))
        for found in _read_file(named, named.name) if named.is_file() else _read_folder(named):
            if isinstance(found, Skipped):
                if named.is_file():
                    raise UserFault(found.why, where=found.path, next_step="name another file with --from")
                skipped.append(found)
            elif found.sha256 in first_place:
                skipped.append(Skipped(found.path, f"same text as {first_place[found.sha256]}"))
            else:
                first_place[found.sha256] = found.path
                sources.append(found)
    if not sources:
        raise UserFault(
            _nothing_found(skipped),
            where=", ".join(str(path) for path in paths) or "--from",
            next_step=f"name a folder with {', '.join(SUFFIXES)} files",
        )
    return Reading(tuple(sources), tuple(skipped))


def _nearest(path: Path) -> str:
    folder = path.parent
    names = sorted(os.listdir(folder)) if folder.is_dir() else []
    close = get_close_matches(path.name, names, n=1)
    return f"did you mean {folder / close[0]}?" if close else "check the path given to --from"


def _nothing_found(skipped: Sequence[Skipped]) -> str:
    if not skipped:
        return "there is nothing to read here: the folder is empty"
    some = "; ".join(f"{item.path}: {item.why}" for item in skipped[:3])
    more = f"; and {len(skipped) - 3} more" if len(skipped) > 3 else ""
    return f"none of the files here could be read ({some}{more})"


def _read_folder(root: Path) -> Iterator[Source | Skipped]:
    real_root = root.resolve()
    unlistable: list[Skipped] = []
    walk = os.walk(
        root, onerror=lambda fault: unlistable.append(Skipped(str(fault.filename), "can't be listed"))
    )
    for folder, folders, files in walk:
        here = Path(folder)
        for name in sorted(folders):
            if (here / name).is_symlink():
                yield Skipped((here / name).as_posix(), "a link to a folder: links are not followed")
            elif name.startswith("."):
                yield Skipped((here / name).as_posix(), "a hidden folder")
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = here / name
            if name.startswith("."):
                yield Skipped(path.as_posix(), "a hidden file")
            elif path.is_symlink() and not path.resolve().is_relative_to(real_root):
                yield Skipped(path.as_posix(), "a link that leads out of the named folder")
            else:
                yield from _read_file(path, path.relative_to(root).as_posix())
    yield from unlistable


def _read_file(path: Path, name: str) -> Iterator[Source | Skipped]:
    shown = path.as_posix()
    suffix = path.suffix.lower()
    if suffix in READ_LATER:
        yield Skipped(shown, f"{suffix} files are not read yet: convert it to text, Markdown or HTML")
        return
    if suffix not in SUFFIXES:
        yield Skipped(shown, f"not a kind of file that is read ({', '.join(SUFFIXES)})")
        return
    if not path.is_file():
        yield Skipped(shown, "not a regular file")
        return
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            yield Skipped(shown, f"too large: {size / 1e6:.0f} MB, at most {MAX_BYTES / 1e6:.0f} MB are read")
            return
        data = path.read_bytes()
    except OSError as fault:
        yield Skipped(shown, f"can't be opened: {fault.strerror}")
        return
    for document in documents_in(data, suffix):
        if isinstance(document, Unreadable):
            yield Skipped(shown + document.place, document.why)
        else:
            yield _source(document, shown, name)


def _source(document: Document, path: str, name: str) -> Source:
    return Source(
        path=path + document.place,
        name=name + document.place,
        sha256=digest_text(document.text),
        original_sha256=document.original_sha256,
        text=document.text,
        title=document.title,
    )


def write_source(folder: Path, source: Source) -> Path:
    """Write `<sha256>.txt` and `<sha256>.json` (name, path, title, hashes) into `folder`; returns the text's
    path.

    Whole or not at all: each file is written aside, synced and renamed; the text comes last, so where it
    exists the other does too. A file that is there already is left alone (equal name means equal text).
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{source.sha256}.txt"
    if not target.exists():
        about = {
            "name": source.name,
            "original_sha256": source.original_sha256,
            "path": source.path,
            "sha256": source.sha256,
            "title": source.title,
        }
        _replace(folder / f"{source.sha256}.json", json.dumps(about, ensure_ascii=False, indent=1) + "\n")
        _replace(target, source.text)
    return target


def _replace(path: Path, text: str) -> None:
    aside = path.with_name(path.name + ".part")
    with aside.open("wb") as file:
        file.write(text.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
