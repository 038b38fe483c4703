"""The audit: is what lies in the run folder what the build made, and does its evidence still hold?

No model is asked. Dataset, provenance, store and sources are compared by hash; computations, citations and
schemas are recomputed; of what a model once answered it is checked that the verdict follows from the stored
answer. Whatever is found wrong is named by row.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seedbed.memory.brief import Brief
from seedbed.memory.candidate import PROVING
from seedbed.memory.canonical import canonical, digest, digest_text
from seedbed.memory.projection import provenance_of, row_of
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import ANY, Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.tools.evaluation.recheck import Outcome, Place, recheck

Problem = tuple[str, str]
"""(row id or file, what is wrong)."""


@dataclass(slots=True)
class AuditResult:
    """What an audit found."""

    rows: int = 0
    recomputed: Counter[str] = field(default_factory=Counter)
    """Evidence kind → how many were computed again and hold."""
    consistent: Counter[str] = field(default_factory=Counter)
    """Evidence kind → how many follow from the stored answer."""
    not_checkable: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def audit(folder: RunFolder) -> AuditResult:
    """Re-check a run.

    Raises:
        UserFault: there is no store, or it can't be read.
    """
    store = folder.open_store()
    try:
        result = AuditResult()
        spec = Spec.model_validate(store.meta("spec"))
        candidates = sorted(store.candidates("accepted"), key=lambda c: c.row_id)
        result.rows = len(candidates)
        result.problems += _sources(folder)
        result.problems += _files(folder, store, spec, candidates)
        result.problems += _seats(store)
        for candidate in candidates:
            brief = store.brief(candidate.number)
            if brief is None:
                result.problems.append((candidate.row_id, "the store has no brief for it"))
                continue
            result.problems += _identity(candidate, brief, spec)
            _evidence(candidate, brief, folder, store, spec, result)
        return result
    finally:
        store.close()


# files against the store -------------------------------------------------------------------------------


def _files(folder: RunFolder, store: Store, spec: Spec, candidates: list[Candidate]) -> Iterator[Problem]:
    rows = {c.row_id: row_of(c, spec) for c in candidates}
    lines = {c.row_id: provenance_of(c, spec, store) for c in candidates}
    yield from _compare(folder.dataset, rows)
    yield from _compare(folder.provenance, lines)
    whole = digest([[key, lines[key]["sha256"], digest(lines[key]["evidence"])] for key in sorted(lines)])
    told = store.meta("sha256")
    if told is not None and told != whole:
        yield (folder.store.name, f"rows and evidence hash to {whole[:16]}…, the build told {told[:16]}…")
    if folder.report_json.exists():
        shown = _json(folder.report_json)
        if not isinstance(shown, dict) or shown.get("sha256") != whole:
            yield (folder.report_json.name, "its SHA-256 is not that of the rows and their evidence")
    rejected = sum(1 for state in ("rejected", "failed") for _ in store.candidates(state))
    for path, count in ((folder.rejected, rejected), (folder.failures, sum(1 for _ in store.failures()))):
        found = _line_count(path)
        if found != count:
            yield (path.name, f"has {found} whole lines, the store {count}")


def _compare(path: Path, wanted: Mapping[str, Any]) -> Iterator[Problem]:
    """A projection against what the store gives."""
    if not path.exists():
        yield (path.name, "is missing")
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    if text and not text.endswith("\n"):
        yield (path.name, "is cut off in its last line")
    seen: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        try:
            value = json.loads(line)
            key = str(value["id"])
        except (ValueError, KeyError, TypeError):
            yield (path.name, f"line {number} is not a row")
            continue
        seen[key] += 1
        if seen[key] > 1:
            yield (key, f"stands twice in {path.name}")
        elif key not in wanted:
            yield (key, f"stands in {path.name} and was never accepted")
        elif canonical(value) != canonical(wanted[key]):
            yield (key, f"differs in {path.name} from the store: {_difference(value, wanted[key])}")
    for key in wanted:
        if not seen[key]:
            yield (key, f"is missing in {path.name}")


def _difference(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    keys = [key for key in sorted(found.keys() | wanted.keys()) if found.get(key) != wanted.get(key)]
    return ", ".join(keys)


def _line_count(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else -1


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None


def _sources(folder: RunFolder) -> Iterator[Problem]:
    for path in sorted(folder.sources.glob("*.txt")):
        if digest_text(path.read_bytes().decode("utf-8", errors="replace")) != path.stem:
            yield (f"{folder.sources.name}/{path.name}", "its text does not hash to its name")


def _seats(store: Store) -> Iterator[Problem]:
    by_number = {c.number: c for c in store.candidates("accepted")}
    for seat, state, number in store.seats():
        holder = by_number.pop(number, None) if number is not None else None
        if state == "filled" and (holder is None or holder.verdict.seat != seat.number):
            yield (f"seat {seat.number}", "is filled by no accepted row")
        elif holder is not None and holder.verdict.cell != seat.cell.key:
            yield (holder.row_id, f"counts in {holder.verdict.cell}, its seat is in {seat.cell.key}")
    for candidate in by_number.values():
        yield (candidate.row_id, "is accepted and has no seat")


# a row and its evidence --------------------------------------------------------------------------------


def _identity(candidate: Candidate, brief: Brief, spec: Spec) -> Iterator[Problem]:
    if candidate.row_id != brief.row_id:
        yield (candidate.row_id, f"its brief hashes to {brief.row_id}")
    part = next((p for p in spec.parts if p.name == brief.cell.part), None)
    label = candidate.verdict.cell.split("/")[2]
    row = candidate.draft.row or {}
    if part is None:
        yield (candidate.row_id, f"the spec has no part {brief.cell.part}")
    elif label != ANY and row.get("label") != label:
        yield (candidate.row_id, f"has the label {row.get('label')!r} and counts as {label!r}")
    if candidate.draft.reasons or candidate.verdict.reasons:
        yield (candidate.row_id, "is accepted against reasons")


def _evidence(
    candidate: Candidate, brief: Brief, folder: RunFolder, store: Store, spec: Spec, result: AuditResult
) -> None:
    evidence = candidate.draft.evidence
    if not evidence:
        result.problems.append((candidate.row_id, "has no evidence"))
    if candidate.draft.grade == "proven" and not any(e.kind in PROVING and e.ok for e in evidence):
        result.problems.append((candidate.row_id, "is called proven, and nothing proves it"))
    counters: dict[Outcome, Counter[str]] = {
        "recomputed": result.recomputed,
        "consistent": result.consistent,
        "not checkable": result.not_checkable,
    }
    place = Place(candidate.draft, brief.cell.part, folder, store, spec)
    for one in evidence:
        outcome, wrong = recheck(one, place)
        if wrong:
            result.problems.append((candidate.row_id, f"{one.kind} by {one.by}: {wrong}"))
        else:
            counters[outcome][one.kind] += 1
