"""Runs commands or one Python program in the sandbox's folder, and tells what they printed and left there.

Executed inside the sandbox as a program whose functions are called (`Sandbox.call`); never imported by
seedbed. Standard library only. What it answers is data that the other side looks at before using it."""

import atexit
import contextlib
import hashlib
import os
import selectors
import signal
import stat
import subprocess
import sys
import threading
import time
import traceback
import types
from typing import Any

OUT_BYTES, ERROR_BYTES, ERRORS_READ = 1 << 16, 1 << 13, 1 << 20
"""Most that is printed; of complaints so much is kept, and so much read."""
MOST_FILES, FILES_BYTES, DEEPEST = 200, 1 << 18, 24
"""What may lie in the folder at the end: files and folders, bytes together, folders within folders."""
GRACE = 0.3
"""Most time for what was printed to arrive once the command has ended."""


def commands(
    steps: list[dict[str, Any]], folder: str, names: dict[str, str], hidden: list[str]
) -> dict[str, Any]:
    """Runs one command after the other, as long as they end with 0.

    Each step has `words` and `seconds`. `folder` is made, and is the working directory; `names` the
    environment (a `~` at the beginning of a value stands for where we are now); `hidden` names what isn't
    told of what lies in the folder at the end. Answers `step` (the last one begun), `code`, `stdout`,
    `stderr`, `files`, and `said`: what is wrong besides, empty if nothing is."""
    here = os.getcwd()
    places = {key: here + text[1:] if text.startswith("~") else text for key, text in names.items()}
    for place in (folder, "tmp", "made"):
        os.makedirs(place, exist_ok=True)
    done: dict[str, Any] = {"step": 0, "code": None, "stdout": "", "stderr": "", "said": "", "files": []}
    for number, step in enumerate(steps):
        words = [here + word[1:] if word.startswith("~/") else word for word in step["words"]]
        try:
            code, out, errors, said = _followed(words, folder, places, step["seconds"])
        except FileNotFoundError:
            return done | {"step": number, "said": "", "missing": step["words"][0]}
        text, odd = _text(out)
        errors_text = _complaint(errors, here)
        done |= {"step": number, "code": code, "stdout": text, "stderr": errors_text, "said": said or odd}
        if code != 0 or done["said"]:
            break
    os.chdir(folder)
    return done | _left(set(hidden), done["said"])


def python(program: str) -> dict[str, Any]:
    """Executes a Python program as `__main__` in this very process, to the end of its threads; answers as
    `commands` does."""
    here = os.getcwd()
    pipes = {1: _aside("out"), 2: _aside("errors")}
    for number, file in pipes.items():
        os.dup2(file, number)
    module = types.ModuleType("__main__")
    module.__file__ = "main.py"
    sys.modules["__main__"] = module
    sys.argv = ["main.py"]
    code: int = 0
    try:
        exec(compile(program, "main.py", "exec", dont_inherit=True), vars(module))  # noqa: S102 - this process is shut off
    except SystemExit as fault:
        code = fault.code if isinstance(fault.code, int) else int(fault.code is not None)
        if fault.code is not None and not isinstance(fault.code, int):
            print(fault.code, file=sys.stderr)
    except MemoryError:
        raise
    except BaseException as fault:  # noqa: BLE001 - it may raise anything
        code = 1
        fault.__traceback__ = fault.__traceback__.tb_next if fault.__traceback__ else None
        traceback.print_exception(fault, limit=-8, file=sys.stderr)
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, and wakes those of executors
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    much = os.fstat(pipes[1]).st_size > OUT_BYTES
    said = f"it printed more than {OUT_BYTES} bytes" if much else ""
    text, odd = _text(os.pread(pipes[1], OUT_BYTES, 0))
    errors = _complaint(os.pread(pipes[2], ERRORS_READ, 0), here)
    done: dict[str, Any] = {"step": 0, "code": code, "stdout": text, "stderr": errors, "said": said or odd}
    return done | _left(set(), done["said"])


def _aside(name: str) -> int:
    """A file that has no name any more."""
    path = f".seedbed-{name}"
    number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    os.unlink(path)
    return number


