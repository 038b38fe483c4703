"""How a run begins, goes on and ends.

`build` makes a run folder and carries a wish to its end; `resume` takes an existing one up. Both enter the
build graph, answer its interrupt, and end in order whatever happens: pool and connections closed,
projections written, the state and the reason kept."""

import asyncio
import gc
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from langgraph.errors import GraphInterrupt
from langgraph.types import Command

from seedbed.agent.methods import METHODS
from seedbed.agent.models.ask import PATIENCE, Client
from seedbed.agent.models.delivery.flow import Told
from seedbed.agent.models.endpoint import refuse_unpriced
from seedbed.agent.models.settings import ROLES, Settings
from seedbed.agent.planner.hints import Hints
from seedbed.agent.planner.scheduling.policy import EVERYTHING, Policy
from seedbed.agent.work import Method
from seedbed.graphs import stages
from seedbed.graphs.approval.answers import answered, capped
from seedbed.graphs.approval.questions import about_budget, forget_budget
from seedbed.graphs.at_rest import on_disk, project, taken_up
from seedbed.graphs.build import THREAD, BuildState, builder, checkpointer
from seedbed.graphs.commands.carry_out import reopen_plan, write_files
from seedbed.graphs.commands.edits import take_edits
from seedbed.graphs.commands.orders import order_of
from seedbed.graphs.endpoints import concurrency, open_endpoints
from seedbed.graphs.interrupting import interruptible
from seedbed.graphs.material.real_files import take_flags
from seedbed.graphs.observer import Observer, Question
from seedbed.graphs.run import Run, end
from seedbed.graphs.workers.cluster import place, see_reached
from seedbed.graphs.workers.crew import Crew
from seedbed.graphs.workers.maker import Maker
from seedbed.memory.batch import batches_out, charge_lost
from seedbed.memory.errors import AwaitingApproval, BudgetSpent, Interrupted, Paused, UserFault
from seedbed.memory.files.disk import machine_fault
from seedbed.memory.files.projection import append_events
from seedbed.memory.files.run_folder import RunFolder, create, open_for_reading
from seedbed.memory.plan import Plan
from seedbed.memory.review import BEHIND
from seedbed.memory.spec import Budget, Spec
from seedbed.memory.store.digests import DIGESTS
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.protocol import Commit, Event, Store
from seedbed.memory.store.status import WAITS, read_status
from seedbed.tools.knowledge.search.collection import is_server

