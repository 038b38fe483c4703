"""The store on SQL, through SQLAlchemy Core: one connection, used from one thread.

It knows nothing of what the values mean. SQLite runs in WAL mode with `synchronous=NORMAL`: a killed process
loses nothing that was committed. Statements are built once: building one costs more than running it.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import sqlalchemy as sa

from seedbed.memory.brief import Brief, Seat, Slot
from seedbed.memory.candidate import Draft, Verdict
from seedbed.memory.store import tables as t
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

Ordered = Sequence[tuple[int, Brief | None]]


@cache
def _at(table: sa.Table) -> sa.Select[Any]:
    """The row with a primary key."""
    return sa.select(table).where(table.primary_key.columns[0] == sa.bindparam("at"))


@cache
def _change(table: sa.Table) -> sa.Update:
    """The row with a primary key has other values from here on."""
    return sa.update(table).where(table.primary_key.columns[0] == sa.bindparam("at"))


@cache
def _by_key(table: sa.Table) -> sa.Select[Any]:
    """All rows, in the order of their primary keys."""
    return sa.select(table).order_by(table.primary_key.columns[0])


_insert = cache(sa.insert)
_LOST = {"state": "lost", "prompt_tokens": t.ledger.c.reserved_tokens, "usd": t.ledger.c.reserved_usd}
"""An entry of the ledger whose usage never came: charged at the reservation."""
_SUMS = [sa.func.sum(t.ledger.c[name]) for name in ("prompt_tokens", "completion_tokens", "usd")]
_BANDED = (
    sa.select(t.bands.c.number)
    .where(t.bands.c.key.in_(sa.bindparam("keys", expanding=True)))
    .distinct()
    .order_by(t.bands.c.number)
)


def _dump(value: Any) -> str:
    """JSON in the order given: the order of a schema's fields or of attributes reaches prompts."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


