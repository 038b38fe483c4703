"""The sandboxes of this machine, for tests that run programs in them."""

import contextlib
from pathlib import Path

import pytest

from seedbed.tools.verification.sandbox.runners import RUNNERS, SYSTEM
from seedbed.tools.verification.sandbox.running import Sandbox
from seedbed.tools.verification.sandbox.sandbox import SandboxFault, find_sandbox, first_shown


def _shown(name: str, executable: tuple[str, ...] | None) -> Sandbox:
    try:
        return first_shown({name: RUNNERS[name]}, executable)
    except SandboxFault as fault:
        pytest.skip(str(fault))


@pytest.fixture(scope="session")
def found() -> Sandbox:
    """The sandbox that is used here; what needs it is skipped, with the reason, where there is none."""
    try:
        return find_sandbox()
    except SandboxFault as fault:
        pytest.skip(str(fault))


@pytest.fixture(scope="session", params=RUNNERS)
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Each way of running programs that can be shown to hold here."""
    return _shown(request.param, None)


@pytest.fixture(scope="session", params=["unshare", "bubblewrap"])
def commands(request: pytest.FixtureRequest) -> Sandbox:
    """Each way of running commands that can be shown to hold here."""
    return _shown(request.param, SYSTEM)


def processes_of(mark: str) -> list[str]:
    """The processes whose words hold a mark: they run, and are no zombies."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark.encode() in (entry / "cmdline").read_bytes():
                found.append(entry.name)
    return found
