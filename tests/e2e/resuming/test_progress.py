"""A run of many rows takes its time to be taken up and to be written: how far that is, is told."""

import re
from pathlib import Path

import pytest

from tests.e2e.hostile.bad import SPEC, Run, cache, endpoint, run
from tests.e2e.program import Program
from tests.simulator.launch import Running

__all__ = ["cache", "endpoint", "run"]
RESUMED = (
    r"looked through \d+ of \d+ candidates",
    r"hashed \d+ lines of the store",
    r"taken up: \d+ of \d+ candidates",
    r"written: \d+ of \d+ lines",
)


def test_what_takes_long_is_told(
    run: Run, endpoint: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Program(tmp_path).spec(**SPEC)
    assert (
        run("build", "spec.yaml", "--skip-exam", "--yes", "--budget", "40calls", "-o", "run").exit_code == 3
    )
    quiet = run("resume", "run", "--yes", "--budget", "45calls")
    assert quiet.exit_code == 3 and not re.search(RESUMED[0], quiet.stderr), "nothing of what is soon over"
    monkeypatch.setattr("seedbed.graphs.observer._PAUSE", -1.0)
    done = run("resume", "run", "--yes", "--budget", "500calls")
    assert done.exit_code == 0, done.stderr
    found = [re.search(line, done.stderr) for line in RESUMED]
    assert all(found), done.stderr
    places = [one.start() for one in found if one]
    assert places == sorted(places)
    more = run("extend", "run", "-n", "+2")
    assert more.exit_code == 0 and re.search(RESUMED[1], more.stderr), more.stderr
