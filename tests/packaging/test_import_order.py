"""Imports go one way: memory <- tools <- agent <- graphs <- app. The contracts stand in pyproject.toml."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

LINT = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(tree / "src"), "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(LINT, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def test_imports_go_one_way(tree: Path) -> None:
    done = lint(tree)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("floor", "statement"),
    [
        ("memory", "import seedbed.tools"),
        ("tools", "from seedbed.agent import __doc__"),
        ("agent", "def late() -> None:\n    import seedbed.graphs"),
        (
            "graphs",
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from seedbed.app.cli import main",
        ),
        ("app", "import tests.packaging"),
        ("tools", "import benchmarks"),
    ],
)
def test_an_import_the_wrong_way_is_found(tree: Path, floor: str, statement: str) -> None:
    wrong = tree / floor / "wrong_way.py"
    wrong.write_text(f"{statement}\n")
    try:
        done = lint(tree)
    finally:
        wrong.unlink()
    assert done.returncode == 1, done.stdout
    assert f"seedbed.{floor}.wrong_way" in done.stdout
