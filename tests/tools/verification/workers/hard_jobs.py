"""Jobs that no worker likes, for the tests of the pool; loaded instead of the real ones."""

import os
import random
import resource
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from seedbed.tools.verification.calculator import ExpressionFault

Answer = tuple[bool, str, str]


def warm() -> None:
    """Nothing to load."""


def echo(text: str) -> Answer:
    return True, text, ""


def refuse(text: str) -> Answer:
    raise ExpressionFault(f"{text} can't be read")


def break_down(text: str) -> Answer:
    raise KeyError(text)


def leave(text: str) -> Answer:
    sys.exit(text)


def tower(text: str) -> Answer:
    """Stays in C code for years."""
    return True, str(9**9 ** int(text)), ""


def sleep(text: str) -> Answer:
    """Uses no CPU time."""
    time.sleep(float(text))
    return True, text, ""


def mark(text: str) -> Answer:
    """Tells that it has begun by an empty file, and goes to sleep."""
    Path(text).touch()
    return sleep("60")


def eat(text: str) -> Answer:
    """Most of it in one untouched piece, which costs no time; the rest in pieces of that size."""
    hoard = [bytearray(200 * 2**20)]
    while True:
        hoard.append(bytearray(int(text)))


def nest(text: str) -> Answer:
    return nest(text)


def crash(text: str) -> Answer:
    os.kill(os.getpid(), signal.Signals[text])
    return True, "", ""


def mumble(text: str) -> Answer:
    """Dies while it speaks: half a line, in the place of an answer."""
    for number in range(3, 64):
        with suppress(OSError):
            os.write(number, b'["done",tr')
    os.kill(os.getpid(), signal.SIGKILL)
    return True, "", ""


def repeat(text: str) -> Answer:
    return True, text * 100_000, ""


def remember(text: str) -> Answer:
    """How often this process was asked before, and its next random number."""
    _seen.append(text)
    return True, f"{len(_seen)} {random.random()}", ""


def describe(text: str) -> Answer:
    """The process: its folder, its limits, its session, its main file, the names in its environment."""
    kinds = (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE)
    limits = [resource.getrlimit(kind)[0] for kind in kinds]
    main = getattr(sys.modules["__main__"], "__file__", None)
    return True, f"{os.getcwd()} {limits} {os.getsid(0)} {main} {' '.join(os.environ)}", ""


_seen: list[str] = []
JOBS = {
    job.__name__: job
    for job in (
        echo, refuse, break_down, leave, tower, sleep, mark, eat, nest, crash, mumble, repeat, remember,
        describe,
    )
}  # fmt: skip
