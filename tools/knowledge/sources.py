"""Reading what the user named with `--from`: files and folders become sources of plain, hashed text.

It follows no link out of a named folder, opens nothing that wasn't named, and lists what it did not read and
why. In a git checkout what `.gitignore` names is left out. What a kind of file holds is told in
`extraction.py` and `formats/`.
"""

import json
import os
import stat
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import digest_text
from seedbed.memory.files.disk import write_atomic
from seedbed.tools.knowledge.extraction import NOT_READ, SUFFIXES, documents_in, most_bytes
from seedbed.tools.knowledge.formats.characters import Unreadable
from seedbed.tools.knowledge.ignored import Ignored


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
    pages: tuple[int, ...] = ()
    """Of a PDF: the offset in `text` where each page begins."""

    def page_at(self, offset: int) -> int | None:
        """The page, from 1, on which the character at `offset` stands; None: it has no pages."""
        return page_at(self.pages, offset)


def page_at(pages: Sequence[int], offset: int) -> int | None:
    """The page, from 1, of an offset, given where each page begins; None: there are no pages."""
    return bisect_right(pages, offset) or 1 if pages else None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not read."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know of a file that was read."""

    path: str
    said: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found under the named paths, in the order of names."""

    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[Note, ...] = ()


def read_sources(paths: Sequence[Path], *, told: Callable[[int, int], None] | None = None) -> Reading:
    """Read files and folders.

    A text that stands in several files is read once; the others are listed as skipped.

    Args:
        paths: Files and folders.
        told: Told after each file how many are done, and of how many.

    Raises:
        UserFault: a named path doesn't exist, a named file can't be read, or nothing readable was found.
    """
    sources: list[Source] = []
    skipped: list[Skipped] = []
    notes: list[Note] = []
    first_place: dict[str, str] = {}
    for named in paths:
        if not named.exists():
            raise UserFault("no such file or folder", where=str(named), next_step=_nearest(named))
    listed = [found for named in paths for found in _listed(named)]
    total = sum(1 for found in listed if isinstance(found, _Found))
    done = 0
    for entry in listed:
        for found in [entry] if isinstance(entry, Skipped) else _read(entry):
            if isinstance(found, Note):
                notes.append(found)
            elif isinstance(found, Skipped):
                if isinstance(entry, _Found) and Path(found.path) == entry.path == entry.root:
                    raise UserFault(found.why, where=found.path, next_step="name another file with --from")
                skipped.append(found)
            elif found.sha256 in first_place:
                skipped.append(Skipped(found.path, f"same text as {first_place[found.sha256]}"))
            else:
                first_place[found.sha256] = found.path
                sources.append(found)
        if isinstance(entry, _Found):
            done += 1
            if told:
                told(done, total)
    if not sources:
        raise UserFault(
            _nothing_found(skipped),
            where=", ".join(str(path) for path in paths) or "--from",
            next_step=f"name a folder with {', '.join(SUFFIXES)} files",
        )
    return Reading(tuple(sources), tuple(skipped), tuple(notes))


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


@dataclass(frozen=True, slots=True)
class _Found:
    """A file that is to be read."""

    path: Path
    name: str
    root: Path


def _listed(root: Path) -> Iterator[_Found | Skipped]:
    """The files under a named path, in the order of names; nothing is opened."""
    if root.is_file():
        yield _Found(root, root.name, root)
        return
    real_root = root.resolve()
    unlistable: list[Skipped] = []
    walk = os.walk(
        root, onerror=lambda fault: unlistable.append(Skipped(str(fault.filename), "can't be listed"))
    )
    ignored = Ignored()
    for folder, folders, files in walk:
        here = Path(folder)
        ignored.enter(here, {*folders, *files})
        for name in sorted(folders):
            if (here / name).is_symlink():
                yield Skipped((here / name).as_posix(), "a link to a folder: links are not followed")
            elif name.startswith("."):
                yield Skipped((here / name).as_posix(), "a hidden folder")
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not ignored.leaves_out(here / name, folder=True)
        )
        for name in sorted(files):
            path = here / name
            if name.startswith("."):
                yield Skipped(path.as_posix(), "a hidden file")
            elif ignored.leaves_out(path):
                continue
            elif path.is_symlink() and not path.resolve().is_relative_to(real_root):
                yield Skipped(path.as_posix(), "a link that leads out of the named folder")
            else:
                yield _Found(path, path.relative_to(root).as_posix(), root)
    yield from unlistable
    for checkout, number in ignored.counts():
        yield Skipped(checkout, f"{number} files and folders in it are left out by .gitignore")


def _read(found: _Found) -> Iterator[Source | Skipped | Note]:
    shown = found.path.as_posix()
    suffix = found.path.suffix.lower()
    if suffix in NOT_READ:
        yield Skipped(shown, f"{suffix} files are not read: {NOT_READ[suffix]}")
        return
    if suffix not in SUFFIXES:
        yield Skipped(shown, f"not a kind of file that is read ({', '.join(SUFFIXES)})")
        return
    try:
        data = _bytes(found.path, most_bytes(suffix))
    except FileNotFoundError:
        yield Skipped(shown, "gone: it was deleted or moved while the folder was read")
        return
    except OSError as fault:
        yield Skipped(shown, f"can't be opened: {fault.strerror}")
        return
    if isinstance(data, str):
        yield Skipped(shown, data)
        return
    for document in documents_in(data, suffix):
        if isinstance(document, Unreadable):
            yield Skipped(shown + document.place, document.why)
            continue
        if document.note:
            yield Note(shown + document.place, document.note)
        yield Source(
            path=shown + document.place,
            name=found.name + document.place,
            sha256=digest_text(document.text),
            original_sha256=document.original_sha256,
            text=document.text,
            title=document.title,
            pages=document.pages,
        )


def _bytes(path: Path, most: int) -> bytes | str:
    """A file's bytes, or why they aren't read.

    Raises:
        OSError: it can't be opened.
    """
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        return "not a regular file"
    if about.st_size > most:
        return f"too large: {about.st_size / 1e6:.0f} MB, at most {most / 1e6:.0f} MB are read"
    with path.open("rb") as file:
        data = file.read(most + 1)
    return data if len(data) <= most else f"too large: more than {most / 1e6:.0f} MB"


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
            "pages": source.pages,
            "path": source.path,
            "sha256": source.sha256,
            "title": source.title,
        }
        write_atomic(folder / f"{source.sha256}.json", json.dumps(about, ensure_ascii=False, indent=1) + "\n")
        write_atomic(target, source.text)
    return target
