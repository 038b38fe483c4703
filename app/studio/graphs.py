"""The graphs with what they need at run time as plain input, so that `langgraph dev` can serve them.

`build` and `planner` begin a run by a request, or take one up; the others work on a copy of a run that is
there, and change nothing of it. Models are those of the user's settings, as for `seedbed build`. The question
of an interrupt is answered by `true`, by words (a no), or by `{"name": "change", "answer": {"parts": …}}`."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypedDict

from langgraph.graph import END, START, StateGraph

from seedbed.agent.role_players.stage import Play, Stage
from seedbed.agent.work import Env, Method, Work
from seedbed.app.intake import place, read_run, read_wish
from seedbed.app.views.terminal import Terminal
from seedbed.graphs import build as building
from seedbed.graphs import lifecycle, stages
from seedbed.graphs.candidate import dialogue as playing
from seedbed.graphs.candidate import sample as sampling
from seedbed.graphs.critique.critiquing import criticise
from seedbed.graphs.run import Run
from seedbed.memory.brief import Brief
from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import STORE, holds_run
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.status import read_status


class Asked(TypedDict, total=False):
    """What is to be built."""

    request: str
    """Plain words, or the path of a spec or request file."""
    rows: int
    run: str
    """The run's folder: one that is there is taken up; empty: a new one in `runs/`."""
    skip_exam: bool


class Of(TypedDict, total=False):
    """A run that is there, and one of its rows."""

    run: str
    brief: int
    """Number of the order; the first by default."""


class Found(TypedDict, total=False):
    """What came of it."""

    run: str
    status: dict[str, Any]
    plan: dict[str, Any]
    draft: dict[str, Any]
    messages: list[dict[str, Any]]
    ended: str
    critique: dict[str, Any]


class _State(Asked, Of, Found):
    pass


async def _open(state: _State) -> Found:
    """Begin a run, or see that it is there."""
    if state.get("run") and holds_run(Path(state["run"])):
        return {"run": state["run"]}
    flags = {"rows": state.get("rows"), "skip_exam": state.get("skip_exam", False)}
    wish, _ = read_wish(state.get("request", ""), flags)
    path = place(Path(state["run"]) if state.get("run") else None, wish)
    lifecycle.begin(path, wish)
    return {"run": str(path)}


@asynccontextmanager
async def _live(path: Path) -> AsyncIterator[Run]:
    wish = lifecycle.Wish(read_run(path, {}).settings)
    async with lifecycle.live(path, wish, Terminal(quiet=True, present=False)) as run:
        yield run


@asynccontextmanager
async def _copied(named: str) -> AsyncIterator[Run]:
    """A copy of a run, so that nothing is changed in it. Raises UserFault: there is no such run, or a process
    works on it."""
    if not (Path(named) / STORE).is_file():
        what = "its store lies elsewhere" if holds_run(Path(named)) else "there is no run"
        raise UserFault(what, where=named, next_step="give the folder of one with `run.sqlite` as `run`")
    if working := RunFolder(Path(named)).held():
        raise UserFault(f"{working} works on it", where=named, next_step="wait until it has come to rest")
    with tempfile.TemporaryDirectory(prefix="seedbed-studio-") as folder:
        path = Path(shutil.copytree(named, Path(folder) / "run"))
        async with _live(path) as run:
            yield run


def _ordered(run: Run, wanted: int) -> tuple[Brief, Method]:
    """An order, and the method that serves it."""
    briefs = {number: brief for number, brief in run.store.briefs() if brief is not None}
    if not briefs:
        raise UserFault("no row was ordered yet", next_step="let the run make some")
    if wanted and wanted not in briefs:
        raise UserFault(f"there is no order {wanted}", next_step=f"there are 1 to {max(briefs)}")
    brief = briefs[wanted or min(briefs)]
    return brief, next(method for method in run.methods if method.name == brief.method)


def _graph(name: str, inputs: Any, **nodes: Any) -> Any:
    graph: Any = StateGraph(_State, input_schema=inputs, output_schema=Found)
    for before, after in zip([START, *nodes], [*nodes, END], strict=True):
        if after != END:
            graph.add_node(after, nodes[after])
        graph.add_edge(before, after)
    return graph.compile(name=name)


def build() -> Any:
    """A whole build: the build graph below one node that opens the run."""
    inner = building.graph()

    async def make(state: _State) -> Found:
        async with _live(Path(state["run"])) as run:
            await inner.ainvoke({"stop": ""}, context=run)
            return {"status": read_status(run.store)}

    return _graph("build", Asked, open=_open, build=make)


def planner() -> Any:
    """The request read, and its plan, bettered by the planner's agent where that pays; nothing is made."""

    async def plan(state: _State) -> Found:
        async with _live(Path(state["run"])) as run:
            for stage in (stages.examine, stages.interpret, stages.prepare, stages.plan):
                await stage(run)
            return {"plan": run.known_plan().model_dump(mode="json"), "status": read_status(run.store)}

    return _graph("planner", Asked, open=_open, plan=plan)


def critic() -> Any:
    """What the critic says of a run as it stands: the critique that was kept, or one that is made now."""

    async def critique(state: _State) -> Found:
        async with _copied(state["run"]) as run:
            ended = await criticise(run)
            kept = run.begin().kept()
            return {"critique": kept.model_dump(mode="json") if kept else {}, "ended": ended}

    return _graph("critic", Of, critique=critique)


def sample() -> Any:
    """One candidate, made again from its order; what was answered before isn't asked again."""

    async def make(state: _State) -> Found:
        async with _copied(state["run"]) as run:
            run.begin()
            brief, how = _ordered(run, state.get("brief", 0))
            draft = await sampling.make(brief, run.env_of(brief.revision), how)
            return {"draft": draft.model_dump(mode="json")}

    return _graph("sample", Of, sample=make)


def dialogue() -> Any:
    """The talk of one candidate, held again from its order."""

    async def talk(state: _State) -> Found:
        held: list[Stage] = []

        async def role_play(work: Work, play: Play, env: Env) -> Stage:
            held.append(await playing.role_play(work, play, env))
            return held[-1]

        async with _copied(state["run"]) as run:
            run.begin()
            brief, how = _ordered(run, state.get("brief", 0))
            await how.write(Work(brief), replace(run.env_of(brief.revision), role_play=role_play))
            if not held:
                raise UserFault("the rows of this order hold no talk", next_step="name a run of talks")
            return {"messages": [dict(one) for one in held[-1].messages], "ended": held[-1].over}

    return _graph("dialogue", Of, talk=talk)
