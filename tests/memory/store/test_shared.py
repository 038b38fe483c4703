"""Several connections to one store: workers beside the process that holds the run."""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.brief import Slot
from seedbed.memory.candidate import Draft, Verdict
from seedbed.memory.errors import BudgetSpent, Paused, UserFault
from seedbed.memory.spec import Budget
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.opening import open_store, open_worker
from seedbed.memory.store.postgres import connection
from seedbed.memory.store.protocol import Commit, FailedCall, StoredAnswer, Usage
from seedbed.memory.store.sql import SqlStore
from seedbed.memory.store.status import read_status
from tests.memory.store.test_conformance import CELL, CHARGE, SLOT, begun

ANSWER = StoredAnswer(SLOT.key, "r", "m", {"choices": []})


def spend(place: str, fence: int, cap: Budget, worker: int) -> int:
    """Calls that a worker makes until the budget is spent: each reserves 30 tokens, and uses some of them."""
    with closing(open_worker(place, fence)) as store:
        ledger, draw, calls = Ledger(store, cap), random.Random(worker), 0

        async def one() -> None:
            nonlocal calls
            while True:
                slot = Slot(f"{worker}", "writer", "write", draw=calls)
                charge = replace(CHARGE, slot=slot, reserved_tokens=30, reserved_usd=0.001)
                number = await ledger.reserve(charge)
                calls += 1
                await asyncio.sleep(0)
                if draw.random() < 0.2:
                    ledger.release(number, FailedCall(slot.key, "", "m", "timeout", "", ""), None)
                else:
                    answer = replace(ANSWER, slot=slot.key)
                    ledger.settle(
                        number, slot, answer, Usage(draw.randrange(1, 20), draw.randrange(11), 0.0005)
                    )

        async def some() -> None:
            done = await asyncio.gather(*(one() for _ in range(3)), return_exceptions=True)
            assert all(isinstance(fault, BudgetSpent) for fault in done), done

        asyncio.run(some())
        return calls


@pytest.mark.parametrize(
    "cap", [Budget(tokens=1500), Budget(usd=0.05), Budget(calls=60)], ids=["tokens", "usd", "calls"]
)
def test_no_cap_is_passed_by_several_workers_and_none_stops_early(store: SqlStore, cap: Budget) -> None:
    store.settle(store.reserve(CHARGE), SLOT, ANSWER, Usage(40, 2, 0.002))
    store.share()
    with ThreadPoolExecutor(4) as threads:
        calls = sum(threads.map(lambda worker: spend(store.place, store.fence, cap, worker), range(4)))
    totals = store.totals()
    spent = totals.prompt_tokens + totals.completion_tokens
    assert totals.calls == calls + 1 and store.under_way() == []
    assert replace(store.spent(), usd=0) == replace(totals, usd=0, failed_calls=0)
    if cap.tokens:
        assert cap.tokens - 30 < spent <= cap.tokens
    if cap.usd:
        assert cap.usd - 0.0011 < totals.usd <= cap.usd
    if cap.calls:
        assert totals.calls == cap.calls


def test_what_a_dead_worker_had_under_way_is_charged_and_no_other_call(store: SqlStore) -> None:
    store.share()
    with closing(open_worker(store.place, store.fence)) as dead:
        dead.reserve(replace(CHARGE, slot=replace(SLOT, brief="dead")), Budget())
    mine = store.reserve(CHARGE, Budget())
    assert store.charge_lost(["dead"]) == 1 and [one.number for one in store.under_way()] == [mine]
    assert store.reserve(CHARGE, Budget(tokens=299)) == 0
    assert store.reserve(CHARGE, Budget(tokens=300)) > mine
    assert store.spent().prompt_tokens == store.totals().prompt_tokens == 100
    assert (store.charge_lost(), store.charge_lost()) == (2, 0), "after a kill: all that is under way, once"
    assert store.totals().prompt_tokens == 300


