"""Rows that repeat others leave the dataset, and come back where nothing else fills their seats."""

import asyncio
from math import inf
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from seedbed.agent.models.delivery.faults import Refused
from seedbed.agent.planner.scheduling.directives import SendBack, Stop
from seedbed.graphs import build, stages
from seedbed.graphs.critique import critiquing, repeating
from seedbed.graphs.critique.repeating import META, give_back, withdraw_repeats
from seedbed.memory.errors import BudgetSpent
from tests.graphs import toy
from tests.graphs.producing.test_restore import _plain, known
from tests.graphs.toy import started


async def test_a_row_whose_seat_nothing_fills_stands_again(tmp_path: Path) -> None:
    spec = toy.spec(12)
    committer, store = started(tmp_path / "s.sqlite", spec)
    await toy.go(committer, 1000)
    first, second = list(store.candidates("accepted"))[:2]
    assert committer.done and not give_back(committer)
    said = withdraw_repeats([(second, first, "a ferry that is late")], committer)
    assert said.startswith("1 row taken back") and store.meta(META) == 12
    gone = store.candidate(second.number)
    assert gone is not None and gone.verdict.state == "rejected" and committer.schedule.missing == 1
    assert not any(committer.schedule.guidance.values()), "others are told nothing"
    there = toy.copied(store, tmp_path / "filled.sqlite")
    other = toy.committer(there, spec)
    await toy.go(other, 1000)
    assert other.done and not give_back(other), "another row has its seat"
    its_seat = next(one for one in there.candidates("accepted") if one.verdict.seat == second.verdict.seat)
    briefs = [brief for number, brief in there.briefs() if brief is not None and number > committer.at]
    told = [brief.before for brief in briefs if brief.seat == second.verdict.seat and brief.before]
    assert told[0].stood and [one.detail for one in told[0].reasons] == [
        f"gives what another row gives: a ferry that is late ({first.row_id})"
    ]
    withdraw_repeats([(its_seat, first, "a ferry that is late")], other)
    assert give_back(other) and other.done, "of two rows of one seat one stands again"
    assert len(list(there.candidates("accepted"))) == 12

    assert give_back(committer) and committer.done
    again, resumed = store.candidate(second.number), toy.committer(store, spec)
    assert again is not None and again.verdict == second.verdict
    mine, its = known(resumed.schedule), known(committer.schedule)
    assert {name: _plain(mine[name]) for name in its} == {name: _plain(its[name]) for name in its}


async def test_what_a_critique_sent_back_is_taken_back_by_a_process_that_begins_just_after_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answer and withdrawal are two transactions: one killed between them had left the rows for good."""
    spec, said = toy.spec(12), list[str]()
    killed, store = started(tmp_path / "s.sqlite", spec)
    await toy.go(killed, 6)
    first = next(iter(store.candidates("accepted")))
    asked = SendBack(number=first.number, because="It names no place.", by="reader")
    killed.keep(toy.reading(killed).model_copy(update={"directives": (asked,)}))
    killed.steer([asked])

    async def nothing(*_: object) -> None: ...

    monkeypatch.setattr(build, "embed_passages", nothing)
    monkeypatch.setattr(stages, "read_examples", nothing)
    monkeypatch.setattr(critiquing, "affordable", lambda _: inf)
    resumed = toy.committer(store, spec)
    run: Any = SimpleNamespace(store=store, begin=lambda: resumed, enter=len, produce=nothing)
    run.known_spec, run.known_plan = lambda: spec, lambda: resumed.orderer.env.plan
    run.observer = SimpleNamespace(said=said.append)
    for _ in range(2):
        await build.produce(run)
    gone = store.candidate(first.number)
    assert gone is not None and [(one.code, one.by) for one in gone.verdict.reasons] == [
        ("low quality", "critic")
    ]
    assert said == ["1 row sent back by the critic's model"], "once"


@pytest.mark.parametrize("fault", [BudgetSpent("used up"), Refused("by a filter")])
async def test_a_group_that_cannot_be_read_cuts_off_no_other(
    monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    """Those beside it are paid for: they went on after the report, and what they had found was lost."""

    async def repeats(_: object, part: Any, numbers: Any) -> list[Any]:
        if part == "faulty":
            raise fault
        await asyncio.sleep(0.01)
        return [part]

    monkeypatch.setattr(repeating, "_repeats", repeats)
    groups: Any = [(part, ()) for part in ("one", "faulty", "two", "three")]
    run: Any = SimpleNamespace(max_concurrent=3)
    left = ["three"] if isinstance(fault, Refused) else []
    found: Any = await repeating._read(run, groups)
    assert found == ["one", "two", *left]


async def test_a_build_goes_on_that_people_s_decisions_alone_ended_for_its_judge(tmp_path: Path) -> None:
    committer, store = started(tmp_path / "s.sqlite", toy.spec(12))
    await toy.go(committer, 6)
    stop = Stop(why="judge", because="the judge says yes to nearly everything")
    committer.keep(toy.reading(committer).model_copy(update={"directives": (stop,)}))
    judge = SimpleNamespace(endpoint=lambda role: SimpleNamespace(model="m"))
    run: Any = SimpleNamespace(store=store, begin=lambda: committer, client=judge)
    assert await critiquing.criticise(run) == ""  # no probe was planted by whose judge it could be told
