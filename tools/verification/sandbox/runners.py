"""The ways to start the shut-off Python: which command, and what is missing where one can't be had.

Whether a way holds is for the probe to show, not for this file to claim."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from seedbed.tools.verification.sandbox.bounds import COMMANDS_MEGABYTES, FOLDER_ENTRIES, FOLDER_MEGABYTES

TOOLS_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache")
"""Where the programs of commands lie, and what they read."""

Start: TypeAlias = tuple[list[str], str]
"""The words of the command, and the run's folder as the program sees it."""
Runner: TypeAlias = Callable[[list[str], Path, bool, tuple[str, ...]], Start]
"""From the words that start Python, the run's folder, whether other programs and processes than the one
Python may be begun, and the paths that are read besides Python's own, how a run is started."""


def python(source: str) -> list[str]:
    """The interpreter itself, not a virtual environment's link, with the standard library alone."""
    return [os.path.realpath(sys.executable), "-s", "-S", "-P", "-B", "-c", source]


def unshare(words: list[str], folder: Path, commands: bool, readable: tuple[str, ...]) -> Start:
    """`unshare`: namespaces of its own for network, processes and mounts; files are left to Landlock."""
    start = [_tool("unshare", "util-linux")]
    if setpriv := shutil.which("setpriv", path=TOOLS_PATH):
        start = [setpriv, "--pdeathsig", "KILL", *start]
    start += ["--user", "--map-root-user", "--mount", "--net", "--ipc", "--uts", "--pid", "--fork"]
    options = f"nr_inodes={FOLDER_ENTRIES},mode=700,nosuid,nodev,"
    options += f"size={COMMANDS_MEGABYTES}m" if commands else f"size={FOLDER_MEGABYTES}m,noexec"
    script = 'mount -t tmpfs -o "$1" none "$2" && shift 2 && exec "$@"'
    return [*start, "--kill-child", "/bin/sh", "-c", script, "sh", options, str(folder), *words], str(folder)


def bubblewrap(words: list[str], folder: Path, commands: bool, readable: tuple[str, ...]) -> Start:
    """`bwrap`: namespaces of its own for everything, and a file system with Python in it and nothing else."""
    bound = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache"]
    # As pid 1 nothing could end the program by a default action of a signal; bwrap itself reaps it.
    start = [_tool("bwrap", "bubblewrap"), "--unshare-all", "--die-with-parent", "--new-session"]
    start += ["--cap-drop", "ALL", "--clearenv", "--setenv", "PYTHONHASHSEED", "0"]
    for path in dict.fromkeys((*bound, os.path.realpath(sys.base_prefix), *readable)):
        start += ["--ro-bind-try", path, path]
    if commands:
        start += ["--proc", "/proc", "--symlink", "/proc/self/fd", "/dev/fd"]
    size = COMMANDS_MEGABYTES if commands else FOLDER_MEGABYTES
    for path in ("/dev/null", "/dev/zero", "/dev/urandom"):
        start += ["--dev-bind", path, path]
    start += ["--size", str(size << 20), "--perms", "0700", "--tmpfs", "/run/program"]
    return [*start, "--remount-ro", "/", "--chdir", "/run/program", "--", *words], "/run/program"


def landlock(words: list[str], folder: Path, commands: bool, readable: tuple[str, ...]) -> Start:
    """No namespaces: Landlock and seccomp alone, which any user may have; too little for commands."""
    if commands:
        raise FileNotFoundError("commands need namespaces")
    return words, str(folder)


RUNNERS: dict[str, Runner] = {"unshare": unshare, "bubblewrap": bubblewrap, "landlock": landlock}
"""In the order in which they are tried: what needs nothing installed and bounds most comes first."""


def _tool(name: str, package: str) -> str:
    found = shutil.which(name, path=TOOLS_PATH)
    if found is None:
        raise FileNotFoundError(f"{name} isn't installed (package {package})")
    return found
