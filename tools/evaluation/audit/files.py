"""The audit of files: each file of a run folder against the store that it is a projection of."""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from hashlib import file_digest, sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import digest_text, parsed
from seedbed.memory.files.disk import typed
from seedbed.memory.files.plan_file import plan_text, read_plan
from seedbed.memory.files.projection import Whole, event_line, row_files
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.files.spec_file import read_spec, spec_text
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.digests import DIGESTS
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import ended, profiles_in
from seedbed.memory.store.status import PUBLISHED
from seedbed.tools.evaluation.report.figures import figures
from seedbed.tools.evaluation.report.publish import REPORTS, has_reports, report_digest, report_files
from seedbed.tools.knowledge.remote.egress import known as found_elsewhere
from seedbed.tools.knowledge.sources import original_of

Problem = tuple[str, str]
"""(row id or file, what is wrong)."""


def files(folder: RunFolder, store: Store, spec: Spec, plan: Plan | None) -> Iterator[Problem]:
    """Whatever stands in the files and not in the store, or the other way about: of each file that isn't byte
    by byte what the store makes of it its lines that are wrong, or else the file."""
    yield from _sources(folder, store)
    yield from _worlds(folder, store)
    yield from _specified(folder, store, spec, plan)
    as_left = store.meta(DIGESTS) in (None, {}, store.digests())
    step = f"; `seedbed audit {typed(folder.path)} --repair` writes it again" if as_left else ""
    whole = Whole()
    try:
        for file, pieces in as_stored(folder, store, spec, plan, whole):
            if not differs(file, pieces):
                continue
            wrong = [(file.name, "isn't as the store has it" if file.is_file() else "is missing")]
            if file.is_file() and (wanted := _lines(folder, store, spec, Whole()).get(file)):
                compared = _by_id if file in (folder.dataset, folder.provenance) else _in_order
                wrong = [*compared(file, wanted)] or wrong
            yield wrong[0][0], wrong[0][1] + step
            yield from wrong[1:]
        if (told := store.meta("sha256")) != whole.sha256:
            was = f"the build told {str(told)[:16]}…" if told else "the build told none"
            yield (folder.store.name, f"rows and evidence hash to {whole.sha256[:16]}…, {was}")
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        yield (folder.store.name, f"not every file can be made of it again ({error})")


def as_stored(
    folder: RunFolder, store: Store, spec: Spec, plan: Plan | None, whole: Whole | None = None
) -> Iterator[tuple[Path, Iterable[str]]]:
    """Each file with the text that it should have, to be read to its end before the next. Of spec and plan,
    which people may edit, one that can't be read, or doesn't say how a run's plan ended; of reports and
    card those that aren't as they were published. The provenance is counted into `whole`."""
    whole = whole or Whole()
    published = plan is not None and store.meta("state") in PUBLISHED
    if not _readable(folder.spec, read_spec):
        yield folder.spec, [spec_text(spec)]
    yield from ((file, [text]) for file, text in folder.recipes(spec))
    if plan is not None and (not _readable(folder.plan, read_plan) or (published and _open(folder, plan))):
        yield folder.plan, [plan_text(plan, ended(store, plan) if published else None)]
    yield from _lines(folder, store, spec, whole).items()
    if plan is not None and has_reports(store):
        for file, text in report_now(folder, store, spec, plan, whole.sha256).items():
            if not _as_published(file, store.meta(REPORTS) or {}):
                yield file, [text]


def _lines(folder: RunFolder, store: Store, spec: Spec, whole: Whole) -> dict[Path, Iterator[str]]:
    events = (f"{event_line(event)}\n" for event in store.events())
    return {**row_files(folder, store, spec, whole), folder.events: events}


def differs(file: Path, pieces: Iterable[str]) -> bool:
    """Whether a file isn't there with this text."""
    text = sha256()
    for piece in pieces:
        text.update(piece.encode())
    if not file.is_file():
        return True
    with file.open("rb") as found:
        return file_digest(found, "sha256").digest() != text.digest()


def report_now(folder: RunFolder, store: Store, spec: Spec, plan: Plan, whole: str) -> dict[Path, str]:
    """The reports and the card as they are where nothing but the clock has gone on since; else anew. `whole`:
    SHA-256 over all rows and their evidence."""
    found = figures(store, spec, plan, whole, profiles_in(store))
    hashes = store.meta(REPORTS)
    if hashes and not _as_published(folder.report_json, hashes):
        return report_files(folder, store, spec, found)
    with suppress(OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError):  # or damaged
        kept = json.loads(folder.report_json.read_bytes())
        same = kept["cost"]["calls"] == found["cost"]["calls"]
        if same and isinstance(clock := kept["cost"]["seconds"], (int, float)):
            found["cost"]["seconds"] = clock
        if [one.keys() for one in kept["models"]] == [one.keys() for one in found["models"]]:
            found["models"] = kept["models"]
    return report_files(folder, store, spec, found)


def _as_published(file: Path, hashes: Mapping[str, str]) -> bool:
    return file.is_file() and report_digest(file.read_bytes()) == hashes.get(file.name)


def _readable(path: Path, read: Any) -> bool:
    try:
        read(path)
    except UserFault:
        return False
    return path.is_file()


