"""`import seedbed.…` from a checkout where nothing is installed, whatever else is called `tools` there."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.packaging.test_archives import FLOORS


def import_floors(tree: Path, cwd: Path) -> list[str]:
    """Import every floor in a bare interpreter (no site packages, `src` added); where each was found."""
    program = (
        f"import sys, importlib; sys.path.insert(1, {str(tree / 'src')!r})\n"
        f"for floor in {FLOORS!r}: print(importlib.import_module('seedbed.' + floor).__file__)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=cwd, check=True, capture_output=True, text=True
    )
    return ran.stdout.splitlines()


def real_files(tree: Path) -> list[str]:
    return [str(tree / floor / "__init__.py") for floor in FLOORS]


def test_with_nothing_installed_a_checkout_imports_and_not_what_lies_where_the_user_stands(
    tree: Path, tmp_path: Path
) -> None:
    for floor in FLOORS:
        (tmp_path / floor).mkdir()
        (tmp_path / floor / "__init__.py").write_text(
            "raise SystemExit('the user’s own package was imported')"
        )
    assert import_floors(tree, tmp_path) == real_files(tree)


def test_a_checkout_without_links_imports_too(tree: Path, tmp_path: Path) -> None:
    """With core.symlinks=false git writes each link as a plain file that holds its target."""
    copy = tmp_path / "copy"
    shutil.copytree(tree, copy, symlinks=True)
    for floor in FLOORS:
        link = copy / "src" / "seedbed" / floor
        target = str(link.readlink())
        link.unlink()
        link.write_text(target)
    assert import_floors(copy, tmp_path) == real_files(copy)


def test_every_floor_has_its_link_for_type_checkers(tree: Path) -> None:
    for floor in FLOORS:
        assert (tree / "src" / "seedbed" / floor).resolve() == tree / floor
