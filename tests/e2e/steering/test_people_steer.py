"""People steer: more rows, rows made anew, directives, on runs that stand still and on one that is built."""

import json
import signal
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.making.parts import settled
from seedbed.memory.files.plan_file import write_plan
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.files.spec_file import read_spec
from seedbed.memory.plan import PartPlan, Plan, quotas
from seedbed.memory.store.opening import open_store
from seedbed.memory.tree import Concept, ConceptTree, slug
from tests.e2e.inside import is_clean, seedbed, status
from tests.e2e.program import Program, count, lines, row_answers, until
from tests.e2e.runs import PLAIN
from tests.e2e.steering.conftest import SPEC
from tests.simulator.launch import simulator


def planned(folder: Path) -> None:
    """A plan of four concepts beside the spec."""
    part = settled(read_spec(folder / "spec.yaml"), folder).parts[0]
    names = ("Punctures", "Guided tours", "Deposits", "Opening hours")
    leaves = [Concept(id=slug(name), name=name, parents=("all",)) for name in names]
    tree = ConceptTree(concepts=(Concept(id="all", name="A bike-rental firm"), *leaves))
    plan = PartPlan(part=part.name, tree=tree, quotas=quotas(part, tree, ("any",)))
    write_plan(Plan(parts=(plan,)), folder / "plan.yaml")


def sound(run: Path) -> None:
    """The audit finds nothing."""
    result = seedbed("audit", run)
    assert result.exit_code == 0, result.stdout


def concepts(run: Path) -> list[dict[str, Any]]:
    (part,) = json.loads(seedbed("inspect", run, "--plan", "--json").stdout)["parts"]
    found: list[dict[str, Any]] = part["concepts"]
    return found


def test_a_finished_run_is_extended(program: Program, run: Path) -> None:
    before = {row["id"] for row in lines(run / "dataset.jsonl")}
    done = seedbed("extend", run, "-n", "+7")
    assert done.exit_code == 0, done.stderr
    assert "19 in all" in done.stderr and f"seedbed resume {run}" in done.stderr
    here = status(run)
    assert (here["requested"], here["missing"], here["state"]) == (19, 7, "paused")
    assert here["coverage"] == pytest.approx(12 / 19)
    sound(run)
    again = program("resume", "run", "--yes", "--quiet")
    assert again.code == 0, again.err
    rows = lines(run / "dataset.jsonl")
    assert len(rows) == 19 and before < {row["id"] for row in rows}
    labels = [row["label"] for row in rows]
    assert all(6 <= labels.count(label) <= 7 for label in set(labels))
    report = json.loads((run / "report.json").read_text(encoding="utf-8"))
    assert report["requested"] == sum(c["asked"] for c in report["parts"][0]["cells"]) == 19
    assert status(run)["coverage"] == report["coverage"] == 1
    sound(run)
    assert seedbed("resume", run, "--yes").exit_code == 0
    twice = program("extend", "run", "-n", "2", "--json").json()
    assert (twice["requested"], twice["missing"], twice["done"]) == (21, 2, True)


def test_what_a_recipe_counts_grows_in_its_file_too(program: Program) -> None:
    recipe = {**PLAIN, "vary": {"who": {"boss": "1 row", "clerk": "rest"}}, "write": "A note by {{ who }}."}
    program.spec(recipe=recipe, topic="a bike shop", rows=3)
    assert program("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run").code == 0
    assert program("extend", "run", "-n", "+3").code == 0
    assert "boss: 1/3" in (program.folder / "run" / "recipe.yaml").read_text(encoding="utf-8")
    sound(program.folder / "run")


