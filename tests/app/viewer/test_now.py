"""What is told of a build under way."""

import time
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from seedbed.app.viewer.now import now
from seedbed.app.viewer.runs import Kept, ViewedRun
from seedbed.memory.brief import Slot
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Charge, Event
from seedbed.memory.store.sql import SqlStore
from seedbed.memory.store.status import WAITS, read_status


def test_pace_calls_and_events_are_told_in_words(tmp_path: Path) -> None:
    store = open_store(tmp_path / "run.sqlite")
    assert isinstance(store, SqlStore)
    store.set_metas({"requested": 10})
    store.record([Event("run", "stage", {"stage": "examine"}), Event("run", "stage", {"stage": "produce"})])
    reason = {"code": "duplicate", "by": "rouge-l", "detail": ""}
    decided = [("accepted", []), ("accepted", []), ("rejected", [reason])]
    store.record(
        [
            Event("committer", kind, {"number": n, "row": f"{n:016x}", "reasons": reasons})
            for n, (kind, reasons) in enumerate(decided, 1)
        ]
    )
    for n in range(2):
        store.reserve(Charge(Slot("b" * 64, "judge", "read", n), "m", "sample", "p/a/b/c", "toy", 9, 0.0))
    began = time.time()
    spent = {"rows": {"usd": 0.4}, "apart": {"exam": {"usd": 3.0}, "probe": {"usd": 0.1}}}
    told = now(store, None, {**read_status(store), "accepted": 2, "missing": 8, "spending": spent})
    store.close()
    assert told["stage"] == "making rows"
    assert told["rate"] > 0 and told["left"] > 0
    assert (
        told["usd"] == 2.0
    )  # four times the rows that are there and their probes; the exam isn't paid again
    ((role, does, calls, seconds),) = told["doing"]
    assert (role, does, calls) == ("judge", "reads what was written", 2)
    assert 0 <= seconds <= time.time() - began + 5
    assert told["events"][:2] == [("rejected: duplicate", f"{3:016x}"), ("accepted", f"{2:016x}")]


def test_what_many_ask_for_is_made_anew_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.02, 0.9, 1.03, 1.03, 1.53, 6.4, 6.6, 6.6, 6.6])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    made, kept = iter(range(9)), Kept[int]()
    assert [kept(lambda: next(made)) for _ in range(5)] == [0, 0, 1, 1, 2]


def test_what_a_build_waits_for_is_told(made: ViewedRun, pages: TestClient) -> None:
    with made.open() as store:
        state, folder = store.meta("state"), RunFolder(made.folder.path)
    held = folder.open_store(write=True)
    held.set_metas({"state": "running", WAITS: {"for": "127.0.0.1:9 answers <nothing>", "since": 0.0}})
    folder.hold()
    page = pages.get("/run/a run/live").text
    folder.release()
    held.set_metas({"state": state, WAITS: {}})
    held.close()
    assert "The build waits since" in page and "127.0.0.1:9 answers &lt;nothing&gt;" in page


@pytest.mark.parametrize(("state", "every"), [("paused", 2), ("done", 0)])
def test_a_run_that_may_be_resumed_is_followed(
    made: ViewedRun, pages: TestClient, state: str, every: int
) -> None:
    with closing(RunFolder(made.folder.path).open_store(write=True)) as held:
        before = held.meta("state")
        held.set_meta("state", state)
        made.moment = Kept()
        page, moment = (pages.get(f"/run/a run{path}").text for path in ("", "/live"))
        held.set_meta("state", before)
        made.moment = Kept()
    assert f'data-every="{every}"' in page and ("data-still" in moment) == (not every)


def test_a_run_in_which_nothing_happened_yet_promises_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "run.sqlite")
    assert isinstance(store, SqlStore)
    told = now(store, None, read_status(store))
    store.close()
    assert (told["rate"], told["left"], told["usd"], told["doing"], told["events"]) == (0, 0, None, [], [])
