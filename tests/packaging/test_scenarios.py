"""The scenarios are specs that say how they are run and what their results must show."""

import re
from pathlib import Path

import pytest

from seedbed.memory.spec_file import read_spec
from seedbed.memory.task import GROUNDED, TALKS, WAYS

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
SPECS = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_scenario_is_a_spec_over_documents_that_are_here(path: Path) -> None:
    spec = read_spec(path)
    assert all((FOLDER.parent / source).exists() for source in spec.sources)
    assert spec.rows <= 200


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_scenario_says_how_it_is_run_and_what_its_result_must_show(path: Path) -> None:
    said = " ".join(
        line.removeprefix("#").strip() for line in path.read_text("utf-8").splitlines() if line[:1] == "#"
    )
    assert f"seedbed build scenarios/{path.name} " in said
    assert re.search(r"[Rr]esult must show: ", said)


def test_a_scenario_that_is_named_for_a_task_or_way_asks_for_it() -> None:
    named = {path.stem: {(part.task, part.way) for part in read_spec(path).parts} for path in SPECS}
    for stem, asked in named.items():
        if stem not in ("code", "metamath"):
            assert any(stem in pair for pair in asked), stem


def test_there_is_one_for_every_task_and_way_of_documents() -> None:
    asked = {(part.task, part.way) for path in SPECS for part in read_spec(path).parts}
    assert asked >= {(task, way) for task in GROUNDED for way in ("", *WAYS.get(task, ()))}


def test_there_is_one_for_every_task_and_way_of_talks() -> None:
    asked = {(part.task, part.way) for path in SPECS for part in read_spec(path).parts}
    assert asked >= {(task, way) for task in (*TALKS, "preferences") for way in ("", *WAYS[task])}
