"""The scenarios are specs that say how they are run and what their results must show."""

import re
from pathlib import Path

import pytest

from seedbed.agent.making.parts import settled
from seedbed.agent.planner.reading.given import read_examples
from seedbed.memory.files.spec_file import read_spec

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
SPECS = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_scenario_is_a_spec_of_what_is_here_and_says_how_it_is_run_and_judged(path: Path) -> None:
    spec = settled(read_spec(path), FOLDER)
    assert all((FOLDER.parent / source).exists() for source in spec.sources)
    assert all(read_examples([one]) for part in spec.parts if (one := part.personas))
    assert spec.rows <= 200 and all(part.row_roles for part in spec.parts)
    said = " ".join(
        line.removeprefix("#").strip() for line in path.read_text("utf-8").splitlines() if line[:1] == "#"
    )
    assert f"seedbed build scenarios/{path.name} " in said
    assert re.search(r"[Rr]esult must show: ", said)
