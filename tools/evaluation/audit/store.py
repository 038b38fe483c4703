"""The audit's second half: the store against itself, and each row against its brief, verdict and seat."""

from collections import Counter
from collections.abc import Iterator

from seedbed.memory.brief import Brief
from seedbed.memory.exact.canonical import digest
from seedbed.memory.plan import Plan, cells
from seedbed.memory.review import amended, by_row, decided
from seedbed.memory.spec import ANY, Spec
from seedbed.memory.store.digests import DIGESTS
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.memory.store.standing import standing
from seedbed.tools.checks.form.distinct import told_by

Problem = tuple[str, str]
"""(row id or file, what is wrong)."""


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
