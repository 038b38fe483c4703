"""Imports go one way: memory <- tools <- agent <- graphs <- app. The contracts stand in pyproject.toml."""

import os
import re
import subprocess
import sys
from pathlib import Path

from benchmarks.house import cycles

LINT = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(tree / "src"), "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(LINT, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def test_imports_go_one_way(tree: Path) -> None:
    done = lint(tree)
    assert done.returncode == 0, done.stdout


def test_no_file_imports_itself_by_way_of_others() -> None:
    assert cycles() == []


WRONG = {
    "memory": "import seedbed.tools",
    "tools": "from seedbed.agent import __doc__\nimport benchmarks",
    "agent": "def late() -> None:\n    import seedbed.graphs",
    "graphs": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from seedbed.app.cli import main",
    "app": "import tests.packaging",
}


def test_an_import_the_wrong_way_is_found(tree: Path) -> None:
    for floor, statements in WRONG.items():
        (tree / floor / "wrong_way.py").write_text(f"{statements}\n")
    try:
        done = lint(tree)
    finally:
        for floor in WRONG:
            (tree / floor / "wrong_way.py").unlink()
    assert done.returncode == 1, done.stdout
    for floor in WRONG:
        assert f"seedbed.{floor}.wrong_way" in done.stdout
    assert re.search(r"seedbed\.tools\.wrong_way\S* -> (seedbed\.agent)", done.stdout)
    assert re.search(r"seedbed\.tools\.wrong_way\S* -> benchmarks", done.stdout)
