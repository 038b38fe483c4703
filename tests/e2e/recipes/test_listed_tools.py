"""A person's list of tools that a flag names, with a recipe that takes such a list."""

import json
from pathlib import Path

from tests.e2e.inside import Inside
from tests.e2e.program import lines
from tests.simulator.launch import simulator

GATE = {"type": "object", "properties": {"gate": {"type": "string"}}, "required": ["gate"]}


def test_each_row_has_the_tools_as_they_were_given_and_no_world_is_wanted(tmp_path: Path) -> None:
    listed = [{"type": "function", "function": {"name": "open_gate", "parameters": GATE}}]
    (tmp_path / "gates.json").write_text(json.dumps(listed))
    with simulator() as endpoint:
        program = Inside(tmp_path, endpoint.base_url)
        words = ("8 wishes and the calls for them", "--recipe", "function-calls", "--world", "gates.json")
        done = program("build", *words, "--yes", "--skip-exam", "-o", "run")
        assert done.code == 0, done.err
    assert "gates.json is a list: what calls of its tools give back is made up" in done.err
    rows = lines(tmp_path / "run" / "dataset.jsonl")
    assert len(rows) == 8
    for row in rows:
        assert row["tools"] == [{"name": "open_gate", "description": "", "parameters": GATE}]
        assert {one["name"] for one in row["calls"]} <= {"open_gate"}
    assert program("audit", "run").code == 0
