"""A step that another role writes, end to end: whose model is asked."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.e2e.inside import seedbed
from tests.e2e.program import Program, lines
from tests.simulator.launch import simulator

TOPIC = "a bike-rental firm"
PARTS: list[dict[str, Any]] = [
    {"name": "talks", "recipe": "open-talk", "topic": TOPIC, "rows": 4},
    {"name": "pairs", "recipe": "weaker-pairs", "topic": TOPIC, "rows": 3},
]


def test_the_rejected_answer_alone_is_the_other_models(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with simulator() as running:
        end = {"base_url": running.base_url}
        models = {"default": {**end, "model": "sim-strong"}, "small": {**end, "model": "sim-quirky"}}
        keys: dict[str, Any] = {"look_ahead": 8, "seed": 3, "roles": {"weaker": "small"}}
        spec = program.spec(parts=PARTS, models=models, **keys)
        words = ("build", tmp_path / spec, "--skip-exam", "--yes", "-o", tmp_path / "run")
        done = seedbed(*words, env=program.environment())
    assert done.exit_code == 0, done.stderr
    with closing(sqlite3.connect(tmp_path / "run" / "run.sqlite")) as connection:
        asked = set(connection.execute("SELECT role, model FROM ledger WHERE stage = 'sample'"))
        slots = set(
            connection.execute("SELECT role, model FROM answers WHERE step = 'write_fields/rejected'")
        )
    assert {model for role, model in asked if role == "weaker"} == {"sim-quirky"}
    assert {model for role, model in asked if role != "weaker"} == {"sim-strong"}
    assert slots == {("weaker", "sim-quirky")}
    assert [row["part"] for row in lines(tmp_path / "run" / "dataset.jsonl")].count("pairs") == 3
    assert seedbed("audit", tmp_path / "run").exit_code == 0
