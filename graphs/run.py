"""One run, live: what the nodes of the build graph do, and what they share.

Every stage takes its position from the store and leaves its result there, so it can be entered again by a new
process. Opening and closing a run is `graphs/lifecycle.py`."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from seedbed.agent.making.copies import as_they_are, given_in
from seedbed.agent.methods import METHODS
from seedbed.agent.models.ask import Client
from seedbed.agent.planner.hints import Hints
from seedbed.agent.planner.scheduling.ahead import ahead_in, ahead_of, period_of
from seedbed.agent.planner.scheduling.order import Orderer
from seedbed.agent.planner.scheduling.policy import EVERYTHING, Policy
from seedbed.agent.resources import Resources
from seedbed.agent.work import Env, Method
from seedbed.graphs.approval.orders import ANSWERS, refuse
from seedbed.graphs.candidate.conversation import converse
from seedbed.graphs.candidate.dialogue import role_play
from seedbed.graphs.candidate.sample import make
from seedbed.graphs.commands.carry_out import carry_out
from seedbed.graphs.commands.orders import ORDERS
from seedbed.graphs.critique.reviewing import ADVANCE, able
from seedbed.graphs.observer import LOOK_EVERY, NONE_OUT, STALLED, Observer, Pace, View, by_concept, held_up
from seedbed.graphs.producing.committer import Committer
from seedbed.graphs.producing.doubles import Doubles
from seedbed.graphs.producing.pool import Pool
from seedbed.graphs.producing.restore import committer_of, take_back
from seedbed.graphs.producing.streaks import Streaks
from seedbed.graphs.trial.trying import META as TRIALS
from seedbed.graphs.workers.crew import Crew
from seedbed.memory import batch
from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Draft
from seedbed.memory.errors import BudgetSpent, Paused, UserFault
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.files.spec_file import write_spec
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.protocol import Commit, Event, Store
from seedbed.memory.store.room import Room
from seedbed.memory.store.standing import known
from seedbed.memory.store.status import WAITS
from seedbed.tools.evaluation.real_rows import Decision, RealRow
from seedbed.tools.evaluation.report.amounts import duration
from seedbed.tools.evaluation.report.play import telling_words

_KEEP_EVERY = 1.0
"""Seconds between two times that the disk is told to keep what was committed."""
_DECIDING = ("produce", "curate")
"""Stages in which decisions come soon after each other, or what the critic answers."""


def end(store: Store, state: str, because: str) -> None:
    """Keep how a run ended."""
    event = Event("run", state, {"because": because})
    store.commit(Commit(events=[event], meta={"state": state, "stopped_because": because}))


@dataclass(slots=True)
class Run:
    """A run that this process holds."""

    folder: RunFolder
    store: Store
    ledger: Ledger
    client: Client
    observer: Observer
    max_concurrent: int
    hints: Hints
    """What flags say besides request and spec."""
    accept_changes: bool = False
    policy: Policy = EVERYTHING
    methods: tuple[Method, ...] = METHODS
    spec: Spec | None = None
    plan: Plan | None = None
    resources: Resources = field(default_factory=Resources)
    steering: tuple[RealRow, ...] = ()
    """Real rows whose errors steer the build."""
    gold: tuple[Decision, ...] = ()
    """People's decisions about delivered rows."""
    committer: Committer | None = None
    pool: Pool | None = None
    stopping: Paused | None = None
    """Why the run is to end in good order, once somebody asked for it."""
    on_stop: Callable[[], None] = lambda: None
    """Is called when that is asked for, once."""
    asked: bool = False
    """Whether a person's command waits to be carried out."""
    crew: Crew | None = None
    """Who makes the candidates; None: this process."""
    helps: bool = False
    """Whether this process makes candidates for another one that leads the build, by what that prepared."""
    published: bool = False
    """Whether this process has written the files of the rows as they end."""
    stage_name: str = ""
    reasons: Counter[str] = field(default_factory=Counter)
    """Reason, as it is told → candidates rejected for it by this process."""
    waits: Mapping[str, Any] = field(default_factory=dict)
    """What the build waits for, as `read_status` gives it; empty: nothing."""
    _moved: float = math.inf
    """When something was last decided; infinite: it was told since that nothing is."""
    _pace: Pace = field(default_factory=Pace)
    _streaks: Streaks = field(default_factory=Streaks)
    _benches: dict[int, Env] = field(default_factory=dict)
    """By the plan's revision, from the first one on."""

    # what the stages share -------------------------------------------------------------------------

    def enter(self, stage: str) -> None:
        """Note and show that a stage began. Raises Paused: the run's folder or store is gone."""
        self.folder.refuse_gone()
        if stage != self.stage_name and not self.helps:
            self.stage_name, self._moved = stage, asyncio.get_running_loop().time()
            self.observer.stage(stage)
            self.store.record([Event("run", "stage", {"stage": stage})])
            self.store.sync()

    def known_spec(self) -> Spec:
        """The spec, once it has been made."""
        assert self.spec is not None
        return self.spec

    def known_plan(self) -> Plan:
        """The plan, once it has been made."""
        assert self.plan is not None
        return self.plan

    def follow_store(self) -> None:
        """Go on by spec and plan as the store has them."""
        self.spec, self.plan = known(self.store)

    def keep_spec(self) -> None:
        """Keep the spec as the run's, also in its file, and fix look-ahead and critique period for good."""
        spec = self.known_spec()
        ahead = ahead_of(spec, self.max_concurrent, batch=self.hints.batch)
        values = {
            "spec": spec.model_dump(mode="json"),
            "requested": spec.rows,
            "look_ahead": ahead.least,
            "widest_ahead": ahead.most,
            "critique_every": period_of(spec),
        }
        self.store.set_metas(values)
        self.folder.refuse_gone()
        write_spec(spec, self.folder.spec)

    @property
    def period(self) -> int:
        """K: commits between two critiques."""
        return int(self.store.meta("critique_every") or 1)

    async def end_production(self) -> None:
        """The build ends: what is still being made is given up, so that nothing is paid after the report."""
        if self.pool is not None and self.committer is not None:
            async with self.in_good_order():
                await self.pool.join()
            await self.pool.aclose()
            if self.client.batches is not None:
                await self.client.batches.give_up()
            self.committer.withdraw()

    def orderer(self) -> Orderer:
        """The planner's hand for this run."""
        env = Env(self.known_spec(), self.known_plan(), self.client, self.resources, converse, role_play)
        return Orderer(env, self.methods, self.policy)

    def env_of(self, revision: int) -> Env:
        """What sub-agents work with: the plan is the one that a brief was ordered under."""
        if not revision or self.committer is None:
            return self.orderer().env
        if revision not in self._benches:
            plan = self.known_plan().with_trees(self.committer.schedule.history[revision])
            self._benches[revision] = replace(self.orderer().env, plan=plan)
        return self._benches[revision]

    def obey(self) -> None:
        """Carry out what people ask of the run, and go on by spec and plan as they leave them."""
        committer = self.begin()
        if not carry_out(committer, self.folder, self.observer.said):
            return
        self.follow_store()
        committer.orderer = self.orderer()
        self._benches.clear()
        self.follow_plan()

    def follow_plan(self) -> None:
        """Order by the plan as it stands now, if it was revised."""
        committer = self.begin()
        if revision := committer.schedule.revision:
            committer.orderer = replace(self.orderer(), env=self.env_of(revision))

    def example_texts(self) -> dict[str, list[str]]:
        """Part → the user's own texts."""
        return {
            name: [text for row in rows if (text := telling_words(row))]
            for name, rows in self.resources.examples.items()
        }

    # production ------------------------------------------------------------------------------------

    def begin(self) -> Committer:
        """Committer and pool: the first time with fresh seats, later as the store has them."""
        if self.committer is None:
            spec, examples = self.known_spec(), self.example_texts()
            texts = [] if spec.include_examples else [t for mine in examples.values() for t in mine]
            steering, held_out = [row.text for row in self.steering], self.resources.held_out
            double = spec.accept.near_duplicate
            alone = {part.name for part in spec.parts if as_they_are(part)}
            doubles = Doubles(self.store, double, texts, steering, held_out, given_in(spec), alone)
            ahead = ahead_in(self.store)
            if any(one.name == "steer" and one.arguments.get("at_rest") for one in self.store.waiting()):
                take_back(self.store)
            said, orderer = self.observer.said, self.orderer()
            self.committer = committer_of(self.store, orderer, doubles, ahead, examples, said)
            self.follow_plan()
            self.obey()
            self.committer.refill()
            by_name = {method.name: method for method in self.methods}

            async def one(brief: Brief, whole: bool) -> Draft:
                self.ledger.in_time()
                env = self.env_of(brief.revision)
                if self.crew is not None:
                    return await self.crew.make(brief, whole, env)
                return await make(brief, env, by_name[brief.method], whole=whole)

            # A quarter more than calls at once, which the client bounds: while one candidate is between two
            # calls another one has its turn. By batches all of them wait for the same.
            most = ahead.most if self.hints.batch else self.max_concurrent + self.max_concurrent // 4
            self.pool = pool = Pool(one, min(ahead.most, most), self._room())
            if self.client.batches is not None:
                self.client.batches.working, self.client.batches.few = lambda: pool.working, ahead.least // 25
            for number, brief in sorted(self.committer.schedule.briefs.items()):
                self.pool.give(number, brief)
        return self.committer

    def _room(self) -> Room | None:
        """What caps leave for candidates; None: workers and batches, small ones of which would wait as long
        as large ones, begin what is ordered."""
        if self.crew is not None or self.hints.batch:
            return None
        dry = {name: trial["tokens"] for name, trial in (self.store.meta(TRIALS) or {}).items()}
        most = 2 * ADVANCE if self.policy.reader and able(self.client) else 0
        reading = {"tokens": float(most), "usd": self.client.endpoint("critic").cost(most, 0)}
        return Room(self.ledger, self.store, dry, self.period, reading)

    async def produce(self) -> None:
        """Commit until the next critique is due, every seat is filled, or only a directive can help. Raises
        Paused, UserFault: the build has to end here; everything committed is kept."""
        committer = self.begin()
        pool = self.pool
        assert pool is not None
        self._moved = asyncio.get_running_loop().time()
        async with self.in_good_order():
            while True:
                if self.asked:
                    self.asked = False
                    self.obey()
                if committer.done or committer.idle or committer.due(self.period):
                    break
                decided = await committer.step(pool)
                self._moved = asyncio.get_running_loop().time()
                if decided is not None:
                    self.reasons.update(reason.told for reason in decided[0].reasons)
                    self._streaks.heed(*decided, self.observer)
                if self.stopping is not None:
                    raise self.stopping

    @asynccontextmanager
    async def in_good_order(self) -> AsyncIterator[None]:
        """Where the build has to end within, what is being made comes to a stop by itself: no answer that is
        on its way is lost."""
        try:
            yield
        except (Paused, UserFault) as reason:
            self._close(reason)
            if self.pool is not None:
                await self.pool.settle(reason)
            raise

    async def look(self) -> None:
        """Commands from other processes: `stop` at once, the others after the next commit."""
        clock = asyncio.get_running_loop().time
        self._moved, idle = clock(), 0.0
        while True:
            waiting = self.store.waiting()
            if stops := [command.number for command in waiting if command.name == "stop"]:
                self.store.commit(Commit(taken=stops))
                self.stop(Paused("a person stopped it"))
            for command in waiting:
                if command.name in ANSWERS and self.committer is not None:  # it came too late
                    refuse(self.store, command, "nothing waits for an answer")
            if self.store.shared:
                self.ledger.follow()
            self.asked = any(command.name in ORDERS for command in waiting)
            down = self.client.lines.down or (self.crew.down if self.crew is not None else "")
            if down:
                try:
                    self.ledger.in_time()
                except BudgetSpent as spent:  # else it would be waited for as long as the patience lasts
                    self.stop(spent)
            waits = down or (self.client.batches is not None and self.client.batches.out)
            now, told, held = clock(), self._moved == math.inf, ""
            if told or (now - self._moved > STALLED and not waits):
                held = held_up(self.store, deciding=self.stage_name in _DECIDING)
            idle = (idle or now) if held == NONE_OUT else 0.0
            if idle and now - idle < STALLED:  # it may be between two calls
                held = ""
            if held and not told:
                self._moved = math.inf  # until it is answered, or the next commit or stage
                self.observer.said(held)
            elif told and not held:
                self._moved = now
            if self.stopping is None and not self.ledger.rests:
                most = min(self.client.lines.patience, self.ledger.left())
                self.wait_for(down or held, most if down else None)
            await asyncio.sleep(LOOK_EVERY)

    def wait_for(self, why: str, most: float | None) -> None:
        """Keep what is waited for (empty: nothing) where it is something else than before; tell who is away
        beginning and end. `most`: seconds after which the build gives up; None: it doesn't."""
        before, now = self.waits, time.time()
        if why == before.get("for", ""):
            return
        until = None if most is None else now + most
        self.waits = {"for": why, "since": now, "until": until} if why else {}
        self.store.set_meta(WAITS, self.waits)
        if self.ledger.rests:  # a person is asked, who needs not be told
            return
        if not before and self.stopping is None:
            self.observer.notify("stalled", why)
        elif not why:
            self.observer.notify("goes on", f"after {duration(now - before['since'])}")

    def stop(self, reason: Paused) -> None:
        """End in good order: begin nothing further; answers on their way are still kept."""
        first, self.stopping = self.stopping is None, self.stopping or reason
        self._close(reason)
        if self.pool is not None:
            self.pool.halt(reason)
        if first:
            self.on_stop()

    def _close(self, reason: Paused | UserFault) -> None:
        self.client.close(reason)
        if self.crew is not None:
            self.crew.close(reason)

    async def keep(self) -> None:
        """Once a second: how long the run was worked on is kept, and what was committed is brought to the
        disk. Where folder or store are gone, the run ends."""
        while True:
            await asyncio.sleep(_KEEP_EVERY)
            if gone := self.folder.gone():
                self.stop(Paused(gone))
            self.save_known()
            await asyncio.to_thread(self.store.sync)

    def save_known(self) -> None:
        """Keep what is known of time, saved calls, and who has answered."""
        known = {"seconds": self.ledger.seconds, "cached_calls": self.ledger.cached_calls}
        self.store.set_metas({**known, "answered": self.client.lines.answered()})

    # what is shown ---------------------------------------------------------------------------------

    def view(self) -> View:
        schedule = self.committer.schedule if self.committer else None
        states = list(schedule.cells.values()) if schedule else []
        accepted, missing = sum(state.filled for state in states), schedule.missing if schedule else 0
        rate, left = self._pace.told(accepted, missing, time.monotonic()) if schedule else (0.0, 0.0)
        cells = ((state.cell.key, state.filled, state.quota) for state in states if state.quota)
        return View(
            stage=self.stage_name,
            requested=self.spec.rows if self.spec else 0,
            accepted=accepted,
            decided=sum(tally.committed for tally in schedule.parts.values()) if schedule else 0,
            in_flight=len(schedule.briefs) if schedule else 0,
            calls=self.ledger.calls,
            tokens=self.ledger.tokens,
            usd=self.ledger.usd,
            waits=self.waits,
            batches=batch.figures(self.store),
            seconds=self.ledger.seconds,
            rate=rate,
            left=left,
            seats=by_concept(cells, schedule.trees if schedule else {}),
            reasons=Counter(self.reasons),
        )