class SqlStore:
    """Implements `protocol.Store`."""

    def __init__(self, engine: sa.Engine, connection: sa.Connection) -> None:
        self._engine, self._connection = engine, connection
        self._seq = int(self._rows(sa.select(sa.func.max(t.events.c.seq)))[0][0] or 0)

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        self._connection.rollback()  # ends the read transaction that a query began
        with self._connection.begin():
            yield self._connection

    def _rows(self, query: Any, **values: Any) -> list[Any]:
        rows = self._connection.execute(query, values).fetchall()
        self._connection.rollback()
        return list(rows)

    def _one(self, table: sa.Table, key: str | int) -> Any:
        return next(iter(self._rows(_at(table), at=key)), None)

    # meta and journal ------------------------------------------------------------------------------

    def meta(self, key: str) -> Any | None:
        row = self._one(t.meta, key)
        return json.loads(row.value) if row else None

    def digests(self) -> dict[str, str]:
        found = digests(self._connection)
        self._connection.rollback()
        return found

    def set_meta(self, key: str, value: Any) -> None:
        self.set_metas({key: value})

    def set_metas(self, values: Mapping[str, Any]) -> None:
        with self._transaction() as c:
            _set_metas(c, values)

    def journaled(self, key: str) -> Any | None:
        row = self._one(t.journal, key)
        return json.loads(row.value) if row else None

    def journal(self, key: str, kind: str, value: Any) -> None:
        self.steer(key, kind, value, (), ())

    def journal_entries(self, kind: str) -> Iterator[tuple[str, Any]]:
        for row in self._rows(_by_key(t.journal).where(t.journal.c.kind == kind)):
            yield row.key, json.loads(row.value)

    # answers and ledger ----------------------------------------------------------------------------

    def answer(self, slot: Slot) -> StoredAnswer | None:
        row = self._one(t.answers, slot.key)
        return StoredAnswer(row.slot, row.request, row.model, json.loads(row.content)) if row else None

    def answers_of(self, brief: str) -> list[tuple[Slot, StoredAnswer]]:
        query = sa.select(t.answers).where(t.answers.c.brief == brief).order_by(t.answers.c.time)
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
            return int(c.execute(_insert(t.ledger), values).inserted_primary_key[0])  # type: ignore[index]

    def settle(self, charge: int, slot: Slot, answer: StoredAnswer, usage: Usage) -> None:
        row = {name: getattr(slot, name) for name in Slot.__slots__}
        row |= {"request": answer.request, "model": answer.model, "content": _dump(answer.content)}
        with self._transaction() as c:
            _put(c, t.answers, slot.key, {**row, "time": time.time()})
            _close_charge(c, charge, "settled", usage)

    def release(self, charge: int, failure: FailedCall, usage: Usage | None) -> None:
        with self._transaction() as c:
            _insert_failure(c, failure)
            if usage is not None:
                _close_charge(c, charge, "failed", usage)
            else:
                c.execute(sa.update(t.ledger).where(t.ledger.c.id == charge).values(_LOST))

    def fail(self, failure: FailedCall) -> None:
        with self._transaction() as c:
            _insert_failure(c, failure)

    def charge_lost(self) -> int:
        with self._transaction() as c:
            return c.execute(sa.update(t.ledger).where(t.ledger.c.state == "open").values(_LOST)).rowcount

    def totals(self) -> Totals:
        state = t.ledger.c.state
        rows = self._rows(sa.select(state, sa.func.count(), *_SUMS).group_by(state))
        return Totals(
            calls=sum(row[1] for row in rows),
            failed_calls=sum(row[1] for row in rows if row[0] in ("failed", "lost")),
            prompt_tokens=sum(row[2] for row in rows if row[0] != "open"),
            completion_tokens=sum(row[3] for row in rows if row[0] != "open"),
            usd=sum(row[4] for row in rows if row[0] != "open"),
        )

    def costs(self, key: str) -> dict[str, Usage]:
        column = t.ledger.c[key]
        query = sa.select(column, *_SUMS, sa.func.sum(t.ledger.c.seconds)).where(t.ledger.c.state != "open")
        return {row[0]: Usage(*row[1:]) for row in self._rows(query.group_by(column).order_by(column))}

    def failures(self) -> Iterator[FailedCall]:
        for row in self._rows(_by_key(t.failures)):
            yield FailedCall(*(getattr(row, name) for name in FailedCall.__slots__))

    # seats, briefs, candidates ---------------------------------------------------------------------

    def start(self, seats: Sequence[Seat], ordered: Ordered, events: Sequence[Event]) -> None:
        if self._rows(sa.select(sa.func.count()).select_from(t.seats))[0][0]:
            return
        with self._transaction() as c:
            _insert_seats(c, seats)
            self._order(c, ordered, events)

    def commit(self, commit: Commit) -> None:
        verdict, number = commit.verdict, commit.number
        with self._transaction() as c:
            if verdict is not None and commit.draft is not None:
                row = {"number": number, "row_id": commit.row_id, "draft": commit.draft.model_dump_json()}
                c.execute(_insert(t.candidates), row | _of_verdict(verdict))
            if commit.bands:
                c.execute(_insert(t.bands), [{"key": key, "number": number} for key in commit.bands])
            for promoted, changed in commit.promoted:
                c.execute(_change(t.candidates), {"at": promoted, **_of_verdict(changed)})
            _update_seats(c, commit.seats)
            for candidate, one in [*commit.promoted, *([(number, verdict)] if verdict else [])]:
                if one.seat is not None:
                    c.execute(_change(t.seats), {"at": one.seat, "state": "filled", "candidate": candidate})
            self._order(c, commit.ordered, commit.events)
            _set_metas(c, {"committed": number})

    def _order(self, c: sa.Connection, ordered: Ordered, events: Sequence[Event]) -> None:
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
        if rows:
            c.execute(_insert(t.briefs), rows)
        self._insert_events(c, events)

    def withdraw(self, after: int, events: Sequence[Event]) -> None:
        with self._transaction() as c:
            c.execute(t.briefs.delete().where(t.briefs.c.number > after))
            self._insert_events(c, events)

    def seats(self) -> list[tuple[Seat, str, int | None]]:
        rows = self._rows(_by_key(t.seats))
        return [(Seat.model_validate_json(row.content), row.state, row.candidate) for row in rows]

    def briefs(self) -> dict[int, Brief | None]:
        rows = self._rows(_by_key(t.briefs))
        return {r.number: Brief.model_validate_json(r.content) if r.content else None for r in rows}

    def brief(self, number: int) -> Brief | None:
        row = self._one(t.briefs, number)
        return Brief.model_validate_json(row.content) if row and row.content else None

    def committed(self) -> int:
        return int(self.meta("committed") or 0)

    def ordered(self) -> int:
        return int(self._rows(sa.select(sa.func.max(t.briefs.c.number)))[0][0] or 0)

    def candidates(self, state: str | None = None) -> Iterator[Candidate]:
        query = _by_key(t.candidates)
        for row in self._rows(query if state is None else query.where(t.candidates.c.state == state)):
            yield _candidate(row)

    def candidate(self, number: int) -> Candidate | None:
        row = self._one(t.candidates, number)
        return _candidate(row) if row else None

    def find_row(self, prefix: str) -> list[Candidate]:
        matches = t.candidates.c.row_id.startswith(prefix, autoescape=True)
        return [_candidate(row) for row in self._rows(_by_key(t.candidates).where(matches))]

    def counts(self) -> dict[str, int]:
        # One statement, so that a commit of the process that builds can't come between the two counts.
        by_state = sa.select(t.candidates.c.state, sa.func.count()).group_by(t.candidates.c.state)
        ordered = sa.select(sa.literal("ordered"), sa.func.count()).where(t.briefs.c.id != "")
        return {row[0]: row[1] for row in self._rows(by_state.union_all(ordered))}

    def grades(self) -> dict[str, int]:
        rows = self._rows(sa.select(t.candidates.c.verdict).where(t.candidates.c.state == "accepted"))
        return dict(Counter(json.loads(row.verdict)["grade"] for row in rows))

    def banded(self, keys: Sequence[str]) -> list[int]:
        return [row.number for row in self._rows(_BANDED, keys=list(keys))] if keys else []

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
            c.execute(_insert(t.journal), {"key": key, "kind": kind, "value": _dump(value)})
            if also is not None:
                _insert_seats(c, also.added)
                for number, verdict in also.withdrawn:
                    c.execute(_change(t.candidates), {"at": number, **_of_verdict(verdict)})
                    held = sa.update(t.seats).where(t.seats.c.candidate == number)
                    c.execute(held.values(state="open", candidate=None))
                _set_metas(c, also.meta)
                _take(c, also.taken)
            _update_seats(c, seats)
            self._insert_events(c, events)

    # trace and commands ----------------------------------------------------------------------------

    def last_seq(self) -> int:
        return self._seq

    def record(self, events: Sequence[Event], ordered: Ordered = ()) -> None:
        with self._transaction() as c:
            self._order(c, ordered, events)

    def _insert_events(self, c: sa.Connection, events: Sequence[Event]) -> None:
        names, now = ("actor", "kind", "parent"), time.time()
        rows = [
            {"seq": self._seq + i, "time": now, "data": _dump(dict(e.data))}
            | {name: getattr(e, name) for name in names}
            for i, e in enumerate(events, 1)
        ]
        if rows:
            c.execute(_insert(t.events), rows)
            self._seq += len(rows)

    def events(self, after: int = 0) -> Iterator[StoredEvent]:
        for row in self._rows(_by_key(t.events).where(t.events.c.seq > after)):
            yield StoredEvent(row.seq, row.time, row.actor, row.kind, row.parent, json.loads(row.data))

    def send(self, name: str, arguments: Mapping[str, Any]) -> int:
        values = {"name": name, "arguments": _dump(dict(arguments)), "time": time.time(), "taken": 0}
        with self._transaction() as c:
            return int(c.execute(_insert(t.commands), values).inserted_primary_key[0])  # type: ignore[index]

    def waiting(self) -> list[StoredCommand]:
        rows = self._rows(_by_key(t.commands).where(t.commands.c.taken == 0))
        return [StoredCommand(row.id, row.name, json.loads(row.arguments)) for row in rows]

    def take(self, numbers: Sequence[int], events: Sequence[Event] = ()) -> None:
        with self._transaction() as c:
            _take(c, numbers)
            self._insert_events(c, events)


