"""The probe sees doors that stand open, and a machine on which none of the ways holds is refused in words."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.sandbox.probe import probe
from seedbed.tools.verification.sandbox.runners import (
    RUNNERS,
    Missing,
    Start,
    bare,
    bubblewrap,
    container_command,
    unshare,
)
from seedbed.tools.verification.sandbox.running import Sandbox
from seedbed.tools.verification.sandbox.sandbox import find_sandbox, first_shown
from seedbed.tools.verification.sandbox.syscalls import call_filter
from seedbed.tools.verification.sandbox.verdict import SandboxFault

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="programs are run on Linux only")

Change = Callable[[str], str]


def _no_landlock(source: str) -> str:
    return source.replace("    if version < 1:\n", "    if version:\n")


def _no_filter(source: str) -> str:
    return source.replace("        filter_calls(code)\n", "        pass\n")


def _weaker(runner: Callable[[str, Path, int], Start], *changes: Change) -> Sandbox:
    """A runner whose inside was changed to leave something open."""

    def start(source: str, folder: Path, megabytes: int) -> Start:
        for change in changes:
            changed = change(source)
            assert changed != source
            source = changed
        return runner(source, folder, megabytes)

    return Sandbox("weaker", start, call_filter())


def _seen(sandbox: Sandbox) -> str:
    try:
        return " ".join(probe(sandbox).open)
    except (Missing, SandboxFault) as fault:
        pytest.skip(str(fault))


def test_plain_python_is_seen_through_every_door() -> None:
    seen = _seen(_weaker(bare, _no_landlock, _no_filter))
    # The line is cut to its length: the first doors are in it, and those that this side saw itself.
    assert "tcp4" in seen and "udp4" in seen and "datagram" in seen and "reading" in seen


def test_files_are_seen_without_landlock() -> None:
    seen = _seen(_weaker(bare, _no_landlock))
    assert "reading" in seen and "writing in" in seen and "network" not in seen
    seen = _seen(_weaker(unshare, _no_landlock))
    assert "reading" in seen and "writing in" in seen and "network" not in seen


@pytest.mark.parametrize("version", range(1, 7))
def test_older_landlocks_hold_too(version: int) -> None:
    """What they can't shut (TCP, signals, abstract sockets) the filter of calls does."""
    older = f"    version = min(version, {version})\n    if version < 1:\n"
    weaker = _weaker(bare, lambda source: source.replace("    if version < 1:\n", older))
    assert _seen(weaker) == ""


def test_network_and_processes_are_seen_without_the_filter() -> None:
    seen = _seen(_weaker(bare, _no_filter))
    assert "network udp4" in seen and "new processes" in seen and "reading" not in seen


def test_namespaces_shut_network_and_files_by_themselves() -> None:
    seen = _seen(_weaker(bubblewrap, _no_landlock, _no_filter))
    assert "new processes" in seen and "network" not in seen and "reading" not in seen


def test_namespaces_hold_with_the_filter_where_the_kernel_has_no_landlock(found: Sandbox) -> None:
    try:
        shown = probe(_weaker(bubblewrap, _no_landlock))
    except (Missing, SandboxFault) as fault:
        pytest.skip(str(fault))
    assert shown.open == () and shown.layers == ("seccomp",)


def test_a_run_with_fewer_layers_than_were_shown_is_not_begun(found: Sandbox) -> None:
    weaker = _weaker(found.runner, _no_landlock)
    once = Sandbox(found.name, weaker.runner, found.filter, ("landlock 99", "seccomp"))
    with pytest.raises(SandboxFault, match="landlock 99"):
        once.run("x = 1", "pass")


def test_where_nothing_holds_each_way_says_what_failed() -> None:
    def absent(source: str, folder: Path, megabytes: int) -> Start:
        raise Missing("nothing here is called so")

    def broken(source: str, folder: Path, megabytes: int) -> Start:
        return Start((sys.executable, "-c", "import sys; sys.exit('no namespaces for you')"), str(folder))

    weaker = _weaker(bare, _no_landlock)
    with pytest.raises(UserFault) as caught:
        first_shown((("first", absent), ("second", broken), ("third", weaker.runner)))
    said = str(caught.value)
    assert "first: nothing here is called so" in said
    assert "second: a program's process could not be shut off: no namespaces for you" in said
    assert "third: AssertionError" in said and "reading" in said
    assert "\n" not in said and "docs/sandbox.md" in said


def test_other_systems_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SandboxFault, match=r"landlock: on Linux only.* — start docker or podman"):
        first_shown((("landlock", bare),))
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SandboxFault, match="not on Windows itself"):
        first_shown(RUNNERS)


def test_without_a_filter_of_calls_only_a_container_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    call_filter.cache_clear()
    try:
        with pytest.raises(SandboxFault, match=r"landlock: libseccomp can't be used"):
            first_shown((("landlock", bare),))
    finally:
        call_filter.cache_clear()


def test_a_container_holds_without_the_filter_of_calls(sandbox: Sandbox) -> None:
    """As on a Mac, where the filter can't be made: what may be open is new processes, which it ends."""
    if sandbox.name != "container":
        pytest.skip("there the filter is needed")
    shown = probe(Sandbox(sandbox.name, sandbox.runner, b""))
    assert shown.open == () and "seccomp" not in shown.layers


def test_it_is_found_once(found: Sandbox) -> None:
    assert find_sandbox() is found and found.name in {name for name, _ in RUNNERS}


def test_the_container_is_shut_off_by_its_command() -> None:
    """The command itself: whether it holds on a machine is for the probe to show there."""
    words = container_command("docker", "python:3.12-slim", "seedbed-x", "source", 512)
    line = " ".join(words)
    for wanted in (
        "run --rm --interactive --pull never --name seedbed-x --network none --read-only --cap-drop ALL",
        "--security-opt no-new-privileges --pids-limit 96 --ulimit nofile=256:256 --ulimit nproc=4096:4096",
        "--memory 640m --memory-swap 640m --cpus 1 --ipc private",
        "--user 65534:65534",
        "python:3.12-slim -s -S -P -B -c source",
    ):
        assert wanted in line
    assert not {"--privileged", "-v", "--volume", "--mount", "--device"} & set(words)


def test_a_container_that_is_not_begun_is_told_and_ended(
    found: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a stand-in for docker that has an image and refuses to run it."""
    docker = tmp_path / "docker"
    asked = tmp_path / "asked"
    docker.write_text(
        f'#!/bin/sh\necho "$1" >> {asked}\ncase "$1" in\nimages) echo python:3.12-slim ;;\n'
        "run) echo no space for you >&2; exit 125 ;;\nesac\n"
    )
    docker.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(SandboxFault, match=r"container: .*no space for you"):
        first_shown((("container", dict(RUNNERS)["container"]),))
    assert asked.read_text().split() == ["images", "run", "rm"]


def test_the_sandbox_costs_nothing_before_it_is_used() -> None:
    code = "import sys, seedbed.tools.verification.sandbox.sandbox\nassert 'pyseccomp' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
