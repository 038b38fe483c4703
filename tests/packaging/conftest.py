"""A copy of what git would commit now, and the two archives made from it."""

import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Archives:
    wheel: Path
    """The wheel, unpacked."""
    sdist: Path
    """The sdist, unpacked: the folder that holds pyproject.toml."""


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that git knows or would add, links as links; a copy, so that nobody writes in it."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: what belongs to the project is known to git alone")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    copy = tmp_path_factory.mktemp("tree")
    for name in filter(None, listed.split("\0")):
        source, target = ROOT / name, copy / name
        if source.is_symlink() or source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)
    return copy


def build(folder: Path, out: Path, *kinds: str) -> list[Path]:
    """Make archives, `wheel` or `sdist`, of the project in `folder`: in the order of their names."""
    asked = [word for kind in kinds for word in ("-t", kind)]
    command = [sys.executable, "-m", "hatchling", "build", *asked, "-d", str(out)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return sorted(out.iterdir())


@pytest.fixture(scope="session")
def archives(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Archives:
    """Both archives of the tree, unpacked."""
    out = tmp_path_factory.mktemp("archives")
    packed, sdist = build(tree, out / "packed", "wheel", "sdist")
    with zipfile.ZipFile(packed) as wheel:
        wheel.extractall(out / "wheel")
    # By its command: the argument `filter`, which later Pythons insist on, is unknown to 3.11.0 – 3.11.3.
    subprocess.run([sys.executable, "-m", "tarfile", "-e", str(sdist), str(out / "sdist")], check=True)
    (unpacked,) = (out / "sdist").iterdir()
    return Archives(wheel=out / "wheel", sdist=unpacked)
