"""People decide about rows: once each, traceably; a build that is resumed knows it as one that went on."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from seedbed.graphs.commands.carry_out import apply, change_of
from seedbed.graphs.commands.orders import Decide, Order, Plant, Undo
from seedbed.graphs.producing.committer import Committer
from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import digest
from seedbed.memory.review import Fixed, PlantedRow, decided, planted_rows
from seedbed.memory.store.protocol import Candidate
from seedbed.memory.store.sql import SqlStore
from seedbed.tools.evaluation.report.revisions import journaled
from tests.graphs import toy
from tests.graphs.producing.test_committer import told
from tests.graphs.producing.test_restore import _plain, known
from tests.graphs.toy import started

Run = tuple[Committer, SqlStore]


def carry(committer: Committer, order: Order) -> None:
    """An order, as a process that works on the run carries it out."""
    store = committer.store
    apply(change_of(order, store), committer, store.send("x", {}))


def ada(row: str, decision: Any, **more: Any) -> Decide:
    return Decide(row=row, decision=decision, reviewer=more.pop("reviewer", "ada"), **more)


def rows(store: SqlStore) -> list[Candidate]:
    return list(store.candidates("accepted"))


def other(row: Candidate) -> Fixed:
    """A row in other words."""
    text = f"words that a person wrote for {row.number}"
    return Fixed(row={**(row.draft.row or {}), "text": text}, text=text, spared=("judge",))


async def reviewed(path: Path) -> Run:
    """A build under way with decisions of every kind, some of them taken back."""
    committer, store = started(path, toy.spec(40))
    await toy.go(committer, 20)
    first, second, third, fourth, fifth, sixth = rows(store)[:6]
    for order in (
        ada(first.row_id, "accept", show=True, note="fine"),
        ada(second.row_id, "reject", reason="low quality", note="too stiff", tell=True),
        ada(third.row_id, "fix", fixed=other(third)),
        ada(third.row_id, "accept", reviewer="bob"),
        ada(fourth.row_id, "can't say"),
        ada(fifth.row_id, "reject", reason="wrong label"),
        Undo(reviewer="ada"),
        ada(fifth.row_id, "accept"),
        ada(sixth.row_id, "accept"),
        Undo(reviewer="ada", row=sixth.row_id),
        ada(sixth.row_id, "reject", reason="policy", note="no", tell=True),
        Undo(reviewer="ada"),
    ):
        carry(committer, order)
    return committer, store


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Such a build, to be looked at."""
    return asyncio.run(reviewed(tmp_path_factory.mktemp("reviewed") / "s.sqlite"))


@pytest.fixture
def resumed(live: Run, tmp_path: Path) -> Run:
    """The same, stopped there and resumed."""
    store = toy.copied(live[1], tmp_path / "resumed.sqlite")
    return toy.committer(store, toy.spec(40)), store


def test_a_resumed_build_knows_what_people_decided(live: Run, resumed: Run) -> None:
    (one, _), (other, _) = live, resumed
    mine, its = known(other.schedule), known(one.schedule)
    for name in its:
        assert _plain(mine[name]) == _plain(its[name]), name
    assert other.critic.seen.proven == one.critic.seen.proven == 3
    assert other.critic.seen.strata() == one.critic.seen.strata()
    (say,) = [said for said in one.schedule.guidance.values() if said]
    assert say == {"Rows were sent back for this: too stiff": ""}


async def test_stopping_after_decisions_changes_nothing(resumed: Run, tmp_path: Path) -> None:
    whole, first = await reviewed(tmp_path / "whole.sqlite")
    await toy.go(whole, 1000)
    committer, store = resumed
    for commits in (1, 2, 4, 1000):
        await toy.go(committer, commits)
        committer = toy.committer(store, toy.spec(40))
    assert whole.done and committer.done and told(first) == told(store)


def test_what_each_decision_leaves(live: Run) -> None:
    _, store = live
    found = {one.row: store.candidate(one.number) for one in decided(store)}
    ends = []
    for one in decided(store):
        row = found[one.row]
        assert row is not None
        human = [(e.decision, e.ok) for e in row.draft.evidence if e.kind == "human"]
        ends.append((one.decision, row.verdict.state, row.verdict.grade, human))
    assert ends == [
        ("accept", "accepted", "proven", [("accept", True)]),
        ("reject", "rejected", "supported", [("reject", False)]),
        ("fix", "accepted", "proven", [("fix", True), ("accept", True)]),
        ("accept", "accepted", "proven", [("fix", True), ("accept", True)]),
        ("can't say", "accepted", "supported", []),
        ("accept", "accepted", "proven", [("accept", True)]),
    ]
    fixed = found[decided(store)[2].row]
    assert fixed is not None and fixed.draft.row != fixed.draft.at_first.row
    assert fixed.draft.at_first.grade == "supported" and fixed.draft.text == fixed.draft.row["text"]  # type: ignore[index]
    kinds = [event.kind for event in store.events() if event.actor == "person"]
    assert kinds.count("decided") == 9 and kinds.count("decision taken back") == 3
    assert (kinds.count("row withdrawn"), kinds.count("row restored")) == (3, 2)
    gone, again = (
        [one["row"] for one in journaled(store) if one["kind"] == kind] for kind in ("redo", "restore")
    )
    assert (len(gone), len(again)) == (3, 2) and {*again} <= {*gone}


