"""How fields are asked for, end to end: of whose model, and by a schema that strict structured output doesn't
take, which the simulated endpoint refuses as OpenAI does, with HTTP 400."""

import json
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


SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "what": {"type": "string"},
        "size": {"enum": ["small", "large"]},
        "link": {"type": "string", "format": "uri-reference"},
        "more": {"type": "object"},
    },
    "required": ["what", "size"],
}
RECIPE = f"""
recipe: assistants
about: A made-up tool of an assistant, a request for it and a record of the request
row:
  tools: list 1..2 of tool as context
  request: line 5..300 as prompt
  record: {{schema: {json.dumps(SCHEMA)}}}
make:
  tools, request: "A tool for {{{{ leaf }}}}, and a request for it."
  record: "A record of {{{{ request }}}}"
"""


def test_what_strict_output_does_not_take_is_asked_for_all_the_same(tmp_path: Path) -> None:
    program = Program(tmp_path)
    part = {"name": "asked", "topic": "a bike-rental firm", "rows": 3, "recipe": RECIPE}
    with simulator() as running:
        models = {"default": {"base_url": running.base_url, "model": running.model}}
        spec = program.spec(parts=[part], models=models, seed=3)
        words = ("build", tmp_path / spec, "--skip-exam", "--yes", "-o", tmp_path / "run")
        done = seedbed(*words, env=program.environment())
    assert done.exit_code == 0, done.stderr
    rows = [line["record"] for line in lines(tmp_path / "run" / "dataset.jsonl")]
    assert len(rows) == 3
    assert {row["size"] for row in rows} <= {"small", "large"}
