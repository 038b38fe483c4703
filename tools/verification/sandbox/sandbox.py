"""Finds the sandbox of this machine: the first way of running that was shown to hold, else a refusal.

It does not know what programs are run for.
"""

import platform
import sys
from dataclasses import replace
from pathlib import Path
from threading import Lock

from seedbed.tools.verification.sandbox.probe import probe
from seedbed.tools.verification.sandbox.runners import (
    COMMAND_RUNNERS,
    RUNNERS,
    SYSTEM,
    Missing,
    Runner,
    Start,
)
from seedbed.tools.verification.sandbox.running import Sandbox
from seedbed.tools.verification.sandbox.syscalls import call_filter
from seedbed.tools.verification.sandbox.verdict import Ran, SandboxFault

__all__ = [
    "Ran",
    "Sandbox",
    "SandboxFault",
    "find_command_sandbox",
    "find_sandbox",
    "first_shown",
    "with_programs",
]

CONTAINER = "container"
"""The runner that may do without the filter of system calls."""
_found: list[Sandbox] = []
_found_for_commands: list[Sandbox] = []
_finding = Lock()


def find_sandbox() -> Sandbox:
    """The sandbox of this machine; shown once per process, then kept.

    Raises SandboxFault, which says which way failed at what and what to install.
    """
    with _finding:
        if not _found:
            _found.append(first_shown(RUNNERS))
        return _found[0]


def find_command_sandbox() -> Sandbox:
    """The sandbox in which this machine's own programs may be run: shells, compilers, other interpreters.

    As `find_sandbox`, but new processes are no door that must be shut: they have a namespace of their own,
    are counted, and end with it. Raises SandboxFault.
    """
    with _finding:
        if not _found_for_commands:
            runners = tuple((name, _starting(name, SYSTEM)) for name, _ in COMMAND_RUNNERS)
            _found_for_commands.append(first_shown(runners, SYSTEM))
        return _found_for_commands[0]


def with_programs(sandbox: Sandbox, paths: tuple[str, ...]) -> Sandbox:
    """The same sandbox for commands, in which what lies at `paths` may be read and executed, too."""
    executable = (*(sandbox.executable or ()), *paths)
    return replace(sandbox, runner=_starting(sandbox.name, executable), executable=executable)


def _starting(name: str, executable: tuple[str, ...]) -> Runner:
    runner = dict(COMMAND_RUNNERS)[name]

    def start(source: str, folder: Path, megabytes: int) -> Start:
        return runner(source, folder, megabytes, executable)

    return start


def first_shown(
    runners: tuple[tuple[str, Runner], ...], executable: tuple[str, ...] | None = None
) -> Sandbox:
    """The first of these runners whose probe finds every door shut. Raises SandboxFault."""
    if sys.platform == "win32":
        raise _fault("not on Windows itself; on WSL 2 it is Linux", [])
    code, lacking = _filter(executable is not None)
    failed = []
    for name, runner in runners:
        if not code and name != CONTAINER:
            failed.append(f"{name}: {lacking}")
            continue
        sandbox = Sandbox(name, runner, code, executable=executable)
        try:
            shown = probe(sandbox)
        except (Missing, SandboxFault, OSError) as fault:
            failed.append(f"{name}: {fault}")
            continue
        if not shown.open:
            return replace(sandbox, layers=shown.layers)
        failed.append(f"{name}: {', '.join(shown.open)}")
    raise _fault("network and home could not be shown to be shut off", failed)


def _filter(commands: bool) -> tuple[bytes, str]:
    """The filter of system calls, or none and why: then only a container may serve."""
    if sys.platform != "linux":
        return b"", f"on Linux only, this is {platform.system()}"
    try:
        return call_filter(commands), ""
    except (ImportError, RuntimeError, OSError) as fault:
        return b"", f"libseccomp can't be used ({fault}; package libseccomp2)"


def _fault(what: str, failed: list[str]) -> SandboxFault:
    tried = f" ({'; '.join(failed)})" if failed else ""
    step = "install bubblewrap, or use a kernel with Landlock (5.13 or later)"
    if sys.platform != "linux":
        step = "start docker or podman with a Python image"
    return SandboxFault(
        f"programs can't be run here: {what}{tried}", next_step=f"{step}; see docs/sandbox.md"
    )
