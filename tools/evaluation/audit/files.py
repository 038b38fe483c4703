"""The audit's first half: each file of a run folder against the store that it is a projection of."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import canonical, digest, digest_text
from seedbed.memory.files.plan_file import read_plan
from seedbed.memory.files.projection import event_line, failure_line, provenance_of, rejected_line, row_of
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.files.spec_file import read_spec, spec_text
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.memory.store.status import PUBLISHED
from seedbed.tools.evaluation.audit.store import Problem
from seedbed.tools.knowledge.remote.ask import known as found_elsewhere


def files(
    folder: RunFolder, store: Store, spec: Spec, plan: Plan | None, accepted: Sequence[Candidate]
) -> Iterator[Problem]:
    """Whatever stands in the files and not in the store, or the other way about."""
    yield from _sources(folder, store)
    yield from _worlds(folder, store)
    yield from _specified(folder, store, spec, plan)
    briefed = [c for c in accepted if store.brief(c.number) is not None]
    rows = {c.row_id: row_of(c, spec) for c in accepted}
    lines = {c.row_id: provenance_of(c, spec, store) for c in briefed}
    yield from _by_id(folder.dataset, rows)
    yield from _by_id(folder.provenance, lines)
    whole = digest([[key, lines[key]["sha256"], digest(lines[key]["evidence"])] for key in sorted(lines)])
    told = store.meta("sha256")
    if told != whole:
        was = f"the build told {str(told)[:16]}…" if told else "the build told none"
        yield (folder.store.name, f"rows and evidence hash to {whole[:16]}…, {was}")
    yield from _report(folder, str(store.meta("state")), whole)
    rejected = (c for state in ("rejected", "failed") for c in store.candidates(state))
    yield from _in_order(folder.rejected, map(rejected_line, rejected))
    yield from _in_order(folder.failures, map(failure_line, store.failures()))
    yield from _in_order(folder.events, map(event_line, store.events()))


def _by_id(path: Path, wanted: Mapping[str, Any]) -> Iterator[Problem]:
    """A file of lines with ids."""
    if (data := _read(path)) is None:
        yield (path.name, "is missing")
        return
    if data and not data.endswith(b"\n"):
        yield (path.name, "is cut off in its last line")
    seen: Counter[str] = Counter()
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line:
            continue
        value = _json(line)
        if not isinstance(value, dict) or not isinstance(key := value.get("id"), str):
            yield (path.name, f"line {number} is not a row")
            continue
        seen[key] += 1
        if seen[key] > 1:
            yield (key, f"stands twice in {path.name}")
        elif key not in wanted:
            yield (key, f"stands in {path.name} and was never accepted")
        elif line != canonical(wanted[key]):
            differing = _difference(value, wanted[key]) or "how it is written"
            yield (key, f"differs in {path.name} from the store: {differing}")
    for key in wanted:
        if not seen[key]:
            yield (key, f"is missing in {path.name}")


def _difference(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    keys = [key for key in sorted(found.keys() | wanted.keys()) if found.get(key) != wanted.get(key)]
    return ", ".join(keys)


def _in_order(path: Path, wanted: Iterable[str]) -> Iterator[Problem]:
    """A file whose lines come in the store's order; the first that differs is named."""
    if (data := _read(path)) is None:
        yield (path.name, "is missing")
        return
    lines = data.decode("utf-8", errors="replace").split("\n")
    if lines.pop():
        yield (path.name, "is cut off in its last line")
        return
    pairs = enumerate(zip_longest(lines, wanted), 1)
    if wrong := next((number for number, (line, right) in pairs if line != right), 0):
        lacks = wrong > len(lines)
        yield (path.name, f"line {wrong} {'is missing' if lacks else 'differs from the store'}")


def _report(folder: RunFolder, state: str, whole: str) -> Iterator[Problem]:
    if state not in PUBLISHED:
        return
    if (data := _read(folder.report_json)) is None:
        yield (folder.report_json.name, "is missing")
    elif not isinstance(shown := _json(data), dict) or shown.get("sha256") != whole:
        yield (folder.report_json.name, "its SHA-256 is not that of the rows and their evidence")


def _specified(folder: RunFolder, store: Store, spec: Spec, plan: Plan | None) -> Iterator[Problem]:
    """`spec.yaml` and `plan.yaml`: what they say, however they are laid out."""
    try:
        written = read_spec(folder.spec)
    except UserFault as fault:
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
        yield (folder.plan.name, fault.what)
        return
    if planned.approved != plan:
        yield (folder.plan.name, "differs from the plan that was approved")
    if planned.ended is not None:
        ended = Counter({key: n for part in planned.ended.parts for key, n in part.quotas.items() if n})
        if ended != Counter(seat.cell.key for seat, _, _ in store.seats()):
            yield (folder.plan.name, "its plan as it ended has other rows per cell than the seats")


def _worlds(folder: RunFolder, store: Store) -> Iterator[Problem]:
    """The files of a world's copy that aren't as they were kept."""
    from seedbed.tools.world.copies import KeptWorld, changed

    for part, kept in (store.meta("worlds") or {}).items():
        for name in changed(folder.worlds / part, KeptWorld.model_validate(kept)):
            yield (f"worlds/{part}/{name}", "is not the file that was kept")


def _sources(folder: RunFolder, store: Store) -> Iterator[Problem]:
    known: dict[str, list[dict[str, Any]]] = {}  # a text may be a file's and a search's
    for about in (*(store.meta("sources") or ()), *found_elsewhere(store)):
        mine = {key: value for key, value in about.items() if key != "text"}
        known.setdefault(about["sha256"], []).append(mine)
    name = folder.sources.name
    for path in sorted(folder.sources.glob("*.txt")):
        here = f"{name}/{path.name}"
        if path.is_symlink() or not path.is_file():
            yield (here, "is not a file of the run's own")
        elif digest_text(path.read_bytes().decode("utf-8", errors="replace")) != path.stem:
            yield (here, "its text does not hash to its name")
        if path.stem not in known:
            yield (here, "is none of the run's sources")
    for sha256, abouts in known.items():
        called = abouts[0]["name"]
        if not (folder.sources / f"{sha256}.txt").exists():
            yield (f"{name}/{sha256}.txt", f"is missing: the text of {called}")
        data = _read(folder.sources / f"{sha256}.json")
        beside = _json(data) if data is not None else None
        if beside not in abouts:
            why = "is missing" if data is None else f"is not what the run knows of {called}"
            yield (f"{name}/{sha256}.json", why)


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
