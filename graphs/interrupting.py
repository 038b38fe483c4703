"""Ctrl-C, and what else ends a process from outside (SIGTERM, a terminal that goes): once in good order, for
which calls that are out have a while, twice at once."""

import asyncio
import os
import signal
import stat
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from seedbed.graphs.observer import LOOK_EVERY
from seedbed.memory.errors import Interrupted

if TYPE_CHECKING:
    from seedbed.graphs.run import Run

T = TypeVar("T")
GRACE = 20.0
"""Seconds that a build which is to end in good order has for it at least: supervisors kill what takes longer
than half a minute, or a minute and a half."""
_PATIENCE = 5.0
"""Seconds after which what was to end at once and hasn't is told so again."""


def grace(run: "Run") -> tuple[str, float]:
    """What is said of a build that is to end in good order, and the seconds in which it does so, else it ends
    as it is: twice as many as the slowest answer took."""
    seconds = max(GRACE, 2 * run.client.lines.slowest)
    out = not run.ledger.idle or run.crew is not None
    return f"stopping: calls that are out have {seconds:.0f} s to be answered" if out else "stopping", seconds


def _ends(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _hung_up(number: int, frame: Any) -> None:
    _leave_terminal()
    signal.raise_signal(signal.SIGTERM)  # for whoever heeds that one, too


def _leave_terminal() -> None:
    """The terminal is gone: whoever writes to it would fail. It goes once, however often that is told: by the
    system and by its shell."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        if stat.S_ISCHR(os.fstat(stream).st_mode):
            os.dup2(nowhere, stream)


@contextmanager
def ended_as_by_ctrl_c() -> Iterator[None]:
    """Within, SIGTERM and a terminal that goes end the program as Ctrl-C does: what is open is closed on the
    way, and what lies there for a while is removed. A signal that is ignored (`nohup`) stays so."""
    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        for number, handler in ((signal.SIGTERM, _ends), (signal.SIGHUP, _hung_up)):
            if signal.getsignal(number) == signal.SIG_DFL:
                before[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        for ours, theirs in before.items():
            signal.signal(ours, theirs)


@contextmanager
def interruptible(run: "Run") -> Iterator[None]:
    """Ctrl-C once ends in good order, and so does who calls `run.stop`; Ctrl-C then ends at once. Raises
    `run.stopping`: that took longer than `grace`."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None
    overdue, over, next_look = False, False, list[asyncio.TimerHandle]()

    def later(seconds: float, end: Callable[[], None]) -> None:
        for waiting in next_look:
            waiting.cancel()
        next_look[:] = [loop.call_later(seconds, end)]

    def at_once() -> None:
        task.cancel()
        later(_PATIENCE, at_once)  # a cancellation may be lost on its way

    def late() -> None:
        nonlocal overdue
        overdue = True
        at_once()

    def stopping() -> None:
        said, seconds = grace(run)
        run.observer.said(f"{said}; Ctrl-C ends at once")
        later(seconds, late)
        run.wait_for(said, seconds)

    def on_signal() -> None:
        if over:  # uvloop calls it still, and the store may be closed
            return
        if run.stopping is None:
            run.stop(Interrupted("interrupted"))
        else:
            at_once()

    def hung_up() -> None:
        _leave_terminal()
        before[signal.SIGHUP] = signal.SIG_IGN
        on_signal()

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    if before[signal.SIGHUP] == signal.SIG_IGN:  # `nohup`
        del before[signal.SIGHUP]
    try:
        for number in before:
            loop.add_signal_handler(number, hung_up if number == signal.SIGHUP else on_signal)
    except (NotImplementedError, RuntimeError, ValueError):  # not the main thread, or not this platform
        before = {}
    run.on_stop = stopping
    try:
        yield
    except asyncio.CancelledError:
        if not overdue or run.stopping is None:
            raise
        while task.uncancel():
            pass
        raise run.stopping from None
    finally:
        over = True
        for waiting in next_look:
            waiting.cancel()
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


async def heard(
    run: "Run", asking: Coroutine[Any, Any, T], what: str, elsewhere: Callable[[], T | None] = lambda: None
) -> T:
    """What a person answers; the time isn't counted. Raises Paused: the run is to end before. `what`: is
    asked for, as whoever looks on is told. `elsewhere`: looks for what was answered elsewhere, which holds
    if it comes first."""
    answer = asyncio.ensure_future(asking)
    run.wait_for("", None)  # what was waited for has come
    try:
        with run.ledger.rest():
            run.wait_for(what, None)
            while (found := elsewhere()) is None and not answer.done() and run.stopping is None:
                await asyncio.wait([answer], timeout=LOOK_EVERY)
            run.wait_for("", None)
        if run.stopping is not None:
            raise run.stopping
        return answer.result() if found is None else found
    finally:
        answer.cancel()
        await asyncio.gather(answer, return_exceptions=True)


async def ask(run: "Run", question: str, choices: tuple[str, ...]) -> str | None:
    """As the observer's `ask`. Raises Paused: the run is to end before it is answered."""
    what = f"a person's answer where it was started: {question}"
    return await heard(run, run.observer.ask(question, choices), what)
