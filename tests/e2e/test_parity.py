"""A build that is killed and resumed ends with the same bytes as one that was not, and pays nothing twice."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import Program, answers, kill_after
from tests.simulator.fixtures import Start, simulated

__all__ = ["simulated"]
FAULTS = {"errors": 0.05, "malformed": 0.02, "truncated": 0.01, "rate_limit": 24, "latency": 20, "jitter": 15}
WORLD = {"drift": 1.0, "defects": 0.35, "repeats": 0.35}
"""What goes wrong in the texts themselves: enough for the critic to ask for something."""
NOTES = """\
recipe: notes
about: Notes of a shop
row: {note: string 20..600 as text}
write: "A note about {{ leaf }}."
rubric: [The note is about one matter.]
"""
TOPIC = "a bike-rental firm"
SPEC: dict[str, Any] = {
    "seed": 5,
    "look_ahead": 24,
    "critique_every": 8,
    "parts": [
        {"name": "notes", "recipe": NOTES, "topic": TOPIC, "difficulties": ["easy", "hard"], "rows": 40},
        {"name": "messages", "recipe": "labelled-text", "topic": TOPIC, "rows": 12},
        {"name": "problems", "recipe": "reasoned-problems", "topic": "a harbour", "rows": 6},
        {"name": "again", "recipe": "rephrased-problems", "topic": "a harbour", "rows": 3},
        {"name": "sums", "offline": "problems", "topic": "a school shop", "rows": 6},
    ],
}
"""A part whose critic is busy, one with labels, one and what is made of its rows, one without a model."""
KILLS = 10


@pytest.mark.timeout(400)
def test_killed_at_ten_instants(simulated: Start, tmp_path: Path) -> None:
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    calm.mkdir()
    whole = Program(calm, simulated(**FAULTS, **WORLD).base_url)
    spec = whole.spec(**SPEC)
    done = whole("build", spec, "--yes", "-o", "run", "--max-concurrent", "16")
    assert done.code == 0, done.err
    total = answers(calm / "run")
    trace = (calm / "run" / "events.jsonl").read_text(encoding="utf-8")
    assert trace.count('"kind": "directive"') > 3
    assert whole("status", "run", "--json").json()["planted"] > 3

    rough.mkdir()
    endpoint = simulated(**FAULTS, **WORLD)
    pieces = Program(rough, endpoint.base_url)
    pieces.spec(**SPEC)
    draw = random.Random("parity")
    # Fewer workers make fewer candidates that nobody needs, so a build in pieces may end sooner.
    instants = sorted(draw.sample(range(1, total * 3 // 4), KILLS))
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
