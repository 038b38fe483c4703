"""Jobs that no worker likes, for the tests of the pool; loaded by the zygote instead of the real ones."""

import os
import random
import resource
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from seedbed.tools.verification.numbers.expression import ExpressionFault


def warm() -> None:
    """Nothing to load."""


def reset() -> None:
    _seen.clear()


def echo(text: str) -> tuple[bool, str, str]:
    return True, text, ""


def refuse(text: str) -> tuple[bool, str, str]:
    raise ExpressionFault(f"{text} can't be read")


def break_down(text: str) -> tuple[bool, str, str]:
    raise KeyError(text)


def leave(text: str) -> tuple[bool, str, str]:
    sys.exit(text)


def tower(text: str) -> tuple[bool, str, str]:
    """Stays in C code for years."""
    return True, str(9**9 ** int(text)), ""


def sleep(text: str) -> tuple[bool, str, str]:
    """Uses no CPU time."""
    time.sleep(float(text))
    return True, text, ""


def mark(text: str) -> tuple[bool, str, str]:
    """Tells that it has begun by an empty file, and goes to sleep."""
    Path(text).touch()
    return sleep("60")


def spin(text: str) -> tuple[bool, str, str]:
    until = time.process_time() + float(text)
    while time.process_time() < until:
        pass
    return True, text, ""


def eat(text: str) -> tuple[bool, str, str]:
    hoard = []
    while True:
        hoard.append(bytearray(int(text)))


def nest(text: str) -> tuple[bool, str, str]:
    return nest(text)


def crash(text: str) -> tuple[bool, str, str]:
    os.kill(os.getpid(), signal.Signals[text])
    return True, "", ""


def mumble(text: str) -> tuple[bool, str, str]:
    """Dies while it speaks: half a line, in the place of an answer."""
    for number in range(3, 64):
        with suppress(OSError):
            os.write(number, b'["done",tr')
    os.kill(os.getpid(), signal.SIGKILL)
    return True, "", ""


def repeat(text: str) -> tuple[bool, str, str]:
    return True, text * 100_000, ""


def remember(text: str) -> tuple[bool, str, str]:
    """How often this process was asked before, and its next random number."""
    _seen.append(text)
    return True, f"{len(_seen)} {random.random()}", ""


def describe(text: str) -> tuple[bool, str, str]:
    """What of the process a test asks for."""
    match text:
        case "environment":
            return True, " ".join(sorted(os.environ)), ""
        case "limits":
            kinds = (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE)
            return True, " ".join(str(resource.getrlimit(kind)[0]) for kind in kinds), ""
        case "folder":
            return True, os.getcwd(), ""
        case "process":
            return True, f"{os.getpid()} {os.getsid(0)}", ""
        case "main":
            return True, str(getattr(sys.modules["__main__"], "__file__", None)), ""
    raise ExpressionFault(text)


_seen: list[str] = []
JOBS = {
    job.__name__: job
    for job in (
        echo, refuse, break_down, leave, tower, sleep, mark, spin, eat,
        nest, crash, mumble, repeat, remember, describe,
    )
}  # fmt: skip
