"""Reading what the user named with `--from`: files and folders become sources of plain, hashed text.

It follows no link out of a named folder, opens nothing that wasn't named, and lists what it did not read and
why. In a git checkout what `.gitignore` names is left out. What a kind of file holds is told in
`extraction.py` and `formats/`."""

import hashlib
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from os.path import isfile
from pathlib import Path, PurePath
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import digest_text
from seedbed.memory.files.disk import walk, write_atomic
from seedbed.tools.checks.sources.documents import kept_text
from seedbed.tools.evaluation.report.amounts import first_of
from seedbed.tools.knowledge.extraction import APART, NOT_READ, PROGRAM, SUFFIXES, Cut, documents_in
from seedbed.tools.knowledge.formats.characters import LONGEST, Unreadable, decode
from seedbed.tools.knowledge.ignored import Ignored
from seedbed.tools.requests.limits import near


def lies_in(path: str, named: str) -> bool:
    """Whether a path is the file that a person names, lies in that folder, or is a row of that file (`#id`):
    the parts of the name stand in it beside each other."""
    parts, wanted = PurePath(path).parts, PurePath(named).parts
    places = (parts[at : at + len(wanted)] for at in range(len(parts) - len(wanted) + 1) if wanted)
    return any(
        place[:-1] == wanted[:-1] and (place[-1] == wanted[-1] or place[-1].startswith(f"{wanted[-1]}#"))
        for place in places
    )


UNREAD = "unread"
"""Key of the run's values: (path, why) of each row of a file that would be counted and couldn't be read."""


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
    words: str = field(repr=False)
    """The text, where it isn't read from `folder`."""
    title: str = ""
    """What a person calls it: from front matter, first heading, HTML title or JSONL row; may be empty."""
    pages: tuple[int, ...] = ()
    """Of a PDF: the offset in `text` where each page begins."""
    is_code: bool = False
    """Whether it is a program, settings or the like: cut between lines, without headings."""
    folder: Path | None = None
    """Where `write_source` kept it: read from there when it is needed, many documents fill no memory."""
    whole: bool = False
    """Whether it is one passage, however long."""
    apart: bool = False
    """Whether no passage of it spans two of its sections."""

    @property
    def text(self) -> str:
        """Extracted text, LF line ends. Offsets anywhere in seedbed are code points in it. Raises OSError:
        its copy is gone."""
        return self.words if self.folder is None else _kept_text(self.folder / f"{self.sha256}.txt")

    def about(self) -> dict[str, Any]:
        """What is kept of it beside its text."""
        names = ("path", "name", "sha256", "original_sha256", "title", "pages", "is_code", "whole")
        return {"text": "", **{name: getattr(self, name) for name in names}}


@lru_cache(maxsize=64)
def _kept_text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def original_of(path: str, made_in: Path) -> tuple[Path, str] | None:
    """The file that a source's path names, and what of it (`#id`; empty: all); None: it isn't there.
    `made_in`: where it is looked for before the current folder."""
    ends = [len(path), *(at for at, sign in enumerate(path) if sign == "#")]
    found = ((folder / path[:end], path[end:]) for folder in (made_in, Path()) for end in ends)
    return next((one for one in found if isfile(one[0])), None)


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


