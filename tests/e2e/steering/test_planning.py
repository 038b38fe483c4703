"""The planner's agent in the real program: what it changes, that it is bounded; a recipe whose dry run fails
is revised before approval; a planning that was killed goes on without paying twice."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.inside import Inside, seedbed
from tests.e2e.program import Done, Program, lines
from tests.simulator.launch import Running, simulator

REQUEST = "40 messages to a hotel, labels: angry, calm"
BUILD = ("build", REQUEST, "--yes", "--skip-exam", "-o", "run")
FILES = ("plan.yaml", "recipe.yaml", "dataset.jsonl")


def _leaves(folder: Path) -> list[str]:
    """Ids of the concepts of a plan without any below them."""
    concepts: list[dict[str, Any]] = yaml.safe_load((folder / "plan.yaml").read_text(encoding="utf-8"))[
        "approved"
    ]["parts"][0]["tree"]["concepts"]
    above = {parent for one in concepts for parent in one.get("parents", ())}
    return [one["id"] for one in concepts if one["id"] not in above]


def _plan(folder: Path, endpoint: Running, *more: str, out: str) -> Any:
    flags = ("--yes", "--skip-exam", "--json", "-o", folder / out, *more)
    done = seedbed("plan", REQUEST, *flags, env={**endpoint.settings, "HOME": str(folder)})
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)["planning"]


def _told(folder: Path) -> list[tuple[str, object]]:
    """What the dry run changed, by the trace."""
    events = lines(folder / "run" / "events.jsonl")
    kinds = ("recipes revised", "clauses not kept")
    return [(one["kind"], one["data"]) for one in events if one["kind"] in kinds]


@dataclass(frozen=True, slots=True)
class Built:
    """A run whose recipe was revised, which nobody killed."""

    program: Program
    endpoint: Running
    done: Done

    @property
    def run(self) -> Path:
        """Its folder."""
        return self.program.folder / "run"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    with simulator(hasty_recipes=True) as endpoint:
        program = Inside(tmp_path_factory.mktemp("planned"), endpoint.base_url)
        done = program(*BUILD)
        assert done.code == 0, done.err
        yield Built(program, endpoint, done)


def test_it_betters_the_draft(built: Built, tmp_path: Path) -> None:
    draft = _plan(tmp_path, built.endpoint, "--planning", "draft", out="draft")
    told = json.loads(seedbed("inspect", built.run, "--plan", "--json").stdout)["planning"]
    assert (told["by"], told["calls"]) == ("agent", 3)
    assert [step["tool"] for step in told["steps"]] == ["look", "weigh_concepts", "merge_concepts"]
    assert all(step["why"] for step in told["steps"][1:])
    assert told["tokens"] <= told["most_tokens"]
    assert (draft["by"], draft["because"]) == ("draft", "planning: draft")
    assert len(_leaves(built.run)) == len(_leaves(tmp_path / "draft")) - 1
    shown = seedbed("inspect", built.run, "--plan").stdout
    assert "bettered by the planner's agent: 3 of 16 answers" in shown
    assert "because Two of the concepts say the same." in shown


def test_a_recipe_that_loses_its_rows_is_revised_once_and_the_run_goes_by_it(built: Built) -> None:
    assert "its recipe was revised after the dry run (0 of" in built.done.err
    lost = "labels: angry, calm"  # the simulator's revision has no label
    told = [("recipes revised", {"parts": ["rows"]}), ("clauses not kept", {"parts": {"rows": [lost]}})]
    assert _told(built.program.folder) == told
    for name in ("recipe.yaml", "spec.yaml"):
        assert "count" not in (built.run / name).read_text(encoding="utf-8")
    assert len(lines(built.run / "dataset.jsonl")) == 40
    status = json.loads(seedbed("status", built.run, "--json").stdout)
    assert [clause["text"] for clause in status["clauses"] if clause["not_kept"]] == [lost]
    assert seedbed("audit", built.run).exit_code == 0


def test_killed_while_it_plans_and_revises_it_ends_alike_and_pays_once(built: Built, tmp_path: Path) -> None:
    with simulator(hasty_recipes=True, latency=30) as endpoint:
        program = Inside(tmp_path, endpoint.base_url)
        done = program.killed((4, 6, 33), *BUILD)
        assert done.code == 0, done.err
        assert endpoint.stats()["repeated"] <= 2 * 8 + 64  # of the agent's answers, of the dry run's
        run, found = tmp_path / "run", []
        for one in (built.run, run):
            events = lines(one / "events.jsonl")
            told = [(event["kind"], event["data"]) for event in events if event["actor"] == "planner"]
            assert [kind for kind, _ in told][:4] == ["look", "weigh_concepts", "merge_concepts", "planned"]
            found.append([told[:4], *((one / name).read_bytes() for name in FILES)])
        assert found[0] == found[1]
        assert program("audit", "run").code == 0
        assert program("extend", "run", "-n", "+2").code == 0
        more = program("resume", "run", "--yes")
        assert more.code == 0, more.err
    assert len(lines(run / "dataset.jsonl")) == 42


def test_what_its_checks_cannot_see_is_not_called_kept(tmp_path: Path) -> None:
    words = ("build", "24 messages to a hotel", "--yes", "--skip-exam", "-o", tmp_path / "run")
    with simulator(profile="yes-man") as endpoint:
        said = seedbed(*words, env={**endpoint.settings, "HOME": str(tmp_path)}).stderr
    assert "«messages to a hotel» isn't kept: the planted defects passed (rubric.1/broken)" in said
    assert _told(tmp_path) == [("clauses not kept", {"parts": {"rows": ["messages to a hotel"]}})]
    report = json.loads((tmp_path / "run" / "report.json").read_text(encoding="utf-8"))
    demand = next(one for one in report["clauses"] if one["text"] == "messages to a hotel")
    assert demand["share"] is None and "planted defects pass" in demand["not_kept"]


def test_the_draft_of_a_model_that_cannot_call_tools_stands_and_it_is_said(tmp_path: Path) -> None:
    with simulator(profile="no-tools") as endpoint:
        words = ("plan", REQUEST, "--yes", "--json", "-o", tmp_path / "out")
        done = seedbed(*words, env={**endpoint.settings, "HOME": str(tmp_path)})
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)["planning"]
    assert (told["by"], told["calls"]) == ("draft", 0) and "calls no tools" in told["because"]


def test_a_solver_is_dispatched_with_tools_and_its_rows_can_be_made_again(tmp_path: Path) -> None:
    with simulator() as endpoint:
        program = Inside(tmp_path, endpoint.base_url)
        program.spec(recipe="reasoned-problems", topic="a bakery", rows=3, planning="agent", seed=3)
        done = program("build", "spec.yaml", "--yes", "--skip-exam", "-o", "run")
        assert done.code == 0, done.err
        assert (
            "solver with calculate, algebra, python: answers.answer"
            in program("inspect", "run", "--plan").out
        )
        assert program("audit", "run").code == 0
        folder = tmp_path / "edited"
        folder.mkdir()
        for name in ("spec.yaml", "plan.yaml"):
            text = (tmp_path / "run" / name).read_text(encoding="utf-8")
            (folder / name).write_text(text.replace("- algebra", "- rm"), encoding="utf-8")
        refused = program("build", "edited", "--yes", "--skip-exam", "-o", "again")
    assert refused.code == 2
    assert "'rm' is no tool of the solver" in refused.err