def test_another_command_that_holds_a_run_at_rest_is_no_build(
    program: Program, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seedbed.app.asking._WAIT", 0.0)
    with RunFolder(run).hold():
        more = program("extend", "run", "-n", "+2")
        said = program("steer", "run", "--guide", "Be brief.", "--json").json()
    assert more.code == 0 and "(14 in all, 2 missing): go on: seedbed resume run" in more.err, more.err
    assert (said["running"], said["done"]) == (False, False)
    with closing(open_store(run / "run.sqlite", write=False)) as store:
        assert [one.arguments["at_rest"] for one in store.waiting() if one.name == "steer"] == [True]
    again = program("resume", "run", "--yes")
    assert again.code == 0 and status(run)["accepted"] == 14, again.err


def test_rows_are_made_anew(program: Program, run: Path) -> None:
    ids = [row["id"] for row in lines(run / "dataset.jsonl")][:2]
    done = seedbed("redo", run, ids[0][:8], ids[1], "--because", "too stiff")
    assert done.exit_code == 0, done.stderr
    here = status(run)
    assert (here["accepted"], here["missing"]) == (10, 2)
    left = {row["id"] for row in lines(run / "dataset.jsonl")}
    assert len(left) == 10 and not left & set(ids)
    gone = {row["id"]: row["reasons"] for row in lines(run / "rejected.jsonl")}
    assert gone[ids[0]] == [{"code": "policy", "by": "person", "detail": "too stiff"}]
    sound(run)
    again = program("resume", "run", "--yes")
    assert again.code == 0, again.err
    rows = {row["id"] for row in lines(run / "dataset.jsonl")}
    assert len(rows) == 12 and not rows & set(ids) and left < rows
    made = [row for row in lines(run / "provenance.jsonl") if row["id"] in rows - left]
    assert any("Rows were sent back for this: too stiff" in row["brief"]["guidance"] for row in made)
    sound(run)
    twice = seedbed("redo", run, ids[0])
    assert twice.exit_code == 2 and "is not in the dataset" in twice.stderr
    shown = seedbed("inspect", run, "--plan", env={"COLUMNS": "60"}).stdout
    assert f"the row {ids[0]} is withdrawn" in shown and "«Rows were sent back for this: too stiff»" in shown
    assert is_clean(shown) and max(map(len, shown.splitlines())) <= 60


def test_rows_that_were_made_from_withdrawn_ones_are_named(program: Program) -> None:
    talks = {"name": "talks", "recipe": "open-talk", "topic": "a harbour", "rows": 2}
    program.spec(parts=[talks, {**talks, "name": "pairs", "recipe": "pairs-of-talks"}])
    assert program("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run", "--quiet").code == 0
    rows = lines(program.folder / "run" / "dataset.jsonl")
    ids = {part: [row["id"] for row in rows if row["part"] == part] for part in ("talks", "pairs")}
    done = seedbed("redo", program.folder / "run", *ids["talks"])
    assert "2 rows withdrawn; 2 rows made from them and kept" in done.stderr, done.stderr
    assert all(id in done.stderr for id in ids["pairs"])
    assert "made from" not in seedbed("redo", program.folder / "run", *ids["pairs"]).stderr


def test_nothing_more_is_made_of_what_was_dropped(program: Program) -> None:
    """Neither where more rows are asked for, nor where one of its rows is made anew."""
    run = program.folder / "run"
    program.spec(**SPEC)
    planned(program.folder)
    assert program("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run", "--quiet").code == 0
    assert seedbed("extend", run, "-n", "+8").exit_code == 0
    assert seedbed("steer", run, "--drop", "Punctures").exit_code == 0
    assert program("resume", "run", "--yes", "--quiet").code == 0
    before = {row["id"] for row in lines(run / "dataset.jsonl")}
    mine = [row["id"] for row in lines(run / "provenance.jsonl") if "/punctures/" in row["cell"]]
    assert seedbed("redo", run, mine[0]).exit_code == seedbed("extend", run, "-n", "+8").exit_code == 0
    again = program("resume", "run", "--yes", "--quiet")
    assert again.code == 0, again.err
    made = [row for row in lines(run / "provenance.jsonl") if row["id"] not in before]
    assert len(made) == 9 and not [row for row in made if "/punctures/" in row["cell"]]
    sound(run)


def test_rows_without_material_are_missing_for_that_and_nothing_else(program: Program) -> None:
    bikes = (
        "| bike | price per day |\n|---|---|\n| city bike | 12 € |\n| cargo bike | 25 € |\n| tandem | 30 € |"
    )
    tours = "| tour | length |\n|---|---|\n| Harbour | 12 km |\n| Forest | 20 km |\n| Night | 8 km |"
    text = f"# Prices\n\n## Bikes\n\n{bikes}\n\n## Tours\n\n{tours}\n"
    (program.folder / "tours.md").write_text(text, encoding="utf-8")
    part = {"offline": "questions", "topic": "tours", "rows": 6}  # which is all that they give
    program.spec(sources=["tours.md"], parts=[part])
    done = program("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run", "--quiet")
    assert done.code == 0, done.err
    run = program.folder / "run"
    assert seedbed("redo", run, lines(run / "dataset.jsonl")[0]["id"]).exit_code == 0
    again = program("resume", "run", "--yes", "--quiet")
    assert again.code == 1 and "because no material is left to make them from" in again.err, again.err
    assert "near-copies" not in again.err


def test_a_stopped_run_obeys_when_it_is_resumed(program: Program) -> None:
    run = program.folder / "run"
    program.spec(**{**SPEC, "parts": [{**SPEC["parts"][0], "rows": 24}]})
    planned(program.folder)
    process = program.start(
        "build", "spec.yaml", "--skip-exam", "--yes", "-o", "run", "--max-concurrent", "1"
    )
    until(process, lambda: count(run, "SELECT count(*) FROM candidates WHERE state='accepted'") > 1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    leaves = [c for c in concepts(run) if c["leaf"] and c["filled"] < c["quota"]]
    gone, kept = leaves[0], leaves[-1]
    wrong = seedbed("steer", run, "--drop", f"{gone['name']}x", "--guide", "Be brief.")
    assert wrong.exit_code == 2 and gone["name"] in wrong.stderr
    words = ("--drop", gone["name"], "--add", "Winter storage", "--inside", "bikes kept in winter")
    asked = seedbed("steer", run, *words, "--guide", "Write in haste.", "--for", kept["id"])
    assert asked.exit_code == 0, asked.stderr
    assert "seedbed resume" in asked.stderr
    for against, said in (
        (("--weight", gone["name"], "2"), "dropped"),
        (("--add", "winter storage"), "already"),
    ):
        refused = seedbed("steer", run, *against)
        assert refused.exit_code == 2 and said in refused.stderr, refused.stderr
    with closing(
        open_store(run / "run.sqlite", write=True)
    ) as store:  # as if the build took the first up now
        store.send("steer", {"weight": [[gone["name"], 2]]})
    again = program("resume", "run", "--yes", "--quiet")
    assert again.code in (0, 1), again.err
    (back, *_) = [event for event in lines(run / "events.jsonl") if event["kind"] == "withdrawn"]
    assert back["data"]["because"] == "a person steered before"
    undone = f"not done, though asked for: steer: {gone['name']!r} is dropped"
    assert undone in again.err and undone in seedbed("status", run).stdout
    assert "not done, though asked for: steer" in seedbed("inspect", run, "--plan").stdout
    found = {c["name"]: c for c in concepts(run)}
    assert found[gone["name"]]["closed"] and found[gone["name"]]["filled"] == gone["filled"]
    assert found["Winter storage"]["later"]
    told = [
        row["brief"]["guidance"]
        for row in lines(run / "provenance.jsonl")
        if f"/{kept['id']}/" in row["cell"]
    ]
    assert any("Write in haste." in guidance for guidance in told) or not told
    here = status(run)
    assert here["accepted"] == 24 - here["missing"]
    assert (again.code == 0) == (here["missing"] == 0)
    sound(run)
    shown = seedbed("inspect", run, "--plan", env={"COLUMNS": "60"}).stdout
    for said in ("by a person", "nothing more is made of it", "(added", "dropped"):
        assert said in shown


def test_a_running_build_obeys(tmp_path: Path) -> None:
    with simulator(latency=100) as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        run, spec = tmp_path / "run", program.spec(**SPEC)
        process = program.start("build", spec, "--skip-exam", "--yes", "-o", "run", "--max-concurrent", "2")
        until(process, lambda: count(run, "SELECT count(*) FROM candidates WHERE state='accepted'") > 1)
        more = seedbed("extend", run, "-n", "+6", "--json")
        row = json.loads(seedbed("inspect", run, "--json").stdout)
        steered = seedbed("steer", run, "--guide", "Name the bike.", "--json")
        with closing(open_store(run / "run.sqlite", write=False)) as store:
            first = next(store.candidates("accepted")).row_id
        redone = seedbed("redo", run, first)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert row["requested"] in (12, 18)
    for result in (more, steered, redone):
        assert result.exit_code == 0, result.stderr
    told = json.loads(more.stdout)
    assert told["running"] and told["requested"] == 18
    rows = lines(run / "dataset.jsonl")
    assert len(rows) == 18 and first not in {row["id"] for row in rows}
    for said in ("6 rows more", "1 × guide", "1 row withdrawn"):
        assert said in err
    assert row_answers(run) > 18
    sound(run)
