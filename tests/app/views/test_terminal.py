"""Who looks on: what is approved with and without a person, and what a pipe is told."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from seedbed.agent.planner.estimate import Estimate
from seedbed.app.looking.why_not import turned_away
from seedbed.app.proposal import proposed
from seedbed.app.views.summary import measured, missing
from seedbed.app.views.terminal import YES_UP_TO, Terminal
from seedbed.graphs.observer import Question, View
from seedbed.memory.candidate import Draft, Reason, Verdict
from seedbed.memory.errors import AwaitingApproval
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Candidate
from seedbed.memory.store.sql import SqlStore
from tests.app.conftest import pipe, printed, text_of
from tests.app.views.test_live import view
from tests.runs import HOSTILE, plan, spec


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with closing(open_store(tmp_path / "run.sqlite")) as store:
        keep(store, spec(), plan(spec()))
        yield store


def keep(store: SqlStore, asked: Spec, planned: Plan) -> None:
    """What a question is about."""
    store.set_metas({"spec": asked.model_dump(mode="json"), "plan": planned.model_dump(mode="json")})


def question(usd: float | None, *, free: bool = False, hosts: tuple[str, ...] = ()) -> Question:
    return Question(
        number=1,
        point="plan",
        estimate=Estimate(candidates=16, calls=40, tokens=12_000, usd=usd),
        methods={"messages": "classification/strong", "problems": "mathematics/sure"},
        hosts=hosts,
        free=free,
    )


def test_without_a_person_and_in_a_dry_run_nothing_is_approved(store: SqlStore) -> None:
    dry = Terminal(yes=True, looking_only=True, console=pipe())
    assert asyncio.run(dry.approve(question(0.1), store)) is False
    observer = Terminal(console=pipe(), present=False)
    assert asyncio.run(observer.approve(question(0.01), store)) is None
    assert asyncio.run(observer.ask("Which?", ("a", "b"))) is None


def test_yes_approves_up_to_the_stated_price(store: SqlStore) -> None:
    observer = Terminal(yes=True, console=pipe(), present=False)
    assert asyncio.run(observer.approve(question(YES_UP_TO), store))
    with pytest.raises(AwaitingApproval, match=r"--budget 26usd"):
        asyncio.run(observer.approve(question(20.0), store))
    capped = Terminal(yes=True, capped=True, console=pipe(), present=False)
    assert asyncio.run(capped.approve(question(20.0), store))
    assert asyncio.run(observer.approve(question(20.0, free=True), store))


def test_the_proposal_names_methods_cost_and_hosts(store: SqlStore) -> None:
    text = printed(*proposed(question(0.5, hosts=("api.example.com",)), store), width=100)
    known = ("classification/strong", "Repairs <i>", "16 candidates", "12,000 tokens", "$0.50")
    assert "api.example.com" in text
    assert all(said in text for said in known)


def test_the_proposal_compares_the_prices_of_calls_by_themselves_and_in_batches(store: SqlStore) -> None:
    directly = question(0.5)
    assert directly.estimate is not None
    by_batch = directly.estimate.model_copy(update={"usd": 0.3, "rounds": 6})
    for way, other, said in (
        (
            directly.estimate,
            by_batch,
            "$0.50); by batches (--batch, where the endpoint has them) about $0.30, in",
        ),
        (
            by_batch,
            directly.estimate,
            "$0.30); by batches, in at least 6 rounds of up to 24 h, about twice as many where rows are "
            "repaired (directly about $0",
        ),
    ):
        asked = directly.model_copy(update={"estimate": way, "other": other})
        text = printed(*proposed(asked, store), width=100)
        assert said in " ".join(text.split())


def test_a_pipe_gets_a_line_a_stage_and_a_line_a_tenth() -> None:
    console = pipe()
    observer = Terminal(yes=True, console=console, present=False)
    figures = [replace(view(), accepted=n) for n in (0, 5, 11, 12, 96)]

    def looked() -> View:
        return figures.pop(0) if len(figures) > 1 else figures[0]

    async def build() -> None:
        observer.attach(looked)
        for stage in ("examine", "plan", "produce", "critique", "steer", "produce", "critique"):
            observer.stage(stage)
        for _ in range(12):
            await asyncio.sleep(0)
            observer.look()
        observer.said(f"noted {HOSTILE}")
        observer.close()

    asyncio.run(build())
    lines = text_of(console).splitlines()
    assert [line.split(":")[0] for line in lines[:3]] == ["examine", "plan", "produce"]
    assert sum("rows" in line and "of 96" in line for line in lines) == 1
    assert all(char.isprintable() for line in lines for char in line)


def test_the_end_says_what_refused_most_candidates_in_its_own_words() -> None:
    full = {"delivered": 4, "planned_at_the_end": 4, "reasons": {"off concept": 30}}
    short = {"delivered": 0, "planned_at_the_end": 10, "reasons": {"malformed": 20}}
    part = {"part": "rows", "missing": 10, "cells": [full, short]}
    most = {"reason": "malformed", "by": "ran.result", "candidates": 20, "such_as": "No module 'pandas'"}
    found = {"missing": 10, "state": "short", "stopped_because": "x", "parts": [part], "reasons": [most]}
    told = printed(*missing(found), width=200)
    assert "most often by ran.result (20 candidates), such as: No module 'pandas'" in told
    assert "turned away in the places that miss rows: malformed 20" in told and "off concept" not in told
    unsaid = printed(*missing({**found, "reasons": [{**most, "such_as": ""}]}), width=200)
    assert unsaid.rstrip().endswith("most often by ran.result (20 candidates)")
    moved = [full, {**short, "reasons": {}}]
    assert "most often" not in printed(*missing({**found, "parts": [{**part, "cells": moved}]}))


def test_a_row_that_its_writer_declined_is_told_as_declined() -> None:
    why = Reason(code="off concept", by="writer", detail="declined: it is no review")
    declined = Candidate(1, "a" * 16, Verdict(state="failed", cell="c", reasons=(why,)), Draft())
    (told,) = turned_away([declined])
    assert (told["reason"], told["by"]) == ("declined by its writer", "writer")


def test_of_many_parts_it_is_told_that_the_variety_of_some_is_left_out() -> None:
    varied = {f"part{n}": {"near_duplicates": 0.0, "vendi": None} for n in range(6)}
    whole = {"accepted": 6, "faithfulness": {}, "critic": {"demanded": None}, "coverage": 1.0}
    *_, last = measured({**whole, "diversity": varied})
    assert "part3: 0 % near-copies; and 2 more." in str(last.renderable)
