"""The workers of a build, as the process that leads it sees them: each order goes to the one that has least
to do; what a dead worker had goes to another, which finds in the journal what was answered."""

import asyncio
import os
import sys
import time
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from seedbed.agent.models.ask import Client
from seedbed.agent.models.delivery.flow import Told as Tells
from seedbed.agent.work import Env
from seedbed.graphs.workers import cluster
from seedbed.graphs.workers.wire import PASSWORD, Bench, Made, Opening, Order, Told, fault
from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Draft
from seedbed.memory.errors import Paused, UserFault
from seedbed.tools.evaluation.report.amounts import counted

_OWN = 8
"""Of so many places the process that leads keeps one, for the critic and its probes."""
_LIVES = 3
"""Workers that one candidate may cost, and that may die one after the other before anything is made."""
_AHEAD = 2
"""Candidates that a worker has in hand for each call that it may have out."""
_LOOK_EVERY = 5.0
"""Seconds between two looks whether the cluster is there: a worker waits for ever for a node that is gone;
and between two tries of a worker to reach the store."""
_GOODBYE = 5.0
"""Seconds for a worker to close its connections."""


@dataclass(slots=True, eq=False)
class _Worker:
    """One actor."""

    actor: Any
    briefs: list[str] = field(default_factory=list)
    """Ids of those that it works at."""
    benches: set[int] = field(default_factory=set)
    """Numbers of those that it has been told."""
    heard: "asyncio.Task[None] | None" = None
    """Passes on what it has to say."""
    dead: bool = False
    down: str = ""
    """The outage of an endpoint that it waits for; empty: there is none."""


