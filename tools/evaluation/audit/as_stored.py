"""The files of a run at rest as its store makes them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.files.plan_file import plan_text, read_plan
from seedbed.memory.files.projection import Whole, event_line, row_files
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.files.spec_file import read_spec, spec_text
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import ended, profiles_in
from seedbed.memory.store.status import PUBLISHED
from seedbed.tools.evaluation.report.figures import figures
from seedbed.tools.evaluation.report.publish import REPORTS, has_reports, report_files


def as_stored(
    folder: RunFolder, store: Store, spec: Spec, plan: Plan | None
) -> Iterator[tuple[Path, Iterable[str]]]:
    """Each file with the text that it should have, to be read to its end before the next. Of spec and plan,
    which people may edit, one that can't be read; of reports and card those that aren't as they were
    published."""
    published = plan is not None and store.meta("state") in PUBLISHED
    if not _readable(folder.spec, read_spec):
        yield folder.spec, [spec_text(spec)]
    yield from ((file, [text]) for file, text in folder.recipes(spec))
    if plan is not None and not _readable(folder.plan, read_plan):
        yield folder.plan, [plan_text(plan, ended(store, plan) if published else None)]
    whole = Whole()
    yield from row_files(folder, store, spec, whole).items()
    yield folder.events, (f"{event_line(event)}\n" for event in store.events())
    if plan is not None and has_reports(store):
        for file, text in report_now(folder, store, spec, plan, whole.sha256).items():
            if not _as_published(file, store.meta(REPORTS) or {}):
                yield file, [text]


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
    return file.is_file() and sha256(file.read_bytes()).hexdigest() == hashes.get(file.name)


def _readable(path: Path, read: Any) -> bool:
    try:
        read(path)
    except UserFault:
        return False
    return path.is_file()