# inside a transaction ----------------------------------------------------------------------------------


def _put(c: sa.Connection, table: sa.Table, key: str, values: Mapping[str, Any]) -> None:
    """A row, in place of the one before with its primary key."""
    if not c.execute(_change(table), {**values, "at": key}).rowcount:
        c.execute(_insert(table), {**values, table.primary_key.columns[0].name: key})


def _set_metas(c: sa.Connection, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        _put(c, t.meta, key, {"value": _dump(value)})


def _insert_failure(c: sa.Connection, failure: FailedCall) -> None:
    values = {name: getattr(failure, name) for name in FailedCall.__slots__}
    c.execute(_insert(t.failures), values | {"time": time.time()})


def _close_charge(c: sa.Connection, charge: int, state: str, usage: Usage) -> None:
    values = {name: getattr(usage, name) for name in Usage.__slots__}
    c.execute(_change(t.ledger), {**values, "state": state, "at": charge})


def _insert_seats(c: sa.Connection, seats: Sequence[Seat]) -> None:
    if rows := [{"number": seat.number, "state": "open", **_of_seat(seat)} for seat in seats]:
        c.execute(_insert(t.seats), rows)


def _update_seats(c: sa.Connection, seats: Sequence[Seat]) -> None:
    for seat in seats:
        c.execute(_change(t.seats), {"at": seat.number, **_of_seat(seat)})


def _take(c: sa.Connection, numbers: Sequence[int]) -> None:
    for number in numbers:
        c.execute(_change(t.commands), {"at": number, "taken": 1})


def _of_seat(seat: Seat) -> dict[str, str]:
    return {"cell": seat.cell.key, "content": _dump(seat.model_dump())}


def _of_verdict(verdict: Verdict) -> dict[str, Any]:
    values = {"state": verdict.state, "cell": verdict.cell, "seat": verdict.seat}
    return {**values, "verdict": verdict.model_dump_json()}


def _candidate(row: Any) -> Candidate:
    verdict, draft = Verdict.model_validate_json(row.verdict), Draft.model_validate_json(row.draft)
    return Candidate(row.number, row.row_id, verdict, draft)
