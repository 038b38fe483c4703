"""When the sample graph pays for a judge, and how often it writes anew."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.work import Env, Work
from seedbed.graphs.candidate.sample import make
from seedbed.memory.brief import Brief, Cell, Trust
from seedbed.memory.candidate import Draft, Grade
from seedbed.memory.store.opening import open_store
from tests.graphs import toy

CELL = Cell(part="texts", leaf="bikes", label="a", difficulty="any")
TRUST = Trust(checks=("judge",), rows=59, refused=0)


async def made(path: Path, grade: Grade, name: str = "", **said: Any) -> tuple[Draft, list[str]]:
    """A candidate that a judge never likes, and what was done for it."""
    done: list[str] = []

    async def write(work: Work, env: Env) -> Work:
        done.append("write")
        return replace(work, row={"text": "x", "label": "a"}, text="x", grade=grade)

    async def judge(work: Work, env: Env) -> Work:
        done.append("judge")
        return work.because("low quality", "judge")

    method = replace(toy.GOOD, name=name or toy.GOOD.name, write=write, judge=judge, attempts=None)
    store = open_store(path / "s.sqlite")
    env = toy.committer(store, toy.spec(4)).orderer.env
    brief = Brief(number=1, seat=0, cell=CELL, method=method.name, form="strong", seed=1, **said)
    draft = await make(brief, env, method)
    store.close()
    return draft, done


@pytest.mark.parametrize(
    ("grade", "trust", "read"),
    [("proven", None, True), ("proven", TRUST, False), ("supported", TRUST, True)],
)
async def test_without_a_recipe_only_proven_rows_outside_the_sample_are_not_judged(
    tmp_path: Path, grade: Grade, trust: Trust | None, read: bool
) -> None:
    draft, done = await made(tmp_path, grade, trust=trust)
    assert ("judge" in done) == read and bool(draft.reasons) == read


@pytest.mark.parametrize(("attempts", "written"), [(0, 3), (1, 1), (2, 2)])
async def test_a_brief_may_allow_fewer_attempts(tmp_path: Path, attempts: int, written: int) -> None:
    draft, done = await made(tmp_path, "supported", attempts=attempts)
    assert done.count("write") == written
    assert draft.tries == (("low quality",),) * (written - 1)
