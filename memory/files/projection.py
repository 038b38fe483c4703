"""The JSONL files of a run folder: projections of the store, made anew at each orderly end.

`dataset.jsonl` and `provenance.jsonl` are sorted by row id, so that equal runs are equal files.
`events.jsonl` is appended from the store by `seq`, and cut back to its last whole known line first.
"""

import json
import os
from pathlib import Path
from typing import Any

from seedbed.memory.exact.canonical import canonical, digest
from seedbed.memory.files.disk import write_atomic
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.review import mended
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Candidate, FailedCall, Store, StoredEvent


def row_of(candidate: Candidate, spec: Spec) -> dict[str, Any]:
    """A row as it stands in the dataset: the fields of the spec and `id`; `part` where a spec has several."""
    fields = dict(candidate.draft.row or {})
    if len(spec.parts) > 1:
        fields["part"] = candidate.verdict.cell.split("/", 1)[0]
    return {"id": candidate.row_id, **fields}


def _line(value: Any) -> str:
    return canonical(value).decode()


def provenance_of(candidate: Candidate, spec: Spec, store: Store) -> dict[str, Any]:
    """Why a row is there: the line of `provenance.jsonl`."""
    brief = store.brief(candidate.number)
    if brief is None:
        raise ValueError(f"candidate {candidate.number} has no brief")
    draft, verdict = candidate.draft, candidate.verdict
    return {
        "id": candidate.row_id,
        "sha256": digest(row_of(candidate, spec)),
        "cell": verdict.cell,
        "moved_from": verdict.moved_from,
        "seat": verdict.seat,
        "brief": brief.model_dump(mode="json"),
        "method": brief.method,
        "form": brief.form,
        "grade": draft.grade,
        "models": list(draft.models),
        "prompts": draft.prompts,
        "attempts": draft.attempts,
        "evidence": [e.model_dump(mode="json") for e in draft.evidence],
        "verdict": verdict.model_dump(mode="json"),
        "weight": 1.0,
        "split": "",
        "group": draft.group,
        "notes": draft.notes,
        # Of a row that a person mended, what it was.
        **({"was": {"row": draft.at_first.row, "grade": draft.at_first.grade}} if mended(candidate) else {}),
    }


def write_rows(folder: RunFolder, store: Store, spec: Spec) -> str:
    """Write dataset, provenance, rejected and failures; the SHA-256 over all rows and their evidence."""
    files, whole = row_files(folder, store, spec)
    for path, lines in files.items():
        write_atomic(path, lines)
    return whole


def row_files(folder: RunFolder, store: Store, spec: Spec) -> tuple[dict[Path, list[str]], str]:
    """(lines of dataset, provenance, rejected and failures as the store has them, SHA-256 over rows and
    evidence). Of each row only its lines are kept."""
    found = sorted(_row_lines(candidate, spec, store) for candidate in store.candidates("accepted"))
    rejected = (c for state in ("rejected", "failed") for c in store.candidates(state))
    files = {
        folder.dataset: [row for _, row, _, _ in found],
        folder.provenance: [why for _, _, why, _ in found],
        folder.rejected: [f"{rejected_line(c)}\n" for c in rejected],
        folder.failures: [f"{failure_line(f)}\n" for f in store.failures()],
    }
    return files, digest([hashes for *_, hashes in found])


def _row_lines(candidate: Candidate, spec: Spec, store: Store) -> tuple[str, str, str, tuple[str, str, str]]:
    """(id, line of the dataset, line of the provenance, what is hashed of it)."""
    why = provenance_of(candidate, spec, store)
    hashes = (candidate.row_id, why["sha256"], digest(why["evidence"]))
    return candidate.row_id, f"{_line(row_of(candidate, spec))}\n", f"{_line(why)}\n", hashes


def rejected_line(candidate: Candidate) -> str:
    """A candidate's line in `rejected.jsonl`."""
    found = {
        "id": candidate.row_id,
        "state": candidate.verdict.state,
        "cell": candidate.verdict.cell,
        "reasons": [r.model_dump() for r in candidate.verdict.reasons],
        "row": candidate.draft.row,
        "evidence": [e.model_dump(mode="json") for e in candidate.draft.evidence],
        "attempts": candidate.draft.attempts,
    }
    return _line(found)


def failure_line(failure: FailedCall) -> str:
    """A failed call's line in `failures.jsonl`."""
    return _line({name: getattr(failure, name) for name in FailedCall.__slots__})


def event_line(event: StoredEvent) -> str:
    """An event's line in `events.jsonl`."""
    return json.dumps({name: getattr(event, name) for name in StoredEvent.__slots__}, ensure_ascii=False)


def append_events(folder: RunFolder, store: Store) -> None:
    """Bring `events.jsonl` up to the store, from the last whole line in sequence on."""
    known = size = 0
    with folder.events.open("ab+") as file:
        file.seek(0)
        for line in file:
            try:
                if not line.endswith(b"\n") or json.loads(line)["seq"] != known + 1:
                    break
            except (ValueError, KeyError, TypeError):
                break
            known, size = known + 1, size + len(line)
        file.truncate(size)
        for event in store.events(after=known):
            file.write(f"{event_line(event)}\n".encode())
        file.flush()
        os.fsync(file.fileno())
