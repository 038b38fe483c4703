"""A step that another role writes, end to end: whose model is asked, what a kill and resume leave of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.inside import seedbed
from tests.e2e.program import Program, answers, count, kill_after, lines, until
from tests.simulator.launch import Running, simulator

TOPIC = "a bike-rental firm"
PARTS: list[dict[str, Any]] = [
    {"name": "talks", "recipe": "open-talk", "topic": TOPIC, "rows": 4},
    {"name": "pairs", "recipe": "weaker-pairs", "topic": TOPIC, "rows": 3},
]


def _program(folder: Path, endpoint: Running, **more: Any) -> Program:
    folder.mkdir()
    program = Program(folder)
    end = {"base_url": endpoint.base_url}
    models = {"default": {**end, "model": "sim-strong"}, "small": {**end, "model": "sim-quirky"}}
    program.spec(parts=PARTS, models=models, look_ahead=8, critique_every=40, seed=3, **more)
    return program


BUILD = ("build", "spec.yaml", "--yes", "-o", "run")
NAMED = {"roles": {"weaker": "small"}}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Running]:
    with simulator(latency=10, jitter=10) as running:
        yield running


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, endpoint: Running) -> Path:
    """The run that nobody killed, with a model for the role."""
    folder = tmp_path_factory.mktemp("weaker") / "calm"
    done = _program(folder, endpoint, **NAMED)(*BUILD)
    assert done.code == 0, done.err
    return folder / "run"


def _asked(run: Path, query: str) -> set[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{run / 'run.sqlite'}?mode=ro", uri=True)) as connection:
        return set(connection.execute(query))


LEDGER = "SELECT role, model FROM ledger WHERE stage = 'sample'"


def test_the_rejected_answer_alone_is_the_other_models(built: Path) -> None:
    asked = _asked(built, LEDGER)
    assert {model for role, model in asked if role == "weaker"} == {"sim-quirky"}
    assert {model for role, model in asked if role != "weaker"} == {"sim-strong"}
    slots = "SELECT role, model FROM answers WHERE step = 'write_fields/rejected'"
    assert _asked(built, slots) == {("weaker", "sim-quirky")}
    assert [row["part"] for row in lines(built / "dataset.jsonl")].count("pairs") == 3


def test_without_a_model_of_its_own_the_role_is_played_by_the_writers(
    tmp_path: Path, endpoint: Running
) -> None:
    program = _program(tmp_path / "alone", endpoint)
    assert program(*BUILD).code == 0
    assert ("weaker", "sim-strong") in _asked(program.folder / "run", LEDGER)


def test_a_killed_build_goes_on_with_what_was_answered(
    built: Path, tmp_path: Path, endpoint: Running
) -> None:
    program = _program(tmp_path / "rough", endpoint, **NAMED)
    run = program.folder / "run"
    process = program.start(*BUILD)
    until(process, lambda: count(run, "SELECT count(*) FROM answers WHERE role = 'weaker'") > 0)
    assert kill_after(process, run, answers(run))
    given = "SELECT slot, model, time FROM answers WHERE role = 'weaker'"
    kept = _asked(run, given)
    assert program("resume", "run", "--yes").code == 0
    assert kept and kept <= _asked(run, given), "what was answered is not asked again"
    for name in ("dataset.jsonl", "provenance.jsonl"):
        assert (built / name).read_bytes() == (run / name).read_bytes(), name
    assert seedbed("audit", run).exit_code == 0