def read_sources(
    paths: Sequence[Path],
    *,
    told: Callable[[int, int], None] | None = None,
    keep: Callable[[Source], Source] = lambda source: source,
    known: Mapping[tuple[str, str], Source] = {},
    cut: Callable[[str], Cut] = lambda path: "",
) -> Reading:
    """Read files and folders.

    A text that stands in several files is read once; the others are listed as skipped. Raises UserFault: a
    named path doesn't exist, a named file can't be read, or nothing readable was found.

    Args:
        told: Told after each file how many are done, and of how many.
        keep: Given each source as it is found; what it returns is kept of it.
        known: (Path, hash of its bytes) → what was read of such a file before: it isn't read again.
        cut: Given a file's path, what of it is a document of its own."""
    sources: list[Source] = []
    skipped: list[Skipped] = []
    notes: list[Note] = []
    first_place: dict[str, str] = {}
    for named in paths:
        if not named.exists():
            raise UserFault("no such file or folder", where=str(named), next_step=near(str(named), Path()))
    every, whatever = list[tuple[Path, str] | Skipped](), set[Path]()
    alone = {_shown(named) for named in paths if named.is_file()}
    for named in paths:
        there = [*_listed(named)]
        every += (one for one in there if not (isinstance(one, Skipped) and one.path in alone))
        files = {one[0] for one in there if not isinstance(one, Skipped)}
        if named.is_file() or not any(path.suffix.lower() in SUFFIXES for path in files):
            whatever |= files  # it was meant: there is nothing else
    listed = _told_apart(every)
    for done, entry in enumerate(listed, 1):
        for found in (
            (entry,)
            if isinstance(entry, Skipped)
            else _read(*entry, known, entry[0] in whatever, cut(_shown(entry[0])))
        ):
            if isinstance(found, Note):
                notes.append(found)
            elif isinstance(found, Skipped):
                if found.path in alone:
                    raise UserFault(found.why, where=found.path, next_step="name another file with --from")
                skipped.append(found)
            elif found.sha256 in first_place:
                skipped.append(Skipped(found.path, f"same text as {first_place[found.sha256]}"))
            else:
                first_place[found.sha256] = found.path
                sources.append(keep(found))
        if told:
            told(done, len(listed))
    if not sources:
        where = ", ".join(map(str, paths)) or "--from"
        step = f"name texts, or a folder with {', '.join(SUFFIXES)} files"
        raise UserFault(_nothing_found(skipped), where=where, next_step=step)
    return Reading(tuple(sources), tuple(skipped), tuple(notes))


def _told_apart(listed: Sequence[tuple[Path, str] | Skipped]) -> list[tuple[Path, str] | Skipped]:
    """Files of one name get as much of their paths as tells them apart; a file that is listed twice goes by
    its first name."""
    names = dict(reversed([entry for entry in listed if not isinstance(entry, Skipped)]))
    while True:
        often = Counter(names.values())
        alike = [(path, name) for path, name in names.items() if often[name] > 1]
        longer = {path: Path(*path.parts[-name.count("/") - 2 :]).as_posix() for path, name in alike}
        if longer.items() <= names.items():
            break
        names |= longer
    return [one if isinstance(one, Skipped) else (one[0], names[one[0]]) for one in listed]


def _nothing_found(skipped: Sequence[Skipped]) -> str:
    if not skipped:
        return "there is nothing to read here: the folder is empty (runs' own folders aren't read)"
    why = first_of([f"{item.path}: {item.why}" for item in skipped], between="; ")
    return f"none of the files here could be read ({why})"


def _listed(root: Path) -> Iterator[tuple[Path, str] | Skipped]:
    """The files under a named path with their names in it, in the order of names; nothing is opened."""
    if root.is_file():
        yield root, root.name
        return
    real_root = root.resolve()
    unlistable: list[Skipped] = []
    ignored = Ignored()

    def failed(fault: OSError) -> None:
        unlistable.append(Skipped(_shown(Path(fault.filename)), "can't be listed"))

    for here, folders, files in walk(root, failed):
        ignored.enter(here, {*folders, *files})
        for name in sorted(folders):
            if (here / name).is_symlink():
                yield Skipped(_shown(here / name), "a link to a folder: links are not followed")
            elif name.startswith("."):
                yield Skipped(_shown(here / name), "a hidden folder")
        seen = (name for name in folders if not name.startswith("."))
        folders[:] = sorted(name for name in seen if not ignored.leaves_out(here / name, folder=True))
        for name in sorted(files):
            path = here / name
            if name.startswith("."):
                yield Skipped(_shown(path), "a hidden file")
            elif ignored.leaves_out(path):
                continue
            elif path.is_symlink() and _leads_out(path, real_root):
                yield Skipped(_shown(path), "a link that leads out of the named folder")
            else:
                yield path, path.relative_to(root).as_posix()
    yield from unlistable
    for checkout, number in ignored.counts():
        yield Skipped(_shown(checkout), f"{number} files and folders in it are left out by .gitignore")


def _leads_out(link: Path, root: Path) -> bool:
    """Whether a link leads out of a folder; of one that can't be followed it is said when it is opened."""
    try:
        return not link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # no permission, or a circle
        return False


