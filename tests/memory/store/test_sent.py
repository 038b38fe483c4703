"""What was sent is kept: whole, once, small; and a store that an older version made is brought up to date."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy.exc

from seedbed.memory.brief import Slot
from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.digests import DIGESTS
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Charge, FailedCall, StoredAnswer, Usage
from seedbed.memory.store.sql import SqlStore
from tests.memory.store.test_conformance import begun

SLOT = Slot("b" * 64, "writer", "write_text")
CHARGE = Charge(SLOT, "m", "sample", "p/all/a/any", "toy/good", 100, 0.5)


def sending(number: int, step: str = "write_text") -> Charge:
    """A call whose body differs from others of its step in one word."""
    said = (
        "Write one message of a bike-rental firm's customer. " * 20 + f"It is on bike {number}. é \x00 </s>"
    )
    body: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": said}], "max_tokens": 9}
    return replace(CHARGE, slot=replace(SLOT, step=step), request=f"{step}{number}", sent=json.dumps(body))


def test_bodies_come_back_as_they_went_out_from_whichever_process(tmp_path: Path) -> None:
    path = tmp_path / "run.sqlite"
    calls = [sending(number, f"step-{number % 3}") for number in range(9)]
    for some in (calls[:5], calls[3:]):  # the second process has other first bodies
        store = open_store(path)
        for call in some:
            store.reserve(call)
        store.close()
    store = open_store(path, write=False)
    assert [store.sent(call.request) for call in calls] == [json.loads(call.sent) for call in calls]
    assert list(store.sent(calls[0].request) or ()) == ["model", "messages", "max_tokens"]
    assert store.sent("elsewhere") is None
    store.close()


def test_equal_bodies_are_kept_once_and_those_of_a_step_take_little_room(tmp_path: Path) -> None:
    store = open_store(tmp_path / "run.sqlite")
    for number in (*range(100), *range(100)):
        store.reserve(sending(number))
    store.close()
    with closing(sqlite3.connect(tmp_path / "run.sqlite")) as raw:
        kept, size = raw.execute("SELECT count(*), sum(length(body)) FROM requests").fetchone()
    assert kept == 100 and size < 100 * 100


def test_nothing_is_packed_against_a_body_that_was_not_kept(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "run.sqlite")) as store:
        with pytest.raises(sqlalchemy.exc.StatementError):
            store.reserve(replace(sending(1), reserved_usd=object()))  # type: ignore[arg-type]
        store.reserve(sending(2))
        assert store.sent("write_text1") is None and store.sent("write_text2") == json.loads(sending(2).sent)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE requests SET body = x'00ff' WHERE base != ''", "can't be unpacked"),
        ("DELETE FROM requests WHERE base = ''", "is gone"),
        ("UPDATE requests SET base = hash", "is gone"),
        # A frame that says it holds 2^60 bytes.
        ("UPDATE requests SET body = x'28b52ffde00000000000000010010000'", "larger than any"),
    ],
)
def test_a_damaged_body_is_named(damage: str, said: str, tmp_path: Path) -> None:
    store = open_store(tmp_path / "run.sqlite")
    for number in range(2):
        store.reserve(sending(number))
    store.close()
    with closing(sqlite3.connect(tmp_path / "run.sqlite")) as raw, raw:
        raw.execute(damage)
    with closing(open_store(tmp_path / "run.sqlite")) as store, pytest.raises(ValueError, match=said):
        store.sent("write_text1")


def _of_schema_1(path: Path) -> None:
    """A store as version 1 made it, with an answered call and a failed one."""
    store = open_store(path)
    store.settle(store.reserve(CHARGE), SLOT, StoredAnswer(SLOT.key, "r", "m", {}), Usage(10, 5, 0.1, 1.5))
    other = replace(CHARGE, slot=replace(SLOT, draw=1))
    store.release(store.reserve(other), FailedCall(other.slot.key, "b", "m", "timeout", "", ""), Usage())
    begun(store)
    store.set_meta(DIGESTS, store.digests())
    store.close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DROP TABLE requests")
        raw.execute("DROP TABLE bands")
        raw.execute(
            "CREATE TABLE bands (id INTEGER PRIMARY KEY, key VARCHAR NOT NULL, number INTEGER NOT NULL)"
        )
        raw.execute("CREATE INDEX bands_by_key ON bands (key)")
        raw.executemany("INSERT INTO bands (key, number) VALUES (?, 1)", [("rows/=a",), ("rows/=a",)])
        for table, names in (
            ("ledger", ("brief", "step", "request", "attempt", "draw", "time")),
            ("failures", ("charge",)),
            ("briefs", ("seat",)),
        ):
            raw.execute(f"DROP INDEX ix_{table}_{'seat' if table == 'briefs' else 'brief'}")
            for name in names:
                raw.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
        raw.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")


def test_an_older_store_is_refused_for_reading_and_migrated_with_a_copy_kept(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    _of_schema_1(folder.store)
    before = folder.store.read_bytes()
    with pytest.raises(UserFault, match="schema version 1") as fault:
        folder.open_store()
    assert "seedbed resume" in fault.value.next_step and folder.store.read_bytes() == before
    folder.bring_up_to_date()
    with closing(folder.open_store()) as store:
        answer = store.answer(SLOT)
        assert answer is not None and store.sent(answer.request) is None
        assert store.banded(["rows/=a"], []) == [1]
        assert store.totals().calls == 2 and store.meta(DIGESTS) == store.digests()
    with closing(sqlite3.connect(folder.store)) as raw:
        assert raw.execute("SELECT seat FROM briefs ORDER BY number").fetchall() == [(0,), (None,)]
        told = raw.execute("SELECT brief, step, request, time > 0 FROM ledger ORDER BY id").fetchall()
        assert told == [(SLOT.brief, SLOT.step, "r", 1), ("", "", "", 0)]
        assert {name for (name,) in raw.execute("SELECT name FROM sqlite_master")} == _fresh(tmp_path)
    with closing(sqlite3.connect(tmp_path / "run.schema-1.sqlite")) as raw:
        assert raw.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone() == ("1",)


def test_an_older_run_with_specs_of_another_kind_is_said_so_and_left_as_it_is(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    _of_schema_1(folder.store)
    with closing(sqlite3.connect(folder.store)) as raw, raw:  # as commit cc730b9 wrote them
        spec = json.dumps({"parts": [{"task": "classification", "topic": "bikes", "rows": 24}]})
        raw.execute("INSERT INTO meta VALUES ('given_spec', ?)", (spec,))
    before = folder.store.read_bytes()
    for opened in (folder.open_store, folder.bring_up_to_date):
        with pytest.raises(UserFault, match=r"had other specs \(parts\.0\.task: Extra inputs") as fault:
            opened()
        assert "use the seedbed that made it" in fault.value.next_step
    assert folder.store.read_bytes() == before
    assert not (tmp_path / "run.schema-1.sqlite").exists()


def _fresh(folder: Path) -> set[str]:
    """Tables and indexes of a new store."""
    store: SqlStore = open_store(folder / "fresh.sqlite")
    store.close()
    with closing(sqlite3.connect(folder / "fresh.sqlite")) as raw:
        return {name for (name,) in raw.execute("SELECT name FROM sqlite_master")}


def test_each_delivery_is_told_with_its_slot_its_request_and_why_it_failed(tmp_path: Path) -> None:
    store = open_store(tmp_path / "run.sqlite")
    call, other = sending(1), replace(sending(2), slot=replace(SLOT, brief="plan"), stage="plan")
    late = FailedCall(SLOT.key, SLOT.brief, "m", "timeout", "no answer", "")
    odd = FailedCall(SLOT.key, SLOT.brief, "m", "malformed", "not JSON", "{")
    store.release(store.reserve(call), late, Usage(seconds=2.0))
    answer = StoredAnswer(SLOT.key, call.request, "m", {"choices": []})
    store.settle(store.reserve(call), SLOT, answer, Usage(10, 5, 0.1, 1.0))
    store.fail(odd)
    store.reserve(other)
    one, two = store.deliveries(SLOT.brief)
    assert (one.state, one.failure, two.state, two.failure) == ("failed", late, "settled", odd)
    assert one.slot == two.slot == SLOT and one.request == two.request == call.request
    assert (two.usage, two.cell, two.method) == (Usage(10, 5, 0.1, 1.0), call.cell, call.method)
    assert 0 < one.time <= two.time
    (planning,) = store.deliveries_of(("plan", "exam"))
    assert (planning.slot.brief, planning.state, planning.failure) == ("plan", "open", None)
    store.close()
