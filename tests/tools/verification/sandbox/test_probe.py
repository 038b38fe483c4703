"""The probe sees doors that stand open, and a machine on which none of the ways holds is refused in words."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from seedbed.tools.verification.sandbox import runners, running
from seedbed.tools.verification.sandbox.runners import Runner, Start, bubblewrap, landlock, unshare
from seedbed.tools.verification.sandbox.running import Sandbox
from seedbed.tools.verification.sandbox.sandbox import SandboxFault, find_sandbox, first_shown, probe
from seedbed.tools.verification.sandbox.syscalls import call_filter

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="programs are run on Linux only")

_INSIDE = running.INSIDE
Weaken = Callable[..., None]
VERSION = "    if version < 1:\n"
NO_LANDLOCK = (VERSION, "    if version:\n")
NO_FILTER = ("    must(libc.prctl(PR_SET_SECCOMP", "    (lambda *_: 0)((PR_SET_SECCOMP")


@pytest.fixture
def weaken(monkeypatch: pytest.MonkeyPatch) -> Weaken:
    """Leaves something open in what runs inside."""

    def weakened(*changes: tuple[str, str]) -> None:
        source = _INSIDE
        for old, new in changes:
            assert old in source
            source = source.replace(old, new)
        monkeypatch.setattr(running, "INSIDE", source)

    return weakened


@pytest.fixture
def seen(weaken: Weaken) -> Callable[..., str]:
    """What the probe says of a runner whose inside was changed."""

    def said(runner: Runner, *changes: tuple[str, str]) -> str:
        weaken(*changes)
        try:
            ran = probe(Sandbox("weaker", runner))
        except (OSError, SandboxFault) as fault:
            pytest.skip(str(fault))
        return ran.detail or ran.state

    return said


def test_plain_python_is_seen_through_every_door(seen: Callable[..., str]) -> None:
    said = seen(landlock, NO_LANDLOCK, NO_FILTER)
    # The line is cut to its length: the first doors are in it.
    for door in ("tcp", "udp", "unix", "signals", "new processes", "reading"):
        assert door in said


def test_files_are_seen_without_landlock(seen: Callable[..., str]) -> None:
    for runner in (landlock, unshare):
        said = seen(runner, NO_LANDLOCK)
        assert "reading" in said and "writing in" in said and "network" not in said


@pytest.mark.parametrize("version", [1, 3, 5])
def test_older_landlocks_hold_too(seen: Callable[..., str], version: int) -> None:
    """What they can't shut (TCP, signals, abstract sockets) the filter of calls does."""
    assert seen(landlock, (VERSION, f"    version = min(version, {version})\n{VERSION}")) == "passed"


def test_network_and_processes_are_seen_without_the_filter(seen: Callable[..., str]) -> None:
    said = seen(landlock, NO_FILTER)
    assert "network udp" in said and "new processes" in said and "reading" not in said


def test_namespaces_hold_where_the_kernel_has_no_landlock(seen: Callable[..., str]) -> None:
    assert seen(bubblewrap, NO_LANDLOCK) == "passed"


def test_a_run_with_fewer_layers_than_were_shown_is_not_begun(found: Sandbox, weaken: Weaken) -> None:
    weaken(NO_LANDLOCK)
    with pytest.raises(SandboxFault, match="landlock 99"):
        replace(found, layers=("landlock 99", "seccomp")).run("x = 1", "pass")


def test_where_nothing_holds_each_way_says_what_failed(
    monkeypatch: pytest.MonkeyPatch, weaken: Weaken
) -> None:
    def broken(words: list[str], folder: Path, *_: object) -> Start:
        return [sys.executable, "-c", "import sys; sys.exit('no namespaces for you')"], str(folder)

    monkeypatch.setattr(runners, "TOOLS_PATH", "")
    weaken(NO_LANDLOCK)
    with pytest.raises(SandboxFault) as caught:
        first_shown({"first": bubblewrap, "second": broken, "third": landlock})
    said = str(caught.value)
    assert "first: bwrap isn't installed (package bubblewrap)" in said
    assert "second: a program's process could not be shut off: no namespaces for you" in said
    assert "third: AssertionError" in said and "reading" in said
    assert "\n" not in said and "docs/sandbox.md" in said
    with pytest.raises(SandboxFault, match="landlock: commands need namespaces"):
        first_shown({"landlock": landlock}, ("/usr",))


def test_other_systems_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SandboxFault, match=r"on Linux only; on Windows use WSL 2"):
        first_shown({"landlock": landlock})


def test_without_a_filter_of_calls_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    call_filter.cache_clear()
    try:
        with pytest.raises(SandboxFault, match=r"the filter of system calls can't be made: .*libseccomp2"):
            first_shown({"landlock": landlock})
    finally:
        call_filter.cache_clear()


def test_it_is_found_once_and_costs_nothing_before(found: Sandbox) -> None:
    assert find_sandbox() is found and found.name in runners.RUNNERS
    code = "import sys, seedbed.tools.verification.sandbox.sandbox\nassert 'pyseccomp' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
