"""A run's folder or store goes while it is built: the build stops, and nothing of it is made anew."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seedbed.graphs import planning
from tests.e2e.inside import Inside, status
from tests.e2e.program import Program, lines, row_answers, until
from tests.e2e.runs import PLAIN
from tests.simulator.launch import Running, simulator

NOTES: dict[str, Any] = {"recipe": PLAIN, "topic": "bikes"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Running]:
    with simulator(latency=100) as running:
        yield running


@pytest.fixture
def program(endpoint: Running, tmp_path: Path) -> Program:
    return Program(tmp_path, endpoint.base_url)


def test_a_build_whose_folder_or_store_goes_stops_soon_and_says_so(
    program: Program, endpoint: Running
) -> None:
    program.spec(**NOTES, rows=200)
    ways = {"moved": "where it lies now", "deleted": "build again", "bare": "make its rows again"}
    ways["another"] = "nothing was written into what is there now"
    for name, said in ways.items():
        before = endpoint.stats()["answered"]
        words = ("build", "spec.yaml", "--skip-exam", "--yes", "-o", name, "--max-concurrent", "2")
        process, run = program.start(*words), program.folder / name
        until(process, lambda run=run: row_answers(run) > 4)  # type: ignore[misc]
        if name == "moved":
            run.rename(program.folder / "new")
        elif name == "another":
            run.rename(program.folder / "away")
            run.mkdir()
            (run / "dataset.jsonl").write_text("mine", "utf-8")
        elif name == "deleted":
            shutil.rmtree(run)
        else:
            for path in run.glob("run.sqlite*"):
                path.unlink()
        _, err = process.communicate(timeout=60)
        assert process.returncode == 3 and said in err and "Traceback" not in err, err
        assert endpoint.stats()["answered"] - before < 120, "what is left isn't paid for"
    assert lines(program.folder / "bare" / "dataset.jsonl")
    assert status(program.folder / "new")["state"] == "paused"
    assert not (program.folder / "deleted").exists()
    (mine,) = (program.folder / "another").iterdir()
    assert mine.read_text("utf-8") == "mine" and status(program.folder / "away")["state"] == "paused"


@pytest.mark.parametrize("another", [False, True])
def test_a_folder_that_goes_while_it_is_planned_is_not_made_anew(
    program: Program, monkeypatch: pytest.MonkeyPatch, another: bool
) -> None:
    program.spec(**NOTES, rows=2)
    run, unmakeable = program.folder / "run", planning.unmakeable

    def gone(*given: Any) -> Any:
        run.rename(program.folder / "away")
        if another:
            run.mkdir()
            (run / "plan.yaml").write_text("mine", "utf-8")
        return unmakeable(*given)

    monkeypatch.setattr(planning, "unmakeable", gone)
    done = Inside(program.folder, program.base_url)("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run")
    assert done.code == 3 and "the run's folder was moved or deleted" in done.err, done.err
    assert [path.read_text("utf-8") for path in run.glob("*")] == ["mine"] * another
    assert run.exists() == another
