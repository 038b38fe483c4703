"""Finds the sandbox of this machine: the first way of running that was shown to hold, else a refusal.

It does not know what programs are run for.
"""

import platform
import sys
from dataclasses import replace
from threading import Lock

from seedbed.tools.verification.sandbox.probe import probe
from seedbed.tools.verification.sandbox.runners import RUNNERS, Missing, Runner
from seedbed.tools.verification.sandbox.running import Sandbox
from seedbed.tools.verification.sandbox.syscalls import call_filter
from seedbed.tools.verification.sandbox.verdict import Ran, SandboxFault

__all__ = ["Ran", "Sandbox", "SandboxFault", "find_sandbox", "first_shown"]

CONTAINER = "container"
"""The runner that may do without the filter of system calls."""
_found: list[Sandbox] = []
_finding = Lock()


def find_sandbox() -> Sandbox:
    """The sandbox of this machine; shown once per process, then kept.

    Raises SandboxFault, which says which way failed at what and what to install.
    """
    with _finding:
        if not _found:
            _found.append(first_shown(RUNNERS))
        return _found[0]


def first_shown(runners: tuple[tuple[str, Runner], ...]) -> Sandbox:
    """The first of these runners whose probe finds every door shut. Raises SandboxFault."""
    if sys.platform == "win32":
        raise _fault("not on Windows itself; on WSL 2 it is Linux", [])
    code, lacking = _filter()
    failed = []
    for name, runner in runners:
        if not code and name != CONTAINER:
            failed.append(f"{name}: {lacking}")
            continue
        sandbox = Sandbox(name, runner, code)
        try:
            shown = probe(sandbox)
        except (Missing, SandboxFault, OSError) as fault:
            failed.append(f"{name}: {fault}")
            continue
        if not shown.open:
            return replace(sandbox, layers=shown.layers)
        failed.append(f"{name}: {', '.join(shown.open)}")
    raise _fault("network and home could not be shown to be shut off", failed)


def _filter() -> tuple[bytes, str]:
    """The filter of system calls, or none and why: then only a container may serve."""
    if sys.platform != "linux":
        return b"", f"on Linux only, this is {platform.system()}"
    try:
        return call_filter(), ""
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
