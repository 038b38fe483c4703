"""A clock that jumps while a build goes on changes nothing of it: what lasts is measured by another."""

import random
import time
from pathlib import Path

import pytest

from tests.e2e.hostile.bad import SPEC, Run, cache, endpoint, run
from tests.e2e.program import Program
from tests.e2e.tracing.whole import whole_run
from tests.simulator.launch import Running

__all__ = ["cache", "endpoint", "run"]
FILES = ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl")
DAY = 86_400.0


def test_a_clock_that_jumps_changes_nothing(
    run: Run, endpoint: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Program(tmp_path).spec(**SPEC)
    words = ("spec.yaml", "--skip-exam", "--yes", "--budget", "10min")
    assert run("build", *words, "-o", "calm").exit_code == 0
    chance, real = random.Random(0), time.time
    monkeypatch.setattr(time, "time", lambda: real() + chance.uniform(-DAY, DAY))
    done = run("build", *words, "-o", "jumps")
    assert done.exit_code == 0, done.stderr
    for name in FILES:
        assert Path("jumps", name).read_bytes() == Path("calm", name).read_bytes(), name
    for command in ("audit", "status", "inspect"):
        assert run(command, "jumps").exit_code == 0, command
    assert run("resume", "jumps", "--yes").exit_code == 0
    whole_run(Path("jumps"))
