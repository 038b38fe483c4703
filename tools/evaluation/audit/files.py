"""The audit's first half: each file of a run folder against the store that it is a projection of."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import canonical, digest_text, parsed
from seedbed.memory.files.disk import typed
from seedbed.memory.files.plan_file import read_plan
from seedbed.memory.files.projection import (
    Whole,
    event_line,
    failure_line,
    provenance_of,
    rejected_line,
    row_of,
)
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.files.spec_file import read_spec, spec_text
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.digests import DIGESTS
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.memory.store.status import PUBLISHED
from seedbed.tools.evaluation.audit.as_stored import as_stored, differs
from seedbed.tools.evaluation.audit.store import Problem
from seedbed.tools.evaluation.report.publish import REPORTS
from seedbed.tools.knowledge.remote.ask import known as found_elsewhere

_ID = 16
"""Characters of a row's id."""


def files(folder: RunFolder, store: Store, spec: Spec, plan: Plan | None) -> Iterator[Problem]:
    """Whatever stands in the files and not in the store, or the other way about; last, each file that isn't
    byte by byte what the store makes of it."""
    yield from _compared(folder, store, spec, plan)
    as_left = store.meta(DIGESTS) in (None, {}, store.digests())
    step = f"; `seedbed audit {typed(folder.path)} --repair` writes it again" if as_left else ""
    # Without a kept hash it may be another version that worded a report.
    unknown = () if store.meta(REPORTS) else (folder.report_json, folder.report_html, folder.card)
    try:
        for file, pieces in as_stored(folder, store, spec, plan):
            if differs(file, pieces) and not (file in unknown and file.is_file()):
                yield (file.name, f"isn't as the store has it{step}")
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        yield (folder.store.name, f"not every file can be made of it again ({error})")


def _compared(folder: RunFolder, store: Store, spec: Spec, plan: Plan | None) -> Iterator[Problem]:
    yield from _sources(folder, store)
    yield from _worlds(folder, store)
    yield from _specified(folder, store, spec, plan)
    whole, row = Whole(), partial(row_of, spec=spec)
    accepted = partial(store.candidates, "accepted", by="row_id")

    def why(candidate: Candidate) -> dict[str, Any] | None:
        return None if store.brief(candidate.number) is None else provenance_of(candidate, spec, store)

    def reasons() -> Iterator[dict[str, Any]]:
        for line in filter(None, map(why, accepted())):
            whole.add(line)
            yield line

    def one(key: str, line: Callable[[Candidate], dict[str, Any] | None]) -> dict[str, Any] | None:
        rows = store.find_row(key) if len(key) == _ID else ()  # a shorter one may begin many
        return next((line(c) for c in rows if c.row_id == key and c.verdict.state == "accepted"), None)

    yield from _by_id(folder.dataset, map(row, accepted()), partial(one, line=row))
    yield from _by_id(folder.provenance, reasons(), partial(one, line=why))
    told = store.meta("sha256")
    if told != whole.sha256:
        was = f"the build told {str(told)[:16]}…" if told else "the build told none"
        yield (folder.store.name, f"rows and evidence hash to {whole.sha256[:16]}…, {was}")
    yield from _report(folder, str(store.meta("state")), whole.sha256)
    rejected = (c for state in ("rejected", "failed") for c in store.candidates(state))
    yield from _in_order(folder.rejected, map(rejected_line, rejected))
    yield from _in_order(folder.failures, map(failure_line, store.failures()))
    yield from _in_order(folder.events, map(event_line, store.events()))


def _by_id(
    path: Path, wanted: Iterable[Mapping[str, Any]], known: Callable[[str], Mapping[str, Any] | None]
) -> Iterator[Problem]:
    """A file of lines with ids.

    Args:
        wanted: What each line says, by id; read to its end whatever the file is.
        known: What the line of an id says; None: there is none."""
    coming = iter(wanted)
    following = next(coming, None)
    passed: dict[str, None] = {}  # ids that the file hasn't, so far
    for number, line in _lines(path):
        if line is None and number:
            yield (path.name, "is cut off in its last line")
        elif line is None:
            yield (path.name, "is missing")
            deque(coming, maxlen=0)
            return
        if not line:
            continue
        value = parsed(line)
        if not isinstance(value, dict) or not isinstance(key := value.get("id"), str):
            yield (path.name, f"line {number} is not a row")
            continue
        right = following if following and following["id"] == key else known(key)
        while right and following and following["id"] < key:
            passed[following["id"]] = None
            following = next(coming, None)
        if right is None:
            yield (key, f"stands in {path.name} and was never accepted")
            continue
        if following and following["id"] == key:
            following = next(coming, None)
        elif key in passed:
            del passed[key]
        else:
            yield (key, f"stands twice in {path.name}")
            continue
        if line != canonical(right):
            differing = _difference(value, right) or "how it is written"
            yield (key, f"differs in {path.name} from the store: {differing}")
    for key in passed:
        yield (key, f"is missing in {path.name}")
    while following:
        yield (following["id"], f"is missing in {path.name}")
        following = next(coming, None)


def _lines(path: Path) -> Iterator[tuple[int, bytes | None]]:
    """Number and bytes of each line of a file; None in place of what it lacks: line 0 of a file that isn't
    there, the end of one that is cut off."""
    if not path.is_file():
        yield 0, None
        return
    number, whole = 0, b"\n"
    with path.open("rb") as file:
        for number, whole in enumerate(file, 1):
            yield number, whole.removesuffix(b"\n")
    if not whole.endswith(b"\n"):
        yield number, None


def _difference(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    keys = [key for key in sorted(found.keys() | wanted.keys()) if found.get(key) != wanted.get(key)]
    return ", ".join(keys)


def _in_order(path: Path, wanted: Iterable[str]) -> Iterator[Problem]:
    """A file whose lines come in the store's order; the first that differs is named."""
    number, wrong, coming = 0, 0, iter(wanted)
    for number, line in _lines(path):
        if line is None:
            yield (path.name, "is cut off in its last line" if number else "is missing")
            return
        if not wrong and ((right := next(coming, None)) is None or line != right.encode()):
            wrong = number
    if wrong:
        yield (path.name, f"line {wrong} differs from the store")
    elif next(coming, None) is not None:
        yield (path.name, f"line {number + 1} is missing")


def _report(folder: RunFolder, state: str, whole: str) -> Iterator[Problem]:
    if state not in PUBLISHED:
        return
    if (data := _read(folder.report_json)) is None:
        yield (folder.report_json.name, "is missing")
    elif not isinstance(shown := parsed(data), dict) or shown.get("sha256") != whole:
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
        beside = parsed(data) if data is not None else None
        if beside not in abouts:
            why = "is missing" if data is None else f"is not what the run knows of {called}"
            yield (f"{name}/{sha256}.json", why)


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
