"""Temporary folders of processes that were killed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from seedbed.memory.files.disk import locked_folder
from tests.warm import ROOT


def test_a_killed_process_leaves_a_folder_that_the_next_one_removes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    code = (
        "from seedbed.memory.files.disk import *; a = locked_folder('x-'); print(a[0], flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT / "src")},
    ) as process:
        assert process.stdout is not None
        theirs = process.stdout.readline().decode().strip()
        mine, lock = locked_folder("x-")
        assert {str(path) for path in tmp_path.iterdir()} == {str(mine), theirs}
        process.kill()
    locked_folder("x-")[1].release()
    assert mine.exists() and not Path(theirs).exists()
    lock.release()
