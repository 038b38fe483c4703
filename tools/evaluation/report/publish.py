"""Publishing a run: rows and provenance as files, the report for people and programs, the dataset card."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from seedbed.memory.files.disk import write_atomic
from seedbed.memory.files.projection import row_of, write_rows
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import known
from seedbed.memory.store.status import PUBLISHED
from seedbed.tools.evaluation.report.card import card, licence_in, with_licence
from seedbed.tools.evaluation.report.figures import figures
from seedbed.tools.evaluation.report.html import report_html
from seedbed.tools.evaluation.report.reading import specimens

_SHOWN = 10
"""Rows that the report shows."""
REPORTS = "reports"
"""Key of the run's values: name of a report, or the card → SHA-256 of it as published."""


def publish(
    folder: RunFolder,
    store: Store,
    profiles: Mapping[str, Mapping[str, Any]],
    told: Callable[[int, int], None] = lambda *_: None,
    ended: Mapping[str, str] = {},
) -> dict[str, Any]:
    """Write `dataset.jsonl`, `provenance.jsonl`, `report.json`, `report.html` and `README.md`.

    Args:
        profiles: Name of a model → its profile as JSON.
        told: How many lines of rows are written, of how many.
        ended: As of `read_status`.

    Returns:
        The content of `report.json`."""
    spec, plan = known(store)
    found = figures(store, spec, plan, write_rows(folder, store, spec, told), profiles, ended)
    write_reports(store, report_files(folder, store, spec, found))
    return found


def write_reports(store: Store, files: Mapping[Path, str]) -> None:
    """Write reports and card, and keep their hashes: another version would word them otherwise."""
    for path, text in files.items():
        write_atomic(path, text)
    store.set_meta(REPORTS, {path.name: report_digest(text.encode()) for path, text in files.items()})


def report_digest(data: bytes) -> str:
    """SHA-256 of a report, or of the card whatever licence a person gave it."""
    return sha256(with_licence(data)).hexdigest()


def has_reports(store: Store) -> bool:
    """Whether a run has reports and a card: it ended, and may be open again since."""
    return store.meta("state") in PUBLISHED or bool(store.meta(REPORTS))


def report_files(folder: RunFolder, store: Store, spec: Spec, found: Mapping[str, Any]) -> dict[Path, str]:
    """The reports and the card, each with its text; the card has the licence of the one that is there."""
    rows = specimens(store, spec, _SHOWN)
    first = {reading.part: reading.id for reading in reversed(rows)}
    shown = [part.name for part in spec.parts if part.name in first]
    samples = {name: row_of(store.find_row(first[name])[0], spec) for name in shown}
    told = with_licence(card(found, samples, spec).encode(), licence_in(folder.card))
    return {
        folder.report_json: json.dumps(found, ensure_ascii=False, indent=1) + "\n",
        folder.report_html: report_html(found, rows),
        folder.card: told.decode("utf-8", "replace"),
    }
