"""Requests over a person's own files, and what a person asks of a finished run, by somebody's answers."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from seedbed.memory.files.yaml_file import load
from seedbed.tools.running import run
from seedbed.tools.running.run import run_once
from tests.answered_tests.running import Endpoint
from tests.e2e.inside import seedbed
from tests.e2e.program import Program, lines
from tests.e2e.recorded.building import HERE, built, planned

_FLAGS = ("--seed", "3", "--max-concurrent", "6")


@pytest.mark.parametrize("said", load(HERE / "own_files.yaml").value, ids=lambda said: said["given"][-1])
def test_a_request_over_own_files_is_planned_and_built(
    said: Mapping[str, Any], recorded: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "src").symlink_to(HERE / "own_files")
    monkeypatch.chdir(tmp_path)
    rows = planned(Program(tmp_path), recorded, [said["request"], *said["given"], *_FLAGS])
    assert len(rows) == said["rows"]


@pytest.mark.as_now
@pytest.mark.parametrize("said", load(HERE / "named_files.yaml").value, ids=lambda said: said["named"])
def test_a_request_that_names_files_is_planned_and_built(
    said: Mapping[str, Any], recorded: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / said["named"]).symlink_to(HERE / "own_files" / said["named"])
    monkeypatch.chdir(tmp_path)
    flags = ("--seed", "3", "--max-concurrent", "16")
    assert len(planned(Program(tmp_path), recorded, [said["request"], *flags])) == said["rows"]


@pytest.mark.as_now
def test_a_researcher_with_tools_searches_in_its_own_words(recorded: Endpoint, tmp_path: Path) -> None:
    (tmp_path / "found").mkdir()
    (tmp_path / "found" / "guide").symlink_to(HERE / "own_files" / "guide")
    for name in ("spec.yaml", "plan.yaml"):
        shutil.copy(HERE / "found" / name, tmp_path / "found")
    program = Program(tmp_path)
    flags = ("--seed", "3", "--max-concurrent", "16")
    assert len(planned(program, recorded, [str(tmp_path / "found"), *flags])) == 12
    provenance = lines(program.folder / "run" / "provenance.jsonl")
    assert all("research" in one["prompts"] and one["notes"]["kept"]["found"] for one in provenance)


def test_what_a_person_asks_of_a_finished_run_is_in_the_rows_that_follow(
    recorded: Endpoint, tmp_path: Path
) -> None:
    request = (
        "15 trivia questions about rivers with the answer and one believable wrong answer; a third easy, a "
        "third medium, a third hard"
    )
    program = Program(tmp_path)
    before = planned(program, recorded, [request, *_FLAGS])
    run, added = program.folder / "run", "rivers of Africa"
    guide = "No question whose answer is a number or a year."
    for words in (
        ("extend", run, "-n", "+6"),
        ("steer", run, "--add", added, "--weight", added, 3, "--guide", guide),
        ("resume", run, "--yes", "--quiet"),
        ("audit", run),
    ):
        done = seedbed(*words, env=program.environment())
        assert done.exit_code == 0, done.stderr
    new = [row for row in lines(run / "dataset.jsonl") if row not in before]
    cells = {one["id"]: one["cell"] for one in lines(run / "provenance.jsonl")}
    assert len(before) == 15 and len(new) == 6
    assert sum("/rivers-of-africa/" in cells[row["id"]] for row in new) == 2
    assert not any(character.isdigit() for row in new for character in row["answer"])


def test_programs_over_tables_are_run_with_pandas(
    recorded: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pandas")
    ran = dict[str, Any]()

    def first(kind: str, program: str, *rest: Any) -> Any:
        """Over the same tables each is run once instead of four times, for each time it imports pandas."""
        return ran.get(program) or ran.setdefault(program, run_once(kind, program, *rest))

    monkeypatch.setattr(run, "run_once", first)
    given = {**load(HERE / "tables.yaml").value, "sources": [str(HERE / "tables")]}
    (tmp_path / "spec.yaml").write_text(yaml.safe_dump(given, sort_keys=False), encoding="utf-8")
    rows = built(Program(tmp_path), recorded, "writer", [str(tmp_path / "spec.yaml")])
    assert len(rows) == 8
    assert all("pd.read_csv" in row["code"] and row["answer"] for row in rows)
    assert len(ran) == 16  # a writer's and a solver's for each row
