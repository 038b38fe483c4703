"""A step that another role writes, end to end: whose model is asked."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.inside import seedbed
from tests.e2e.program import Program, lines
from tests.simulator.launch import simulator

TOPIC = "a bike-rental firm"
PARTS: list[dict[str, Any]] = [
    {"name": "talks", "recipe": "open-talk", "topic": TOPIC, "rows": 4},
    {"name": "pairs", "recipe": "weaker-pairs", "topic": TOPIC, "rows": 3},
]


@pytest.mark.parametrize(("roles", "weaker"), [({"weaker": "small"}, "sim-quirky"), ({}, "sim-strong")])
def test_the_rejected_answer_alone_is_the_other_models(
    tmp_path: Path, roles: dict[str, str], weaker: str
) -> None:
    """Without a model of its own the role is played by the writer's."""
    program = Program(tmp_path)
    with simulator() as running:
        end = {"base_url": running.base_url}
        models = {"default": {**end, "model": "sim-strong"}, "small": {**end, "model": "sim-quirky"}}
        keys: dict[str, Any] = {"look_ahead": 8, "critique_every": 40, "seed": 3, "roles": roles}
        spec = program.spec(parts=PARTS, models=models, **keys)
        done = program("build", spec, "--skip-exam", "--yes", "-o", "run")
    assert done.code == 0, done.err
    with closing(sqlite3.connect(tmp_path / "run" / "run.sqlite")) as connection:
        asked = set(connection.execute("SELECT role, model FROM ledger WHERE stage = 'sample'"))
        slots = set(
            connection.execute("SELECT role, model FROM answers WHERE step = 'write_fields/rejected'")
        )
    assert {model for role, model in asked if role == "weaker"} == {weaker}
    assert {model for role, model in asked if role != "weaker"} == {"sim-strong"}
    assert slots == {("weaker", weaker)}
    assert [row["part"] for row in lines(tmp_path / "run" / "dataset.jsonl")].count("pairs") == 3
    assert seedbed("audit", tmp_path / "run").exit_code == 0
