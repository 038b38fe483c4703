"""The day of a run, as recipes name it: that of its making, and the same when it goes on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from tests.e2e.inside import seedbed
from tests.e2e.program import Program, lines
from tests.simulator.launch import simulator

RECIPE: dict[str, Any] = {
    "recipe": "dated",
    "about": "A note with the day on which it was taken",
    "row": {"note": "string 5..400 as text", "taken": "date as context"},
    "make": {"taken": {"set": "today"}, "note": "A note about {{ leaf }}, taken down on {{ today }}."},
}


def test_every_row_has_the_day_of_its_run(tmp_path: Path) -> None:
    with simulator() as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        part = {"name": "notes", "recipe": RECIPE, "topic": "a bike-rental firm", "rows": 3}
        spec = program.spec(parts=[part], seed=3)
        before = datetime.now(UTC).date()
        done = program("build", spec, "--skip-exam", "--yes", "-o", "run")
        assert done.code == 0, done.err
        run = tmp_path / "run"
        kept = str(yaml.safe_load((run / "spec.yaml").read_text(encoding="utf-8"))["today"])
        assert before.isoformat() <= kept <= datetime.now(UTC).date().isoformat()
        assert program("extend", "run", "-n", "+2").code == 0
        assert program("resume", "run", "--yes").code == 0
    assert [row["taken"] for row in lines(run / "dataset.jsonl")] == [kept] * 5
    assert seedbed("audit", run).exit_code == 0
