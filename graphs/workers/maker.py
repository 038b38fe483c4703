"""A worker: makes candidates for a build that another process leads. Ray runs it as an actor; it knows
nothing of that.

It opens the run as the build does and works at the same benches (`Run`, `Env`): answers, charges and
failures are written where they arrive, and nothing else is."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from importlib.metadata import version

from seedbed.agent.methods import find
from seedbed.agent.models.ask import Client
from seedbed.agent.planner.hints import Hints
from seedbed.agent.work import Env
from seedbed.graphs import stages
from seedbed.graphs.candidate.sample import make
from seedbed.graphs.observer import Observer
from seedbed.graphs.run import Run
from seedbed.graphs.workers.wire import PASSWORD, Bench, Fault, Made, Opening, Order, Told, fault
from seedbed.memory.errors import Paused, UserFault
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.opening import open_worker
from seedbed.memory.store.postgres.connection import StoreLost
from seedbed.memory.store.postgres.place import Unreached

_CUT_OFF = 600.0
"""Seconds after which a worker gives up a database that is away: it may be there for the others."""


class Maker:
    """Makes candidates; what it takes and gives is JSON (`wire.py`)."""

    def __init__(self) -> None:
        self._words = asyncio.Queue[Told | None]()
        self._stack = AsyncExitStack()
        self._envs: dict[int, Env] = {}

    async def open(self, opening: bytes) -> bytes:
        """Take up the run; a `Made` of nothing, or of why it is to be asked again."""
        return await self._outcome(lambda: self._open(Opening.model_validate_json(opening)))

    async def make(self, order: bytes, bench: bytes) -> bytes:
        """A candidate, as `Made`. `bench`: the order's bench, where it is new; else empty."""
        if bench:
            self._set_up(Bench.model_validate_json(bench))
        return await self._outcome(lambda: self._make(Order.model_validate_json(order)))

    async def told(self) -> bytes:
        """The next `Told`, once there is one; nothing after `close`."""
        told = await self._words.get()
        return told.model_dump_json().encode() if told else b""

    async def stop(self, reason: bytes) -> None:
        """Let no further call go out; answers on their way are kept."""
        self._client.close(Fault.model_validate_json(reason).error())

    async def close(self) -> None:
        self._words.put_nowait(None)
        await self._stack.aclose()

    async def _open(self, told: Opening) -> Made:
        if (mine := version("seedbed")) != told.version:
            what = f"a worker has seedbed {mine}, and the build is by {told.version}"
            step = "install the same version on every node"
            raise UserFault(what, next_step=step)
        folder = RunFolder(told.folder)
        if told.password:
            os.environ[PASSWORD] = told.password
        try:
            store = open_worker(told.store, told.fence)
        except Unreached as away:
            return Made(away=str(away))
        self._stack.callback(store.close)
        store.patient(min(told.patience, _CUT_OFF), lambda message, away: None)  # who builds tells it
        self._ledger = Ledger(store, told.budget)
        self._client = Client(
            store,
            self._ledger,
            told.roles,
            max_concurrent=told.places,
            changed=told.changed,
            told=lambda message, down: self._words.put_nowait(Told(message=message, down=down)),
            patience=told.patience,
        )
        self._stack.push_async_callback(self._client.aclose)
        self._run = Run(
            folder, store, self._ledger, self._client, Observer(), told.places, Hints(), helps=True
        )
        self._run.spec, self._run.plan = told.bench.spec, told.bench.plan
        await stages.prepare(self._run)
        if (index := self._run.resources.index) is not None:
            self._stack.callback(index.close)
        self._set_up(told.bench)
        return Made()

    def _set_up(self, bench: Bench) -> None:
        self._envs[bench.number] = replace(self._run.orderer().env, spec=bench.spec, plan=bench.plan)

    async def _make(self, order: Order) -> Made:
        brief, env = order.brief, self._envs[order.bench]
        try:
            draft = await make(brief, env, find(brief.method), whole=order.whole)
        except StoreLost as lost:
            return Made(away=str(lost))
        cached, self._ledger.cached_calls = self._ledger.cached_calls, 0
        return Made(draft=draft, cached=cached)

    async def _outcome(self, does: Callable[[], Awaitable[Made]]) -> bytes:
        """What came of it, with errors as values: exceptions would be pickled, as bugs are."""
        try:
            made = await does()
        except (Paused, UserFault) as error:
            made = Made(fault=fault(error))
        return made.model_dump_json().encode()