def _open(folder: RunFolder, plan: Plan) -> bool:
    """Whether `plan.yaml` has the plan as approved alone."""
    kept = read_plan(folder.plan)
    return kept.approved == plan and kept.ended is None


def _by_id(path: Path, wanted: Iterable[str]) -> Iterator[Problem]:
    """Lines with ids, in whatever order: each that is wrong is named by its id."""
    found: dict[str, bytes] = {}
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            value = parsed(line)
            if not isinstance(value, dict) or not isinstance(key := value.get("id"), str):
                yield (path.name, f"line {number} is not a row")
            elif key in found:
                yield (key, f"stands twice in {path.name}")
            else:
                found[key] = line
    for text in wanted:
        right = json.loads(text)
        if (kept := found.pop(right["id"], None)) is None:
            yield (right["id"], f"is missing in {path.name}")
        elif kept != text.encode():
            differing = _difference(parsed(kept), right) or "how it is written"
            yield (right["id"], f"differs in {path.name} from the store: {differing}")
    for key in found:
        yield (key, f"stands in {path.name} and was never accepted")


def _difference(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    keys = [key for key in sorted(found.keys() | wanted.keys()) if found.get(key) != wanted.get(key)]
    return ", ".join(keys)


def _in_order(path: Path, wanted: Iterable[str]) -> Iterator[Problem]:
    """Lines that come in the store's order; the first that differs is named."""
    with path.open("rb") as file:
        for number, (line, right) in enumerate(zip_longest(file, map(str.encode, wanted)), 1):
            if line != right:
                wrong = "differs from the store" if line else "is missing"
                yield (path.name, f"line {number} {wrong}")
                return


def _specified(folder: RunFolder, store: Store, spec: Spec, plan: Plan | None) -> Iterator[Problem]:
    """`spec.yaml` and `plan.yaml` where they are there: what they say, however they are laid out."""
    try:
        written = read_spec(folder.spec)
    except UserFault as fault:
        if folder.spec.exists():
            yield (folder.spec.name, fault.what)
    else:
        if spec_text(written) != spec_text(spec):  # what follows from a recipe stands in no file
            differing = _difference(written.model_dump(), spec.model_dump())
            yield (folder.spec.name, f"differs from the spec that the run was built by: {differing}")
    if plan is None:
        return
    try:
        planned = read_plan(folder.plan)
    except UserFault as fault:
        if folder.plan.exists():
            yield (folder.plan.name, fault.what)
        return
    if planned.approved != plan:
        yield (folder.plan.name, "differs from the plan that was approved")
    if planned.ended is not None:
        told = Counter({key: n for part in planned.ended.parts for key, n in part.quotas.items() if n})
        if told != Counter(seat.cell.key for seat, _, _ in store.seats()):
            yield (folder.plan.name, "its plan as it ended has other rows per cell than the seats")


def _worlds(folder: RunFolder, store: Store) -> Iterator[Problem]:
    """The files of a world's copy that aren't as they were kept."""
    from seedbed.tools.world.world_file import KeptWorld, changed

    for part, kept in (store.meta("worlds") or {}).items():
        for name in changed(folder.worlds / part, KeptWorld.model_validate(kept)):
            yield (f"worlds/{part}/{name}", "is not the file that was kept")


def _again(folder: RunFolder, made_in: Path, about: Mapping[str, Any] | None) -> str:
    """How a document's text that is lost is had again. `about`: what the run knows of it."""
    if about is None:
        return ""
    if (original := original_of(about["path"], made_in)) is None:
        return f"; it was read from {os.path.normpath(made_in / about['path'])}, which isn't there"
    repair = f"`seedbed audit {typed(folder.path)} --repair`"
    return f"; {repair} reads it again from {os.path.normpath(original[0])}, if that is as it was"


def _sources(folder: RunFolder, store: Store) -> Iterator[Problem]:
    own = {about["sha256"]: about for about in store.meta("sources") or ()}
    known: dict[str, list[dict[str, Any]]] = {}  # a text may be a file's and a search's
    for about in (*own.values(), *found_elsewhere(store)):
        mine = {key: value for key, value in about.items() if key != "text"}
        known.setdefault(about["sha256"], []).append(mine)
    name, again = folder.sources.name, partial(_again, folder, folder.made_in(store))
    for path in sorted(folder.sources.glob("*.txt")):
        here = f"{name}/{path.name}"
        if path.is_symlink() or not path.is_file():
            yield (here, "is not a file of the run's own")
        elif digest_text(path.read_bytes().decode("utf-8", errors="replace")) != path.stem:
            yield (here, f"its text does not hash to its name{again(own.get(path.stem))}")
        if path.stem not in known:
            yield (here, "is none of the run's sources")
    for key, abouts in known.items():
        called = abouts[0]["name"]
        if not (folder.sources / f"{key}.txt").exists():
            yield (f"{name}/{key}.txt", f"is missing: the text of {called}{again(own.get(key))}")
        beside = folder.sources / f"{key}.json"
        if not beside.is_file():
            yield (f"{name}/{beside.name}", "is missing")
        elif parsed(beside.read_bytes()) not in abouts:
            yield (f"{name}/{beside.name}", f"is not what the run knows of {called}")
