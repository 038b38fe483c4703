"""How often the sample graph writes anew."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from seedbed.agent.work import Env, Work
from seedbed.graphs.candidate.sample import PROGRAM, make, repair
from seedbed.memory.brief import Brief, Cell
from seedbed.memory.errors import AnswerFault, Paused
from seedbed.memory.store.opening import open_store
from tests.graphs import toy

CELL = Cell(part="texts", leaf="bikes", label="a", difficulty="any")
BRIEF = Brief(number=1, seat=0, cell=CELL, method=toy.GOOD.name, form="strong", seed=1)


@pytest.fixture
def env(tmp_path: Path) -> Iterator[Env]:
    with closing(open_store(tmp_path / "s.sqlite")) as store:
        yield toy.committer(store, toy.spec(4)).orderer.env


@pytest.mark.parametrize(("attempts", "written"), [(0, 3), (1, 1), (2, 2)])
async def test_a_brief_may_allow_fewer_attempts(env: Env, attempts: int, written: int) -> None:
    done: list[str] = []

    async def write(work: Work, env: Env) -> Work:
        done.append("write")
        return replace(work, row={"text": "x", "label": "a"}, text="x")

    async def judge(work: Work, env: Env) -> Work:  # who never likes it
        return work.because("low quality", "judge")

    method = replace(toy.GOOD, write=write, judge=judge, attempts=None)
    draft = await make(BRIEF.model_copy(update={"attempts": attempts}), env, method)
    assert len(done) == written and draft.tries == (("low quality",),) * (written - 1)


async def test_a_fault_that_quotes_an_answer_is_told_on_one_line(env: Env) -> None:
    told: list[object] = []

    async def write(work: Work, env: Env) -> Work:
        told.append(work.feedback())
        raise AnswerFault("malformed", "it is no plan:\n```json brief\n{}")

    await make(BRIEF, env, replace(toy.GOOD, write=write, attempts=2))
    assert told == [(), ("it is no plan: '''json brief {}",)]


async def test_a_fault_of_the_program_costs_its_row_and_not_the_build(env: Env) -> None:
    times: list[int] = []

    async def verify(work: Work, env: Env) -> Work:
        times.append(1)
        raise KeyError("no such axis\nat all")

    async def stopped(work: Work, env: Env) -> Work:
        raise Paused("a cap is reached")

    draft = await make(BRIEF, env, replace(toy.GOOD, verify=verify))
    assert draft.row is None and len(times) == 1, "nor is it paid for again"
    (reason,) = draft.reasons
    assert (reason.code, reason.by) == ("malformed", PROGRAM)
    assert reason.detail.startswith("KeyError in test_sample.py, line ") and "\n" not in reason.detail
    with pytest.raises(Paused):
        await make(BRIEF, env, replace(toy.GOOD, verify=stopped))


async def test_who_speaks_is_told_nothing_of_the_others_turns() -> None:
    to = {"assistant": "it asks two things", "": "it has no end"}
    refused = (
        Work(BRIEF).because("low quality", "rubric", "both", to).because("malformed", "length", "too\nlong")
    )
    assert refused.reasons[1].detail == "too long"
    told = (await repair({"work": refused}))["work"]
    assert told.feedback("assistant") == ("it asks two things", "it has no end", "too long")
    assert told.feedback("user") == ("it has no end", "too long")
    assert told.feedback() == told.feedback("assistant")


async def test_a_second_repair_is_told_what_the_first_had_mended() -> None:
    """Else two checks that can't both be met, or one that was mended, take turns unseen."""
    work = Work(BRIEF)
    told = []
    for detail in ("no euros", "no number", "no number", "no euros"):
        work = (await repair({"work": work.because("malformed", "check", detail)}))["work"]
        told.append(work.feedback())
    before = "the try before it: "
    assert told == [
        ("no euros",),
        ("no number", f"{before}no euros"),
        ("no number",),
        ("no euros", f"{before}no number"),
    ]
