"""A run that was cut, lost a part, or lies where nothing can be written: said, with what is left."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from seedbed.memory.store.opening import open_store
from tests.e2e.hostile.bad import Run, cache, check, endpoint, run, stopped, tiny_disk
from tests.e2e.hostile.test_bad_runs import doctor
from tests.warm import ROOT

__all__ = ["cache", "endpoint", "run", "stopped"]
PAGE = 4096
"""Bytes of a SQLite file that belong together."""


@pytest.mark.parametrize("share", [0.3, 0.97])
def test_a_store_that_was_cut(run: Run, stopped: Path, share: float) -> None:
    shutil.copytree(stopped.with_name("whole"), "run")
    store = Path("run", "run.sqlite")
    doctor(store, "PRAGMA wal_checkpoint(TRUNCATE)")
    store.write_bytes(store.read_bytes()[: int(share * store.stat().st_size)])
    rows = Path("run", "dataset.jsonl").read_bytes()
    assert rows
    for command in ("status", "inspect", "audit", "resume"):
        check(
            run(command, "run"),
            2,
            "run/run.sqlite: the store can't be read",
            "written are in run/dataset.jsonl",
        )
    assert Path("run", "dataset.jsonl").read_bytes() == rows


def test_a_store_that_was_written_over_in_its_middle_is_told_as_damaged(run: Run, stopped: Path) -> None:
    shutil.copytree(stopped.with_name("whole"), "run")
    store = Path("run", "run.sqlite")
    doctor(store, "PRAGMA wal_checkpoint(TRUNCATE)")
    whole = store.read_bytes()
    row = Path("run", "dataset.jsonl").read_text("utf-8").split('"')[3]
    page = whole.rindex(row.encode()) // PAGE * PAGE
    store.write_bytes(whole[:page] + b"\xff" * PAGE + whole[page + PAGE :])
    for command in ("inspect", "audit", "resume"):
        done = run(command, "run")
        check(
            done, 2, "the run's store is damaged (database disk image is malformed", "restore it from a copy"
        )
        assert "the seedbed that made it" not in done.stderr


@pytest.mark.parametrize("name", [".lock", "events.jsonl", "dataset.jsonl", "plan.yaml"])
def test_a_folder_in_the_place_of_a_file(run: Run, stopped: Path, name: str) -> None:
    shutil.copytree(stopped.with_name("whole"), "run")
    Path("run", name).unlink(missing_ok=True)
    Path("run", name).mkdir()
    for command in ("status", "audit", "resume"):
        check(run(command, "run"), 2, f"run/{name}: is a folder, where the run has a file")


@pytest.mark.parametrize("which", ["seq > 0", "seq % 3 = 0"])
def test_events_that_are_missing(run: Run, stopped: Path, which: str) -> None:
    shutil.copytree(stopped, "run")
    doctor(Path("run", "run.sqlite"), f"DELETE FROM events WHERE {which}")
    for command in ("status", "inspect"):
        assert run(command, "run").exit_code == 0
    audit = run("audit", "run")
    assert audit.exit_code == 1 and "events.jsonl" in audit.stdout + audit.stderr
    assert run("resume", "run", "--yes", "--budget", "9000calls").exit_code == 0
    whole = (stopped.parent / "whole" / "dataset.jsonl").read_bytes()
    assert Path("run", "dataset.jsonl").read_bytes() == whole


BOTH = """
import json, sys
from tests.e2e.inside import seedbed
for command, flag in (("resume", "--yes"), ("audit", "--repair")):
    done = seedbed(command, sys.argv[1], flag)
    print(json.dumps([done.exit_code, done.stderr]))
"""


def test_a_run_that_others_own_is_told_as_one_on_a_read_only_disk(stopped: Path, tmp_path: Path) -> None:
    shutil.copytree(stopped, tmp_path / "run")
    subprocess.run(["chmod", "-R", "a-w", str(tmp_path / "run")], check=True)
    as_others = ["setpriv", "--bounding-set=-dac_override", sys.executable, "-c", BOTH, str(tmp_path / "run")]
    ended = subprocess.run(as_others, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    for code, said in map(json.loads, ended.splitlines()):
        assert code == 3 and said.count("\n") == 1, said
        assert "the disk can't be written (permission denied: " in said
    assert len(ended.splitlines()) == 2
    (tmp_path / "run" / "run.sqlite").chmod(0)
    as_others[1] += ",-dac_read_search"
    ended = subprocess.run(as_others, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    for code, said in map(json.loads, ended.splitlines()):
        assert code == 2 and "run.sqlite: there is no right to read it — have its owner" in said, said


def test_a_run_where_nothing_can_be_written(run: Run, stopped: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with tiny_disk(disk, 20_000):
        shutil.copytree(stopped, disk / "run")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for command in ("status", "stop", "audit", "inspect"):
            assert run(command, disk / "run").exit_code == 0
        check(run("resume", disk / "run"), 3, "the disk can't be written (read-only", "room and rights")
        for words in (("extend", "-n", "1"), ("steer", "--guide", "Be brief."), ("audit", "--repair")):
            said = run(words[0], disk / "run", *words[1:])
            check(said, 3, str(disk / "run"), "the disk can't be written", "then give the command again")
            assert "resume" not in said.stderr
        said = run("export", stopped.parent / "whole", "-o", disk / "rows.jsonl")
        check(said, 2, f"{disk}/rows.jsonl: can't be written", "give another --out")
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        (disk / "run" / "run.sqlite-wal").write_bytes(b"")  # as a process leaves it that was killed
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        said = run("status", disk / "run")
        check(said, 2, "can't be opened where nothing can be written", "copy the run to a folder")
        said = run("build", stopped.parent / "spec.yaml", "--yes", "-o", disk / "new")
        check(said, 2, f"{disk}/new: can't be written: Read-only file system", "give another --out")


def test_a_link_that_leads_nowhere_is_no_place_for_a_run(run: Run, stopped: Path) -> None:
    Path("loop").symlink_to("loop")
    Path("gone").symlink_to("nowhere")
    for name in ("loop", "gone"):
        said = run("build", stopped.parent / "spec.yaml", "--yes", "-o", name)
        check(said, 2, f"{name}: is a link that leads nowhere", "give another --out")
        check(run("resume", name), 2, f"{name}: there is no run")
    check(run("review", "gone"), 2, "gone: there is no run")  # and nothing is planted in it


def test_a_path_that_is_too_long(run: Run, stopped: Path) -> None:
    said = run("build", stopped.parent / "spec.yaml", "--yes", "-o", "x" * 300)
    check(said, 2, "can't be written: File name too long", "give another --out")


@pytest.mark.parametrize("made", ["a folder", "an empty file", "an empty store"])
def test_a_build_killed_before_anything_was_kept_is_begun_again(run: Run, stopped: Path, made: str) -> None:
    Path("run", "sources").mkdir(parents=True)
    if made == "an empty file":
        Path("run", "run.sqlite").touch()
    if made == "an empty store":
        open_store(Path("run", "run.sqlite")).close()
    if made != "a folder":
        check(run("resume", "run", "--yes"), 2, "cut short before anything was in it", "build again")
    assert run("build", stopped.parent / "spec.yaml", "--skip-exam", "--yes", "-o", "run").exit_code == 0
    whole = stopped.with_name("whole")
    assert Path("run", "dataset.jsonl").read_bytes() == (whole / "dataset.jsonl").read_bytes()
