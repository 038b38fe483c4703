"""The build graph: the outer loop of a run, checkpointed.

    examine ─▶ interpret ─▶ prepare ─▶ plan ─▶ approve ─▶ produce ─▶ critique ─▶ curate ─▶ evaluate ─▶ publish
                                                             ▲            │
                                                             └── steer ◀──┘

Its state says why production ended and nothing else; what was made lies in the store, and every node takes
its position from there, so losing the checkpoint loses nothing. What each node does is
`graphs/run.py` and `graphs/stages.py`."""

from collections.abc import Awaitable, Callable
from functools import cache
from itertools import pairwise
from typing import Any, Literal, TypedDict

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
