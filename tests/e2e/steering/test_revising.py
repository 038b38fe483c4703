"""Before approval: a recipe whose dry run fails is revised by the planner's model, and what its checks can't
see isn't called kept."""

import json
from pathlib import Path

from tests.e2e.program import Program, lines
from tests.simulator.launch import simulator

REQUEST = "24 messages to a hotel, labels: angry, calm"


def _told(folder: Path) -> list[tuple[str, object]]:
    """What the dry run changed, by the trace."""
    events = lines(folder / "run" / "events.jsonl")
    kinds = ("recipes revised", "clauses not kept")
    return [(one["kind"], one["data"]) for one in events if one["kind"] in kinds]


def test_a_recipe_that_loses_its_rows_is_revised_once_and_the_run_goes_by_it(tmp_path: Path) -> None:
    with simulator(hasty_recipes=True) as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        done = program("build", REQUEST, "--yes", "--skip-exam", "-o", "run")
        assert done.code == 0, done.err
        assert "its recipe was revised after the dry run (0 of" in done.err
        kept = (tmp_path / "run" / "recipe.yaml").read_text(encoding="utf-8")
        assert _told(tmp_path) == [("recipes revised", {"parts": ["rows"]})]
        assert "count" not in kept and "count" not in (tmp_path / "run" / "spec.yaml").read_text("utf-8")
        assert len(lines(tmp_path / "run" / "dataset.jsonl")) == 24
        status = program("status", "run", "--json").json()
        assert [clause["not_kept"] for clause in status["clauses"]] == ["", "", ""]
        assert program("audit", "run").code == 0
        assert program("extend", "run", "-n", "+2").code == 0
        more = program("resume", "run", "--yes")
        assert more.code == 0, more.err
        assert len(lines(tmp_path / "run" / "dataset.jsonl")) == 26


def test_killed_while_a_recipe_is_revised_it_ends_alike_and_pays_once(tmp_path: Path) -> None:
    found = []
    for name, kills in (("calm", ()), ("rough", (6, 30))):
        folder = tmp_path / name
        folder.mkdir()
        with simulator(hasty_recipes=True, latency=10) as endpoint:
            program = Program(folder, endpoint.base_url)
            done = program.killed(kills, "build", REQUEST, "--yes", "--skip-exam", "-o", "run")
            assert done.code == 0, done.err
            assert endpoint.stats()["repeated"] <= 64 * len(kills)
        found.append(
            [(folder / "run" / file).read_bytes() for file in ("dataset.jsonl", "recipe.yaml", "plan.yaml")]
        )
    assert found[0] == found[1]


def test_what_its_checks_cannot_see_is_not_called_kept(tmp_path: Path) -> None:
    with simulator(profile="yes-man") as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        said = program("build", "24 messages to a hotel", "--yes", "--skip-exam", "-o", "run").err
    assert "«messages to a hotel» isn't kept: the planted defects passed (rubric.1/broken)" in said
    assert _told(tmp_path) == [("clauses not kept", {"parts": {"rows": ["messages to a hotel"]}})]
    report = json.loads((tmp_path / "run" / "report.json").read_text(encoding="utf-8"))
    demand = next(one for one in report["clauses"] if one["text"] == "messages to a hotel")
    assert demand["share"] is None and "planted defects pass" in demand["not_kept"]
