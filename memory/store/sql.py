"""The store on SQL, through SQLAlchemy Core: one connection, used from one thread.

It knows nothing of what the values mean. SQLite runs in WAL mode with `synchronous=NORMAL`: a killed process
loses nothing that was committed. What a build runs often is built once (`prepared.py`): building a statement
costs more than running it. Statements are the same for SQLite and PostgreSQL (`postgres/`)."""

import json
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from seedbed.memory.brief import Brief, Seat, Slot
from seedbed.memory.spec import Budget
from seedbed.memory.store import statements as q
from seedbed.memory.store import tables as t
from seedbed.memory.store.digests import digests
from seedbed.memory.store.filed import Filed
from seedbed.memory.store.prepared import Prepared
from seedbed.memory.store.protocol import (
    Candidate,
    Charge,
    Commit,
    Delivery,
    Event,
    FailedCall,
    StepCost,
    StoredAnswer,
    StoredCommand,
    Totals,
    Usage,
)
from seedbed.memory.store.sent import Packer, unpack

T = TypeVar("T")


class SqlStore:
    """Implements `protocol.Store`."""

    def __init__(self, connection: Prepared, place: str, fence: int = 0) -> None:
        """`place` and `fence` are what `opening.open_worker` takes."""
        self.place, self.fence, self._prepared = place, fence, connection
        self._transaction, self._found = connection.transaction, connection.rows
        self.at_once = connection.at_once
        self.sync, self.close, self.patient = connection.sync, connection.close, connection.patient
        self.shared = False
        self._packer = Packer()
        self._filed = Filed(connection)
        self._seq = self.last_seq()

    def _rows(self, query: Any) -> list[Any]:
        """What a query finds that is built where it is asked."""
        return self._prepared.read(lambda connection: list(connection.execute(query)))

    def _paged(self, table: sa.Table, last: int | str = -1, by: str = "number", **only: Any) -> Iterator[Any]:
        """Rows above a value of a column, in its order, so many of them read at once."""
        while rows := self._found(q.paged(table, by, *only), last=last, **only):
            yield from rows
            last = getattr(rows[-1], by)

    def _one(self, table: sa.Table, key: str | int, read: Callable[[Any], T]) -> T | None:
        """What is read from the row of a key; None: there is none."""
        return next(map(read, self._found(q.at(table), at=key)), None)

    # meta and journal ------------------------------------------------------------------------------

    def meta(self, key: str) -> Any | None:
        return self._one(t.meta, key, lambda row: json.loads(row.value))

    def digests(self, told: Callable[[int], None] = lambda _: None) -> dict[str, str]:
        return self._prepared.read(partial(digests, told=told))

    def set_meta(self, key: str, value: Any) -> None:
        self.set_metas({key: value})

    def set_metas(self, values: Mapping[str, Any]) -> None:
        with self._transaction() as c:
            q.set_metas(c, values)

    def journaled(self, key: str) -> Any | None:
        return self._one(t.journal, key, lambda row: json.loads(row.value))

    def journal(self, key: str, kind: str, value: Any) -> None:
        with self._transaction() as c:  # a worker may have written it just now
            c.execute(q.keep(t.journal), {"key": key, "kind": kind, "value": q.dump(value)})

    def journal_entries(self, kind: str, under: str = "") -> Iterator[tuple[str, Any]]:
        query = q.by_key(t.journal).where(t.journal.c.kind == kind)
        begins = q.begins(t.journal.c.key, under, "\U0010ffff")
        for row in self._rows(query.where(begins) if under else query):
            yield row.key, json.loads(row.value)

    # answers and ledger ----------------------------------------------------------------------------

    def answer(self, slot: Slot) -> StoredAnswer | None:
        return self._one(t.answers, slot.key, q.answer)

    def answers_of(self, brief: str) -> list[tuple[Slot, StoredAnswer]]:
        return [(q.slot(row), q.answer(row)) for row in self._found(q.ANSWERS, brief=brief)]

    def find_slot(self, prefix: str) -> list[Slot]:
        for table in (t.answers, t.ledger):  # The ledger knows those too that nothing answered.
            query = sa.select(*(table.c[name] for name in Slot.__slots__)).distinct().limit(2)
            if rows := self._rows(query.where(q.begins(table.c.slot, prefix))):
                return [Slot(*row) for row in rows]
        return []

    def share(self) -> None:
        open_ = self._prepared.read(q.reserved)
        with self._transaction() as c:
            q.spent(c, self.totals(), open_)
        self.shared = True

    def spent(self) -> Totals:
        calls, prompts, completions, usd, *_ = self._found(q.SPENT)[0]
        return Totals(calls, 0, prompts, completions, usd)

    def reserve(self, charge: Charge, cap: Budget | None = None) -> int:
        values = {name: getattr(charge, name) for name in q.RESERVED} | {"state": "open"}
        values |= {name: getattr(charge.slot, name) for name in Slot.__slots__}
        values |= {"slot": charge.slot.key, "time": time.time(), **q.NOTHING}
        try:
            with self._transaction() as c:
                if charge.sent:
                    c.execute(q.keep(t.requests), self._packer.pack(charge))
                made = c.execute(q.insert(t.ledger), values)
                if cap is not None:
                    c.execute(q.TAKE_ROOM, q.room(charge, cap))
            return int(made.lastrowid)
        except BaseException as fault:
            if charge.sent:
                self._packer.forget(charge)
            if cap is not None and isinstance(fault, IntegrityError):
                return 0
            raise

    def settle(self, charge: int, slot: Slot, answer: StoredAnswer | None, usage: Usage) -> None:
        with self._transaction() as c:
            if answer is not None:
                row = {name: getattr(slot, name) for name in Slot.__slots__} | {"time": time.time()}
                row |= {"request": answer.request, "model": answer.model, "content": q.dump(answer.content)}
                c.execute(q.replace(t.answers), row | {"slot": slot.key})
            q.close_charge(c, charge, "settled", usage, self.shared)

    def release(self, charge: int, failure: FailedCall, usage: Usage | None) -> None:
        with self._transaction() as c:
            q.insert_failure(c, failure, charge)
            q.close_charge(c, charge, "failed", usage, self.shared)

    def fail(self, failure: FailedCall) -> None:
        with self._transaction() as c:
            q.insert_failure(c, failure)

    def sent(self, request: str) -> dict[str, Any] | None:
        text = unpack(request, lambda key: self._one(t.requests, key, lambda row: (row.base, row.body)))
        return dict(json.loads(text)) if text else None

    def deliveries(self, brief: str) -> list[Delivery]:
        return self._deliveries(t.ledger.c.brief == brief, t.failures.c.brief == brief)

    def deliveries_of(self, stages: Collection[str], after: int = 0) -> list[Delivery]:
        ledger = t.ledger.c  # "!=" lets it use the index, in which the many calls of rows don't stand
        which = sa.and_(ledger.stage != "sample", ledger.stage.in_(stages), ledger.id > after)
        return self._deliveries(which, t.failures.c.brief.in_(sa.select(ledger.brief).where(which)))

    def delivery(self, number: int) -> Delivery | None:
        slot = self._one(t.ledger, number, lambda row: row.slot)
        found = self._deliveries(t.ledger.c.id == number, t.failures.c.slot == slot)
        return next(iter(found), None)

    def last_delivery(self) -> int:
        return int(self._rows(sa.select(sa.func.max(t.ledger.c.id)))[0][0] or 0)

    def under_way(self) -> list[Delivery]:
        return self._deliveries(t.ledger.c.state == "open", sa.false())

    def _deliveries(self, which: Any, failed: Any) -> list[Delivery]:
        faults = self._rows(sa.select(t.failures).where(failed))
        why = {row.charge or row.slot: q.failure(row) for row in faults}
        return [
            Delivery(
                *(row.id, q.slot(row)),
                *(row.model, row.stage, row.cell, row.method, row.state, row.request, row.time),
                Usage(row.prompt_tokens, row.completion_tokens, row.usd, row.seconds),
                why.get(row.id) or (why.get(row.slot) if row.state == "settled" else None),
                reserved=Usage(row.reserved_tokens, 0, row.reserved_usd),
            )
            for row in self._rows(q.by_key(t.ledger).where(which))
        ]

    def charge_lost(self, briefs: Collection[str] | None = None, but: Collection[int] = ()) -> int:
        which = (t.ledger.c.state == "open", *([] if briefs is None else [t.ledger.c.brief.in_(briefs)]))
        lost = [row.id for row in self._rows(sa.select(t.ledger.c.id).where(*which)) if row.id not in but]
        with self._transaction() as c:
            for number in lost:
                q.close_charge(c, number, "lost", None, self.shared)
        return len(lost)

    def totals(self) -> Totals:
        state = t.ledger.c.state
        rows = self._rows(sa.select(state, sa.func.count(), *q.SUMS).group_by(state))
        failed = sum(row[1] for row in rows if row[0] in ("failed", "lost"))
        spent = (sum(row[n] for row in rows if row[0] != "open") for n in (2, 3, 4))
        return Totals(sum(row[1] for row in rows), failed, *spent)

    def lost(self) -> tuple[int, Usage]:
        query = sa.select(sa.func.count(), *q.SUMS).where(q.AT_MOST)
        (row,) = self._rows(query)
        return int(row[0]), Usage(*(value or 0 for value in row[1:]))

    def costs(self, key: str) -> dict[str, Usage]:
        column = t.ledger.c[key]
        query = sa.select(column, *q.SUMS, sa.func.sum(t.ledger.c.seconds)).where(t.ledger.c.state != "open")
        return {row[0]: Usage(*row[1:]) for row in self._rows(query.group_by(column).order_by(column))}

    def steps(self) -> list[StepCost]:
        return [q.step_cost(row) for row in self._found(q.BY_STEP)]

    def failure_counts(self) -> list[tuple[FailedCall, int, Usage]]:
        rows = self._found(q.FAILED)
        found = ((self._one(t.failures, last, q.failure), n, spent) for last, n, *spent in rows)
        return [(last, n, Usage(*(one or 0 for one in spent))) for last, n, spent in found if last]

    def failures(self, brief: str = "") -> Iterator[FailedCall]:
        return map(q.failure, self._paged(t.failures, by="id", **({"brief": brief} if brief else {})))

    # seats, briefs, candidates ---------------------------------------------------------------------

    def commit(self, commit: Commit) -> None:
        if commit.entry is not None and self.journaled(commit.entry[0]) is not None:
            return
        verdict, number = commit.verdict, commit.number
        with self._filed.whole(), self._transaction() as c:
            if commit.entry is not None:
                key, kind, value = commit.entry
                c.execute(q.insert(t.journal), {"key": key, "kind": kind, "value": q.dump(value)})
            q.insert_seats(c, commit.added)
            if verdict is not None and commit.draft is not None:
                row = {"number": number, "row_id": commit.row_id, "draft": commit.draft.model_dump_json()}
                c.execute(q.insert(t.candidates), row | q.of_verdict(verdict))
            self._filed.add(c, number, commit.bands)
            for changed, new in [*commit.promoted, *commit.withdrawn]:
                c.execute(q.change(t.candidates), {"at": changed, **q.of_verdict(new)})
            for withdrawn, _ in commit.withdrawn:
                c.execute(q.VACATE, {"by": withdrawn})
            for changed, its, draft, more in commit.amended:
                row = {"at": changed, "draft": draft.model_dump_json(), **q.of_verdict(its)}
                c.execute(q.change(t.candidates), row)
                self._filed.widen(c, changed, more)
            moved = [{"at": seat.number, **q.of_seat(seat)} for seat in commit.seats]
            c.execute_each(q.change(t.seats), moved)
            seated = [*commit.promoted, *((changed, its) for changed, its, *_ in commit.amended)]
            for candidate, its in [*seated, *([(number, verdict)] if verdict else [])]:
                if its.seat is not None:
                    c.execute(q.change(t.seats), {"at": its.seat, "state": "filled", "candidate": candidate})
            if commit.back_to is not None:
                c.execute(q.TAKE_BACK, {"after": commit.back_to})
                self._filed.place(c)
            q.insert_briefs(c, commit.ordered)
            self._insert_events(c, commit.events)
            c.execute_each(q.change(t.commands), [{"at": one, "taken": 1} for one in commit.taken])
            q.set_metas(c, {**commit.meta, "committed": number} if number else commit.meta)
        self._seq += len(commit.events)

    def seats(self) -> Iterator[tuple[Seat, str, int | None]]:
        return map(q.seat, self._paged(t.seats))

    def seat(self, number: int) -> tuple[Seat, str, int | None] | None:
        return self._one(t.seats, number, q.seat)

    def seat_counts(self) -> dict[tuple[str, str], int]:
        return {(row[0], row[1]): row[2] for row in self._found(q.SEATS)}

    def briefs(self, after: int = 0) -> Iterator[tuple[int, Brief | None]]:
        return ((row.number, q.brief(row)) for row in self._paged(t.briefs, after))

    def brief(self, number: int) -> Brief | None:
        return self._one(t.briefs, number, q.brief)

    def briefs_of(self, seat: int) -> list[Brief]:
        return [Brief.model_validate_json(row.content) for row in self._found(q.OF_SEAT, seat=seat)]

    def committed(self) -> int:
        return int(self.meta("committed") or 0)

    def ordered(self) -> int:
        return int(self._rows(sa.select(sa.func.max(t.briefs.c.number)))[0][0] or 0)

    def candidates(self, state: str | None = None, by: str = "number") -> Iterator[Candidate]:
        only, before = {} if state is None else {"state": state}, -1 if by == "number" else ""
        return map(q.candidate, self._paged(t.candidates, before, by, **only))

    def candidate(self, number: int) -> Candidate | None:
        return self._one(t.candidates, number, q.candidate)

    def wording(self, number: int) -> tuple[str, str, str]:
        # By SQLite's own JSON a text ends at a NUL, and PostgreSQL's has none.
        found = self._one(t.candidates, number, lambda row: (row.row_id, json.loads(row.draft)))
        row_id, draft = found or ("", {})
        return row_id, draft.get("signature", ""), draft.get("text", "")

    def find_row(self, prefix: str) -> list[Candidate]:
        matches = q.begins(t.candidates.c.row_id, prefix)
        return [q.candidate(row) for row in self._rows(q.by_key(t.candidates).where(matches))]

    def counts(self) -> dict[str, int]:
        return {row[0]: row[1] for row in self._found(q.COUNTS)}

    def delivered(self) -> list[tuple[int, str, bool]]:
        return [(number, row_id, bool(left)) for number, row_id, left in self._found(q.DELIVERED)]

    def materials(self) -> list[tuple[str, str]]:
        return [(row[0], row[1]) for row in self._found(q.MATERIALS)]

    def grades(self) -> dict[str, int]:
        return {row[0]: row[1] for row in self._found(q.GRADES)}

    def made_by(self) -> dict[str, int]:
        found = Counter[str]()
        for models, rows in self._found(q.MADE_BY):
            found.update(dict.fromkeys(json.loads(models), rows))
        return dict(found.most_common())

    def banded(self, alone: Sequence[str], together: Sequence[str]) -> list[int]:
        return self._filed.find(alone, together)

    # trace and commands ----------------------------------------------------------------------------

    def last_seq(self) -> int:
        return int(self._found(q.LAST_EVENT)[0][0] or 0)

    def record(self, events: Sequence[Event]) -> None:
        self.commit(Commit(events=events))

    def _insert_events(self, c: Prepared, events: Sequence[Event]) -> None:
        names, now = ("actor", "kind", "parent"), time.time()
        rows = [
            {"seq": self._seq + i, "time": now, "data": q.dump(e.data)}
            | {name: getattr(e, name) for name in names}
            for i, e in enumerate(events, 1)
        ]
        c.execute_each(q.insert(t.events), rows)

    def events(self, after: int = 0, page: int = 5_000, actor: str = "") -> Iterator[Event]:
        while rows := self._found(q.NEXT_EVENTS, after=after, page=page, actor=actor):
            for row in rows:
                yield Event(row.actor, row.kind, json.loads(row.data), row.parent, row.seq, row.time)
            after = rows[-1].seq

    def send(self, name: str, arguments: Mapping[str, Any]) -> int:
        values = {"name": name, "arguments": q.dump(dict(arguments)), "time": time.time(), "taken": 0}
        with self._transaction() as c:
            sent = c.execute(q.insert(t.commands), values)
        return int(sent.lastrowid)

    def waiting(self) -> list[StoredCommand]:
        return [StoredCommand(r.id, r.name, json.loads(r.arguments)) for r in self._found(q.WAITING)]
