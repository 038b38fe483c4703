"""The committer decides in brief order: concurrency changes nothing (kills: test_restore.py)."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from seedbed.agent.work import Choice, Chosen, Env
from seedbed.graphs.commands.carry_out import change_of, keep
from seedbed.graphs.commands.orders import Redo
from seedbed.graphs.producing.committer import Committer
from seedbed.memory.files.projection import provenance_of
from seedbed.memory.store.protocol import Commit
from seedbed.memory.store.sql import SqlStore
from tests.graphs import toy


def told(store: SqlStore) -> list[tuple[object, ...]]:
    """All that was decided, without times."""
    found = [
        (c.number, c.row_id, c.verdict.model_dump_json(), c.draft.model_dump_json())
        for c in store.candidates()
    ]
    seats = [(seat.model_dump_json(), state, candidate) for seat, state, candidate in store.seats()]
    briefs = [(number, brief.id if brief else "") for number, brief in store.briefs()]
    return [*found, *seats, *briefs]


Run = tuple[Committer, SqlStore, list[tuple[int, int]]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of 60 rows, to be looked at; of each order how many rows its cell had, and how many it saw."""
    found: list[tuple[int, int]] = []

    def choose(choice: Choice, env: Env) -> Chosen | None:
        numbers = choice.schedule.latest(choice.cell.key)
        found.append((len(numbers), len(choice.rows(numbers))))
        return toy.choose(choice, env)

    path, method = tmp_path_factory.mktemp("whole") / "s.sqlite", replace(toy.GOOD, choose=choose)
    return *asyncio.run(toy.run(path, toy.spec(60), 4, methods=(method,))), found


def test_every_seat_is_filled_once_and_margins_hold(whole: Run) -> None:
    spec, (committer, store, _) = toy.spec(60), whole
    assert committer.done
    accepted = list(store.candidates("accepted"))
    assert len(accepted) == 60
    assert len({c.verdict.seat for c in accepted}) == 60
    by_cell = {key: sum(c.verdict.cell == key for c in accepted) for key in toy.plan_of(spec).parts[0].quotas}
    assert by_cell == toy.plan_of(spec).parts[0].quotas
    tones = [seat.attributes["tone"] for seat, _, _ in store.seats()]
    assert {tones.count(tone) for tone in set(tones)} == {20}


def test_rows_that_strayed_twice_move_and_keep_their_attributes(whole: Run) -> None:
    _, store, _ = whole
    moved = [c for c in store.candidates("accepted") if c.verdict.moved_from]
    assert moved
    for candidate in moved:
        brief = store.brief(candidate.number)
        assert brief is not None and candidate.verdict.seat is not None
        seat = list(store.seats())[candidate.verdict.seat][0]
        assert seat.attributes == brief.attributes
        assert seat.cell.key == candidate.verdict.cell != brief.cell.key


def test_provenance_names_the_rows_beside_only_where_there_were_some(whole: Run) -> None:
    """Runs of before they were known keep their bytes."""
    _, store, _ = whole
    told = [provenance_of(one, toy.spec(60), store)["brief"] for one in store.candidates("accepted")]
    assert {"beside" in brief for brief in told} == {True, False}
    assert all(brief["beside"] for brief in told if "beside" in brief)


async def test_concurrency_changes_nothing(tmp_path: Path) -> None:
    _, one = await toy.run(tmp_path / "1.sqlite", toy.spec(24), 1)
    _, many = await toy.run(tmp_path / "8.sqlite", toy.spec(24), 8)
    assert told(one) == told(many)


async def test_without_material_it_is_idle_and_a_critique_stops_it(tmp_path: Path) -> None:
    committer, store = await toy.run(tmp_path / "s.sqlite", toy.spec(10), 2, methods=(toy.EMPTY,))
    assert committer.idle and not committer.done
    committer.mark_exhausted()
    asked = toy.asked(committer, (toy.EMPTY,))
    assert [directive.kind for directive in asked] == ["stop"]
    assert store.counts().get("accepted", 0) == 0


