"""A run with everything in it: parts of several kinds, faults, kills, critiques, and people who steer it."""

from pathlib import Path

import pytest

from tests.answered_tests.running import endpoint as replayed
from tests.e2e.program import Program, lines
from tests.e2e.recipes.test_recorded import BUILDS, CASSETTES, built, spec
from tests.e2e.runs import HANDBOOK, MESSAGES, PROBLEMS, QUESTIONS, RULES
from tests.simulator.launch import simulator

FAULTS = {"errors": 0.02, "malformed": 0.03, "truncated": 0.01, "defects": 0.15, "latency": 5}


@pytest.fixture(scope="session")
def storied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run's folder."""
    folder = tmp_path_factory.mktemp("storied")
    (folder / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    with simulator(**FAULTS) as endpoint:
        program = Program(folder, endpoint.base_url)

        def done(*words: str) -> None:
            ended = program(*words)
            assert ended.code == 0, ended.err

        parts = [{**MESSAGES, "rows": 60}, {**PROBLEMS, "rows": 6}, QUESTIONS, RULES]
        asked = program.spec(parts=parts, sources=["handbook.md"], look_ahead=12, critique_every=20, seed=8)
        begun = program.killed((60,), "build", asked, "--skip-exam", "--yes", "-o", "run")
        assert begun.code == 0, begun.err
        done("redo", "run", lines(folder / "run" / "dataset.jsonl")[0]["id"], "--because", "it is dull")
        done("extend", "run", "-n", "+9", "--part", "messages")
        done(
            "steer",
            "run",
            "--add",
            "Tyres",
            "--under",
            "refund",
            "--guide",
            "Keep it short.",
            "--part",
            "messages",
        )
        done("resume", "run", "--yes")
    return folder / "run"


@pytest.fixture(scope="session")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of recorded talks with tools."""
    folder, name = tmp_path_factory.mktemp("talks"), "calculator-talk"
    with replayed("replay", *CASSETTES) as recorded:
        built(Program(folder), recorded, BUILDS[name]["writer"], [str(spec(name, folder))])
    return folder / "run"