ENDED_BY = "ended_by"
"""Key of the run's values: the models with which it was last built."""
_UNCHANGED = (
    "nothing was spent: it ended short, and nothing has changed since. `resume --budget` lets it try on, "
    "with another spec or model `resume --accept-changes`; `seedbed steer` tells the writer more"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for, before it is exact."""

    settings: Settings
    """Models and where each value came from."""
    request: str = ""
    spec: Spec | None = None
    plan: Plan | None = None
    """An edited plan to build by."""
    hints: Hints = field(default_factory=Hints)
    """What flags say besides the request."""
    policy: Policy = EVERYTHING
    """The planner's mechanisms; benchmarks change them."""
    methods: tuple[Method, ...] = METHODS
    """The methods to choose from; benchmarks have their own."""
    store: str = field(default="", repr=False)
    """Address of the database in which a new run's store is to lie; empty: in its folder."""

    @property
    def capped(self) -> bool:
        return bool(self.hints.budget or (self.spec and self.spec.budget.model_fields_set))


_EXIT = {"done": 0, "planned": 0, "short": 1, "stopped": 2, "interrupted": 130}
"""State of a run → the exit code of the build that left it so."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended."""

    status: dict[str, Any]

    @property
    def exit_code(self) -> int:
        """0 delivered, 1 rows are missing, 2 settings are wrong, 3 stopped and resumable, 130 interrupted."""
        return _EXIT.get(self.status["state"], 3)

    @property
    def stopped_because(self) -> str:
        """Why, in words."""
        gone = "its process is gone, or on another machine" if self.status["state"] == "running" else ""
        return str(self.status["stopped_because"]) or gone


async def build(path: Path, wish: Wish, observer: Observer, *, until: str = "") -> Outcome:
    """Make a run and carry it to its end. `until`: name of a stage after which to stop in good order
    (`plan`); empty: none. Raises UserFault: the folder, the request, the spec or the endpoint's settings
    are wrong. Where there was no plan yet, no run is left. Paused: its folder or store is gone."""
    folder = create(path, wish.store)
    try:
        with on_disk(folder), closing(_begun(folder, wish)) as store:
            return await _work(folder, store, wish, observer, until=until)
    except UserFault:
        # The same command, mended, works again. What the exam found is in the user's cache.
        if not folder.gone():
            with closing(folder.open_store()) as store:
                planned = store.meta("plan") is not None
            if not planned:
                folder.remove()
        raise
    finally:
        folder.release()


def _begun(folder: RunFolder, wish: Wish) -> Store:
    """The store of a new run, with what was asked for; no folder is left where it can't be written."""
    try:
        store = folder.open_store(write=True)
        given = {"hints": wish.hints, "given_spec": wish.spec, "given_plan": wish.plan}
        values = {key: one.model_dump(mode="json") for key, one in given.items() if one is not None}
        folder.keep_place(store)
        store.set_metas({"request": wish.request, **values})
        return store
    except BaseException:
        folder.remove()
        raise


def begin(path: Path, wish: Wish) -> None:
    """Make a run folder with what was asked for, at rest. Raises UserFault: the path is taken, or can't be
    written."""
    folder = create(path)
    try:
        with on_disk(folder), closing(_begun(folder, wish)) as store:
            store.set_metas({"state": "begun", "stopped_because": ""})
    finally:
        folder.release()


@asynccontextmanager
async def live(path: Path, wish: Wish, observer: Observer) -> AsyncIterator[Run]:
    """A run at rest, live for a graph that somebody else runs, up to its plan where it has one. Raises
    UserFault: there is none, another process holds it, or what changes rows has changed."""
    folder = open_for_reading(path)
    with taken_up(folder, observer.said) as store:
        charge_lost(store)
        hints = Hints.model_validate(store.meta("hints") or {}).model_copy(update={"batch": False})
        try:
            async with _opened(folder, store, replace(wish, hints=hints), observer, False) as run:
                if store.meta("plan") is not None:
                    for stage in (stages.examine, stages.interpret, stages.prepare, stages.plan):
                        await stage(run)
                yield run
        except GraphInterrupt:
            end(store, "awaiting approval", "the graph's interrupt waits for an answer")
            raise
        except Exception as fault:
            end(store, "paused" if isinstance(fault, Paused) else "stopped", str(fault))
            raise
        finally:
            project(folder, store, observer.said)


async def resume(
    path: Path,
    settings: Settings,
    observer: Observer,
    *,
    until: str = "",
    budget: Budget | None = None,
    accept_changes: bool = False,
    named: Mapping[str, Any] = {},
    **paced: Any,
) -> Outcome:
    """Go on with a run where it stopped. One that ended short spends nothing unless something is other than
    it was then. Raises UserFault: there is no run, another process holds it, or what changes rows has
    changed.

    Args:
        until: As of `build`.
        budget: Caps that replace those of the spec, kind by kind.
        named: `steer_by`, `allow_verbatim`, `gold` and `knowledge`, as far as flags name them.
        paced: `max_concurrent`, `patience`, `batch`, `workers` as `Hints` has them; None or empty: as they
            were."""
    folder = open_for_reading(path)
    with taken_up(folder, observer.said) as store:
        store.commit(Commit(taken=[one.number for one in store.waiting() if one.name == "stop"]))
        told = store.last_seq()
        write_files(folder, store)
        take_edits(folder, store, accept=accept_changes, said=observer.said)
        take_flags(folder, store, named, accept=accept_changes)
        wanted = budget or accept_changes or named or store.waiting()
        same = store.last_seq() == told and store.meta(ENDED_BY) == _models(settings)
        if store.meta("state") == "short" and same and not wanted:
            observer.said(_UNCHANGED)
            append_events(folder, store)  # it may have been killed before
            if store.meta(BEHIND):
                project(folder, store, observer.said)
            return Outcome(read_status(store))
        hints = capped(store, budget) if budget else Hints.model_validate(store.meta("hints") or {})
        flagged = {name: one for name, one in paced.items() if one not in (None, "")}
        hints = order_of(Hints, **{**hints.model_dump(mode="json"), **flagged})
        if hints.workers not in ("", "none"):
            place(hints.workers)
        for one in map(settings.model, ROLES):
            if not one.embedded:
                refuse_unpriced(one.name, one.model, hints.budget)
        if lost := charge_lost(store):
            why = "in flight when the last process ended"
            store.record([Event("run", "charged", {"calls": lost, "why": why})])
        wish = Wish(settings, hints=hints)
        reopen_plan(folder)
        return await _work(folder, store, wish, observer, until=until, accept_changes=accept_changes)


def _models(settings: Settings) -> dict[str, Any]:
    return {name: model.model_dump(mode="json") for name, model in settings.recorded().items()}


async def _work(
    folder: RunFolder,
    store: Store,
    wish: Wish,
    observer: Observer,
    *,
    until: str = "",
    accept_changes: bool = False,
) -> Outcome:
    forget_budget(store)
    by = {"host": socket.gethostname(), "process": os.getpid()}
    begun = {"state": "running", "stopped_because": "", "by": by, ENDED_BY: _models(wish.settings)}
    store.set_metas({**begun, WAITS: {}, DIGESTS: {}})
    published = False
    try:
        async with _opened(folder, store, wish, observer, accept_changes) as run:
            store.set_meta("hints", wish.hints.model_dump(mode="json"))  # those that a run can have
            with interruptible(run):
                if wish.hints.batch or batches_out(store):
                    makers = [role for role in ROLES if role not in ("planner", "critic")]
                    await run.client.go_by_batches(observer.said, makers if wish.hints.batch else ())
                await _drive(run, until)
            published = run.published
            if until:
                end(store, "planned", "")
    except Paused as pause:
        if isinstance(pause, BudgetSpent):  # where a cap leaves no room for the next call, more is asked for
            about_budget(store, str(pause))
        waits = "awaiting approval" if isinstance(pause, AwaitingApproval) else "paused"
        end(store, "interrupted" if isinstance(pause, Interrupted) else waits, str(pause))
    except UserFault as fault:
        end(store, "stopped", str(fault))
        raise
    except (asyncio.CancelledError, KeyboardInterrupt):  # the latter before and after it is `interruptible`
        end(store, "interrupted", "interrupted at once")
        raise
    except BaseException as bug:
        full = machine_fault(bug) or folder.gone()
        end(store, "paused" if full else "crashed", full or f"{type(bug).__name__}: {bug}")
        raise
    finally:
        gone = folder.gone()
        if not gone or folder.without_store:
            project(folder, store, observer.said, rows=not published)
        if gone:
            raise Paused(folder.gone() or gone)
        status = read_status(store)
    return Outcome(status)


@asynccontextmanager
async def _opened(
    folder: RunFolder, store: Store, wish: Wish, observer: Observer, accept_changes: bool
) -> AsyncIterator[Run]:
    """A live run; closed at its end, however that comes about."""
    async with AsyncExitStack() as stack:
        spent = float(store.meta("seconds") or 0.0)
        stored = store.meta("spec") or store.meta("given_spec")
        spec, hints = Spec.model_validate(stored) if stored else None, wish.hints
        budget = hints.budget or (spec.budget if spec else Budget())
        ledger = Ledger(store, budget, seconds_before=spent)
        endpoints = await open_endpoints(stack, wish.settings)
        most = hints.max_concurrent or (spec.max_concurrent if spec else None) or concurrency(endpoints)
        patience = PATIENCE if hints.patience is None else 60 * hints.patience

        def told(message: str, down: bool) -> None:
            observer.said(message)  # who is away is told by `Run.look`, of all that may be down

        def away(message: str, down: bool) -> None:
            folder.waits_for_store(message if down else "")
            told(message, down)
            observer.notify("stalled" if down else "goes on", message)

        folder.waits_for_store("")
        store.patient(patience, away)
        client = Client(
            store,
            ledger,
            endpoints,
            max_concurrent=most,
            changed=accept_changes,
            told=told,
            patience=patience,
            known=store.meta("answered") or (),
        )
        stack.push_async_callback(client.aclose)
        run = Run(
            folder, store, ledger, client, observer, most, hints, accept_changes, wish.policy, wish.methods
        )
        if hints.workers not in ("", "none"):
            if hints.batch or batches_out(store):
                what = "calls of workers go out each by itself, not in batches"
                step = " or --batch" if hints.batch else " until the batches that are out are back"
                step = f"leave out --workers (resume: --workers none){step}"
                raise UserFault(what, where="--workers", next_step=step)
            knowledge = hints.knowledge or (spec.knowledge if spec else "")
            run.crew = _crew_of(run, told, knowledge)
        observer.attach(run.view)
        beside = [asyncio.create_task(run.keep()), asyncio.create_task(run.look())]
        try:
            yield run
        finally:
            for task in beside:
                task.cancel()
            if run.pool is not None:
                await run.pool.aclose()
            if run.crew is not None:
                await run.crew.aclose()
            if run.resources.index is not None:
                run.resources.index.close()
            run.save_known()


def _crew_of(run: Run, told: Told, knowledge: str) -> Crew:
    """The workers that a run's hints name; none is begun yet. `knowledge`: where its index lies, if not in
    the run. Raises UserFault: they can't be had, or can't do what the run asks."""
    where = place(run.hints.workers)
    if knowledge and not is_server(knowledge):
        what = "one process at a time holds an index in a folder, and each worker searches it"
        step = "name a Chroma server (chroma run, then --knowledge http://127.0.0.1:8000), or no --workers"
        raise UserFault(what, where=f"--knowledge {knowledge}", next_step=step)
    if where.address and any(end.place for end in run.client.roles().values()):
        what = "the embedded model runs on this machine alone, where a cluster's workers don't reach it"
        next_step = "name an endpoint that they reach, or write ray:local:4"
        raise UserFault(what, where=f"--workers {where.address}", next_step=next_step)
    far = run.store.place.startswith("{")
    if where.address and not far:
        what = "workers on other machines need a store that they reach"
        next_step = "build with --store postgresql://…, or write ray:local:4"
        raise UserFault(what, where=f"--workers {where.address}", next_step=next_step)
    see_reached(where)  # before anything is paid for
    most, changed = run.max_concurrent, run.accept_changes
    return Crew(run.client, run.folder.path, where, most, Maker, told, far=far, changed=changed)


async def _drive(run: Run, until: str) -> None:
    """Through the build graph, from where the store says."""
    gc.freeze()
    gc.set_threshold(100_000, 10, 100)  # answers make many short-lived values, and graphs some cycles
    async with checkpointer(run.folder.checkpoints) as saver:
        graph = builder().compile(checkpointer=saver, name="build")
        start: BuildState | Command[Any] = {"stop": ""}
        after = [until] if until else None
        while True:
            result = await graph.ainvoke(start, THREAD, context=run, durability="sync", interrupt_after=after)
            asked = [
                Question.model_validate(one.value) for one in result.get("__interrupt__", ()) if one.value
            ]
            if not asked:
                return
            start = Command(resume=await answered(run, asked[0]))