on_a_server = pytest.mark.parametrize("where", ["postgresql"], indirect=True)
"""Of a SQLite file the folder's lock says who may write."""


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """For how long the run is tried of which another process has the hold."""
    monkeypatch.setattr(connection, "_HELD", 0.1)


@on_a_server
@pytest.mark.usefixtures("soon")
def test_a_second_process_is_told_who_works_on_the_run(store: SqlStore, where: Path) -> None:
    with pytest.raises(UserFault, match=r"another process is working on this run \(seedbed .*process \d+\)"):
        open_store(where, hold=True)
    with closing(open_store(where)) as other:  # a person's command needs no hold
        other.send("stop", {})
    assert [command.name for command in store.waiting()] == ["stop"]
    with closing(open_store(where, write=False)) as reader, pytest.raises(Exception, match="read-only"):
        reader.send("stop", {})


@on_a_server
def test_whoever_was_taken_over_can_not_commit_nor_its_workers(store: SqlStore, where: Path) -> None:
    worker = open_worker(store.place, store.fence)
    store.set_meta("k", 1)
    driver = store._prepared._driver
    driver.execute("SELECT pg_advisory_unlock_all()")  # what a server does that was lost from sight
    with closing(open_store(where, hold=True)) as now:
        assert now.fence == store.fence + 1
        for gone in (store, worker):
            with pytest.raises(Paused, match="another process has taken over this run"):
                gone.set_meta("k", 2)
            with pytest.raises(Paused):
                gone.meta("k")
        with pytest.raises(Paused, match="taken over"):
            open_worker(store.place, store.fence)
        assert now.meta("k") == 1
    worker.close()


@on_a_server
@pytest.mark.usefixtures("soon")
def test_a_connection_that_the_server_still_takes_to_be_there_is_ended_by_its_successor(
    store: SqlStore, where: Path
) -> None:
    remote: Any = store._prepared
    store.patient(60, lambda message, away: None)
    lost, remote._connection = remote._connection, remote._engine.connect()
    remote._connection.close()
    remote._reconnect(OSError("no route to host"), 0.0)
    store.set_meta("k", 1)
    with pytest.raises(UserFault, match="another process is working"):
        open_store(where, hold=True)
    assert lost.connection.dbapi_connection.info.backend_pid != remote._process


def test_a_row_that_comes_while_the_status_is_read_is_in_all_figures_or_none(
    where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_store(where, hold=True)) as store:
        begun(store)
        with closing(open_store(where, write=False)) as mine:
            asked, left = mine.meta, [1]

            def meanwhile(key: str) -> Any:
                if left:
                    store.settle(store.reserve(CHARGE), SLOT, ANSWER, Usage(10))
                    verdict = Verdict(state="accepted", seat=0, cell=CELL.key, grade="proven")
                    store.commit(Commit(number=left.pop(), row_id="r", verdict=verdict, draft=Draft()))
                return asked(key)

            monkeypatch.setattr(mine, "meta", meanwhile)
            for there in (0, 1):
                found = read_status(mine)
                assert sum(found["grades"].values()) == found["accepted"] == there
                spent = found["spending"]["rows"]
                assert (spent["rows"], spent["calls"]) == (found["accepted"], found["calls"])


async def test_a_cap_says_what_was_paid_by_the_time_that_it_is_said(store: SqlStore) -> None:
    ledger, beyond = Ledger(store, Budget(tokens=150)), ": an endpoint told more of a call than it can take"
    number = await ledger.reserve(CHARGE)
    with pytest.raises(BudgetSpent) as spent:
        await ledger.reserve(replace(CHARGE, reserved_tokens=200))
    assert str(spent.value) == "the next call may take 200 tokens; 0 of the budget of 150 are used"
    ledger.settle(number, SLOT, None, Usage(400))
    assert str(spent.value) == f"the next call may take 200 tokens; 400 of the budget of 150 are used{beyond}"
    tight = Ledger(store, Budget(usd=0.000001))
    with pytest.raises(BudgetSpent, match=r"of the budget of 0\.000001usd are used"):
        await tight.reserve(replace(CHARGE, reserved_usd=0.5))
