"""Fields whose schema strict structured output doesn't take, end to end: the simulated endpoint refuses such
requests as OpenAI does, with HTTP 400."""

import json
from pathlib import Path
from typing import Any

from tests.e2e.inside import seedbed
from tests.e2e.program import Program, lines
from tests.simulator.launch import simulator

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
