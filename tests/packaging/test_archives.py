"""What the wheel and the sdist hold, that the wheel works as it lies there, and a checkout without either.

hatchling drops a folder without a word (exit 0) where it meets the link to it first, hence the full lists.
"""

import filecmp
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.packaging.conftest import Archives, build

FLOORS = ("agent", "app", "graphs", "memory", "tools")
INSTALLED = (*FLOORS, "scenarios")
SOURCES = (*INSTALLED, "benchmarks", "docs", "src", "tests")


def files(folder: Path) -> set[str]:
    """Paths of all real files below a folder, links left out."""
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix() for path in paths}


def below(tree: Path, *folders: str) -> set[str]:
    """Paths of all real files below these folders of the tree."""
    return {name for name in files(tree) if name.split("/", 1)[0] in folders}


def test_the_wheel_holds_every_file_of_the_program_and_nothing_else(tree: Path, archives: Archives) -> None:
    wanted = {f"seedbed/{name}" for name in below(tree, *INSTALLED)}
    wanted |= {"seedbed/__init__.py", "seedbed/__main__.py", "seedbed/py.typed"}
    assert {name for name in files(archives.wheel) if ".dist-info/" not in name} == wanted


def test_the_wheel_names_its_command_and_its_licence(archives: Archives) -> None:
    (info,) = archives.wheel.glob("*.dist-info")
    assert "seedbed = seedbed.__main__:main" in (info / "entry_points.txt").read_text("utf-8")
    assert "Apache License" in (info / "licenses" / "LICENSE").read_text("utf-8")


def test_the_sdist_holds_all_sources_and_no_links(tree: Path, archives: Archives) -> None:
    assert below(tree, *SOURCES) <= files(archives.sdist)
    assert {"LICENSE", "Makefile", "README.md", "pyproject.toml", "requirements.lock"} <= files(
        archives.sdist
    )
    assert not [path for path in archives.sdist.rglob("*") if path.is_symlink()]


def test_a_wheel_made_from_the_sdist_is_the_same(archives: Archives, tmp_path: Path) -> None:
    (packed,) = build(archives.sdist, tmp_path / "again", "wheel")
    with zipfile.ZipFile(packed) as wheel:
        wheel.extractall(tmp_path / "wheel")
    names = files(archives.wheel)
    assert files(tmp_path / "wheel") == names
    _, differing, unreadable = filecmp.cmpfiles(archives.wheel, tmp_path / "wheel", names, shallow=False)
    assert (differing, unreadable) == ([], [])


def test_the_wheel_runs_and_finds_its_data(archives: Archives, tmp_path: Path) -> None:
    program = (
        "from importlib.resources import files\n"
        "import seedbed.app.cli, seedbed.memory\n"
        "print(seedbed.memory.__file__)\n"
        "print(sorted(path.name for path in files('seedbed.scenarios').iterdir()))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(archives.wheel), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    place, data = ran.stdout.splitlines()
    assert Path(place) == archives.wheel / "seedbed" / "memory" / "__init__.py"
    held = (archives.wheel / "seedbed" / "scenarios").iterdir()
    assert data == str(sorted(path.name for path in held))


# `import seedbed.…` from a checkout where nothing is installed, whatever else is called `tools` there -------


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
    shutil.copytree(tree, copy, symlinks=True, ignore=shutil.ignore_patterns("benchmarks", "docs", "tests"))
    for floor in FLOORS:
        link = copy / "src" / "seedbed" / floor
        target = str(link.readlink())
        link.unlink()
        link.write_text(target)
    assert import_floors(copy, tmp_path) == real_files(copy)


def test_every_floor_has_its_link_for_type_checkers(tree: Path) -> None:
    for floor in FLOORS:
        assert (tree / "src" / "seedbed" / floor).resolve() == tree / floor
