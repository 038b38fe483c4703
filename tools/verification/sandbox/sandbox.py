"""Finds the sandbox of this machine: the first way of running that was shown to hold, else a refusal.

It does not know what programs are run for.
"""

import platform
import sys
from dataclasses import replace
from threading import Lock

from seedbed.tools.verification.sandbox.probe import probe
from seedbed.tools.verification.sandbox.runners import RUNNERS, Missing, Runner
from seedbed.tools.verification.sandbox.running import Ran, Sandbox, SandboxFault
from seedbed.tools.verification.sandbox.syscalls import call_filter

__all__ = ["Ran", "Sandbox", "SandboxFault", "find_sandbox", "first_shown"]

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
    if sys.platform != "linux":
        raise _fault(f"programs are run on Linux only, this is {platform.system()}", [])
    try:
        code = call_filter()
    except (ImportError, RuntimeError, OSError) as fault:
        raise _fault(f"libseccomp can't be used ({fault}): install the package libseccomp2", []) from fault
    failed = []
    for name, runner in runners:
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


def _fault(what: str, failed: list[str]) -> SandboxFault:
    tried = f" ({'; '.join(failed)})" if failed else ""
    return SandboxFault(
        f"programs can't be run here: {what}{tried}",
        next_step="install bubblewrap, or use a kernel with Landlock (5.13 or later); see docs/sandbox.md",
    )
