"""The worker pool of a run: makes ordered briefs ahead of the committer, as many at once as it may.

It belongs to the run, not to a graph node: `produce` returns at each critique while the workers go on. A
candidate that can't be made because the build has to pause is given back as that exception, in its turn."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import nullcontext
from contextvars import Context
from typing import Any, TypeVar

from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Draft
from seedbed.memory.errors import BudgetSpent, Paused, UserFault
from seedbed.memory.store.room import Room

T = TypeVar("T")


def alone(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """A task in a context of its own: in a node's, LangGraph would take what is done for a part of the build
    graph, and write it into the build's checkpoints or fail."""
    return asyncio.create_task(work, context=Context())


class Pool:
    """Makes candidates, in the order given; results are taken by number."""

    def __init__(
        self, make: Callable[[Brief, bool], Awaitable[Draft]], workers: int, room: Room | None = None
    ) -> None:
        """Args:
        make: Makes one candidate; the flag: every check examines it, whatever its brief spares. Raises
            Paused or UserFault when the build can't go on.
        workers: Candidates made at once.
        room: Whether the caps leave any for one more; None: nobody asks."""
        self._make = make
        self.working = 0
        """Candidates that are being made."""
        self._turn = asyncio.Semaphore(workers)  # first come, first served
        self._room, self._door, self._news = room, asyncio.Lock(), asyncio.Event()
        self._wanted = 0
        """Number that was asked for last."""
        self._tasks: dict[int, asyncio.Task[Draft]] = {}
        self._whole: dict[int, asyncio.Task[Draft]] = {}
        self._beside: dict[tuple[str, int], asyncio.Task[None]] = {}
        self._halted: Paused | UserFault | None = None

    def give(self, number: int, brief: Brief) -> None:
        self._tasks[number] = alone(self._one(brief))

    def examine(self, number: int, brief: Brief) -> None:
        """Have a queued candidate made again with every check; what was answered is in the journal."""
        if number not in self._whole:
            self._whole[number] = alone(self._one(brief, self._tasks[number]))

    def beside(self, what: str, number: int, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Let something else be done while candidates are made, under the number of a commit, once."""
        if (what, number) not in self._beside:
            self._beside[what, number] = alone(work())

    async def join(self, what: str = "", until: int | None = None) -> None:
        """Wait for what is done beside, some of it, up to a commit, or all; a fault is raised."""
        for kind, number in sorted(self._beside):
            if what in ("", kind) and (until is None or number <= until):
                await self._beside[kind, number]

    async def take(self, number: int, *, whole: bool = False) -> Draft:
        """Wait for a candidate. `whole`: as every check examined it, for which `examine` was called.
        Raises Paused, UserFault: it can't be made now."""
        self._wanted = number
        self._news.set()
        draft = await (self._whole if whole else self._tasks)[number]
        del self._tasks[number]
        if number in self._whole and self._whole[number].done():
            del self._whole[number]
        return draft

    def halt(self, reason: Paused | UserFault) -> None:
        """Begin no further brief; those not begun end in `reason`."""
        self._halted = self._halted or reason
        self._news.set()

    async def settle(self, reason: Paused | UserFault) -> None:
        """Begin nothing further, and wait until what is being made has come to a stop by itself. `reason`:
        what each next call ends in; so each candidate keeps the answer that is on its way."""
        self.halt(reason)
        await asyncio.gather(*self._every, return_exceptions=True)

    @property
    def _every(self) -> list[asyncio.Task[Any]]:
        return [*self._tasks.values(), *self._whole.values(), *self._beside.values()]

    async def aclose(self) -> None:
        """Cancel what is still being made, and wait until it is gone."""
        left = set(self._every)
        while left:  # a library within may lose a cancellation that comes with an answer
            for task in left:
                task.cancel()
            _, left = await asyncio.wait(left, timeout=1)
        await asyncio.gather(*self._every, return_exceptions=True)
        self._tasks.clear()
        self._whole.clear()
        self._beside.clear()

    async def _one(self, brief: Brief, first: asyncio.Task[Draft] | None = None) -> Draft:
        if first is not None:  # the same answers at two places would be paid for twice
            await first
        elif self._room is not None:
            await self._fits(brief, self._room)
        with self._room.begun(brief) if self._room is not None else nullcontext():
            async with self._turn:
                if self._halted is not None:
                    raise self._halted
                self.working += 1
                try:
                    return await self._make(brief, first is not None)
                except (Paused, UserFault) as stop:
                    self._halted = stop
                    raise
                finally:
                    self.working -= 1
                    self._news.set()

    async def _fits(self, brief: Brief, room: Room) -> None:
        """Wait, in their order, until there is room for it. Raises BudgetSpent: it is its turn to be decided,
        so all before it are, and there is none."""
        async with self._door:
            while not self._halted and (why := room.lacks(brief, self._wanted)):
                if self._wanted == brief.number:
                    raise BudgetSpent(why)
                self._news.clear()
                await self._news.wait()
