"""The worker pool of a run: makes ordered briefs ahead of the committer, as many at once as it may.

It belongs to the run, not to a graph node: `produce` returns at each critique while the workers go on. A
candidate that can't be made because the build has to pause is given back as that exception, in its turn.
"""

import asyncio
from collections.abc import Awaitable, Callable

from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Draft
from seedbed.memory.errors import Paused, UserFault


class Pool:
    """Makes candidates; results are taken by number."""

    def __init__(self, make: Callable[[Brief], Awaitable[Draft]], workers: int) -> None:
        """Args:
        make: Makes one candidate. Raises Paused or UserFault when the build can't go on.
        workers: Candidates made at once.
        """
        self._make = make
        self._queue: asyncio.Queue[tuple[int, Brief]] = asyncio.Queue()
        self._results: dict[int, asyncio.Future[Draft]] = {}
        self._workers = [asyncio.create_task(self._work()) for _ in range(workers)]
        self._halted: Paused | UserFault | None = None

    def give(self, number: int, brief: Brief) -> None:
        """Queue a brief."""
        self._results[number] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((number, brief))

    async def take(self, number: int) -> Draft:
        """Wait for a candidate.

        Raises:
            Paused, UserFault: it can't be made now.
        """
        draft = await self._results[number]
        del self._results[number]
        return draft

    def halt(self, reason: Paused) -> None:
        """Begin no further brief; those not begun end in `reason`."""
        self._halted = self._halted or reason

    async def aclose(self) -> None:
        """Cancel what is still being made."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        for result in self._results.values():
            if result.done() and not result.cancelled():
                result.exception()  # taken note of: nobody will ask any more
            result.cancel()

    async def _work(self) -> None:
        while True:
            number, brief = await self._queue.get()
            result = self._results[number]
            try:
                if self._halted:
                    raise self._halted
                result.set_result(await self._make(brief))
            except (Paused, UserFault) as stop:
                self._halted = self._halted or stop
                result.set_exception(stop)
            except asyncio.CancelledError:
                result.cancel()
                raise
            except BaseException as bug:
                result.set_exception(bug)