def _complaint(errors: bytes, here: str) -> str:
    """The beginning of a complaint, without the name of the run's folder, which is another one each time."""
    return errors.replace(here.encode(), b"~")[:ERROR_BYTES].decode("utf-8", "replace")


def _text(out: bytes) -> tuple[str, str]:
    """What was printed, and what is wrong with it."""
    try:
        text = out.decode("utf-8")
    except UnicodeDecodeError as fault:
        if len(out) < OUT_BYTES or fault.start < len(out) - 4:
            return out.decode("utf-8", "replace"), "what it printed isn't text (UTF-8)"
        text = out[: fault.start].decode("utf-8")
    return text, "what it printed has NUL bytes" if "\0" in text else ""


def _followed(
    words: list[str], folder: str, names: dict[str, str], seconds: float
) -> tuple[int, bytes, bytes, str]:
    """A command followed to its end: its code (128 + signal), what it printed, complained, what is wrong."""
    process = subprocess.Popen(
        words,
        cwd=folder,
        env=names,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout and process.stderr
    parsed = {process.stdout.fileno(): b"", process.stderr.fileno(): b""}
    out, errors = parsed
    until, said, ended = time.monotonic() + seconds, "", False
    with selectors.DefaultSelector() as selector:
        for number in parsed:
            os.set_blocking(number, False)
            selector.register(number, selectors.EVENT_READ)
        while selector.get_map() and (left := until - time.monotonic()) > 0:
            for key, _ in selector.select(min(left, 0.05)):
                piece = os.read(key.fd, 1 << 16)
                parsed[key.fd] += piece
                if not piece:
                    selector.unregister(key.fd)
            if len(parsed[out]) > OUT_BYTES or len(parsed[errors]) > ERRORS_READ:
                said = f"it printed more than {OUT_BYTES} bytes"
                break
            if not ended and process.poll() is not None:
                # What runs on in the background may hold the pipes open.
                ended, until = True, min(until, time.monotonic() + GRACE)
    try:
        process.wait(0 if said else max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        said = said or f"more than {seconds:g} s"
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    code = process.wait()
    return (code if code >= 0 else 128 - code), parsed[out][:OUT_BYTES], parsed[errors], said


def _left(hidden: set[str], said: str) -> dict[str, Any]:
    """The files beneath the working directory in the order of their paths, and what is wrong."""
    try:
        return {"files": sorted(_files(hidden), key=lambda one: one["path"]), "said": said}
    except ValueError as fault:
        return {"files": [], "said": said or f"it left {fault}"}


def _files(hidden: set[str]) -> list[dict[str, str]]:
    """Raises ValueError: what there is too much of."""
    found: list[dict[str, str]] = []
    count = size = 0
    for folder, folders, names in os.walk("."):
        here = folder[2:]
        if here.count("/") >= DEEPEST:
            raise ValueError("folders within folders without end")
        if here and not folders and not names:
            found.append({"path": here + "/", "content": ""})
        for name in (*folders, *names):
            path, count = os.path.join(here, name), count + 1
            if count > MOST_FILES:
                raise ValueError(f"more than {MOST_FILES} files")
            if name.encode("utf-8", "replace").decode() != name:
                raise ValueError("a file whose name isn't text (UTF-8)")
            if path in hidden or (name in folders and not os.path.islink(path)):
                continue
            try:
                content = _content(path, os.lstat(path))
            except OSError:
                content = "(can't be read)"
            size += len(content)
            if size > FILES_BYTES:
                raise ValueError(f"more than {FILES_BYTES} bytes in files")
            found.append({"path": path, "content": content})
    return found


def _content(path: str, about: os.stat_result) -> str:
    if stat.S_ISLNK(about.st_mode):
        return f"(a link to {os.readlink(path).encode('utf-8', 'replace').decode('utf-8')})"
    if not stat.S_ISREG(about.st_mode):
        return "(no plain file)"
    if about.st_size > FILES_BYTES:
        return " " * (FILES_BYTES + 1)  # more than may be, whatever it is
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(number, "rb") as file:
        data = file.read(FILES_BYTES + 1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    return text if "\0" not in text else f"(binary, {len(data)} bytes, {hashlib.sha256(data).hexdigest()})"
