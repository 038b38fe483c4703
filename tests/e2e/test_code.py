"""Coding tasks end to end: exact counts with defects planted, an audit that runs them again, kill and resume.

Where this machine has no sandbox the method is refused, and there is nothing to test here.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from seedbed.memory.canonical import digest_text
from seedbed.memory.errors import UserFault
from seedbed.tools.verification.sandbox.sandbox import find_sandbox
from tests.e2e.inside import seedbed
from tests.e2e.program import ROOT, Done, Program, answers, count, kill_after, lines, row_answers
from tests.e2e.tampering import edit_draft, edit_evidence, edit_line, forge
from tests.simulator.launch import simulator

pytestmark = pytest.mark.timeout(400)
ROWS = 40
DEFECTS = {"defects": 0.3, "malformed": 0.02, "repeats": 0.1}
FEW: dict[str, Any] = {"task": "code", "topic": "everyday things", "rows": 8, "look_ahead": 6, "seed": 3}


@pytest.fixture(scope="module", autouse=True)
def _sandbox() -> None:
    try:
        find_sandbox()
    except UserFault as fault:
        pytest.skip(str(fault))


@dataclass(frozen=True, slots=True)
class Built:
    """A finished run, and what the endpoint knows of what it wrote."""

    path: Path
    printed: dict[str, Any]
    truth: list[dict[str, Any]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("code")
    with simulator(**DEFECTS) as endpoint:
        program = Program(folder, endpoint.base_url)
        spec = yaml.safe_load((ROOT / "scenarios" / "code.yaml").read_text(encoding="utf-8"))
        assert spec["rows"] == ROWS
        program.spec(**spec)
        done = _end(program.start("build", "spec.yaml", "--yes", "-o", "run", "--json"))
        truth = endpoint.truth()
    assert done.code == 0, done.err
    yield Built(folder / "run", done.json(), truth)


def _end(process: "subprocess.Popen[str]") -> Done:
    """A process that runs some thousand small programs on the way to its end."""
    try:
        out, err = process.communicate(timeout=300)
    finally:
        process.kill()
    return Done(process.returncode, out, err)


def test_exactly_the_rows_asked_for_each_proven(built: Built) -> None:
    assert built.printed["accepted"] == ROWS and built.printed["missing"] == 0
    rows = lines(built.path / "dataset.jsonl")
    assert len(rows) == ROWS
    assert all(set(row) == {"id", "problem", "entry_point", "solution", "tests"} for row in rows)
    for line in lines(built.path / "provenance.jsonl"):
        assert line["grade"] == "proven" and line["method"] == "code/strong"
        held = {piece["kind"]: piece for piece in line["evidence"]}
        assert held["execution"]["ok"] and held["execution"]["outcome"].startswith("passed; ")
        assert held["agreement"]["answers"] == ["passed", "passed", "passed"]
    assert len({(row["problem"], row["solution"]) for row in rows}) == ROWS


def test_no_planted_defect_is_let_in(built: Built) -> None:
    planted = {one["hash"] for one in built.truth if one["job"] == "write_code_task" and one["defect"]}
    assert len(planted) >= 8
    assert not [
        row["id"] for row in lines(built.path / "dataset.jsonl") if digest_text(row["problem"]) in planted
    ]


def test_the_audit_runs_every_solution_again(built: Built) -> None:
    found = json.loads(seedbed("audit", built.path, "--json").stdout)
    assert found["ok"] and found["rows"] == ROWS
    assert found["evidence"]["execution"]["recomputed"] == ROWS
    assert found["evidence"]["agreement"]["consistent"] == ROWS


@pytest.mark.parametrize("where", ["row", "store", "evidence"])
@pytest.mark.parametrize("field", ["solution", "tests"])
def test_a_changed_program_is_found(built: Built, tmp_path: Path, field: str, where: str) -> None:
    run = tmp_path / "run"
    shutil.copytree(built.path, run)
    row = lines(run / "dataset.jsonl")[0]
    mine, changed = str(row["id"]), str(row[field]).replace("return", "return None or") + " "
    if where == "row":
        edit_line(run / "dataset.jsonl", mine, **{field: changed})
    else:
        edit_draft(run, mine, lambda draft: draft["row"].update({field: changed}))
        if where == "evidence":
            edit_evidence(run, mine, "execution", **{"program" if field == "solution" else field: changed})
        forge(run)
    result = seedbed("audit", run, "--json")
    assert result.exit_code == 1
    assert mine in {problem["row"] for problem in json.loads(result.stdout)["problems"]}


def test_it_is_shown_and_exported(built: Built, tmp_path: Path) -> None:
    first = lines(built.path / "dataset.jsonl")[0]
    shown = seedbed("inspect", built.path, first["id"])
    assert shown.exit_code == 0 and str(first["entry_point"]) in shown.stdout
    assert all(str(line) in shown.stdout for line in str(first["solution"]).split("\n"))
    out = tmp_path / "chat.jsonl"
    assert seedbed("export", built.path, "--format", "openai", "-o", out).exit_code == 0
    chats = [line["messages"] for line in lines(out)]
    assert len(chats) == ROWS
    assert all(chat[-1]["content"].startswith("```python\n") for chat in chats)


def test_killed_and_resumed_it_is_the_same_run(tmp_path: Path) -> None:
    runs: list[Path] = []
    shares: dict[str, tuple[float, ...]] = {"calm": (), "rough": (0.4, 0.7)}
    for name, instants in shares.items():
        folder = tmp_path / name
        folder.mkdir()
        with simulator(**DEFECTS) as endpoint:
            program = Program(folder, endpoint.base_url)
            program.spec(**FEW)
            words: tuple[str, ...] = ("build", "spec.yaml", "--yes", "-o", "run")
            for instant in instants:
                of_rows = row_answers(runs[0])
                at = answers(runs[0]) - of_rows + int(instant * of_rows)
                assert kill_after(program.start(*words, "--max-concurrent", "3"), folder / "run", at)
                words = ("resume", "run", "--yes")
            done = _end(program.start(*words))
            assert done.code == 0, done.err
        runs.append(folder / "run")
    calm, rough = runs
    assert count(rough, "SELECT count(*) FROM journal WHERE kind = 'execution'") > 20
    for file in ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl"):
        assert (calm / file).read_bytes() == (rough / file).read_bytes(), file
