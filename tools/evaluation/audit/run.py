"""The audit: is what lies in the run folder what the build made, and does its evidence still hold?

No model is asked. The files are compared with the store (`files.py`), the store with itself and with the
hashes that the build kept, and each row is made again from its brief, the sources and the stored
answers: row, evidence and grade must come out as they are (`graphs/candidate/remaking.py`).
Whatever is found wrong is named by row or by file. A forger who makes store, stored answers, files and hashes
anew in one piece is found by the hash that the build printed, and by nothing in the folder."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field

from seedbed.memory.brief import Brief
from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import digest
from seedbed.memory.files.disk import typed
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.plan import Plan, cells
from seedbed.memory.review import BEHIND, amended, by_row, decided
from seedbed.memory.spec import ANY, Spec
from seedbed.memory.store.damage import reading
from seedbed.memory.store.digests import DIGESTS
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.memory.store.standing import plan_in, spec_in, standing
from seedbed.memory.store.status import PUBLISHED
from seedbed.tools.checks.form.distinct import told_by
from seedbed.tools.evaluation.audit.files import Problem, files


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
    unmade: list[str] = field(default_factory=list)
    """Ids of rows that come out otherwise while the text of a document is lost, or this machine can't run
    what they take: no more can be said."""

    @property
    def ok(self) -> bool:
        return not self.problems


Remake = Callable[[RunFolder, Spec, Plan, Store], Mapping[str, Sequence[str] | None]]
"""Row id → what of each accepted row doesn't follow from brief, sources and journal; None: it may be
for the text of a document that is lost, or what this machine can't run."""
_CONSISTENT = frozenset({"agreement", "likelihood", "classification", "judgement"})
"""Kinds that a model's answers made: that they follow from these is all that can be said of them."""


def audit(folder: RunFolder, remake: Remake) -> AuditResult:
    """Re-check a run. `remake`: makes the rows again. Raises UserFault: there is no store, it can't be read,
    or the run isn't at rest: another process works on it, or was killed at it, or its files don't follow
    people's decisions yet."""
    with reading(folder.store), closing(folder.open_store()) as store, _at_rest(folder):
        why = step = ""
        if unsettled(store):
            why = "its last process was killed, or its disk was full, so its files are older than its store"
            step = f"`seedbed resume {typed(folder.path)}` first"
        elif store.meta(BEHIND):
            why = "people decided about rows since its files were written"
            step = f"`seedbed audit --repair {typed(folder.path)}` writes them first, and so does `resume`"
        elif (spec := spec_in(store)) is None:
            why = "it stopped before it had a spec: there is nothing to audit"
            step = f"`seedbed resume {typed(folder.path)}` goes on"
        if why or spec is None:
            raise UserFault(why, where=str(folder.path), next_step=step)
        plan = plan_in(store)
        result = AuditResult()
        result.problems += files(folder, store, spec, plan)
        result.problems += of_store(store, spec, plan, folder.store.name)
        remade = remake(folder, spec, plan, store) if plan is not None else {}
        for candidate in store.candidates("accepted", by="row_id"):
            result.rows += 1
            if (brief := store.brief(candidate.number)) is None:
                result.problems.append((candidate.row_id, "the store has no brief for it"))
                continue
            result.problems += of_row(candidate, brief, spec)
            _remade(candidate, remade.get(candidate.row_id, ("could not be made again",)), result)
        result.problems = list(dict.fromkeys(result.problems))
        return result


def unsettled(store: Store) -> bool:
    """Whether the last process at a run ended before it had brought the files up to the store."""
    state = store.meta("state")
    return state == "running" or (state not in PUBLISHED and store.meta(DIGESTS) == {})


@contextmanager
def _at_rest(folder: RunFolder) -> Iterator[None]:
    """The run, kept from other processes for a while; a folder that can't be written nobody works on."""
    with ExitStack() as held:
        with suppress(OSError):
            held.enter_context(folder.hold())
        yield


def _remade(candidate: Candidate, wrong: Sequence[str] | None, result: AuditResult) -> None:
    if wrong is None:
        result.unmade.append(candidate.row_id)
        result.not_checkable.update(one.kind for one in candidate.draft.evidence)
        return
    result.problems += [(candidate.row_id, line) for line in wrong]
    for one in candidate.draft.evidence:
        if not one.ok:
            result.problems.append((candidate.row_id, f"{one.kind} by {one.by}: it does not hold"))
        elif one.kind == "human":
            result.not_checkable[one.kind] += 1
        elif not wrong:
            (result.consistent if one.kind in _CONSISTENT else result.recomputed)[one.kind] += 1


def of_store(store: Store, spec: Spec, plan: Plan | None, name: str) -> Iterator[Problem]:
    """What doesn't fit together in the store. `name`: of the store's file."""
    yield from _changed_tables(store, name)
    if store.meta("requested") != spec.rows:
        yield (name, f"{store.meta('requested')} rows were asked for, the spec says {spec.rows}")
    if plan is not None and store.seat_counts():
        yield from _planned(store, spec, plan, name)
    yield from _seats(store)
    told, said = _told(store), by_row(decided(store))
    first: dict[str, str] = {}
    for candidate in store.candidates():
        if amended(candidate.draft.at_first, said.get(candidate.row_id, ())) != candidate.draft:
            yield (candidate.row_id, "is not as people's decisions in the journal leave it")
        verdict = candidate.verdict
        found = (verdict.state, verdict.seat, verdict.cell)
        if (was_told := told.get(candidate.number)) != found:
            was = f"was {was_told[0]} in {was_told[2]}" if was_told else "was never decided"
            yield (candidate.row_id, f"is {verdict.state} in {verdict.cell}, and by the trace {was}")
        if verdict.state == "accepted":
            draft = candidate.draft
            part, once = verdict.cell.split("/")[0], told_by(draft.signature) or [digest(draft.row or {})]
            rows = {first.setdefault(digest([part, key]), candidate.row_id) for key in once}
            for row in rows - {candidate.row_id}:
                yield (candidate.row_id, f"is the same row as {row}, or has a value of it that may come once")


