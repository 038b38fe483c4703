"""Reading in a process of its own: a file that makes its library fail ends that process, and is named."""

import json
import os
import signal
import subprocess
import sys

from seedbed.tools.knowledge.formats.characters import Document, Unreadable

SECONDS = 60
"""Of computing, for one file."""
WALL = 180.0
"""Seconds on the clock for one file, should the process hang without computing."""
_MODULE = "seedbed.tools.knowledge.formats.extract"
_PASSED_ON = ("PATH", "PYTHONPATH", "SYSTEMROOT")


def read_apart(data: bytes, suffix: str, seconds: int = SECONDS) -> Document | Unreadable:
    """The document in a file's bytes; `suffix` is one of `extraction.APART`. Its hash is left empty."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", _MODULE, suffix, str(seconds)],
            input=data,
            capture_output=True,
            timeout=WALL,
            env={**kept, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired:
        return Unreadable(f"hangs: not read within {WALL:.0f} seconds")
    if done.returncode == -signal.SIGXCPU:
        return Unreadable(f"takes more than {seconds} seconds of computing to be read")
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1][:160] if said else f"exit code {done.returncode}"
        return Unreadable(f"makes the library that reads it fail ({why})")
    answer = json.loads(done.stdout)
    if "why" in answer:
        return Unreadable(**answer)
    return Document(**{**answer, "pages": tuple(answer["pages"])})
