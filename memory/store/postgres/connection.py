"""A connection to PostgreSQL that outlives the server: what a transaction writes is collected and sent in one
go, so that it can be sent again where the server went away before it answered.

Each writer has a row of its own in the table `writers`, with the number of its last transaction: changed in
every transaction, it tells after a lost COMMIT whether that took place. Whoever takes the run over removes
all these rows: a process that has lost its database, and the run with it, can't commit any more."""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from seedbed.memory.errors import Interrupted, Paused
from seedbed.memory.store.postgres.place import READ_ONLY, Place
from seedbed.memory.store.prepared import Prepared, Values, placed, written_for

T = TypeVar("T")
_PAUSE, _LONGEST_PAUSE = 0.2, 10.0
"""Seconds between two tries to reach a server that is away."""
_HELD = 2.0
"""Seconds for which the run is tried: the server has yet to notice that a process was killed."""
_SOON = 1.0
"""Seconds of its being away that nobody is told."""
_FENCED, _GONE, _AGAIN = "22012", ("08", "57P", READ_ONLY), "40"
"""SQLSTATE of a writer whose row isn't as it left it (a division by zero), and how those begin of a server
that is away, or has become a standby, and of a transaction that is to be tried again."""
_KEPT = "what was answered before is kept, and `seedbed resume` goes on with it"
MAKE = (
    "CREATE TABLE writers (id BIGSERIAL PRIMARY KEY, fence BIGINT NOT NULL, last BIGINT NOT NULL)",
    "INSERT INTO meta VALUES ('fence', '0')",
    # NUL, which is no character of PostgreSQL's texts, is none of a JSON document's either
    "CREATE FUNCTION json_extract(TEXT, TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE AS "
    r"$$ SELECT replace($1, '\u0000', '\u0001')::json ->> substr($2, 3) $$",
)
"""What a schema has besides the tables of every store."""
_TURN = "mine AS (UPDATE writers SET last = %s WHERE id = %s AND last = %s RETURNING 1)"
_MINE = "1 / (SELECT count(*) FROM mine)"
_TAKE_OVER = (
    "WITH more AS (UPDATE meta SET value = (value::bigint + 1)::text WHERE key = 'fence' RETURNING value), "
    "none AS (DELETE FROM writers) "
    "INSERT INTO writers (fence, last) SELECT value::bigint, 0 FROM more RETURNING id, fence"
)
_JOIN = (
    "INSERT INTO writers (fence, last) SELECT value::bigint, 0 FROM meta "
    "WHERE key = 'fence' AND value = %s FOR SHARE RETURNING id, fence"
)
_HOLDER = (
    "SELECT l.pid, coalesce(a.application_name, ''), coalesce(host(a.client_addr), '') FROM pg_locks l "
    "LEFT JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted "
    "AND (l.classid::bigint << 32 | l.objid::bigint) = %s "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
logging.getLogger("psycopg").addHandler(logging.NullHandler())  # what it warns of is told here


class StoreLost(Paused):
    """The database stayed away or takes nothing more of this user's, or another process took the run over:
    nothing more is written."""


@dataclass(slots=True)
class _Step:
    sql: str
    table: str
    values: Sequence[Any]
    many: bool = False
    made: bool = False
    """Whether it makes a row whose key, `id`, the database gives."""
    lastrowid: int = 0
    """That key, once the transaction is over."""


class Remote(Prepared):
    """One connection's statements."""

    def __init__(self, connection: sa.Connection, place: Place) -> None:
        self._place, self._steps, self._number = place, list[_Step](), 0
        self._writer: int | None = None
        self._engine, self._holds = connection.engine, False
        self._over: Paused | None = None
        self.told: Callable[[str, bool], None] = lambda message, away: None
        self.patience = 0.0
        self._use(connection)

    def _use(self, connection: sa.Connection) -> None:
        super().__init__(connection)
        self._process: int = self._driver.info.backend_pid

    # who may write ---------------------------------------------------------------------------------

    def take_over(self) -> int:
        """Hold the run and raise its fence, which is returned; whoever held it can't commit any more. Raises
        UserFault: another process holds it."""
        if who := self._held(0):
            ends = "end that one first; one whose machine is gone is let go of by the server in a minute"
            raise self._place.fault(f"another process is working on this run ({who})", ends)
        self._holds = True
        self._writer, fence = self._driver.execute(_TAKE_OVER).fetchone()
        return int(fence)

    def join(self, fence: int) -> None:
        """Write beside whoever holds the run under this fence. Raises StoreLost: nobody does any more."""
        found = self._driver.execute(_JOIN, (str(fence),)).fetchone()
        if found is None:
            raise self._superseded()
        self._writer = found[0]

    def _held(self, mine: int) -> str:
        """Take the advisory lock; else who has it. `mine`: the server's process of a connection of ours
        before this one, which is ended."""
        until = time.monotonic() + _HELD
        while not self._driver.execute("SELECT pg_try_advisory_lock(%s)", (self._place.lock,)).fetchone()[0]:
            who = self._driver.execute(_HOLDER, (self._place.lock,)).fetchone()
            if who is not None and who[0] == mine:
                self._driver.execute("SELECT pg_terminate_backend(%s)", (mine,))
            elif time.monotonic() > until:
                return self.holder() or "a program"
            time.sleep(0.05)
        return ""

    def holder(self) -> str:
        """Who works on the run, on whatever machine; empty: nobody."""
        if (who := self._driver.execute(_HOLDER, (self._place.lock,)).fetchone()) is None:
            return ""
        pid, name, host = who
        return f"{name or 'a program'}{f' at {host}' if host else ''}, the server's process {pid}"

    def _superseded(self) -> Paused:
        return self._end(f"another process has taken over this run (in {self._place})")

    # statements ------------------------------------------------------------------------------------

    def patient(self, seconds: float, told: Callable[[str, bool], None]) -> None:
        self.patience, self.told = seconds, told

    def sync(self) -> None:
        """As `protocol.Store` has it: the server does so at each COMMIT."""

    def close(self) -> None:
        with suppress(DBAPIError):
            super().close()

    def read(self, asked: Callable[[sa.Connection], T]) -> T:
        return self._tried(lambda: asked(self._connection))

    def _begin_reading(self) -> None:
        self._tried(lambda: self._driver.execute("BEGIN ISOLATION LEVEL REPEATABLE READ"))

    def rows(self, statement: sa.SelectBase | sa.TextClause, **values: Any) -> list[Any]:
        written = written_for(statement, tuple(values), self._dialect)
        found = self._tried(lambda: self._driver.execute(written.sql, placed(written, values)).fetchall())
        return list(map(written.row, found))

    def execute(self, statement: Any, values: Values | None = None) -> Any:
        written, table = written_for(statement, tuple(values or {}), self._dialect), statement.table
        made = statement.is_insert and table.autoincrement_column is not None
        self._steps.append(_Step(written.sql, table.name, placed(written, values or {}), made=made))
        return self._steps[-1]

    def execute_each(self, statement: Any, values: Sequence[Values]) -> None:
        if values:
            written = written_for(statement, tuple(values[0]), self._dialect)
            rows = [placed(written, one) for one in values]
            self._steps.append(_Step(written.sql, statement.table.name, rows, many=True))

    @contextmanager
    def transaction(self) -> Iterator["Prepared"]:
        self._steps = []
        yield self
        self._number += 1
        try:
            self._tried(self._send)
        except BaseException:  # it wasn't written, and its number is the next one's
            self._number -= 1
            raise

    def _send(self) -> None:
        raw, steps, turn = self._driver, self._steps, (self._number, self._writer, self._number - 1)
        try:
            if self._writer is not None and len({step.table for step in steps if not step.many}) == len(
                steps
            ):
                # One statement, a third of the work at both ends: none of these sees what another one does.
                parts = [_TURN, *(f"s{n} AS ({step.sql})" for n, step in enumerate(steps))]
                keys = (f"(SELECT id FROM s{n})" if step.made else "0" for n, step in enumerate(steps))
                sql = f"WITH {', '.join(parts)} SELECT {', '.join((_MINE, *keys))}"
                _, *made = raw.execute(
                    sql, (*turn, *(one for step in steps for one in step.values))
                ).fetchone()
            else:
                made = self._piped(turn)
        except self._fault as fault:
            try:
                raw.execute("ROLLBACK")
            except self._fault:  # closed, or stuck in a pipeline that was cut: of no more use
                raw.close()
            if getattr(fault, "sqlstate", "") == _FENCED:
                self._took_place()
                return
            raise
        for step, key in zip(steps, made, strict=True):
            step.lastrowid = key

    def _piped(self, turn: tuple[int | None, ...]) -> list[int]:
        """The statements one after the other, with one wait for all; the keys of rows that they made."""
        raw, cursors = self._driver, [self._driver.cursor() for _ in self._steps]
        with raw.pipeline():
            raw.execute("BEGIN")
            if self._writer is not None:
                raw.execute(f"WITH {_TURN} SELECT {_MINE}", turn)
            for step, cursor in zip(self._steps, cursors, strict=True):
                (cursor.executemany if step.many else cursor.execute)(step.sql, step.values)
            raw.execute("COMMIT")
        both = zip(self._steps, cursors, strict=True)
        return [cursor.fetchone()[0] if step.made else 0 for step, cursor in both]

    def _took_place(self) -> None:
        """See that the last transaction is the one whose COMMIT wasn't answered. Raises StoreLost: it isn't,
        and can't be written any more."""
        last = self._driver.execute("SELECT last FROM writers WHERE id = %s", (self._writer,)).fetchone()
        if last is None:
            raise self._superseded()
        if last[0] != self._number:
            older = f"{self._place} came back older than it was"
            raise self._end(older, then="`seedbed resume` goes on from what it has")
        for step in self._steps:
            if step.made:  # what that transaction made bears its number, as the writer's row does
                mine = "(SELECT xmin FROM writers WHERE id = %s)"
                asked = f"SELECT max(id) FROM {step.table} WHERE xmin = {mine}"
                step.lastrowid = self._driver.execute(asked, (self._writer,)).fetchone()[0]

    # a server that goes away -----------------------------------------------------------------------

    def _tried(self, work: Callable[[], T]) -> T:
        """What comes of some work, done again where the connection was lost. Raises UserFault, StoreLost: as
        `_reconnect`; or rights or tables that were there are gone."""
        while True:
            if self._over is not None:
                raise self._over
            began = time.monotonic()
            try:
                return work()
            except (self._fault, DBAPIError) as error:
                fault: Any = error.orig if isinstance(error, DBAPIError) else error
                state = getattr(fault, "sqlstate", None) or ""
                if self._driver.closed or self._driver.broken or state.startswith(_GONE):
                    self._reconnect(fault, began)
                elif step := self._place.mended(state):
                    if self._writer is None and not self.patience:
                        raise self._place.fault(_line(fault), step) from error
                    what = f"{self._place} lets nothing more be done ({_line(fault)}): {step}"
                    raise self._end(what, then="`seedbed resume` then goes on with what is there") from error
                elif not state.startswith(_AGAIN):
                    raise self._told("", fault) from error

    def _reconnect(self, fault: BaseException, began: float) -> None:
        """Wait until the server is back. The event loop stands still meanwhile, and its clock with it: what
        comes from endpoints waits in their connections, and no call is late for it.

        Args:
            began: When it was asked for what it didn't answer; of one that fell silent that is known late.

        Raises:
            UserFault: nothing was to be written.
            StoreLost: it stayed away for too long, or the run is another process's now.
            Interrupted: a signal came."""
        if self._writer is None and not self.patience:
            step = "look whether the server runs; the run is as it was"
            raise self._place.fault(f"the database went away ({_line(fault)})", step) from fault
        pause, told = _PAUSE, False
        with _heeding(lambda: self._end(f"interrupted while {self._place} was away", Interrupted)):
            while why := self._away():
                away = time.monotonic() - began
                if away > self.patience:
                    raise self._end(f"{self._place} has been away for {_long(away)} ({why})")
                if not told and away > _SOON:
                    told = True
                    most = f"the build waits for it, {_long(self.patience)} at most (--patience)"
                    self.told(f"{self._place} is away ({why}): {most}", True)
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
        gone = time.monotonic() - began
        _stand_still(gone)
        if told:
            self.told(f"{self._place} is back after {_long(gone)}: the build goes on", False)

    def _away(self) -> str:
        """Why there is no connection yet that can be written by; empty: there is one again, and the run is
        still this process's."""
        before = self._process
        try:
            if not self._connection.closed:
                self._connection.invalidate()
                self._connection.close()
            self._use(self._engine.connect())
            if (
                self._writer is not None
                and self._driver.execute("SHOW transaction_read_only").fetchone()[0] == "on"
            ):
                raise self._fault("it is read-only, as a standby is")
            held = self._holds and self._held(before)
        except (self._fault, DBAPIError) as error:
            self._process = before
            return _line(error.orig or error if isinstance(error, DBAPIError) else error)
        if held:
            raise self._superseded()
        return ""

    def _end(self, what: str, kind: type[Paused] = StoreLost, then: str = _KEPT) -> Paused:
        """Why nothing more is read or written here."""
        self._over = kind(f"{what}; {then}")
        return self._over


def _line(fault: BaseException) -> str:
    return str(fault).strip().partition("\n")[0][:200]


def _long(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"


def _stand_still(seconds: float) -> None:
    """The running event loop's clock, if there is one, leaves out so many seconds."""
    with suppress(RuntimeError):
        loop: Any = asyncio.get_running_loop()
        before = loop.time
        loop.time = lambda: before() - seconds


@contextmanager
def _heeding(end: Callable[[], Exception]) -> Iterator[None]:
    """A signal that is to end the process ends what waits here, too, which an event loop wouldn't hear."""

    def heard(number: int, frame: Any) -> None:
        raise end()

    main = threading.current_thread() is threading.main_thread()
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if main else ()
    before = {number: signal.signal(number, heard) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