def _told(store: Store) -> dict[int, tuple[str, int | None, str]]:
    """Candidate → (state, seat, cell) as the trace tells it."""
    told: dict[int, tuple[str, int | None, str]] = {}
    for event in store.events():
        if event.actor == "committer":
            state = "accepted" if event.kind == "promoted" else event.kind
            told[event.data["number"]] = (state, event.data["seat"], event.data["cell"])
        elif event.kind == "row withdrawn":
            told[event.data["number"]] = ("rejected", None, event.data["cell"])
        elif event.kind == "row restored":
            told[event.data["number"]] = ("accepted", event.data["seat"], event.data["cell"])
    return told


def _changed_tables(store: Store, name: str) -> Iterator[Problem]:
    kept, now = store.meta(DIGESTS), store.digests()
    if kept == {}:
        said = "was cut off (killed, or its disk full) before it had kept hashes of its tables"
        yield (name, f"the last command {said}: `seedbed audit --repair` keeps them")
        return
    if not isinstance(kept, dict) or not kept:
        yield (name, "the hashes of its tables, which the build kept, are gone")
        return
    for table in now:
        if kept.get(table) != now[table]:
            yield (name, f"somebody wrote in its table {table!r} since the build ended")


def _planned(store: Store, spec: Spec, plan: Plan, name: str) -> Iterator[Problem]:
    """One seat per row asked for, in cells of the plan or of what it was revised to, as many per part and
    label as the plan has. A concept that was added and split later keeps the rows that it had."""
    now = standing(store, plan)
    known = {
        cell.key: cell
        for part in plan.parts
        for trees in now.history
        for cell in cells(spec.part(part.part), trees[part.part], part.difficulties)
    }
    found: Counter[tuple[str, str, str]] = Counter()
    off, rows = False, 0
    for rows, (seat, _, _) in enumerate(store.seats(), 1):
        off |= seat.number != rows - 1
        found[seat.cell.part, seat.cell.label, seat.cell.difficulty] += 1
        if seat.cell.key not in known:
            yield (f"seat {seat.number}", f"is in {seat.cell.key}, which the plan doesn't know")
    if off or rows != spec.rows:
        yield (name, f"its seats are not those of {spec.rows} rows")
    wanted: Counter[tuple[str, str, str]] = Counter()
    for part in plan.parts:
        for key, number in part.quotas.items():
            if key in known:
                wanted[known[key].part, known[key].label, known[key].difficulty] += number
    for group in sorted(wanted.keys() | found.keys()):
        if wanted[group] != found[group]:
            what = "/".join(word for word in group if word != ANY)
            yield (name, f"{what} has {found[group]} seats, the plan {wanted[group]}")


def _seats(store: Store) -> Iterator[Problem]:
    """Each accepted row has one seat of its own, in its cell and with its attributes."""
    seated: set[int] = set()
    for seat, state, number in store.seats():
        holder = None if number is None or number in seated else store.candidate(number)
        if holder is not None and holder.verdict.state != "accepted":
            holder = None
        if (state == "filled") != (holder is not None):
            yield (f"seat {seat.number}", f"is {state}, and {'a' if holder else 'no'} row has it")
        if holder is None:
            continue
        seated.add(holder.number)
        if holder.verdict.seat != seat.number:
            yield (holder.row_id, f"took seat {holder.verdict.seat}, and seat {seat.number} says it has it")
        if holder.verdict.cell != seat.cell.key:
            yield (holder.row_id, f"counts in {holder.verdict.cell}, its seat is in {seat.cell.key}")
        brief = store.brief(holder.number)
        if brief is not None and brief.attributes != seat.attributes:
            yield (holder.row_id, f"was written for other attributes than seat {seat.number} has")
    for number, row_id, left in store.delivered():
        if not left and number not in seated:
            yield (row_id, "is accepted and has no seat")


def of_row(candidate: Candidate, brief: Brief, spec: Spec) -> Iterator[Problem]:
    """What doesn't fit together in an accepted row: brief, part, cell."""
    if candidate.row_id != brief.row_id:
        yield (candidate.row_id, f"its brief hashes to {brief.row_id}")
    if all(part.name != brief.cell.part for part in spec.parts):
        yield (candidate.row_id, f"the spec has no part {brief.cell.part}")
        return
    # A row stays in its brief's cell, or moves where two assignments agree.
    home, verdict, assigned = brief.cell.key, candidate.verdict, candidate.draft.assigned
    if verdict.cell == home:
        if assigned and home not in assigned:
            yield (candidate.row_id, f"counts in {home}, and no assignment confirms it")
    elif verdict.moved_from != home or assigned.count(verdict.cell) < 2:
        yield (candidate.row_id, f"counts in {verdict.cell}, and its brief is for {home}")
