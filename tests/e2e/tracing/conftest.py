"""A run with everything in it: parts of several kinds, faults, kills, critiques, and people who steer it."""

from pathlib import Path

import pytest

from tests.answered_tests.running import endpoint as replayed
from tests.e2e.inside import Inside, seedbed
from tests.e2e.program import Program, lines
from tests.e2e.recorded.building import BUILDS, CASSETTES, built, spec
from tests.e2e.runs import MESSAGES, PROBLEMS
from tests.once import once
from tests.simulator.launch import simulator

FAULTS = {"errors": 0.02, "malformed": 0.03, "truncated": 0.01, "defects": 0.15, "latency": 5}


@pytest.fixture(scope="session")
def storied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run's folder."""
    return once(tmp_path_factory, "storied", _story) / "run"


def _story(folder: Path) -> None:
    run = folder / "run"

    def asked(command: str, *words: str) -> None:
        ended = seedbed(command, run, *words)
        assert ended.exit_code == 0, ended.stderr

    with simulator(**FAULTS) as endpoint:
        program = Inside(folder, endpoint.base_url)
        parts = [{**MESSAGES, "rows": 60}, {**PROBLEMS, "rows": 6}]
        wish = program.spec(parts=parts, look_ahead=12, critique_every=20, seed=12)
        begun = program.killed((60,), "build", wish, "--skip-exam", "--yes", "-o", "run")
        assert begun.code == 0, begun.err
        asked("redo", lines(run / "dataset.jsonl")[0]["id"], "--because", "it is dull")
        asked("extend", "-n", "+24", "--part", "messages")
        asked("steer", "--add", "Tyres", "--under", "refund", "--guide", "Be brief.", "--part", "messages")
        ended = program("resume", "run", "--yes")
        assert ended.code == 0, ended.err


@pytest.fixture(scope="session")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of recorded talks, whose assistant searches."""
    return once(tmp_path_factory, "talks", _talks) / "run"


def _talks(folder: Path) -> None:
    with replayed("replay", *CASSETTES) as recorded:
        name = "search-talk"
        built(Program(folder), recorded, BUILDS[name]["writer"], [str(spec(name, folder))])
