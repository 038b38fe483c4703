"""The store on SQL, through SQLAlchemy Core: one connection, used from one thread.

It knows nothing of what the values mean. SQLite runs in WAL mode with `synchronous=NORMAL`: a killed process
loses nothing that was committed.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, literal, select, update

from seedbed.memory.brief import Brief, Seat, Slot
from seedbed.memory.candidate import Draft, Verdict
from seedbed.memory.store import commands, hot, ledger_sums
from seedbed.memory.store import tables as t
from seedbed.memory.store.commands import dump as _dump
from seedbed.memory.store.digests import digests
from seedbed.memory.store.protocol import (
    Also,
    Candidate,
    Charge,
    Commit,
    Event,
    FailedCall,
    StoredAnswer,
    StoredCommand,
    StoredEvent,
    Totals,
    Usage,
)


class SqlStore:
    """Implements `protocol.Store`."""

    def __init__(self, engine: Engine, connection: Connection) -> None:
        self._engine, self._connection = engine, connection
        self._seq = int(self._scalar(select(func.max(t.events.c.seq))) or 0)
        self._connection.rollback()

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        self._connection.rollback()  # ends the read transaction that a query began
        with self._connection.begin():
            yield self._connection

    def _scalar(self, query: Any) -> Any:
        return self._connection.execute(query).scalar()

    def _rows(self, query: Any, **values: Any) -> list[Any]:
        rows = self._connection.execute(query, values).fetchall()
        self._connection.rollback()
        return list(rows)

    # meta and journal ------------------------------------------------------------------------------

    def meta(self, key: str) -> Any | None:
        rows = self._rows(hot.META, key=key)
        return json.loads(rows[0][0]) if rows else None

    def digests(self) -> dict[str, str]:
        found = digests(self._connection)
        self._connection.rollback()
        return found

    def set_meta(self, key: str, value: Any) -> None:
        self.set_metas({key: value})

    def set_metas(self, values: Mapping[str, Any]) -> None:
        with self._transaction() as c:
            for key, value in values.items():
                commands.set_meta(c, key, value)

    def journaled(self, key: str) -> Any | None:
        rows = self._rows(hot.JOURNALED, key=key)
        return json.loads(rows[0][0]) if rows else None

    def journal(self, key: str, kind: str, value: Any) -> None:
        if self.journaled(key) is None:
            with self._transaction() as c:
                c.execute(insert(t.journal), {"key": key, "kind": kind, "value": _dump(value)})

    def journal_entries(self, kind: str) -> Iterator[tuple[str, Any]]:
        query = (
            select(t.journal.c.key, t.journal.c.value)
            .where(t.journal.c.kind == kind)
            .order_by(t.journal.c.key)
        )
        for key, value in self._rows(query):
            yield key, json.loads(value)

    # answers and ledger ----------------------------------------------------------------------------

    def answer(self, slot: Slot) -> StoredAnswer | None:
        return self.answer_under(slot.key)

    def answer_under(self, key: str) -> StoredAnswer | None:
        rows = self._rows(hot.ANSWER, key=key)
        return StoredAnswer(rows[0][0], rows[0][1], rows[0][2], json.loads(rows[0][3])) if rows else None

    def answers_of(self, brief: str) -> list[tuple[Slot, StoredAnswer]]:
        query = select(t.answers).where(t.answers.c.brief == brief).order_by(t.answers.c.time)
        return [
            (
                Slot(row.brief, row.role, row.step, row.attempt, row.draw),
                StoredAnswer(row.slot, row.request, row.model, json.loads(row.content)),
            )
            for row in self._rows(query)
        ]

    def reserve(self, charge: Charge) -> int:
        with self._transaction() as c:
            values = {name: getattr(charge, name) for name in Charge.__slots__} | {"state": "open"}
            return int(c.execute(hot.INSERT_CHARGE, values).inserted_primary_key[0])  # type: ignore[index]

    def settle(self, charge: int, slot: Slot, answer: StoredAnswer, usage: Usage) -> None:
        with self._transaction() as c:
            row = {
                "slot": slot.key,
                "brief": slot.brief,
                "role": slot.role,
                "step": slot.step,
                "attempt": slot.attempt,
                "draw": slot.draw,
                "request": answer.request,
                "model": answer.model,
                "content": _dump(answer.content),
                "time": time.time(),
            }
            if c.execute(hot.ANSWER, {"key": slot.key}).first() is None:
                c.execute(hot.INSERT_ANSWER, row)
            else:
                c.execute(hot.REPLACE_ANSWER, {**row, "key": slot.key})
            self._close_charge(c, charge, "settled", usage)

    def release(self, charge: int, failure: FailedCall, usage: Usage | None) -> None:
        with self._transaction() as c:
            self._insert_failure(c, failure)
            if usage is not None:
                self._close_charge(c, charge, "failed", usage)
            else:
                c.execute(
                    update(t.ledger)
                    .where(t.ledger.c.id == charge)
                    .values(
                        state="lost", prompt_tokens=t.ledger.c.reserved_tokens, usd=t.ledger.c.reserved_usd
                    )
                )

    def fail(self, failure: FailedCall) -> None:
        with self._transaction() as c:
            self._insert_failure(c, failure)

    @staticmethod
    def _insert_failure(c: Connection, failure: FailedCall) -> None:
        values = {name: getattr(failure, name) for name in FailedCall.__slots__} | {"time": time.time()}
        c.execute(insert(t.failures), values)

    @staticmethod
    def _close_charge(c: Connection, charge: int, state: str, usage: Usage) -> None:
        values = {name: getattr(usage, name) for name in Usage.__slots__} | {"state": state}
        c.execute(hot.CLOSE_CHARGE, {**values, "charge": charge})

    def charge_lost(self) -> int:
        with self._transaction() as c:
            done = c.execute(
                update(t.ledger)
                .where(t.ledger.c.state == "open")
                .values(state="lost", prompt_tokens=t.ledger.c.reserved_tokens, usd=t.ledger.c.reserved_usd)
            )
        return done.rowcount

    def totals(self) -> Totals:
        totals = ledger_sums.totals(self._connection)
        self._connection.rollback()
        return totals

    def costs(self, key: str) -> dict[str, Usage]:
        costs = ledger_sums.costs(self._connection, key)
        self._connection.rollback()
        return costs

    def failures(self) -> Iterator[FailedCall]:
        columns = [t.failures.c[name] for name in FailedCall.__slots__]
        for row in self._rows(select(*columns).order_by(t.failures.c.id)):
            yield FailedCall(*row)

    # seats, briefs, candidates ---------------------------------------------------------------------

    def start(
        self, seats: Sequence[Seat], ordered: Sequence[tuple[int, Brief | None]], events: Sequence[Event]
    ) -> None:
        if self._scalar(select(func.count()).select_from(t.seats)):
            return
        with self._transaction() as c:
            commands.insert_seats(c, seats)
            self._insert_briefs(c, ordered)
            self._insert_events(c, events)

    def commit(self, commit: Commit) -> None:
        with self._transaction() as c:
            if commit.verdict is not None and commit.draft is not None:
                c.execute(
                    hot.INSERT_CANDIDATE,
                    {
                        "number": commit.number,
                        "row_id": commit.row_id,
                        "state": commit.verdict.state,
                        "cell": commit.verdict.cell,
                        "seat": commit.verdict.seat,
                        "verdict": commit.verdict.model_dump_json(),
                        "draft": commit.draft.model_dump_json(),
                    },
                )
            if commit.bands:
                c.execute(hot.INSERT_BAND, [{"key": key, "number": commit.number} for key in commit.bands])
            for number, verdict in commit.promoted:
                commands.change_verdict(c, number, verdict)
            self._update_seats(c, commit.seats)
            for number, candidate in commit.filled:
                c.execute(
                    update(t.seats)
                    .where(t.seats.c.number == number)
                    .values(state="filled", candidate=candidate)
                )
            self._insert_briefs(c, commit.ordered)
            self._insert_events(c, commit.events)
            c.execute(hot.FORGET_META, {"old": "committed"})
            c.execute(hot.INSERT_META, {"key": "committed", "value": str(commit.number)})

    @staticmethod
    def _update_seats(c: Connection, seats: Sequence[Seat]) -> None:
        for seat in seats:
            values = {"cell": seat.cell.key, "content": _dump(seat.model_dump())}
            c.execute(update(t.seats).where(t.seats.c.number == seat.number).values(values))

    @staticmethod
    def _insert_briefs(c: Connection, ordered: Sequence[tuple[int, Brief | None]]) -> None:
        if not ordered:
            return
        rows = [
            {
                "number": number,
                "id": brief.id if brief else "",
                "cell": brief.cell.key if brief else "",
                "method": brief.method if brief else "",
                "content": brief.model_dump_json() if brief else "",
            }
            for number, brief in ordered
        ]
        c.execute(hot.INSERT_BRIEF, rows)

    def withdraw(self, after: int, events: Sequence[Event]) -> None:
        with self._transaction() as c:
            c.execute(t.briefs.delete().where(t.briefs.c.number > after))
            self._insert_events(c, events)

    def seats(self) -> list[tuple[Seat, str, int | None]]:
        query = select(t.seats.c.content, t.seats.c.state, t.seats.c.candidate).order_by(t.seats.c.number)
        return [(Seat.model_validate_json(row[0]), row[1], row[2]) for row in self._rows(query)]

    def briefs(self, after: int = 0) -> list[tuple[int, Brief | None]]:
        query = (
            select(t.briefs.c.number, t.briefs.c.content)
            .where(t.briefs.c.number > after)
            .order_by(t.briefs.c.number)
        )
        return [(row[0], Brief.model_validate_json(row[1]) if row[1] else None) for row in self._rows(query)]

    def brief(self, number: int) -> Brief | None:
        rows = self._rows(select(t.briefs.c.content).where(t.briefs.c.number == number))
        return Brief.model_validate_json(rows[0][0]) if rows and rows[0][0] else None

    def committed(self) -> int:
        return int(self.meta("committed") or 0)

    def ordered(self) -> int:
        return int(self._rows(select(func.max(t.briefs.c.number)))[0][0] or 0)

    def candidates(self, state: str | None = None) -> Iterator[Candidate]:
        query = select(t.candidates).order_by(t.candidates.c.number)
        if state is not None:
            query = query.where(t.candidates.c.state == state)
        for row in self._rows(query):
            yield self._candidate(row)

    def candidate(self, number: int) -> Candidate | None:
        rows = self._rows(hot.CANDIDATE, place=number)
        return self._candidate(rows[0]) if rows else None

    def find_row(self, prefix: str) -> list[Candidate]:
        query = select(t.candidates).where(t.candidates.c.row_id.startswith(prefix, autoescape=True))
        return [self._candidate(row) for row in self._rows(query.order_by(t.candidates.c.number))]

    @staticmethod
    def _candidate(row: Any) -> Candidate:
        return Candidate(
            row.number,
            row.row_id,
            Verdict.model_validate_json(row.verdict),
            Draft.model_validate_json(row.draft),
        )

    def counts(self) -> dict[str, int]:
        # One statement, so that a commit of the process that builds can't come between the two counts.
        by_state = select(t.candidates.c.state, func.count()).group_by(t.candidates.c.state)
        ordered = select(literal("ordered"), func.count()).where(t.briefs.c.id != "")
        return {row[0]: row[1] for row in self._rows(by_state.union_all(ordered))}

    def grades(self) -> dict[str, int]:
        grades: dict[str, int] = {}
        query = select(t.candidates.c.verdict).where(t.candidates.c.state == "accepted")
        for row in self._rows(query):
            grade = json.loads(row[0])["grade"]
            grades[grade] = grades.get(grade, 0) + 1
        return grades

    def banded(self, keys: Sequence[str]) -> list[int]:
        if not keys:
            return []
        return [row[0] for row in self._rows(hot.BANDED, keys=list(keys))]

    def steer(
        self,
        key: str,
        kind: str,
        value: Any,
        seats: Sequence[Seat],
        events: Sequence[Event],
        also: Also | None = None,
    ) -> None:
        if self.journaled(key) is not None:
            return
        with self._transaction() as c:
            c.execute(insert(t.journal), {"key": key, "kind": kind, "value": _dump(value)})
            if also is not None:
                commands.write(c, also)
            self._update_seats(c, seats)
            self._insert_events(c, events)

    def order(self, ordered: Sequence[tuple[int, Brief | None]], events: Sequence[Event]) -> None:
        with self._transaction() as c:
            self._insert_briefs(c, ordered)
            self._insert_events(c, events)

    # trace and commands ----------------------------------------------------------------------------

    def last_seq(self) -> int:
        return self._seq

    def record(self, events: Sequence[Event]) -> None:
        with self._transaction() as c:
            self._insert_events(c, events)

    def _insert_events(self, c: Connection, events: Sequence[Event]) -> None:
        if not events:
            return
        rows = [
            {
                "seq": self._seq + i,
                "time": time.time(),
                "actor": e.actor,
                "kind": e.kind,
                "parent": e.parent,
                "data": _dump(dict(e.data)),
            }
            for i, e in enumerate(events, 1)
        ]
        c.execute(hot.INSERT_EVENT, rows)
        self._seq += len(rows)

    def events(self, after: int = 0) -> Iterator[StoredEvent]:
        for row in self._rows(select(t.events).where(t.events.c.seq > after).order_by(t.events.c.seq)):
            yield StoredEvent(row.seq, row.time, row.actor, row.kind, row.parent, json.loads(row.data))

    def send(self, name: str, arguments: Mapping[str, Any]) -> int:
        with self._transaction() as c:
            return commands.send(c, name, arguments)

    def waiting(self) -> list[StoredCommand]:
        return [StoredCommand(row[0], row[1], json.loads(row[2])) for row in self._rows(commands.WAITING)]

    def take(self, numbers: Sequence[int], events: Sequence[Event] = ()) -> None:
        with self._transaction() as c:
            commands.take(c, numbers)
            self._insert_events(c, events)
