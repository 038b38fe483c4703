"""The lock fits pyproject.toml: what is asked for is pinned within bounds, with hashes and no address."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def pinned() -> dict[str, list[str]]:
    """Versions by name; more than one where they differ by Python version."""
    versions: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK, re.MULTILINE):
        versions.setdefault(canonicalize_name(name), []).append(version)
    return versions


def asked_for() -> list[str]:
    project = PROJECT["project"]
    extras = (names for names in project["optional-dependencies"].values())
    groups = (names for names in PROJECT["dependency-groups"].values())
    return [*project["dependencies"], *(name for names in (*extras, *groups) for name in names)]


@pytest.mark.parametrize("line", asked_for())
def test_what_is_asked_for_is_pinned_within_its_bounds(line: str) -> None:
    requirement = Requirement(line)
    versions = pinned().get(canonicalize_name(requirement.name), [])
    assert versions, "make lock"
    assert all(requirement.specifier.contains(version, prereleases=True) for version in versions), versions


def test_every_pin_has_a_hash_and_there_is_no_address() -> None:
    assert "://" not in LOCK and "index-url" not in LOCK
    blocks = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) > len(asked_for())
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
