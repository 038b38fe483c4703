"""Real rows that people bring: they steer the build and measure it, and enter neither prompts nor dataset."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from seedbed.app.api import resume
from seedbed.memory.errors import UserFault
from seedbed.memory.store.digests import DIGESTS
from seedbed.memory.store.opening import open_store
from tests.e2e.hostile.bad import SPEC, Run, cache, check, endpoint, run
from tests.e2e.inside import Inside, seedbed
from tests.e2e.program import lines
from tests.simulator.launch import Running, simulator

__all__ = ["cache", "endpoint", "run"]
PLACE = "Zanzibar Lane"
"""Stands in every real row and nowhere else; a pair of words, for single ones may be told."""
REAL = [
    *(
        {
            "text": f"The broken wheel of bike {n} snapped in {PLACE}, I would rather have it all back",
            "label": "damage",
        }
        for n in range(18)
    ),
    {"text": f"Please keep a tandem for me in {PLACE}", "label": "booking"},
    {"text": f"I want my deposit back in {PLACE}", "label": "refund"},
]


def write(path: Path, *rows: object) -> str:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path.name


@dataclass(frozen=True, slots=True)
class Steered:
    """A finished run that was steered."""

    folder: Path
    endpoint: Running

    @property
    def run(self) -> Path:
        """Its folder."""
        return self.folder / "run"

    def command(self, *words: object) -> Result:
        """The program at the same endpoint."""
        return seedbed(*words, env={"HOME": str(self.folder), **self.endpoint.settings})


@pytest.fixture(scope="module")
def steered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Steered]:
    folder = tmp_path_factory.mktemp("steered")
    write(folder / "real.jsonl", *REAL)
    with simulator() as endpoint:
        program = Inside(folder, endpoint.base_url)
        spec = program.spec(**{**SPEC, "rows": 72}, critique_every=20, steer_by="real.jsonl")
        done = program("build", spec, "--yes", "-o", "run", "--quiet")
        assert done.code == 0, done.err
        yield Steered(folder, endpoint)


def test_its_errors_become_directives_and_are_measured(steered: Steered) -> None:
    trace = lines(steered.run / "events.jsonl")
    given = [e["data"] for e in trace if e["kind"] == "directive" and e["data"]["by"] == "downstream"]
    assert "guide" in {one["kind"] for one in given}
    assert re.match("the student takes 1[0-8] of 18 real `damage` rows for ", given[0]["because"])
    read = [e["data"]["downstream"] for e in trace if e["kind"] == "critique"]
    measured = [one for one in read if one]
    assert measured and all(one["rows"] == 20 and one["trained_on"] >= 30 for one in measured)
    report = json.loads((steered.run / "report.json").read_text(encoding="utf-8"))
    assert report["steered_by"]["macro_f1"] == [one["macro_f1"] for one in measured]
    assert "so they do not measure the result" in (steered.run / "report.html").read_text(encoding="utf-8")


def test_no_real_row_is_in_the_dataset_or_was_shown_to_a_model(steered: Steered) -> None:
    for name in ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl", "events.jsonl", "report.html"):
        assert PLACE not in (steered.run / name).read_text(encoding="utf-8"), name
    with closing(sqlite3.connect(steered.run / "run.sqlite")) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        held = {
            table
            for table in tables
            for row in connection.execute(f"SELECT * FROM {table}")
            if any(PLACE in (v.decode(errors="ignore") if isinstance(v, bytes) else str(v)) for v in row)
        }
        (where,) = [key for key, value in connection.execute("SELECT * FROM meta") if PLACE in str(value)]
    assert held == {"meta"}  # the run's own copy of the file
    assert where == "steer_by"


def test_a_build_that_stopped_on_its_way_ends_alike(
    steered: Steered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(steered.folder)
    whole = json.loads(steered.command("status", steered.run, "--json").stdout)["calls"]
    path = tmp_path / "run"
    stopped = ("build", "spec.yaml", "-o", path, "--yes", "--budget", f"{round(0.6 * whole)}calls")
    assert steered.command(*stopped).exit_code == 3
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")  # the file isn't found from here: the run has its rows
    assert steered.command("resume", path, "--yes", "--budget", "10000calls").exit_code == 0
    assert (path / "dataset.jsonl").read_bytes() == (steered.run / "dataset.jsonl").read_bytes()


def test_a_file_to_steer_by_that_is_gone_is_named_also_from_python(steered: Steered, tmp_path: Path) -> None:
    shutil.copytree(steered.run, tmp_path / "run")
    with closing(open_store(tmp_path / "run" / "run.sqlite")) as store:
        store.set_metas({"state": "short", DIGESTS: {}})
    with pytest.raises(UserFault, match=r"gone\.jsonl: can't be read: No such file"):
        resume(tmp_path / "run", steer_by=tmp_path / "gone.jsonl")


def test_other_rows_to_steer_by_need_assent_and_near_copies_of_them_are_contaminated(run: Run) -> None:
    spec_file()
    assert run("build", "spec.yaml", "--yes", "-o", "free", "--quiet").exit_code == 0
    assert run("build", "spec.yaml", "--yes", "-o", "run", "--budget", "20calls").exit_code == 3
    here = {row["text"] for row in lines(Path("run/dataset.jsonl"))}
    to_come = [row for row in lines(Path("free/dataset.jsonl")) if row["text"] not in here][:6]
    copies = [{"text": row["text"], "label": row["label"]} for row in to_come]
    write(Path("real.jsonl"), *copies, *REAL)
    words = ("resume", "run", "--yes", "--budget", "1000calls", "--steer-by", "real.jsonl")
    check(run(*words), 2, "other rows to steer by change the rows to come", "--accept-changes")
    assert "steer_by" not in Path("run/spec.yaml").read_text(encoding="utf-8")
    assert run(*words, "--accept-changes").exit_code == 0
    assert "steer_by: real.jsonl" in Path("run/spec.yaml").read_text(encoding="utf-8")
    assert len(copies) == 6 and not {row["text"] for row in lines(Path("run/dataset.jsonl"))} & {
        row["text"] for row in copies
    }
    said = [reason for row in lines(Path("run/rejected.jsonl")) for reason in row["reasons"]]
    assert {r["detail"] for r in said if r["code"] == "contaminated"} == {"near-copy of a row of --steer-by"}


def spec_file() -> None:
    Path("spec.yaml").write_text(yaml.safe_dump(SPEC), encoding="utf-8")


def test_rows_to_steer_by_that_do_not_fit_cost_nothing(run: Run, endpoint: Running) -> None:
    spec_file()
    write(Path("real.jsonl"), {"text": "a", "label": "refund"}, {"text": "b", "label": "refnud"})
    before = endpoint.stats()["requests"]
    result = run("build", "spec.yaml", "--yes", "-o", "run", "--steer-by", "real.jsonl")
    check(result, 2, "real.jsonl, line 2: the label 'refnud' isn't in the spec — did you mean 'refund'?")
    assert not Path("run").exists()
    assert endpoint.stats()["requests"] == before
    result = run("build", "10 word problems on discounts", "--yes", "--steer-by", "real.jsonl")
    check(result, 2, "steering from a downstream model needs labels")


def test_people_decide_on_a_finished_run(steered: Steered) -> None:
    rows = lines(steered.run / "dataset.jsonl")
    gold = [{"id": row["id"], "right": n % 10 != 0} for n, row in enumerate(rows[:60])]
    write(steered.folder / "gold.jsonl", *gold)
    result = steered.command(
        "resume", steered.run, "--yes", "--json", "--gold", steered.folder / "gold.jsonl"
    )
    assert result.exit_code == 0, result.stderr
    status = json.loads(result.stdout)
    assert status["accepted"] == 72 == len(lines(steered.run / "dataset.jsonl"))
    found = status["faithfulness"]
    assert "60 random rows of 72 decided by people, 54 right" in found["basis"]
    assert found["low"] < found["estimate"] < found["high"]
    report = json.loads((steered.run / "report.json").read_text(encoding="utf-8"))
    assert report["decided_by_people"]["wrong"] == [one["id"] for one in gold if not one["right"]]
