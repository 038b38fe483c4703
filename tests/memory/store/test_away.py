"""A server of PostgreSQL that goes away: a build's store waits, and each transaction is there once."""

import asyncio
import json
import os
import signal
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from seedbed.memory.errors import Interrupted, Paused, UserFault
from seedbed.memory.store.opening import open_store, open_worker
from seedbed.memory.store.postgres import connection
from seedbed.memory.store.postgres.place import place_of, remember
from seedbed.memory.store.protocol import Event, StoredAnswer, Usage
from seedbed.memory.store.sql import SqlStore
from tests.cluster import Cluster
from tests.memory.store.test_conformance import CHARGE, SLOT

pytestmark = pytest.mark.parametrize("where", ["postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is away is told so, and who has the run found out, sooner."""
    monkeypatch.setattr(connection, "_SOON", 0.1)
    monkeypatch.setattr(connection, "_HELD", 0.1)


def test_a_restart_costs_nothing_and_is_told_with_its_end(server: Cluster, where: Path) -> None:
    heard: list[tuple[str, bool]] = []
    with closing(open_store(where, hold=True)) as store:
        store.patient(60, lambda message, away: heard.append((message, away)))
        number = store.reserve(CHARGE)
        worker = open_worker(store.place, store.fence)
        worker.patient(60, lambda message, away: None)
        server.stop("immediate")
        back = threading.Timer(0.7, server.start)
        back.start()

        async def meanwhile() -> float:
            """An answer that comes while the database is away isn't late for it."""
            loop = asyncio.get_running_loop()
            late = loop.call_later(0.6, lambda: pytest.fail("the clock went on"))
            before = loop.time()
            store.settle(number, SLOT, StoredAnswer(SLOT.key, "r", "m", {}), Usage(7))
            await asyncio.sleep(0)
            late.cancel()
            return loop.time() - before

        assert asyncio.run(meanwhile()) < 0.6
        back.join()
        assert [(away, "is away" in message or "is back" in message) for message, away in heard] == [
            (True, True),
            (False, True),
        ]
        worker.settle(worker.reserve(CHARGE), SLOT, None, Usage(3))  # its connection was lost, too
        store.record([Event("run", "stage", {})])
        assert store.totals().prompt_tokens == 10 and store.last_seq() == 1
        worker.close()
        with pytest.raises(UserFault, match="another process is working"):
            open_store(where, hold=True)


@pytest.mark.parametrize("arrived", [True, False], ids=["committed", "not committed"])
def test_a_commit_whose_answer_was_lost_is_there_once(where: Path, arrived: bool) -> None:
    with closing(open_store(where, hold=True)) as store:
        store.patient(60, lambda message, away: None)
        remote: Any = store._prepared
        send, lost = remote._send, [True]

        def cut() -> None:
            if lost and lost.pop():
                if arrived:
                    send()
                remote._driver.close()
                raise psycopg.OperationalError("server closed the connection unexpectedly")
            send()

        remote._send = cut
        number = store.reserve(CHARGE)
        assert [one.number for one in store.under_way()] == [number]
        lost.append(True)
        store.record([Event("run", "stage", {})])
        assert [event.seq for event in store.events()] == [1]
        store.send("stop", {})
        assert len(store.waiting()) == 1


def test_a_connection_that_is_stuck_in_its_pipeline_is_given_up(where: Path) -> None:
    with closing(open_store(where, hold=True)) as store:
        store.patient(60, lambda message, away: None)
        remote: Any = store._prepared
        piped = remote._piped

        def cut(turn: tuple[int | None, ...]) -> list[int]:
            remote._piped = piped
            remote._driver.pgconn.enter_pipeline_mode()
            raise psycopg.OperationalError("cannot exit pipeline mode while busy")

        remote._piped = cut
        store.record([Event("run", "stage", {})])
        assert [event.seq for event in store.events()] == [1]


def test_a_signal_ends_the_wait_in_order(store: SqlStore, server: Cluster) -> None:
    store.patient(60, lambda message, away: os.kill(os.getpid(), signal.SIGTERM))
    server.stop()
    try:
        with pytest.raises(Interrupted, match="interrupted"):
            store.set_meta("k", 1)
        with pytest.raises(Interrupted, match="`seedbed resume` goes on"):  # nor is it waited for again
            store.meta("k")
    finally:
        server.start()


class Clock:
    """Time passes while somebody sleeps; at a time something happens."""

    def __init__(self, at: float, happens: Callable[[], None]) -> None:
        self.now, self._at, self._happens = 0.0, at, happens

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.now >= self._at:
            self._at = float("inf")
            self._happens()


@pytest.mark.parametrize("minutes", [3, 5])
def test_a_server_is_waited_for_as_long_as_was_said_and_no_call_is_late_for_it(
    store: SqlStore, server: Cluster, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    told = list[tuple[str, bool]]()
    store.patient(4 * 60, lambda *said: told.append(said))
    clock = Clock(minutes * 60, server.start)
    monkeypatch.setattr(connection, "time", clock)

    async def write() -> float:
        before = asyncio.get_running_loop().time()
        store.set_meta("k", 2)
        return asyncio.get_running_loop().time() - before

    server.stop("immediate")
    if minutes < 4:
        assert asyncio.run(write()) == pytest.approx(-clock.now, abs=30)  # real time, less what passed here
        assert store.meta("k") == 2 and "is back after 3 minutes" in told[1][0]
    else:
        with pytest.raises(Paused, match=r"away for 4 minutes .* `seedbed resume` goes on"):
            asyncio.run(write())
        server.start()
        with pytest.raises(Paused, match="away for 4 minutes"):  # nobody goes on with half of a step
            store.meta("k")
    assert "the build waits for it, 4 minutes at most (--patience)" in told[0][0]
    assert [away for _, away in told] == [True, False][: len(told)]


def test_a_server_that_became_a_standby_is_waited_for(
    store: SqlStore, server: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_SOON", 0.0)
    told = list[str]()
    with psycopg.connect(server.url(), autocommit=True) as raw:
        raw.execute("ALTER ROLE tester SET default_transaction_read_only = on")

        def tell(message: str, away: bool) -> None:
            told.append(message)
            raw.execute("ALTER ROLE tester RESET default_transaction_read_only")

        store.patient(60, tell)
        others = "pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        raw.execute(f"SELECT pg_terminate_backend(pid) FROM {others}")
        store.set_meta("k", 3)
    assert store.meta("k") == 3 and len(told) == 2
    assert "read-only, as a standby is): the build waits" in told[0] and "is back" in told[1]


@pytest.mark.parametrize(
    ("taken", "given", "said"),
    [
        (
            "REVOKE ALL ON ALL TABLES IN SCHEMA {0} FROM guest",
            "GRANT ALL ON ALL TABLES IN SCHEMA {0} TO guest",
            "denied for table .* give this user its rights back: GRANT",
        ),
        (
            "ALTER SCHEMA {0} RENAME TO gone",
            "ALTER SCHEMA gone RENAME TO {0}",
            "does not exist.* restore the schema",
        ),
    ],
    ids=["rights", "schema"],
)
def test_rights_or_tables_that_are_taken_away_end_a_build_in_order(
    server: Cluster, where: Path, taken: str, given: str, said: str
) -> None:
    with psycopg.connect(server.url(), autocommit=True) as raw:
        raw.execute("CREATE ROLE guest LOGIN; GRANT CREATE ON DATABASE postgres TO guest")
        place = place_of(server.url().replace("tester@", "guest@"), where.parent)
        remember(place)
        where.write_text(place.note)
        with closing(open_store(where, hold=True)) as store:
            store.patient(60, lambda message, away: None)
            store.set_meta("k", 4)
            raw.execute(taken.format(place.schema))
            with pytest.raises(Paused, match=f"{said}.*`seedbed resume` then goes on"):
                store.set_meta("k", 5)
            with pytest.raises(Paused, match=said):  # nor is it tried again
                store.meta("k")
        with pytest.raises(UserFault, match=f"{said}|the database has no run"):
            open_store(where, write=False)
        raw.execute(given.format(place.schema))
        with closing(open_store(where, hold=True)) as store:
            assert store.meta("k") == 4
        raw.execute("DROP OWNED BY guest; DROP ROLE guest")


def test_who_only_looks_is_told_at_once(server: Cluster, where: Path) -> None:
    open_store(where, hold=True).close()
    with closing(open_store(where, write=False)) as store:
        server.stop()
        try:
            with pytest.raises(UserFault, match="the database went away"):
                store.meta("k")
            with pytest.raises(UserFault, match="see that the server runs"):
                open_store(where, write=False)
        finally:
            server.start()


def test_a_database_that_is_older_than_it_was_is_not_written_on(server: Cluster, where: Path) -> None:
    with closing(open_store(where, hold=True)) as store:
        store.patient(60, lambda message, away: None)
        store.set_metas({"k": 1})
        with psycopg.connect(server.url(), autocommit=True) as raw:  # as a standby has it that didn't follow
            raw.execute(f"UPDATE {json.loads(store.place)['schema']}.writers SET last = 0")
        with pytest.raises(
            Paused, match="came back older than it was; `seedbed resume` goes on from what it has"
        ):
            store.set_meta("k", 2)
