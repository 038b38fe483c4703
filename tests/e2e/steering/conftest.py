"""A finished run of 12 rows for people to change, in a copy of its own for each test."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.inside import Inside
from tests.e2e.program import Program
from tests.e2e.runs import MESSAGES
from tests.simulator.launch import simulator

SPEC: dict[str, Any] = {"parts": [{**MESSAGES, "rows": 12}], "look_ahead": 6, "critique_every": 8, "seed": 4}


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program in a folder with the run."""
    with simulator(latency=10) as endpoint:
        program = Inside(tmp_path_factory.mktemp("finished"), endpoint.base_url)
        done = program("build", program.spec(**SPEC), "--skip-exam", "--yes", "-o", "run", "--quiet")
        assert done.code == 0, done.err
        yield program


@pytest.fixture
def program(finished: Program, tmp_path: Path) -> Program:
    return replace(finished, folder=tmp_path)


@pytest.fixture
def run(finished: Program, tmp_path: Path) -> Path:
    """A copy of the run, in the program's folder."""
    return Path(shutil.copytree(finished.folder / "run", tmp_path / "run"))
