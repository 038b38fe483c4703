"""What a store must do."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from seedbed.memory.brief import Brief, Cell, Seat, Slot
from seedbed.memory.candidate import Draft, Reason, Verdict
from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store import tables
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import (
    Charge,
    Commit,
    Event,
    FailedCall,
    StepCost,
    Store,
    StoredAnswer,
    StoredCommand,
    Usage,
)
from seedbed.memory.store.tables import MIGRATIONS, meta

CELL = Cell(part="p", leaf="all", label="a", difficulty="any")
SLOT = Slot("b" * 64, "writer", "write_text")
CHARGE = Charge(SLOT, "m", "sample", CELL.key, "toy/good", 100, 0.5)


def brief(number: int) -> Brief:
    return Brief(number=number, seat=0, cell=CELL, method="toy/good", form="strong", seed=number)


def begun(store: Store) -> None:
    seats = [Seat(number=n, cell=CELL, attributes={"tone": "calm"}) for n in range(2)]
    events = [Event("planner", "ordered", {"number": 1})]
    store.commit(Commit(added=seats, ordered=[(1, brief(1)), (2, None)], events=events))


def test_meta_is_replaced_and_the_journal_is_not(store: Store) -> None:
    store.set_meta("k", {"a": 1})
    store.set_meta("k", [2])
    store.journal("j", "retrieval", [1])
    store.journal("j", "retrieval", [2])
    assert store.meta("k") == [2] and store.meta("none") is None
    assert store.journaled("j") == [1]
    assert list(store.journal_entries("retrieval")) == [("j", [1])]


def test_an_answer_and_its_charge_come_together(store: Store) -> None:
    number = store.reserve(CHARGE)
    assert store.answer(SLOT) is None
    answer = StoredAnswer(SLOT.key, "r", "m", {"choices": []})
    store.settle(number, SLOT, answer, Usage(10, 5, 0.1, 1.0))
    totals = store.totals()
    assert store.answer(SLOT) == answer
    assert store.answers_of(SLOT.brief) == [(SLOT, answer)]
    assert store.find_slot(SLOT.key[:9]) == [SLOT] and store.find_slot("~") == []
    assert (totals.prompt_tokens, totals.completion_tokens) == (10, 5)
    assert store.costs("cell") == {CELL.key: Usage(10, 5, 0.1, 1.0)}


def test_a_failed_call_is_charged_by_usage_or_else_by_its_reservation(store: Store) -> None:
    failure = FailedCall(SLOT.key, SLOT.brief, "m", "timeout", "no answer", "raw")
    store.release(store.reserve(CHARGE), failure, Usage())
    assert store.find_slot(SLOT.key) == [SLOT]
    assert store.totals().prompt_tokens == 0
    store.release(store.reserve(CHARGE), failure, None)
    totals = store.totals()
    assert (totals.prompt_tokens, totals.usd, totals.failed_calls) == (100, 0.5, 2)
    assert list(store.failures()) == list(store.failures(SLOT.brief)) == [failure, failure]
    assert list(store.failures("c" * 64)) == []


def test_what_was_charged_at_the_most_is_told_answered_or_not(store: Store) -> None:
    most = Usage(CHARGE.reserved_tokens, 0, CHARGE.reserved_usd)
    failure = FailedCall(SLOT.key, SLOT.brief, "m", "timeout", "no answer", "")
    store.release(store.reserve(CHARGE), failure, None)
    store.settle(store.reserve(CHARGE), SLOT, StoredAnswer(SLOT.key, "", "m", {}), most)  # without usage
    store.settle(store.reserve(CHARGE), SLOT, None, Usage(90, 10, 0.25))
    store.release(store.reserve(CHARGE), failure, Usage())
    store.reserve(CHARGE)
    assert store.lost() == (2, Usage(2 * most.prompt_tokens, 0, 2 * most.usd))


def test_each_step_says_what_it_cost_and_each_kind_of_failure_how_often_it_came(store: Store) -> None:
    store.settle(store.reserve(CHARGE), SLOT, StoredAnswer(SLOT.key, "", "m", {}), Usage(90, 10, 0.25, 2.0))
    for n in range(2):
        failure = FailedCall(SLOT.key, SLOT.brief, "m", "http 500", f"down {n}", "")
        store.release(store.reserve(CHARGE), failure, Usage() if n else None)
    before = Charge(Slot("plan", "planner", "propose"), "m", "plan", "", "", 100, 0.5)
    store.release(store.reserve(before), FailedCall("", "plan", "m", "http 402", "", ""), Usage(1))
    store.reserve(CHARGE)  # under way: not told yet
    assert [(one.slot, one.state) for one in store.under_way()] == [(SLOT, "open")]
    assert sorted(store.steps(), key=lambda one: one.stage, reverse=True) == [
        StepCost(CELL.key, "sample", "writer", "write_text", "m", 3, 2, Usage(190, 10, 0.75, 2.0), SLOT.key),
        StepCost("", "plan", "planner", "propose", "m", 1, 1, Usage(1), before.slot.key),
    ]
    store.fail(FailedCall(SLOT.key, SLOT.brief, "m", "malformed", "no JSON", "…"))
    assert [(one.detail, n, cost) for one, n, cost in store.failure_counts()] == [
        ("down 1", 2, Usage(100, 0, 0.5)),
        ("", 1, Usage(1)),
        ("no JSON", 1, Usage(90, 10, 0.25, 2.0)),
    ]
    store.fail(FailedCall("", "", "m", "unknown", "no call is known for it", ""))
    assert store.failure_counts()[-1][2] == Usage()


def test_a_run_starts_with_its_seats_and_first_briefs(store: Store) -> None:
    begun(store)
    assert len(list(store.seats())) == 2
    assert dict(store.briefs()) == {1: brief(1), 2: None}
    assert store.brief(1) == brief(1) and store.brief(2) is None
    assert (store.committed(), store.ordered()) == (0, 2)
    assert store.counts() == {"ordered": 1}


def test_a_commit_writes_everything_it_decides(store: Store) -> None:
    begun(store)
    verdict = Verdict(state="accepted", seat=1, cell=CELL.key, grade="proven")
    draft = Draft(row={"text": "hé"}, text="hé", grade="proven", models=("m",))
    moved = Seat(number=0, cell=CELL, attributes={"tone": "angry"})
    store.commit(
        Commit(
            number=1,
            row_id=brief(1).row_id,
            verdict=verdict,
            draft=draft,
            bands=("x", "y"),
            ordered=((3, brief(3)),),
            seats=(moved,),
            events=(Event("committer", "accepted", {"number": 1}, parent=1),),
        )
    )
    (one,) = store.candidates("accepted")
    assert (one.verdict, one.draft, one.row_id) == (verdict, draft, brief(1).row_id)
    assert next(store.seats()) == (moved, "open", None)
    assert list(store.seats())[1][1:] == ("filled", 1)
    assert store.seat_counts() == {(CELL.key, "open"): 1, (CELL.key, "filled"): 1}
    assert (store.committed(), store.ordered()) == (1, 3)
    assert store.banded(["y", "z"], []) == store.banded([], ["x", "y"]) == [1]
    assert store.banded([], ["y", "z"]) == store.banded([], []) == []
    assert (store.wording(1), store.wording(2)) == ((brief(1).row_id, "", "hé"), ("", "", ""))
    assert store.find_row(brief(1).row_id[:6]) == store.find_row(brief(1).row_id) == [one]
    assert store.find_row("~") == store.find_row("%") == []
    assert store.briefs_of(0) == [brief(1), brief(3)] and store.briefs_of(1) == []
    assert store.counts() == {"accepted": 1, "ordered": 2} and store.grades() == {"proven": 1}
    assert store.made_by() == {"m": 1}
    assert store.materials() == [(brief(1).row_id, brief(1).material)]
    kinds = [(e.seq, e.kind, e.parent) for e in store.events()]
    assert kinds == [(1, "ordered", None), (2, "accepted", 1)]
    assert store.last_seq() == 2


def test_what_shares_most_comes_first(store: Store) -> None:
    store.commit(Commit(ordered=[(number, brief(number)) for number in range(1, 6)]))
    for number, keys in enumerate((("a", "b"), ("a", "b", "c"), ("a",), ("=", "x"), ("c", "b"))):
        at, verdict = number + 1, Verdict(state="accepted", cell=CELL.key, grade="proven")
        store.commit(Commit(number=at, row_id=brief(at).row_id, verdict=verdict, draft=Draft(), bands=keys))
    assert store.banded(["="], ["a", "b", "c"]) == [4, 2, 1, 5]


def test_a_reserve_row_can_be_promoted(store: Store) -> None:
    begun(store)
    reserve = Verdict(state="rejected", cell=CELL.key, reasons=(Reason(code="surplus", by="seats"),))
    store.commit(Commit(number=1, row_id="r", verdict=reserve, draft=Draft(row={})))
    accepted = Verdict(state="accepted", cell=CELL.key, seat=0)
    store.commit(Commit(number=2, promoted=((1, accepted),)))
    assert [c.verdict for c in store.candidates("accepted")] == [accepted]
    assert next(store.seats())[1:] == ("filled", 1)


def test_briefs_can_be_withdrawn_and_more_be_ordered_after_the_end(store: Store) -> None:
    begun(store)
    store.commit(Commit(back_to=0, events=[Event("planner", "withdrawn", {"numbers": [1]})]))
    assert dict(store.briefs()) == {} and store.counts() == {"ordered": 0}
    store.commit(Commit(ordered=[(1, brief(1)), (2, None)]))
    assert dict(store.briefs()) == {1: brief(1), 2: None}


def test_a_command_waits_until_it_is_taken(store: Store) -> None:
    first = store.send("stop", {"why": "x"})
    second = store.send("extend", {})
    assert store.waiting() == [
        StoredCommand(first, "stop", {"why": "x"}),
        StoredCommand(second, "extend", {}),
    ]
    store.commit(Commit(events=[Event("person", "taken", {})], taken=[first]))
    assert [command.number for command in store.waiting()] == [second]
    assert [e.kind for e in store.events()] == ["taken"]


def test_a_commit_that_fails_leaves_no_gap_in_the_trace(store: Store) -> None:
    with pytest.raises(TypeError):
        store.commit(Commit(events=[Event("run", "lost", {})], meta={"no JSON": object()}))
    store.record([Event("run", "crashed", {})])
    assert [(event.seq, event.kind) for event in store.events()] == [(1, "crashed")]


def test_an_answer_writes_all_that_it_changes_and_takes_its_command(store: Store) -> None:
    begun(store)
    accepted = Verdict(state="accepted", seat=1, cell=CELL.key)
    store.commit(Commit(number=1, row_id="r", verdict=accepted, draft=Draft(row={})))
    command = store.send("redo", {})
    gone = accepted.model_copy(update={"state": "rejected", "seat": None, "withdrawn_at": 1, "held": 1})
    more = Seat(number=2, cell=CELL, attributes={"tone": "curious"})
    answer = Commit(
        entry=("steered/1/001", "steered", {}),
        added=[more],
        withdrawn=[(1, gone)],
        events=[Event("person", "directive", {})],
        meta={"requested": 3},
        taken=[command],
    )
    for _ in range(2):  # the second time, its key is there
        store.commit(answer)
    assert [state for _, state, _ in store.seats()] == ["open", "open", "open"]
    assert list(store.seats())[2] == (more, "open", None) == store.seat(more.number)
    assert store.seat(99) is None
    assert [c.verdict for c in store.candidates("rejected")] == [gone]
    assert gone.at_first == accepted
    assert store.counts()["rejected"] == 1 and "accepted" not in store.counts()
    assert store.meta("requested") == 3 and store.waiting() == []
    assert [e.kind for e in store.events()] == ["ordered", "directive"]


def test_a_row_that_a_person_decided_has_its_new_words_verdict_and_seat(store: Store) -> None:
    begun(store)
    first = Draft(row={"text": "a"})
    accepted = Verdict(state="accepted", seat=1, cell=CELL.key)
    store.commit(Commit(number=1, row_id="r", verdict=accepted, draft=first))
    gone = accepted.model_copy(update={"state": "rejected", "seat": None, "withdrawn_at": 1, "held": 1})
    said = first.model_copy(update={"row": {"text": "b"}, "first": first})
    store.commit(Commit(withdrawn=[(1, gone)], amended=[(1, gone, said, ["key"])]))
    assert (store.candidate(1).draft, store.candidate(1).verdict) == (said, gone)  # type: ignore[union-attr]
    assert said.at_first == first and store.banded(["key"], []) == [1]
    assert [state for _, state, _ in store.seats()] == ["open", "open"]
    store.commit(Commit(amended=[(1, gone.at_first, first, ())]))
    assert (store.candidate(1).draft, store.candidate(1).verdict) == (first, accepted)  # type: ignore[union-attr]
    assert [(state, one) for _, state, one in store.seats()] == [("open", None), ("filled", 1)]


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0garbage", b"\x80\x04garbage" * 100])
def test_a_damaged_store_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "run.sqlite"
    path.write_bytes(content)
    with pytest.raises(UserFault, match=r"run\.sqlite"):
        open_store(path, write=False)


@pytest.mark.parametrize("more", ["SELECT 1", "CREATE TABLE later (key TEXT)"])
def test_a_store_of_a_newer_version_is_refused_whatever_it_has_besides(tmp_path: Path, more: str) -> None:
    path = tmp_path / "run.sqlite"
    open_store(path).close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
        raw.execute(more)
    with pytest.raises(UserFault, match="schema version 99") as fault:
        open_store(path)
    assert fault.value.next_step == "use the seedbed that made it"


def test_a_run_of_before_the_first_migration_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    open_store(folder.store).close()
    with closing(sqlite3.connect(folder.store)) as raw, raw:  # as commit cc730b9 wrote them
        raw.execute("DROP TABLE requests")
        raw.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
        raw.execute("""INSERT INTO meta VALUES ('given_spec', '{"parts": [{"task": "classification"}]}')""")
    before = folder.store.read_bytes()
    for opened in (folder.open_store, folder.bring_up_to_date):
        with pytest.raises(UserFault, match="schema version 1, this program writes") as fault:
            opened()
        assert fault.value.next_step == "use the seedbed that made it"
    assert folder.store.read_bytes() == before and not [*tmp_path.glob("run.schema-*")]


def test_an_older_store_is_refused_for_reading_and_migrated_with_a_copy_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, newest = RunFolder(tmp_path), max(MIGRATIONS)
    open_store(folder.store).close()
    before = folder.store.read_bytes()

    def further(connection: Connection) -> None:
        connection.execute(meta.insert(), {"key": "further", "value": "true"})

    monkeypatch.setattr(tables, "MIGRATIONS", {**MIGRATIONS, newest + 1: further})
    with pytest.raises(
        UserFault, match=f"schema version {newest}, this program writes {newest + 1}"
    ) as fault:
        folder.open_store()
    assert "seedbed resume" in fault.value.next_step and folder.store.read_bytes() == before
    for _ in range(2):
        folder.bring_up_to_date()
        with closing(folder.open_store()) as store:
            assert (store.meta("schema"), store.meta("further")) == (newest + 1, True)
    with closing(open_store(tmp_path / "new.sqlite")) as store:
        assert store.meta("further") is True
    with closing(sqlite3.connect(tmp_path / f"run.schema-{newest}.sqlite")) as raw:
        assert raw.execute("SELECT value FROM meta").fetchall() == [(str(newest),)]


def test_texts_are_kept_and_ordered_alike_whatever_they_hold(store: Store) -> None:
    begun(store)
    keys = ["Z", "a", "_", "é", "z~", "z", "\x00", "\x01", "\U0001f6b2", "z\x00"]
    for key in keys:
        store.journal(key, "found", key)
    assert [key for key, _ in store.journal_entries("found")] == sorted(keys)
    assert [key for key, _ in store.journal_entries("found", "z")] == ["z", "z\x00", "z~"]
    failure = FailedCall(SLOT.key, SLOT.brief, "m", "malformed", "a \x00 \x01\x02", '\x01\x01\x00"\\u0000%s')
    store.fail(failure)
    assert list(store.failures()) == [failure]
    said = Verdict(state="accepted", seat=1, cell=CELL.key, grade="proven", reasons=())
    text = "\x00\x00 \\u0000 \\\x00\x01\x02 \\\\u0001"
    draft = Draft(row={"text": "\x00\\u0000"}, text=text)
    why = said.model_copy(update={"reasons": (Reason(code="malformed", by="x", detail="\x00 \\u0000"),)})
    store.commit(Commit(number=1, row_id="r", verdict=why, draft=draft))
    assert store.grades() == {"proven": 1} and store.candidate(1).draft == draft  # type: ignore[union-attr]
    assert store.wording(1) == ("r", "", text)