def _read(
    path: Path, name: str, known: Mapping[tuple[str, str], Source], any_text: bool, cut: Cut
) -> Iterator[Source | Skipped | Note]:
    shown = _shown(path)
    any_text = any_text or (cut == "function" and path.suffix.lower() == PROGRAM)
    data = _bytes(path, any_text) if shown == path.as_posix() else "its name isn't UTF-8: rename it"
    if isinstance(data, str):
        yield Skipped(shown, data)
        return
    if known and (same := known.get((shown, hashlib.sha256(data).hexdigest()))):
        yield replace(same, name=name)
        return
    for document in documents_in(data, path.suffix.lower(), any_text=any_text, cut=cut):
        if isinstance(document, Unreadable):
            yield Skipped(shown + document.place, document.why)
            continue
        if document.whole and (size := len(document.text)) > LONGEST:
            told = f"{size:,} characters; a row that is counted is had whole, up to {LONGEST:,}"
            yield Skipped(shown + document.place, told)
            continue
        if document.note:
            yield Note(shown + document.place, document.note)
        yield Source(
            path=shown + document.place,
            name=name + document.place,
            sha256=digest_text(document.text),
            original_sha256=document.original_sha256,
            words=document.text,
            title=document.title,
            pages=document.pages,
            is_code=document.is_code,
            whole=document.whole,
        )


def _shown(path: Path) -> str:
    """A path as it can be written; bytes that are no UTF-8 are not."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def unreadable(path: Path) -> str:
    """Why a file that is named surely can't be read; empty: it can, as far as is seen at once."""
    data, suffix = _bytes(path, any_text=True), path.suffix.lower()
    if isinstance(data, str) or suffix in APART:
        return data if isinstance(data, str) else ""
    text = decode(data, declares=suffix in (".html", ".htm"))
    return text.why if isinstance(text, Unreadable) else "" if text.strip() else "holds no text"


def _bytes(path: Path, any_text: bool) -> bytes | str:
    """A file's bytes, or why it isn't read."""
    suffix = path.suffix.lower()
    if suffix in NOT_READ:
        return f"{suffix} files are not read: {NOT_READ[suffix]}"
    if suffix not in SUFFIXES and not any_text:
        return f"not a kind of document that is read ({', '.join(SUFFIXES)}); a text that is named is"
    most = 100_000_000 if suffix in APART else 20_000_000  # PDF and DOCX hold pictures beside their text
    try:
        if not path.is_file():
            gone = "gone: it was deleted or moved while the folder was read"
            gone = "a link that leads nowhere" if path.is_symlink() else gone
            return "not a regular file" if path.exists() else gone
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as fault:
        return f"can't be opened: {fault.strerror}"
    return data if len(data) <= most else f"too large: at most {most / 1e6:.0f} MB are read"


def write_source(folder: Path, source: Source) -> Source:
    """Write `<sha256>.txt` and `<sha256>.json` (name, path, title, hashes) into `folder`; returns the source
    as it is read from there.

    Whole or not at all: each file is written aside, synced and renamed; the text comes last, so where it
    exists the other does too. A file that is there already is left alone (equal name means equal text)."""
    folder.mkdir(exist_ok=True)
    target = folder / f"{source.sha256}.txt"
    if not target.exists():
        write_atomic(folder / f"{source.sha256}.json", about_text(source.about()))
        write_atomic(target, source.text)
    return replace(source, words="", folder=folder)


def about_text(source: Mapping[str, Any]) -> str:
    """What stands beside a source's text: its other fields as JSON."""
    about = {key: value for key, value in source.items() if key != "text"}
    return json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def source_of(about: Mapping[str, Any], folder: Path | None) -> Source:
    """A source as the run knows it (`Source.about`), whose text lies in a folder; None: it has none."""
    kept = {key: value for key, value in about.items() if key != "text"}
    return Source(**{**kept, "words": "", "pages": tuple(about.get("pages", ())), "folder": folder})


def read_kept(folder: Path, about: Mapping[str, Any]) -> Source | None:
    """A source from the run's own copy; None where that is gone or isn't what it was. `about`: what the run
    knows of it (`Source.about`)."""
    return None if kept_text(folder, about["sha256"]) is None else source_of(about, folder)
