"""The ways to start the shut-off Python: which command, and what is missing where one can't be had.

Plain functions, one per way, tried in the order of `RUNNERS`; each either gives the command or says what
isn't there. Whether a way holds is for the probe to show, not for this file to claim.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FOLDER_MEGABYTES = 64
"""Most that a program may write in all."""
COMMANDS_MEGABYTES = 256
"""The same where commands are run: compilers fill more."""
FOLDER_ENTRIES = 4096
"""Most files and folders that a program may make."""
IMAGES = tuple(f"python:3.{minor}{kind}" for minor in (14, 13, 12, 11) for kind in ("-slim", "", "-alpine"))
"""Images of which one must be here already; none is ever pulled."""
PYTHON_FLAGS = ("-s", "-S", "-P", "-B")
"""Nothing of the user's and no installed packages: the standard library alone."""
TOOLS_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Missing(Exception):
    """A way can't be had on this machine; the text says what isn't there."""


@dataclass(frozen=True, slots=True)
class Start:
    """How one run is started."""

    command: tuple[str, ...]
    """The words of the command."""
    folder: str
    """The run's folder as the program sees it."""
    watched: bool = False
    """Whether the folder's size is watched from outside: nothing else bounds it."""
    stop: tuple[str, ...] = ()
    """A further command that ends the run, where killing the process group doesn't."""


SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache")
"""Where the programs of commands lie, and what they read."""

Runner = Callable[[str, Path, int], Start]
"""From the source of `inside`, the run's folder and the megabytes of memory, the start of a run."""


def python() -> str:
    """The interpreter itself, not a virtual environment's link to it."""
    return os.path.realpath(sys.executable)


def bubblewrap(source: str, folder: Path, megabytes: int, executable: tuple[str, ...] | None = None) -> Start:
    """`bwrap`: namespaces of its own for everything, and a file system with Python in it and nothing else.

    Of all ways: with `executable` the programs at these paths can be run, too.
    """
    bwrap = _tool("bwrap", "bubblewrap isn't installed (package bubblewrap)")
    prefix = os.path.realpath(sys.base_prefix)
    bound = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", prefix]
    # As pid 1 nothing could end the program by a default action of a signal; bwrap itself reaps it.
    words = [bwrap, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"]
    words += ["--setenv", "PYTHONHASHSEED", "0"]
    for path in dict.fromkeys((*bound, *(executable or ()))):
        words += ["--ro-bind-try", path, path]
    if executable is not None:
        words += ["--proc", "/proc", "--symlink", "/proc/self/fd", "/dev/fd"]
    size = FOLDER_MEGABYTES if executable is None else COMMANDS_MEGABYTES
    for path in ("/dev/null", "/dev/zero", "/dev/urandom"):
        words += ["--dev-bind", path, path]
    words += ["--size", str(size << 20), "--perms", "0700", "--tmpfs", "/run/program"]
    words += ["--remount-ro", "/", "--chdir", "/run/program", "--", python(), *PYTHON_FLAGS, "-c", source]
    return Start(tuple(words), "/run/program")


def unshare(source: str, folder: Path, megabytes: int, executable: tuple[str, ...] | None = None) -> Start:
    """`unshare`: namespaces of its own for network, processes and mounts; files are left to Landlock."""
    words = [_tool("unshare", "util-linux isn't installed (package util-linux)")]
    if setpriv := shutil.which("setpriv", path=TOOLS_PATH):
        words = [setpriv, "--pdeathsig", "KILL", *words]
    words += ["--user", "--map-root-user", "--mount", "--net", "--ipc", "--uts", "--pid", "--fork"]
    options = f"nr_inodes={FOLDER_ENTRIES},mode=700,nosuid,nodev,"
    options += f"size={FOLDER_MEGABYTES}m,noexec" if executable is None else f"size={COMMANDS_MEGABYTES}m"
    script = 'mount -t tmpfs -o "$1" none "$2" && shift 2 && exec "$@"'
    words += ["--kill-child", "/bin/sh", "-c", script, "sh", options, str(folder)]
    return Start((*words, python(), *PYTHON_FLAGS, "-c", source), str(folder))


def bare(source: str, folder: Path, megabytes: int) -> Start:
    """No namespaces: Landlock and seccomp alone, which any user may have."""
    return Start((python(), *PYTHON_FLAGS, "-c", source), str(folder), watched=True)


def container(source: str, folder: Path, megabytes: int, executable: tuple[str, ...] | None = None) -> Start:
    """docker or podman, with an image that is here already."""
    reasons = []
    for tool in filter(None, map(shutil.which, ("docker", "podman"))):
        try:
            image = _image(tool)
        except Missing as fault:
            reasons.append(str(fault))
            continue
        name = f"seedbed-{folder.name}"
        words = container_command(tool, image, name, source, megabytes, executable is not None)
        return Start(words, "/run/program", stop=(tool, "rm", "--force", name))
    raise Missing("; ".join(reasons) or "neither docker nor podman is installed")


def container_command(
    tool: str, image: str, name: str, source: str, megabytes: int, commands: bool = False
) -> tuple[str, ...]:
    """The command that runs `source` in a container: pure, so that it can be read and tested anywhere."""
    kind = "exec" if commands else "noexec"
    size = COMMANDS_MEGABYTES if commands else FOLDER_MEGABYTES
    tmpfs = f"/run/program:rw,{kind},nosuid,nodev,mode=1777,size={size}m"
    # The limit of memory is the address space, set inside; the container's is the wider net around it.
    memory = f"{megabytes + size + 64}m"
    words = [tool, "run", "--rm", "--interactive", "--pull", "never", "--name", name, "--network", "none"]
    words += ["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--pids-limit", "96"]
    words += ["--ulimit", "nofile=256:256", "--ulimit", "nproc=4096:4096", "--ulimit", "core=0:0"]
    words += ["--memory", memory, "--memory-swap", memory, "--cpus", "1", "--ipc", "private"]
    words += ["--tmpfs", tmpfs, "--user", "65534:65534", "--workdir", "/run/program", "--log-driver", "none"]
    words += ["--env", "PYTHONHASHSEED=0", "--entrypoint", "python", image, *PYTHON_FLAGS, "-c", source]
    return tuple(words)


RUNNERS: tuple[tuple[str, Runner], ...] = (
    ("unshare", unshare),
    ("bubblewrap", bubblewrap),
    ("landlock", bare),
    ("container", container),
)
"""In the order in which they are tried: what needs nothing installed and bounds most comes first."""

COMMAND_RUNNERS: tuple[tuple[str, Callable[[str, Path, int, tuple[str, ...]], Start]], ...] = (
    ("unshare", unshare),
    ("bubblewrap", bubblewrap),
    ("container", container),
)
"""Those that can bound commands: with processes of their own, and files that can be made read-only."""


def _tool(name: str, otherwise: str) -> str:
    found = shutil.which(name, path=TOOLS_PATH)
    if found is None:
        raise Missing(otherwise)
    return found


def _image(tool: str) -> str:
    """The first of IMAGES that is here."""
    words = [tool, "images", "--format", "{{.Repository}}:{{.Tag}}"]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise Missing(f"{tool} doesn't answer: {fault}") from fault
    if done.returncode != 0:
        raise Missing(f"{tool} doesn't answer: {' '.join(done.stderr.split())[:160]}")
    here = {line.removeprefix("docker.io/library/") for line in done.stdout.split()}
    for image in IMAGES:
        if image in here:
            return image
    raise Missing(f"{tool} has no Python image (for example: {tool} pull {IMAGES[0]})")
