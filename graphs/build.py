"""The build graph: the outer loop of a run, checkpointed.

    examine ─▶ interpret ─▶ prepare ─▶ plan ─▶ approve ─▶ produce ─▶ critique ─▶ curate ─▶ evaluate ─▶ publish
                                                             ▲            │
                                                             └── steer ◀──┘

Its state says why production ended and nothing else; what was made lies in the store, and every node takes
its position from there, so losing the checkpoint loses nothing. What each node does is
`graphs/run.py` and `graphs/stages.py`."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypedDict

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from seedbed.graphs import stages
from seedbed.graphs.approval.answers import obey
from seedbed.graphs.approval.questions import about_plan
from seedbed.graphs.critique.critiquing import criticise, send_back, steer
from seedbed.graphs.material.indexing import embed_passages
from seedbed.graphs.run import Run
from seedbed.graphs.trial.revising import try_recipes
from seedbed.memory.errors import UserFault

THREAD: RunnableConfig = {"configurable": {"thread_id": "build"}}
"""Under which the graph's positions are kept."""


class BuildState(TypedDict):
    """Where a build stands."""

    stop: str
    """Why production ended; empty while it goes on."""


def _stage(does: Callable[[Run], Awaitable[None]]) -> Any:
    """A node that does one stage of the live run, which is never serialised."""

    async def node(state: BuildState, runtime: Runtime[Run]) -> None:
        await does(runtime.context)

    return node


async def approve(run: Run) -> None:
    """A person sees plan, dry rows and cost before rows are paid for, and says yes or changes them."""
    if not run.store.meta("approved"):
        await try_recipes(run)
        question = about_plan(run)
        obey(run, question, interrupt(question.model_dump(mode="json")))


async def produce(run: Run) -> None:
    """Workers make candidates, the committer decides them, up to the next critique."""
    await embed_passages(run)
    await stages.read_examples(run)
    run.enter("produce")
    send_back(run)
    await run.produce()


async def critique(state: BuildState, runtime: Runtime[Run]) -> BuildState:
    """The critic reads the dataset so far and asks for what it lacks."""
    return {"stop": await criticise(runtime.context)}


async def publish(state: BuildState, runtime: Runtime[Run]) -> None:
    """Write dataset, provenance, report and card."""
    stages.publish(runtime.context, state["stop"])


async def _after_approval(state: BuildState, runtime: Runtime[Run]) -> Literal["approve", "produce"]:
    return "produce" if runtime.context.store.meta("approved") else "approve"


async def _after_critique(state: BuildState) -> Literal["steer", "curate"]:
    return "curate" if state["stop"] else "steer"


def builder() -> StateGraph[BuildState, Run, BuildState, BuildState]:
    """The graph, not compiled."""
    graph = StateGraph(BuildState, context_schema=Run)
    nodes = {
        "examine": _stage(stages.examine),
        "interpret": _stage(stages.interpret),
        "prepare": _stage(stages.prepare),
        "plan": _stage(stages.plan),
        "approve": _stage(approve),
        "produce": _stage(produce),
        "critique": critique,
        "steer": _stage(steer),
        "curate": _stage(stages.curate),
        "evaluate": _stage(stages.evaluate),
        "publish": publish,
    }
    for name, node in nodes.items():
        graph.add_node(name, node)
    graph.add_edge(START, "examine")
    for before, after in [*pairwise([*nodes][:5]), ("produce", "critique")]:
        graph.add_edge(before, after)
    graph.add_conditional_edges("approve", _after_approval, ["approve", "produce"])
    graph.add_conditional_edges("critique", _after_critique, ["steer", "curate"])
    graph.add_edge("steer", "produce")
    graph.add_edge("curate", "evaluate")
    graph.add_edge("evaluate", "publish")
    graph.add_edge("publish", END)
    return graph


@cache
def graph() -> Any:
    """The compiled graph without a checkpointer, for drawing."""
    return builder().compile(name="build")


@asynccontextmanager
async def checkpointer(path: Path) -> AsyncIterator[AsyncSqliteSaver]:
    """A saver on a new `checkpoints.sqlite`, for the time of one process: the graph begins at its start
    whatever an earlier one left, so a file that is there is removed unread. The serializer constructs nothing
    all the same, where the default one runs code from a doctored file. Raises UserFault: the database can't
    be used."""
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    serializer = JsonPlusSerializer(pickle_fallback=False, allowed_msgpack_modules=[])
    try:
        async with aiosqlite.connect(path) as connection:
            yield AsyncSqliteSaver(connection, serde=serializer)
    except sqlite3.DatabaseError as error:
        step = "`seedbed resume` makes this file anew: the run goes on from its store"
        raise UserFault(f"the graph's positions: {error}", where=str(path), next_step=step) from error