def test_a_row_in_reserve_makes_no_duplicates_until_it_is_taken(whole: Run) -> None:
    committer, store, _ = whole
    kept = next(store.candidates("accepted"))
    draft = kept.draft.model_copy(update={"signature": ""})
    assert committer.doubles.find(draft, "texts", {kept.number}) is None
    found = committer.doubles.find(draft, "texts", ())
    assert found is not None and found.code == "duplicate" and kept.row_id in found.detail


def test_an_order_sees_the_row_that_was_just_committed(whole: Run) -> None:
    _, _, found = whole
    assert max(found) > (8, 0) and all(numbers == rows for numbers, rows in found)


def test_a_row_in_reserve_is_taken_once_a_seat_that_fits_is_free(whole: Run) -> None:
    _, store, _ = whole
    committer = toy.committer(store, toy.spec(60))  # one of its own, to be changed
    schedule = committer.schedule
    assert schedule.reserve and not list(committer._promote())
    number, (key, attributes) = next(iter(schedule.reserve.items()))
    state = schedule.cells[key]
    seat = next(s for s in schedule.seats.values() if s.cell.key == key and s.attributes == attributes)
    schedule.add_seat(seat)
    state.filled -= 1
    assert schedule.seat_with(state, attributes) == seat.number
    assert schedule.seat_with(state, {**attributes, "tone": "no such"}) is None
    brief, kept = store.brief(number), store.candidate(number)
    assert brief is not None and kept is not None
    schedule.order(999, brief.model_copy(update={"seat": seat.number}))
    assert schedule.seat_with(state, attributes) is None
    schedule.apply(999, kept.verdict.model_copy(update={"state": "failed"}), None, kept.draft)
    assert [promoted for promoted, _ in committer._promote()] == [number]


def _lacking(whole: Run, tmp_path: Path) -> tuple[Committer, SqlStore, int]:
    """A run of its own that has ended, and lacks a row since; a row in reserve has what its seat wants."""
    spec, store = toy.spec(60), toy.copied(whole[1], tmp_path / "s.sqlite")
    ended = toy.committer(store, spec)
    ended.withdraw()
    plan = ended.orderer.env.plan
    store.set_metas({"spec": spec.model_dump(mode="json"), "plan": plan.model_dump(mode="json")})
    number, (key, attributes) = next(iter(ended.schedule.reserve.items()))
    fit = {seat.number for seat, *_ in store.seats() if (seat.cell.key, seat.attributes) == (key, attributes)}
    row = next(one.row_id for one in store.candidates("accepted") if one.verdict.seat in fit)
    keep(change_of(Redo(rows=(row,)), store), store, store.send("redo", {}))
    return toy.committer(store, spec), store, number


def test_a_row_in_reserve_is_taken_before_one_is_ordered_when_a_run_goes_on(
    whole: Run, tmp_path: Path
) -> None:
    """It is there already: made anew, it would be paid for and then be one too many itself."""
    again, store, number = _lacking(whole, tmp_path)
    again.refill()
    assert again.done and not again.schedule.briefs
    assert (taken := store.candidate(number)) is not None and taken.verdict.promoted


def test_a_row_in_reserve_is_no_copy_any_more_of_one_that_a_person_mends(whole: Run, tmp_path: Path) -> None:
    """A build that was killed since finds it to be none, so one that goes on does, too."""
    live, store, number = _lacking(whole, tmp_path)
    other, kept = next(store.candidates("accepted")), store.candidate(number)
    assert kept is not None
    for draft, taken in (
        (other.draft.model_copy(update={"text": kept.draft.text}), []),
        (other.draft, [number]),
    ):
        bands = live.doubles.keys(draft, "texts") if not taken else ()
        store.commit(Commit(amended=[(other.number, other.verdict, draft, bands)]))
        live.forget(other.number)
        assert [promoted for promoted, _ in live._promote()] == taken
