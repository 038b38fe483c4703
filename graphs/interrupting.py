"""Ctrl-C, and what else ends a process from outside (SIGTERM, a terminal that goes): once in good order,
twice at once."""

import asyncio
import os
import signal
import stat
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from seedbed.graphs.run import Run
from seedbed.memory.errors import Interrupted

T = TypeVar("T")
_PATIENCE = 5.0
"""Seconds after which what was to end at once and hasn't is told so again."""
_LOOK_EVERY = 0.3
"""Seconds between two looks whether the run is to end while a person is asked."""


@contextmanager
def interruptible(run: Run) -> Iterator[None]:
    """Ctrl-C once ends in good order, twice at once."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    pressed, again = 0, list[asyncio.TimerHandle]()

    def at_once() -> None:
        if task is not None:
            task.cancel()
            again[:] = [loop.call_later(_PATIENCE, at_once)]  # a cancellation may be lost on its way

    def on_signal() -> None:
        nonlocal pressed
        pressed += 1
        if pressed == 1:
            run.observer.said("stopping: answers on their way are kept; Ctrl-C again ends at once")
            run.stop(Interrupted("interrupted"))
        else:
            at_once()

    def hung_up() -> None:
        """The terminal is gone, and whoever writes to it fails."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            if stat.S_ISCHR(os.fstat(stream).st_mode):
                os.dup2(nowhere, stream)
        on_signal()

    signals: tuple[signal.Signals, ...] = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    try:
        for number in signals:
            loop.add_signal_handler(number, hung_up if number == signal.SIGHUP else on_signal)
    except (NotImplementedError, RuntimeError, ValueError):  # not the main thread, or not this platform
        signals = ()
    try:
        yield
    finally:
        for waiting in again:
            waiting.cancel()
        for number in signals:
            loop.remove_signal_handler(number)


async def heard(run: Run, asking: Coroutine[Any, Any, T]) -> T:
    """What a person answers. Raises Paused: the run is to end before."""
    answer = asyncio.ensure_future(asking)
    try:
        while not answer.done() and run.stopping is None:
            await asyncio.wait([answer], timeout=_LOOK_EVERY)
        if run.stopping is not None:
            raise run.stopping
        return answer.result()
    finally:
        answer.cancel()
        await asyncio.gather(answer, return_exceptions=True)


async def ask(run: Run, question: str, choices: tuple[str, ...]) -> str | None:
    """As the observer's `ask`. Raises Paused: the run is to end before it is answered."""
    return await heard(run, run.observer.ask(question, choices))
