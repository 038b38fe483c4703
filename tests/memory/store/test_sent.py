"""What was sent is kept: whole, once, small."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy.exc

from seedbed.memory.brief import Slot
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Charge, FailedCall, StoredAnswer, Usage

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
