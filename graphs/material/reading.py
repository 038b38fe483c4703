"""The run's documents: read from the originals the first time, later from the copies that the run keeps; and
whether the originals are still what they were: files, and rows in them."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

from seedbed.agent.making.parts import columns_of, recipe_of
from seedbed.graphs.observer import progress
from seedbed.graphs.run import Run
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Event, Store
from seedbed.tools.evaluation.report.amounts import first_of
from seedbed.tools.knowledge.chunks import CUT
from seedbed.tools.knowledge.extraction import PROGRAM, Cut, documents_in
from seedbed.tools.knowledge.formats.characters import Document
from seedbed.tools.knowledge.search.chroma_source import is_collection, read_collection
from seedbed.tools.knowledge.sources import (
    UNREAD,
    Reading,
    Skipped,
    Source,
    lies_in,
    original_of,
    read_kept,
    read_sources,
    write_source,
)

_NAMED = 20
"""Files of one kind that are named one by one; of more, the first three and where the list is."""
NOT_READ = "not_read.tsv"
"""In the run's `sources/`: every file that wasn't read, and why, with a tab between."""
ACCEPTED = "accepted_originals"
"""Key of the run's values: path → the hash of a changed document that a person has accepted."""


def read_own(run: Run) -> tuple[Source, ...]:
    """The sources that the spec names. Raises UserFault: they can't be read, have changed since, or what the
    run kept of them is gone."""
    spec = run.known_spec()
    kept = run.store.meta("sources")
    if kept is not None:
        said, accept = run.observer.said, run.accept_changes
        made_in = run.folder.made_in(run.store)
        if run.helps or not check_originals(run.store, kept, accept=accept, said=said, made_in=made_in):
            return tuple(_kept(run, about) for about in kept)
    if not spec.sources:
        return ()
    reading = _reading(run, kept or ())
    for line in lines_of(reading):
        run.observer.said(line)
    _list(run.folder.sources / NOT_READ, reading.skipped)
    rows = [one for one in reading.skipped if (original_of(one.path, Path()) or ("", ""))[1]]
    run.store.set_meta(UNREAD, [(one.path, one.why) for one in rows if cut_of(spec, one.path)])
    run.store.set_meta("sources", [source.about() for source in reading.sources])
    # Nothing cites the copies of texts that aren't sources any more.
    for sha256 in {about["sha256"] for about in kept or ()} - {source.sha256 for source in reading.sources}:
        for suffix in (".txt", ".json", CUT):
            (run.folder.sources / f"{sha256}{suffix}").unlink(missing_ok=True)
    return reading.sources


def _reading(run: Run, kept: Iterable[Mapping[str, Any]]) -> Reading:
    """Files and folders, then Chroma collections; a text that stands in several is read once. Each is written
    into the run's `sources/` as it is found; a file that is as it was when `kept` was read isn't read
    again."""
    spec, folder = run.known_spec(), run.folder.sources
    named, cut = spec.sources, partial(cut_of, spec)
    paths = [Path(path) for path in named if not is_collection(path)]
    told = progress(run.observer.said, "read {done:,} of {total:,} files")
    keep = partial(write_source, folder)
    known = {
        (about["path"], about["original_sha256"]): source
        for about in kept
        if (source := read_kept(folder, about)) is not None
    }
    reading = read_sources(paths, told=told, keep=keep, known=known, cut=cut) if paths else Reading((), ())
    own, skipped = {source.sha256: source for source in reading.sources}, [*reading.skipped]
    for place in filter(is_collection, named):
        collection = read_collection(place)
        for source in collection.sources:
            own.setdefault(source.sha256, keep(source))
        skipped += collection.skipped
    return replace(reading, sources=tuple(own.values()), skipped=tuple(skipped))


def cut_of(spec: Spec, path: str) -> Cut:
    """What of a file is a document: by what a part's rows are counted by, where they are by this file."""
    named = {Path(one).as_posix() for one in spec.sources}
    cut: Cut = ""
    for part, each in ((part, part.each) for part in spec.parts if part.each):
        if each.of == "section" or (each.source and not lies_in(path, each.source)):
            continue
        alone = path in named or Path(path).name == Path(each.source).name
        by_cells = each.of == "entry" or any(map(columns_of, recipe_of(part).steps))
        wanted: Cut = "line" if each.of == "entry" and alone else "entry" if by_cells else "row"
        cut = max(cut, "function" if each.of == "function" else wanted, key=get_args(Cut).index)
    return cut


