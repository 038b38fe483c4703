"""Finds the sandbox of this machine: the first way of running that was shown to hold, else a refusal.

A way is believed by nobody's word: canaries are laid out on this side, the `doors` are tried inside. It does
not know what programs are run for."""

import hashlib
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path

from seedbed.tools.verification.sandbox.runners import RUNNERS, SYSTEM, Runner
from seedbed.tools.verification.sandbox.running import Ran, Sandbox, SandboxFault
from seedbed.tools.verification.sandbox.syscalls import call_filter

__all__ = ["Ran", "Sandbox", "SandboxFault", "find_sandbox", "first_shown", "probe"]

SECONDS = 10.0
"""Most time for all doors together."""


@cache
def find_sandbox(commands: bool = False) -> Sandbox:
    """The sandbox of this machine; shown once per process, then kept.

    With `commands` this machine's own programs may be run: shells, compilers, other interpreters. Then new
    processes are no door that must be shut: they have a namespace of their own, are counted, and end with it.

    Raises SandboxFault, which says which way failed at what and what to install."""
    return first_shown(RUNNERS, SYSTEM if commands else None)


def first_shown(runners: Mapping[str, Runner], executable: tuple[str, ...] | None = None) -> Sandbox:
    """The first of these runners whose probe finds every door shut. Raises SandboxFault."""
    failed = []
    try:
        if sys.platform != "linux":
            raise OSError("on Linux only; on Windows use WSL 2")
        call_filter(executable is not None)
    except (ImportError, RuntimeError, OSError) as fault:
        failed, runners = [f"the filter of system calls can't be made: {fault} (package libseccomp2)"], {}
    for name, runner in runners.items():
        sandbox = Sandbox(name, runner, executable=executable)
        try:
            shown = probe(sandbox)
        except (SandboxFault, OSError) as fault:
            failed.append(f"{name}: {fault}")
            continue
        if shown.state == "passed":
            return replace(sandbox, layers=shown.layers)
        failed.append(f"{name}: {shown.detail}")
    raise SandboxFault(
        "programs can't be run here: network and home could not be shown to be shut off"
        f" ({'; '.join(failed)})",
        next_step="install bubblewrap, or use a kernel with Landlock (5.13 or later); see docs/sandbox.md",
    )


def probe(sandbox: Sandbox) -> Ran:
    """Tries every door from inside: passed if all are shut. Raises OSError where the runner can't be had."""
    with ExitStack() as stack:
        folders = {tempfile.gettempdir(), *_home()}
        canaries = {}
        for folder in sorted(folders):
            if os.access(folder, os.W_OK):
                number, path = tempfile.mkstemp(prefix=".seedbed-probe-", dir=folder)
                stack.callback(os.unlink, path)
                os.close(number)
                canaries[path] = secrets.token_hex(16)
                Path(path).write_text(canaries[path], "ascii")
        told = {
            "canaries": canaries,
            "folders": sorted(folders | {os.getcwd(), "/dev/shm", "/var/tmp"}),
            "parent": os.getpid(),
            "environ": hashlib.sha256(Path("/proc/self/environ").read_bytes()).hexdigest(),
            "alone": sandbox.executable is None,
        }
        program = Path(__file__).with_name("doors.py").read_text("utf-8")
        # The text of the tests is ours; repr of JSON is a literal that holds whatever the paths hold.
        tests = f"import json\nassert not (found := open_doors(json.loads({json.dumps(told)!r}))), found"
        return sandbox.run(program, tests, seconds=SECONDS)


def _home() -> list[str]:
    """The user's home, if there is one."""
    try:
        return [str(home)] if (home := Path.home()).is_dir() else []
    except RuntimeError:  # neither HOME nor an entry for the user
        return []