class Crew:
    """Makes candidates in workers."""

    def __init__(
        self,
        client: Client,
        folder: Path,
        where: cluster.Place,
        most: int,
        maker: type,
        told: Tells,
        *,
        far: bool,
        changed: bool,
    ) -> None:
        """Args:
        client: Of the process that leads.
        folder: The run's.
        most: Calls at once, of the whole build.
        maker: What each worker is, `maker.Maker`.
        told: Tells a person something, and whether it is that an endpoint is down.
        far: Whether the run's store may go away.
        changed: Whether the run goes on after accepted changes."""
        self._client, self._folder, self._where = client, folder, where
        self._maker, self._tell, self._far, self._changed = maker, told, far, changed
        self._own = max(1, most // _OWN)
        self._most = max(1, most - self._own)
        self._stack = AsyncExitStack()
        self._ray: Any = None
        self._living: list[_Worker] = []
        self._change = asyncio.Condition()
        self._benches: list[Bench] = []
        self._deaths = 0
        self._begun = False
        self._away = ""
        """Why a worker can't take the run up yet."""
        self._failed: BaseException | None = None
        self._closing: Paused | UserFault | None = None
        self._tasks = set[asyncio.Task[None]]()

    @property
    def down(self) -> str:
        """What a worker waits for: an endpoint, or the run's store where there is no worker yet; empty:
        nothing."""
        if not self._living:
            return self._away
        return next((worker.down for worker in self._living if worker.down), "")

    async def make(self, brief: Brief, whole: bool, env: Env) -> Draft:
        """A candidate, made by a worker at a bench like this one. Raises Paused, UserFault: as in one
        process; or workers can't be had, or die of it."""
        bench = self._bench(env)
        if not self._begun:
            self._begun = True
            self._begin(self._start())
        order = Order(brief=brief, whole=whole, bench=bench.number).model_dump_json().encode()
        for _ in range(_LIVES):
            worker = await self._free()
            new = bench.number not in worker.benches
            worker.benches.add(bench.number)
            worker.briefs.append(brief.id)
            try:
                told = bench.model_dump_json().encode() if new else b""
                made = await self._answer(worker, worker.actor.make.remote(order, told))
            finally:
                worker.briefs.remove(brief.id)
                await self._wake(1)
            if made is not None:
                self._deaths = 0
                assert made.draft is not None
                return made.draft
        step = "see to the memory of the machines, then `seedbed resume`"
        raise UserFault(f"{_LIVES} workers died while they made candidate {brief.number}", next_step=step)

    def close(self, reason: Paused | UserFault) -> None:
        """Let no further call go out; answers on their way are kept."""
        if self._closing is None:
            self._closing, told = reason, fault(reason).model_dump_json().encode()
            for worker in self._living:
                worker.actor.stop.remote(told)
            self._begin(self._wake())

    async def aclose(self) -> None:
        """Let the workers go, and end the cluster if it is ours."""
        self._closing = self._closing or Paused("the build ends")
        goodbyes = [asyncio.ensure_future(worker.actor.close.remote()) for worker in self._living]
        if goodbyes:
            heard = [worker.heard for worker in self._living if worker.heard]
            await asyncio.wait([*goodbyes, *heard], timeout=_GOODBYE)
        for task in self._tasks:
            task.cancel()
        for worker in self._living:  # one that hangs says no goodbye before
            self._ray.kill(worker.actor)
        await asyncio.gather(*self._tasks, *goodbyes, return_exceptions=True)
        await self._stack.aclose()

    # workers ---------------------------------------------------------------------------------------

    def _begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """What went wrong in a task ends the wait for a worker, which may come no more."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failed = self._failed or error
            self._begin(self._wake())

    async def _start(self) -> None:
        self._ray = await self._stack.enter_async_context(cluster.connected(self._where, far=self._far))
        number = self._where.local or int(self._ray.cluster_resources().get("CPU", 1))
        self._number = max(1, min(number, self._most))
        self._places = max(1, self._most // self._number)
        fewer = f", not {number}: each needs one of the calls at once, and rows have {self._most}"
        more = f"{fewer} (--max-concurrent)" if number > self._number else ""
        self._tell(f"{counted(self._number, 'worker')} of Ray to make the rows{more}", False)
        self._begin(self._watch())
        for _ in range(self._number):
            self._begin(self._hire())

    async def _watch(self) -> None:
        """Raises Paused: no node of the cluster is alive; what is asked of it then is never answered."""
        with suppress(ConnectionError):
            while any(node["Alive"] for node in await asyncio.to_thread(self._ray.nodes)):
                await asyncio.sleep(_LOOK_EVERY)
        raise self._gone()

    def _gone(self) -> Paused:
        """The cluster is gone, as what raises ConnectionError is: nobody there can be told anything."""
        self._living.clear()
        name = self._where.address or "on this machine"
        why = "see to the memory of its machines; `seedbed resume` then makes the other rows"
        return Paused(f"the cluster of Ray {name} is gone, no node of it is alive: {why}")

    async def _hire(self) -> None:
        """A new worker, once it has taken up the run. Raises as `_answer`."""
        actor = (
            self._ray.remote(self._maker)
            .options(
                num_cpus=0 if self._where.local else 1,
                max_restarts=0,
                max_task_retries=0,
                max_concurrency=10_000,
                scheduling_strategy="SPREAD",
            )
            .remote()
        )
        worker = _Worker(actor, benches={self._benches[-1].number})
        opening = self._opening().model_dump_json().encode()
        until_then, told = time.monotonic() + self._client.lines.patience, False
        while (made := await self._answer(worker, actor.open.remote(opening))) and made.away:
            away = f"a worker can't reach the run's store: {made.away}"
            if time.monotonic() > until_then:
                raise Paused(away)
            if not (told or self._away):
                self._tell(away, False)
            self._away, told = away, True
            await asyncio.sleep(_LOOK_EVERY)
        self._away = ""
        if made is None:
            return
        if self._closing is not None:
            actor.stop.remote(fault(self._closing).model_dump_json().encode())
        self._living.append(worker)
        await self._wake()
        worker.heard = self._begin(self._listen(worker))

    def _opening(self) -> Opening:
        client, store = self._client, self._client.store
        if not store.shared:
            store.share()
            client.lines.confine(self._own)
        return Opening(
            version=version("seedbed"),
            folder=self._folder.absolute(),
            store=store.place,
            fence=store.fence,
            password=os.environ.get(PASSWORD, ""),
            roles=client.roles(),
            places=self._places,
            patience=client.lines.patience,
            budget=client.ledger.budget,
            changed=self._changed,
            bench=self._benches[-1],
        )

    async def _free(self) -> _Worker:
        """The worker that has least to do, once one has room: what the first of them had taken before the
        others were there would wait for its places."""
        async with self._change:
            await self._change.wait_for(lambda: self._failed or self._closing or self._least() is not None)
        if stop := self._failed or self._closing:
            raise stop
        worker = self._least()
        assert worker is not None
        return worker

    def _least(self) -> _Worker | None:
        least = min(self._living, key=lambda worker: len(worker.briefs), default=None)
        return least if least is not None and len(least.briefs) < _AHEAD * self._places else None

    async def _answer(self, worker: _Worker, ref: Any) -> Made | None:
        """What a worker made; None: it died. Raises Paused, UserFault: what it says; in place of its word for
        the reason of `close` that reason."""
        from ray.exceptions import RayError, RayTaskError

        answer = asyncio.ensure_future(ref)  # Ray's own futures mustn't be cancelled
        try:
            made = Made.model_validate_json(await asyncio.shield(answer))
        except asyncio.CancelledError:
            self._ray.cancel(ref)
            # until it is gone: nothing is to be paid for after the build's end
            with suppress(RayError, ConnectionError):
                await answer
            raise
        except RayTaskError:  # a bug, with the worker's traceback
            raise
        except RayError as dead:
            await self._bury(worker, str(dead))
            return None
        except ConnectionError as lost:
            raise self._gone() from lost
        if made.away and worker.heard:
            await self._bury(worker, made.away)
            return None
        self._client.ledger.cached_calls += made.cached
        if made.fault is not None:
            fault = made.fault.error()
            if self._closing is not None and isinstance(fault, Paused):
                raise self._closing
            raise fault
        return made

    async def _bury(self, worker: _Worker, why: str) -> None:
        """A worker is dead: what it had under way is charged, another one is to take its place."""
        if worker.dead:
            return
        worker.dead = True
        if worker in self._living:
            self._living.remove(worker)
        self._ray.kill(worker.actor)
        lost = self._client.store.charge_lost(worker.briefs)
        self._deaths += 1
        if self._deaths >= _LIVES * self._number:
            first = next(iter(why.strip().splitlines()), "")[:300]
            step = "see to the memory and the logs of the machines, then `seedbed resume`"
            told = f"the workers die, {self._deaths} in a row: {first}"
            self._failed = self._failed or UserFault(told, next_step=step)
            await self._wake()
        elif self._closing is None:
            calls = counted(lost, "call")
            self._tell(f"a worker died; another one is asked for in its place ({calls} under way)", False)
            self._begin(self._hire())

    async def _wake(self, most: int | None = None) -> None:
        """Have those that wait for a worker look again, or the first so many of them."""
        async with self._change:
            self._change.notify(most if most is not None else sys.maxsize)

    async def _listen(self, worker: _Worker) -> None:
        """Pass on what a worker has to say; of several that say that an endpoint is down the first counts,
        and of those that say it is back the last."""
        from ray.exceptions import RayError

        try:
            while said := await worker.actor.told.remote():
                told = Told.model_validate_json(said)
                before, worker.down = self.down, told.message if told.down else ""
                if bool(self.down) != bool(before) or not (before or told.down):
                    self._tell(told.message, told.down)
        except RayError as dead:
            await self._bury(worker, str(dead))
        except ConnectionError as lost:
            raise self._gone() from lost

    def _bench(self, env: Env) -> Bench:
        for bench in reversed(self._benches):
            if bench.spec is env.spec and bench.plan is env.plan:
                return bench
        self._benches.append(Bench(number=len(self._benches), spec=env.spec, plan=env.plan))
        return self._benches[-1]