def lines_of(reading: Reading) -> Iterable[str]:
    """What is said of a reading: each note, and each file not read; many of a kind are summed up."""
    for note in reading.notes:
        yield f"{note.path}: {note.said}"
    by_reason: dict[tuple[str, str], list[str]] = {}
    for skipped in reading.skipped:
        suffix = Path(skipped.path).suffix.lower() if skipped.why.startswith("not a kind") else ""
        by_reason.setdefault((skipped.why, suffix), []).append(skipped.path)
    for (why, suffix), paths in by_reason.items():
        if len(paths) <= _NAMED:
            yield from (f"not read: {path} ({why})" for path in paths)
        else:
            some = ", ".join(paths[:3])
            yield (
                f"not read: {len(paths):,} {suffix or 'files'}{' files' if suffix else ''}, such as {some} "
                f"({why}); all are listed in sources/{NOT_READ}"
            )


def _list(path: Path, skipped: Sequence[Skipped]) -> None:
    """All that wasn't read, a line each."""
    path.parent.mkdir(exist_ok=True)
    lines = ("\t".join(re.sub(r"\s", " ", part) for part in (one.path, one.why)) + "\n" for one in skipped)
    path.write_text("".join(lines), encoding="utf-8", errors="backslashreplace")


def _kept(run: Run, about: dict[str, Any]) -> Source:
    """A source from the run's own copy."""
    if (source := read_kept(run.folder.sources, about)) is None:
        what = f"the run's copy of {about['name']} is gone or was changed"
        step = "`seedbed audit` says what it touches; restore it, or build anew"
        raise UserFault(what, where=str(run.folder.sources / f"{about['sha256']}.txt"), next_step=step)
    return source


# the originals -----------------------------------------------------------------------------------------


def check_originals(
    store: Store,
    kept: Iterable[Mapping[str, Any]],
    *,
    accept: bool,
    said: Callable[[str], None],
    made_in: Path = Path(),
) -> bool:
    """Whether the documents are to be read anew, having changed since the run took its copies of them.

    Those that are gone may be: that is said, and the copies stand. Raises UserFault: one has changed, and
    that isn't accepted.

    Args:
        store: The run's.
        kept: What the run knows of its sources.
        accept: Whether changes are accepted: before there is a plan the documents are read and indexed
            anew; later the run goes on with its own copies, which rows and plan cite.
        said: Told in a line what was found.
        made_in: The folder in which the run was made."""
    accepted: dict[str, str] = dict(store.meta(ACCEPTED) or {})
    changed, gone = originals(kept, accepted, made_in)
    if gone:
        said(f"no longer there: {first_of(gone)}; the run goes on with its own copies of the text")
    if not changed:
        return False
    planned = store.meta("plan") is not None or store.ordered() > 0
    if not accept:
        raise UserFault(
            "a source has changed since the run was made",
            where=first_of(sorted(changed)),
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
        said(f"changed, and read anew: {first_of(sorted(changed))}")
    return not planned


def originals(
    kept: Iterable[Mapping[str, Any]], accepted: Mapping[str, str] = {}, made_in: Path = Path()
) -> tuple[dict[str, str], list[str]]:
    """What became of every original of what a run keeps; only hashes are compared.

    Args:
        kept: What the run knows of its sources: `path` and `original_sha256` of each.
        accepted: Path → the hash of a change that a person has accepted.
        made_in: The folder in which the run was made.

    Returns:
        Path (`#id` for a row) of what has changed → the hash of what stands there now, "" where the row is
        gone from its file; and the paths of what is no longer there or can't be opened."""
    changed: dict[str, str] = {}
    gone: list[str] = []
    rows: dict[Path, dict[str, list[str]]] = {}
    for about in kept:
        path, known = about["path"], (about["original_sha256"], accepted.get(about["path"]))
        if is_collection(path):
            continue  # somebody's database: the run goes by its copies
        if (found := original_of(path, made_in)) is None:
            gone.append(path)
            continue
        file, row = found
        try:
            if not row:
                now = hashlib.sha256(file.read_bytes()).hexdigest()
            else:
                if file not in rows:
                    rows[file] = _rows(file)
                there = rows[file].get(row, [""])
                now = next((one for one in there if one in known), there[-1])
        except OSError:
            gone.append(path)
            continue
        if now not in known:
            changed[path] = now
    return changed, gone


def _rows(file: Path) -> dict[str, list[str]]:
    """Place → the hash of each row, line, entry or function of a file that has it: an object in JSON is a
    row, or its entries are."""
    data, suffix = file.read_bytes(), file.suffix.lower()
    more: dict[str, tuple[Cut, ...]] = {PROGRAM: ("function",), ".json": ("row",)}
    found = dict[str, list[str]]()
    for cut in ("line", *more.get(suffix, ())):
        for one in documents_in(data, suffix, cut=cut):
            if isinstance(one, Document):
                found.setdefault(one.place, []).append(one.original_sha256)
    return found
