"""Run folders made elsewhere, full disks, narrow terminals: told what is wrong, nothing lost."""

import json
import os
import resource
import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.hostile.bad import SUMS, Run, cache, check, endpoint, run, stopped, tiny_disk
from tests.e2e.inside import Inside, is_clean, seedbed
from tests.e2e.program import Program
from tests.simulator.launch import Running

__all__ = ["cache", "endpoint", "run", "stopped"]


# run folders made elsewhere ----------------------------------------------------------------------------


def doctor(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


OWNED = "cos\nsystem\n(S'touch OWNED'\ntR."
CHECKPOINTS = (
    "UPDATE checkpoints SET type = 'pickle', checkpoint = CAST('{}' AS BLOB)",
    "UPDATE writes SET type = 'pickle', value = CAST('{}' AS BLOB)",
    'UPDATE checkpoints SET type = \'json\', checkpoint = CAST(\'{{"lc": 2, "type": "constructor", '
    '"id": ["os", "system"], "args": ["touch OWNED"]}}\' AS BLOB)',
    "CREATE TRIGGER t AFTER INSERT ON checkpoints BEGIN DELETE FROM checkpoints; END",
)


def test_a_doctored_checkpoint_constructs_nothing(run: Run, stopped: Path, tmp_path: Path) -> None:
    shutil.copytree(stopped, "run")
    positions = tmp_path / "run" / "checkpoints.sqlite"
    for statement in CHECKPOINTS:
        shutil.copy(stopped / positions.name, positions)
        doctor(positions, statement.format(OWNED.replace("'", "''")))
        result = run("resume", "run", "--yes", "--budget", "1calls")
        assert result.exit_code == 3, result.stderr
        assert not (tmp_path / "OWNED").exists()
    positions.write_bytes(b"noise")
    assert run("resume", "run", "--yes", "--budget", "9000calls").exit_code == 0
    whole = (stopped.parent / "whole" / "dataset.jsonl").read_bytes()
    assert (tmp_path / "run" / "dataset.jsonl").read_bytes() == whole


def test_files_that_lead_out_of_the_run_are_not_followed(run: Run, stopped: Path, tmp_path: Path) -> None:
    """A run made elsewhere may hold links; resuming it writes into no file outside."""
    shutil.copytree(stopped, "run")
    mine = tmp_path / "mine.txt"
    for name in ("events.jsonl", "dataset.jsonl", "spec.yaml", "report.json", ".lock"):
        mine.write_text("precious\n", "utf-8")
        path = tmp_path / "run" / name
        kept = path.read_bytes() if path.exists() else None
        path.unlink(missing_ok=True)
        path.symlink_to(mine)
        for command in ("resume", "audit", "status"):
            check(run(command, "run"), 2, f"run/{name}: is a link")
        assert mine.read_text("utf-8") == "precious\n", name
        path.unlink(missing_ok=True)
        if kept is not None:
            path.write_bytes(kept)


@pytest.mark.parametrize(
    "content", [b"", b"not a store at all" * 100, b"SQLite format 3\x00" + b"\x00" * 900]
)
def test_a_file_that_is_no_store(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.sqlite").write_bytes(content)
    for command in ("status", "audit", "resume", "inspect", "export", "stop"):
        check(run(command, "run"), 2, "run/run.sqlite: " if content else "run: it was cut short before")
        assert not (tmp_path / "run" / ".lock").exists()


def test_a_plan_that_was_never_built_is_no_run_that_lost_its_store(run: Run) -> None:
    Path("plan").mkdir()
    (Path("plan") / "spec.yaml").touch()
    for command in ("status", "audit", "resume", "inspect", "export", "stop", "extend"):
        told = run(command, "plan", *(["-n", "+1"] if command == "extend" else []))
        check(told, 2, "plan: it was planned, and never built — seedbed build plan")


def test_of_a_run_without_its_store_it_is_said_what_there_is_still(run: Run, stopped: Path) -> None:
    shutil.copytree(stopped.parent / "whole", "run")
    store = Path("run") / "run.sqlite"
    os.truncate(store, 30_000)
    for said in ("the store can't be read", "the run's store is gone"):
        check(
            run("status", "run"), 2, said, "seedbed build run/spec.yaml -o NEW; the rows last written are in"
        )
        store.unlink(missing_ok=True)


# disk, terminal ----------------------------------------------------------------------------------------


LARGEST = 330_000
"""Bytes of a file, where its size is limited."""


def test_a_full_disk_loses_nothing(stopped: Path, tmp_path: Path, endpoint: Running) -> None:
    program = Program(stopped.parent, endpoint.base_url)
    with tiny_disk(tmp_path / "disk", 900) as enlarge:
        where = str(tmp_path / "disk" / "run")
        done = program("build", "spec.yaml", "--yes", "--quiet", "-o", where)
        assert done.code == 3, done.err
        assert done.err.count("\n") == 1 and f"{where}: the disk can't be written" in done.err
        assert f"seedbed resume {where}" in done.err
        answered = json.loads(seedbed("status", where, "--json").stdout)["calls"]
        assert answered > 0
        enlarge(20_000)
        done = program("resume", where, "--yes", "--quiet")
        assert done.code == 0, done.err
        whole = (stopped.parent / "whole" / "dataset.jsonl").read_bytes()
        assert (tmp_path / "disk" / "run" / "dataset.jsonl").read_bytes() == whole


def test_a_disk_too_small_to_begin(stopped: Path, tmp_path: Path, endpoint: Running) -> None:
    program = Inside(stopped.parent, endpoint.base_url)
    with tiny_disk(tmp_path / "disk", 60):
        where = str(tmp_path / "disk" / "run")
        done = program("build", "spec.yaml", "--yes", "--quiet", "-o", where)
        assert done.code == 3 and "nothing was begun" in done.err and done.err.count("\n") == 1
        assert not Path(where).exists()


def test_a_limit_on_the_size_of_files_loses_nothing(stopped: Path, tmp_path: Path, endpoint: Running) -> None:
    program = Program(stopped.parent, endpoint.base_url)
    where = str(tmp_path / "run")
    process = program.start("build", "spec.yaml", "--yes", "--quiet", "-o", where)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    _, said = process.communicate(timeout=60)
    assert process.returncode == 3, said
    assert said.count("\n") == 1 and f"{where}: the disk can't be written" in said
    assert "paused: the disk can't be written (" in seedbed("status", where).output
    done = program("resume", where, "--yes", "--quiet")
    assert done.code == 0, done.err
    assert (tmp_path / "run" / "dataset.jsonl").read_bytes() == (
        stopped.parent / "whole" / "dataset.jsonl"
    ).read_bytes()


def test_a_terminal_of_60_columns(run: Run, stopped: Path) -> None:
    shutil.copytree(stopped, "r")
    narrow = partial(run, COLUMNS="60")
    results = [
        narrow("build", SUMS, "--yes", "--dry-run"),
        narrow("resume", "r", "--yes", "--budget", "9000calls"),
        *(narrow(command, "r") for command in ("status", "audit", "inspect")),
    ]
    assert [result.exit_code for result in results] == [0] * 5
    assert is_clean(*(result.stdout + result.stderr for result in results))
    tables = [
        line
        for result in results[:2]
        for line in (result.stdout + result.stderr).split("\n")
        if not any(mark in line for mark in ("sha256", "seedbed", "runs/", "r/", "· ", "://"))
    ]
    assert max(map(len, tables)) <= 60, max(tables, key=len)
