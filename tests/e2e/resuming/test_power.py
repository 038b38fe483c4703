"""A power cut may lose the last of what was committed, a kill the files; the run ends as it would have."""

import json
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.batch import charge_lost
from seedbed.memory.brief import Slot
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Charge
from tests.e2e.inside import seedbed, status
from tests.e2e.program import Program, answers, row_answers, until
from tests.e2e.runs import MESSAGES
from tests.simulator.launch import simulator

SPEC: dict[str, Any] = {**MESSAGES, "rows": 24, "look_ahead": 12, "critique_every": 12, "seed": 4}
SPEC.pop("name")
FILES = ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl")
KILLED = """
import os, sys
from seedbed.app.cli import main
put = os.replace
os.replace = lambda a, b: os.kill(os.getpid(), 9) if os.path.basename(b) == sys.argv[1] else put(a, b)
main(sys.argv[2:])
"""
"""The program, killed before it puts a file in its place."""


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, Path]]:
    """A program with a run that was undisturbed, `calm`, and the folder of one as it was amid its rows."""
    folder = tmp_path_factory.mktemp("power")
    with simulator(latency=40) as endpoint:
        program = Program(folder, endpoint.base_url)
        program.spec(**SPEC)
        assert program("build", "spec.yaml", "--skip-exam", "--yes", "-o", "calm").code == 0
        process = program.start("build", "spec.yaml", "--skip-exam", "--yes", "-o", "cut")
        until(process, lambda: row_answers(folder / "cut") >= 40)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        yield program, folder / "cut"


def test_a_log_that_lost_its_end_is_gone_on_from(cut: tuple[Program, Path]) -> None:
    program, killed = cut
    run = killed.with_name("half")
    shutil.copytree(killed, run)
    log = run / "run.sqlite-wal"
    whole = answers(run)
    log.write_bytes(log.read_bytes()[: log.stat().st_size // 2])
    assert answers(run) < whole
    done = program("resume", run.name, "--yes")
    assert done.code == 0, done.err
    for name in FILES:
        assert (run / name).read_bytes() == (killed.with_name("calm") / name).read_bytes(), name
    assert seedbed("audit", run).exit_code == 0


@pytest.mark.parametrize("file", ["dataset.jsonl", "README.md"])
def test_a_run_has_not_ended_before_its_files_are_written(cut: tuple[Program, Path], file: str) -> None:
    program, killed = cut
    run, calm = killed.with_name(f"without {file}"), killed.with_name("calm")
    shutil.copytree(killed, run)
    words = (sys.executable, "-c", KILLED, file, "resume", run.name, "--yes")
    died = subprocess.run(words, cwd=program.folder, env=program.environment(), capture_output=True)
    assert died.returncode == -signal.SIGKILL and not (run / file).exists(), died.stderr
    assert [*run.glob(f".{file}.*.tmp")] and [*run.glob("checkpoints.sqlite-*")]
    (theirs := run / f".{file}.original").touch()
    assert status(run)["state"] == "interrupted" and "go on" in seedbed("stop", run).stderr
    attached, audited = seedbed("attach", run, "--json"), seedbed("audit", run)
    assert attached.exit_code == 130 and "go on: seedbed resume" in attached.stderr
    told = json.loads(attached.stdout)
    assert (told["state"], told["exit_code"]) == ("interrupted", 130) and status(run).items() <= told.items()
    assert audited.exit_code == 2 and "was killed" in audited.stderr
    done = program("resume", run.name, "--yes")
    assert done.code == 0 and "rows are there" not in done.err, done.err
    for name in (*FILES, "plan.yaml"):
        assert (run / name).read_bytes() == (calm / name).read_bytes(), name
    assert {path.name for path in run.iterdir()} - {one.name for one in calm.iterdir()} == {theirs.name}
    assert "ended:" in (run / "plan.yaml").read_text("utf-8") and seedbed("audit", run).exit_code == 0


def test_what_a_kill_may_cost_is_told_before_it_is_charged(cut: tuple[Program, Path], tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(cut[1], run)
    slot = Slot("brief", "writer", "step")
    with closing(open_store(run / "run.sqlite")) as store:
        store.reserve(Charge(slot, "m", "sample", "", "", 5_284, 0.5))
        left, before = store.under_way(), store.totals()
        found = status(run)
        assert found["open"]["calls"] == len(left)
        most = f"`seedbed resume` charges at most {found['open']['tokens']:,} tokens, $"
        assert f"unanswered when its process ended: {most}" in seedbed("status", run).output
        assert charge_lost(store) == len(left)
        assert store.totals().prompt_tokens - before.prompt_tokens == found["open"]["tokens"]
    assert "open" not in status(run)


def test_what_was_committed_is_brought_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought: list[str] = []
    monkeypatch.setattr(
        "os.fsync", lambda number: brought.append(Path(f"/proc/self/fd/{number}").readlink().name)
    )
    with closing(open_store(tmp_path / "run.sqlite")) as store:
        store.set_meta("key", 1)
        store.sync()
        assert brought == ["run.sqlite-wal"]
        with closing(sqlite3.connect(tmp_path / "run.sqlite")) as other:
            other.execute("PRAGMA journal_mode=WAL")
    store.sync()  # the log is gone with the last connection
    assert brought == ["run.sqlite-wal"]


def test_of_a_run_begun_on_another_machine_no_more_is_claimed_than_can_be_seen(
    cut: tuple[Program, Path], tmp_path: Path
) -> None:
    run = tmp_path / "run"
    shutil.copytree(cut[1], run)
    assert "its process is gone, or its disk was full" in seedbed("status", run).output
    with closing(open_store(run / "run.sqlite")) as store:
        assert (store.meta("by") or {}).get("host") == socket.gethostname()
        store.set_meta("by", {"host": "far", "process": 7})
    assert (
        "running on far when its store was last written, which can't be seen" in seedbed("status", run).output
    )
