"""A build that is killed and resumed ends with the same bytes as one that was not, and pays nothing twice."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import Program, answers, kill_after
from tests.simulator.fixtures import Start, simulated

__all__ = ["simulated"]
FAULTS = {"errors": 0.05, "malformed": 0.02, "truncated": 0.01, "rate_limit": 24, "latency": 20, "jitter": 15}
LABELS = {
    "refund": "wants money back",
    "booking": "wants to reserve a bike",
    "damage": "reports a broken bike",
}
SPECS: dict[str, dict[str, Any]] = {
    "mathematics": {
        "task": "mathematics",
        "topic": "a school shop",
        "rows": 24,
        "way": "reasoned",
        "look_ahead": 24,
    },
    "ways": {
        "look_ahead": 24,
        "parts": [
            {"name": "own", "task": "mathematics", "topic": "a harbour", "rows": 18, "way": "reasoned"},
            {"name": "pal", "task": "mathematics", "topic": "a harbour", "rows": 6, "way": "programmed"},
            {"name": "back", "task": "mathematics", "topic": "x", "rows": 8, "way": "fobar", "of": "own"},
            {"name": "more", "task": "mathematics", "topic": "x", "rows": 4, "way": "harder", "of": "own"},
        ],
    },
    "classification": {
        "task": "classification",
        "topic": "a bike-rental firm",
        "about": "intent",
        "text_kind": "customer message",
        "labels": LABELS,
        "rows": 60,
        "look_ahead": 32,
        "critique_every": 10,
    },
    "records": {
        "task": "records",
        "topic": "a bike-rental firm",
        "fields": {"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"]},
        "rubric": ["The note is about one matter."],
        "difficulties": ["easy", "hard"],
        "rows": 60,
        "look_ahead": 24,
        "critique_every": 8,
    },
}
WORLD: dict[str, dict[str, float]] = {
    "records": {"drift": 1.0, "defects": 0.35, "repeats": 0.35},
    "ways": {"defects": 0.3},
}
"""What goes wrong in the texts themselves: enough for the critic to ask for something."""


@pytest.mark.timeout(400)
@pytest.mark.parametrize("task", sorted(SPECS))
def test_killed_at_ten_instants(simulated: Start, tmp_path: Path, task: str) -> None:
    keys: dict[str, Any] = {**SPECS[task], "seed": 5}
    calm = tmp_path / "calm"
    calm.mkdir()
    own = {**FAULTS, **WORLD.get(task, {})}
    whole = Program(calm, simulated(**own).base_url)
    spec = whole.spec(**keys)
    done = whole("build", spec, "--yes", "-o", "run", "--max-concurrent", "16")
    assert done.code == 0, done.err
    total = answers(calm / "run")
    if task == "records":
        trace = (calm / "run" / "events.jsonl").read_text(encoding="utf-8")
        assert trace.count('"kind": "directive"') > 3
        assert whole("status", "run", "--json").json()["planted"] > 3

    rough = tmp_path / "rough"
    rough.mkdir()
    endpoint = simulated(**own)
    pieces = Program(rough, endpoint.base_url)
    pieces.spec(**keys)
    draw = random.Random(task)
    # Fewer workers make fewer candidates that nobody needs, so a build in pieces may end sooner.
    instants = sorted(draw.sample(range(1, total * 3 // 4), 10))
    in_flight = 0
    for number, instant in enumerate(instants):
        workers = str(draw.choice([1, 3, 8, 16, 24]))
        begin = ("build", spec, "--yes", "-o", "run") if not number else ("resume", "run", "--yes")
        process = pieces.start(*begin, "--max-concurrent", workers)
        assert kill_after(process, rough / "run", instant), f"it ended before {instant} of {total} answers"
        in_flight += int(workers)
    done = pieces("resume", "run", "--yes", "--max-concurrent", "16")
    assert done.code == 0, done.err
    for name in ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl"):
        assert (calm / "run" / name).read_bytes() == (rough / "run" / name).read_bytes(), name
    assert endpoint.stats()["repeated"] <= in_flight
