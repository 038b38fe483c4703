"""The embedded model, or a GGUF file that a person named, as an endpoint: its server started, waited for,
and stopped.

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
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import IO

from seedbed.agent.models.endpoint import Endpoint
from seedbed.agent.models.local import server as embedded_server
from seedbed.agent.models.local.weights import SHA256, find
from seedbed.agent.models.places import EMBEDDED
from seedbed.memory.errors import UserFault
from seedbed.memory.profile import Profile, Quirks

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
    return said["base_url"]
