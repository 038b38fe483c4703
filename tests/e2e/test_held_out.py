"""Rows of a benchmark that are to stay out (`--held-out`): no near-copy enters, no model or file has them."""

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from tests.e2e.hostile.bad import SPEC, Run, cache, check, endpoint, run
from tests.e2e.program import lines
from tests.simulator.launch import Running

__all__ = ["cache", "endpoint", "run"]
PLACE = "Zanzibar Lane"
"""Stands in every row that is held out, and nowhere else."""


def test_near_copies_of_rows_that_are_held_out_do_not_enter(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("spec.yaml").write_text(yaml.safe_dump(SPEC), encoding="utf-8")
    assert run("build", "spec.yaml", "--yes", "-o", "free", "--quiet").exit_code == 0
    with closing(sqlite3.connect("free/run.sqlite")) as store:  # the first ones, which are written again
        made = store.execute("SELECT draft FROM candidates WHERE state = 'accepted' ORDER BY number LIMIT 4")
        bench = [json.loads(draft)["row"]["text"] for (draft,) in made]
    said = [f"{text} {PLACE}" for text in bench]
    Path("bench.json").write_text(json.dumps([{"query": one, "id": 7} for one in said[:2]]), encoding="utf-8")
    with Path("bench.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([["Question", "gold"], *([one, "x"] for one in said[2:])])
    Path("spec.yaml").write_text(yaml.safe_dump({**SPEC, "held_out": ["bench.json"]}), encoding="utf-8")
    words = ("build", "spec.yaml", "--held-out", "bench.csv", "--yes", "--quiet")
    assert run(*words, "-o", "run").exit_code == 0
    rows = {row["text"] for row in lines(Path("run/dataset.jsonl"))}
    assert len(rows) == SPEC["rows"] and not rows & set(bench)
    reasons = [one for row in lines(Path("run/rejected.jsonl")) for one in row["reasons"]]
    turned = [one["detail"] for one in reasons if one["by"] == "held_out"]
    assert len(turned) >= 4 and {*turned} == {"near-copy of a row of --held-out"}
    report = json.loads(Path("run/report.json").read_text(encoding="utf-8"))
    assert report["held_out"] == {"rows": 4, "turned_away": len(turned)}
    for name in ("report.html", "README.md"):
        told = Path("run", name).read_text(encoding="utf-8")
        assert f"{len(turned)} of them came near one of the 4 rows that were held out" in told
    with closing(sqlite3.connect("run/run.sqlite")) as store:
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        held = {
            table
            for table in tables
            if any(PLACE in str(row) for row in store.execute(f"SELECT * FROM {table}"))
        }
        (key,) = [key for key, value in store.execute("SELECT * FROM meta") if PLACE in str(value)]
    assert held == {"meta"} and key == "held_out", "the run's own copy"
    assert not [
        path for path in Path("run").glob("*.*l*") if path.suffix != ".sqlite" and PLACE in path.read_text()
    ]
    assert run("audit", "run").exit_code == 0
    assert run(*words, "-o", "part", "--budget", "30calls").exit_code == 3
    Path("elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")  # the files aren't found from here: the run has their rows
    assert run("resume", tmp_path / "part", "--yes", "--budget", "10000calls").exit_code == 0
    assert (tmp_path / "part/dataset.jsonl").read_bytes() == (tmp_path / "run/dataset.jsonl").read_bytes()


def test_a_file_to_hold_out_that_can_not_be_used_costs_nothing(run: Run, endpoint: Running) -> None:
    Path("spec.yaml").write_text(yaml.safe_dump({**SPEC, "held_out": ["gone.jsonl"]}), encoding="utf-8")
    check(
        run("build", "spec.yaml", "--yes", "-o", "run"),
        2,
        "held_out: there is no file or folder 'gone.jsonl'",
    )
    Path("spec.yaml").write_text(yaml.safe_dump(SPEC), encoding="utf-8")
    Path("bench.jsonl").write_text('{"answer": 4}\n', encoding="utf-8")
    before = endpoint.stats()["requests"]
    result = run("build", "spec.yaml", "--yes", "-o", "run", "--held-out", "bench.jsonl")
    check(result, 2, "bench.jsonl: there is no row with a text — give rows with a field `text`")
    Path("bench.jsonl").write_text('{"text": "My saddle is loose.", "label": "damage"}\n', encoding="utf-8")
    both = ("--held-out", "bench.jsonl", "--examples", "./bench.jsonl")
    result = run("build", "spec.yaml", "--yes", "-o", "run", *both)
    check(result, 2, "bench.jsonl: is named by --examples and by --held-out — name it once")
    assert not Path("run").exists() and endpoint.stats()["requests"] == before
