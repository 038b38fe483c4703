"""The JSONL files of a run folder: projections of the store, made anew at each orderly end.

`dataset.jsonl` and `provenance.jsonl` are sorted by row id, so that equal runs are equal files; a row's keys
stand in the order of its recipe.
`events.jsonl` is appended from the store by `seq`, and cut back to its last whole known line first."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from seedbed.memory.exact.canonical import canonical, digest, in_order
from seedbed.memory.files.disk import write_atomic
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.review import mended
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Candidate, Event, Store


def row_of(candidate: Candidate, spec: Spec) -> dict[str, Any]:
    """A row as it stands in the dataset: `id`, the fields in their recipe's order, `part` where a spec has
    several."""
    row, part = candidate.draft.row or {}, candidate.verdict.cell.split("/", 1)[0]
    names = dict.fromkeys((*spec.part(part).row_roles, *row))
    several = {"part": part} if len(spec.parts) > 1 else {}
    return {"id": candidate.row_id, **{name: row[name] for name in names if name in row}, **several}


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
        # `beside` only where something was.
        "brief": brief.model_dump(mode="json", exclude=None if brief.beside else {"beside"}),
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


def write_rows(
    folder: RunFolder, store: Store, spec: Spec, told: Callable[[int, int], None] = lambda *_: None
) -> str:
    """Write dataset, provenance, rejected and failures; the SHA-256 over all rows and their evidence. `told`:
    how many of their lines are written, of how many; those of failures come after all others."""
    whole, counts, lines = Whole(), store.counts(), count()
    every = sum(counts.get(state, 0) for state in ("accepted", "accepted", "rejected", "failed"))

    def heard(some: Iterator[str]) -> Iterator[str]:
        for line in some:
            told(next(lines), every)
            yield line

    for path, some in row_files(folder, store, spec, whole).items():
        write_atomic(path, heard(some))
    return whole.sha256


class Whole:
    """The SHA-256 over rows and their evidence, one after the other by id: that of the canonical JSON of
    [[id, SHA-256 of the row, SHA-256 of its evidence], …]."""

    def __init__(self) -> None:
        self._hash, self._before = sha256(), b"["

    def add(self, why: Mapping[str, Any]) -> None:
        """The next row, by its provenance."""
        self._hash.update(self._before + canonical([why["id"], why["sha256"], digest(why["evidence"])]))
        self._before = b","

    @property
    def sha256(self) -> str:
        """Of those so far, 64 hex digits."""
        end = self._hash.copy()
        end.update(b"[]" if self._before == b"[" else b"]")
        return end.hexdigest()


def row_files(folder: RunFolder, store: Store, spec: Spec, whole: Whole) -> dict[Path, Iterator[str]]:
    """Lines of dataset, provenance, rejected and failures as the store has them, read as they are wanted;
    the provenance is counted into `whole`."""

    def why(candidate: Candidate) -> str:
        found = provenance_of(candidate, spec, store)
        whole.add(found)
        return _line(found)

    rejected = (c for state in ("rejected", "failed") for c in store.candidates(state))
    files = {
        folder.dataset: (in_order(row_of(c, spec)) for c in store.candidates("accepted", by="row_id")),
        folder.provenance: map(why, store.candidates("accepted", by="row_id")),
        folder.rejected: map(rejected_line, rejected),
        folder.failures: (_line(asdict(call)) for call in store.failures()),
    }
    return {path: (f"{line}\n" for line in lines) for path, lines in files.items()}


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


def event_line(event: Event) -> str:
    """An event's line in `events.jsonl`."""
    keys = ("seq", "time", "actor", "kind", "parent", "data")
    return json.dumps({name: getattr(event, name) for name in keys}, ensure_ascii=False)


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
