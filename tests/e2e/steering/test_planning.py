"""The planner's agent in the real program: what it changes, that it is bounded, and that a planning which was
killed goes on without paying twice."""

from pathlib import Path
from typing import Any

import yaml

from tests.e2e.program import Program, lines
from tests.simulator.launch import simulator

REQUEST = "40 messages to a hotel"


def _leaves(folder: Path) -> list[str]:
    """Ids of the concepts of a plan without any below them."""
    concepts: list[dict[str, Any]] = yaml.safe_load((folder / "plan.yaml").read_text(encoding="utf-8"))[
        "approved"
    ]["parts"][0]["tree"]["concepts"]
    above = {parent for one in concepts for parent in one.get("parents", ())}
    return [one["id"] for one in concepts if one["id"] not in above]


def _plan(folder: Path, url: str, *more: str, out: str) -> Any:
    program = Program(folder, url)
    done = program("plan", REQUEST, "--yes", "--skip-exam", "--json", "-o", out, *more)
    assert done.code == 0, done.err
    return done.json()["planning"]


def test_it_betters_the_draft_and_equal_answers_give_equal_plans(tmp_path: Path) -> None:
    with simulator() as endpoint:
        first, again = (_plan(tmp_path, endpoint.base_url, out=out) for out in ("one", "two"))
        draft = _plan(tmp_path, endpoint.base_url, "--planning", "draft", out="draft")
    assert first == again and (first["by"], first["calls"]) == ("agent", 3)
    assert [step["tool"] for step in first["steps"]] == ["look", "weigh_concepts", "merge_concepts"]
    assert all(step["why"] for step in first["steps"][1:])
    assert first["tokens"] <= first["most_tokens"]
    for name in ("plan.yaml", "spec.yaml"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert (draft["by"], draft["because"]) == ("draft", "planning: draft")
    assert len(_leaves(tmp_path / "one")) == len(_leaves(tmp_path / "draft")) - 1


def test_one_that_loops_or_talks_nonsense_is_bounded_and_the_plan_stands(tmp_path: Path) -> None:
    for manner in ("loops", "nonsense"):
        with simulator(planner=manner) as endpoint:
            told = _plan(tmp_path, endpoint.base_url, out=manner)
        assert told["calls"] <= told["most_calls"] and told["tokens"] <= told["most_tokens"]
        assert "bound" in told["ended"]
        if manner == "nonsense":
            faults = [one["tool"] for one in told["steps"] if one["came"].startswith("fault")]
            assert {"browse_web", "write_recipe", "set_axis", "look"} <= set(faults)
    assert _leaves(tmp_path / "loops") == _leaves(tmp_path / "nonsense")


def test_a_model_that_cannot_call_tools_plans_by_actions(tmp_path: Path) -> None:
    with simulator(profile="no-tools") as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        done = program("plan", REQUEST, "--yes", "--json", "-o", "out")
        assert done.code == 0, done.err
    assert [one["tool"] for one in done.json()["planning"]["steps"]] == ["look", "merge_concepts"]


def test_killed_while_it_plans_it_goes_on_and_pays_once(tmp_path: Path) -> None:
    found = []
    for name, kills in (("calm", ()), ("rough", (4, 6))):
        folder = tmp_path / name
        folder.mkdir()
        with simulator(latency=30) as endpoint:
            program = Program(folder, endpoint.base_url)
            done = program.killed(kills, "build", REQUEST, "--yes", "--skip-exam", "-o", "run")
            assert done.code == 0, done.err
            assert endpoint.stats()["repeated"] <= 8 * len(kills)
        run = folder / "run"
        told = [
            (one["kind"], one["data"]) for one in lines(run / "events.jsonl") if one["actor"] == "planner"
        ]
        assert [kind for kind, _ in told][:4] == ["look", "weigh_concepts", "merge_concepts", "planned"]
        found.append([told[:4], *((run / one).read_bytes() for one in ("plan.yaml", "dataset.jsonl"))])
    assert found[0] == found[1]
    shown = program("inspect", "run", "--plan").out
    assert "bettered by the planner's agent: 3 of 16 answers" in shown
    assert "because Two of the concepts say the same." in shown
    assert program("audit", "run").code == 0


def test_a_solver_is_dispatched_with_tools_and_its_rows_can_be_made_again(tmp_path: Path) -> None:
    with simulator() as endpoint:
        program = Program(tmp_path, endpoint.base_url)
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