def test_who_decides_when_another_has(resumed: Run) -> None:
    committer, store = resumed
    gone = next(one.row for one in decided(store) if one.decision == "reject")
    mended = next(one.row for one in decided(store) if one.decision == "fix")
    fresh = next(one for one in rows(store) if one.row_id not in {one.row for one in decided(store)})
    first = digest(next(one for one in rows(store) if one.row_id == mended).draft.at_first.row)
    for order, said in (
        (ada(gone, "accept"), "ada decided the row .* already: reject"),
        (ada(gone, "accept", reviewer="bob", alone=True), "ada decided the row .* meanwhile: reject"),
        (ada(fresh.row_id, "fix"), "was changed"),
        (ada(fresh.row_id, "accept", shown="0" * 64), "has changed since it was shown"),
        (ada(fresh.row_id, "reject"), "rejected for a reason"),
        (ada("ffffffffff", "accept"), "no row's id begins"),
        (Undo(reviewer="nobody"), "has decided nothing"),
    ):
        with pytest.raises(UserFault, match=said):
            change_of(order, store)
    before = told(store)
    carry(committer, ada(gone, "accept", reviewer="bob"))  # an opinion
    carry(committer, ada(mended, "reject", reviewer="cy", reason="low quality", shown=first))  # as it was
    carry(committer, ada(gone, "fix", reviewer="cy"))
    assert told(store) == before and [one.changed for one in decided(store)[-3:]] == [False] * 3


async def test_a_row_whose_seat_was_filled_again_stays_withdrawn(resumed: Run) -> None:
    committer, store = resumed
    await toy.go(committer, 1000)
    assert committer.done
    gone = next(one.row for one in decided(store) if one.decision == "reject")
    with pytest.raises(UserFault, match=r"seat .* is filled again"):
        change_of(Undo(reviewer="ada", row=gone), store)


async def test_a_mended_row_is_not_as_it_was_again_where_that_would_be_a_copy(tmp_path: Path) -> None:
    committer, store = started(tmp_path / "s.sqlite", toy.spec(40))
    await toy.go(committer, 10)
    first, second = rows(store)[:2]
    carry(committer, ada(first.row_id, "fix", fixed=other(first)))
    copy = Fixed(row={**(second.draft.row or {}), "text": first.draft.text}, text=first.draft.text)
    carry(committer, ada(second.row_id, "fix", fixed=copy, reviewer="bob"))
    with pytest.raises(UserFault, match=f"as it was the row is a duplicate: .* {second.row_id}"):
        change_of(Undo(reviewer="ada"), store)
    carry(committer, Undo(reviewer="bob"))
    carry(committer, Undo(reviewer="ada"))
    assert [one.draft for one in rows(store)[:2]] == [first.draft, second.draft]


def test_planted_rows_are_no_candidates(resumed: Run) -> None:
    committer, store = resumed
    before = told(store)
    one = PlantedRow(id="ab" * 8, row={"text": "x"}, good=False, kind="k", base="b", cell="texts/bikes/a/any")
    for _ in range(2):
        carry(committer, Plant(rows=(one,)))
    carry(committer, ada(one.id, "reject", reason="wrong label", stream="planted"))
    assert told(store) == before and list(planted_rows(store)) == [one.id]
    assert decided(store)[-1].stream == "planted" and decided(store)[-1].number == 0
    with pytest.raises(UserFault, match="you have been told what it was — name another row"):
        change_of(Undo(reviewer="ada"), store)
    with pytest.raises(UserFault, match="already"):
        change_of(ada(one.id, "accept"), store)


def test_a_row_that_two_take_for_an_example_is_shown_once_and_no_more_once_it_is_withdrawn(
    resumed: Run,
) -> None:
    committer, store = resumed
    row = next(one for one in rows(store) if one.row_id not in {one.row for one in decided(store)})
    for reviewer in ("bob", "cy"):
        carry(committer, ada(row.row_id, "accept", reviewer=reviewer, show=True))
    assert committer.schedule.demonstrations(row.verdict.cell).count(row.number) == 1
    carry(committer, ada(row.row_id, "reject", reason="wrong label"))
    assert row.number not in committer.schedule.demonstrations(row.verdict.cell)


def test_what_is_taken_back_is_told_and_shown_no_more(resumed: Run) -> None:
    committer, store = resumed
    decided_ones = {one.row for one in decided(store)}
    row = next(one for one in rows(store) if one.row_id not in decided_ones)
    place, cell, schedule = ("texts", row.verdict.cell.split("/")[1]), row.verdict.cell, committer.schedule
    why: dict[str, Any] = {"reason": "low quality", "note": "too long", "tell": True}
    carry(committer, ada(row.row_id, "reject", reviewer="bob", **why))
    assert "Rows were sent back for this: too long" in schedule.guidance[place]
    carry(committer, Undo(reviewer="bob"))
    assert "Rows were sent back for this: too long" not in schedule.guidance[place]
    carry(committer, ada(row.row_id, "accept", reviewer="cy", show=True))
    assert row.number in schedule.demonstrations(cell)
    carry(committer, Undo(reviewer="cy"))
    assert row.number not in schedule.demonstrations(cell)
    again = toy.committer(store, toy.spec(40)).schedule
    assert (again.guidance, again.shown) == (schedule.guidance, schedule.shown)
