"""The build graph: the outer loop of a run, checkpointed.

    examine ─▶ interpret ─▶ prepare ─▶ plan ─▶ approve ─▶ produce ─▶ critique ─▶ curate ─▶ evaluate ─▶ publish
                                                             ▲            │
                                                             └── steer ◀──┘

Its state holds names and counters only; what was made lies in the store, and every node takes its position
from there, so losing the checkpoint loses only a pending approval. What each node does is `graphs/run.py` and
`graphs/stages.py`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Literal, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from seedbed.graphs import stages
from seedbed.graphs.critique.critiquing import criticise, steer
from seedbed.graphs.material.indexing import embed_passages
from seedbed.graphs.run import Run
from seedbed.graphs.trial.revising import try_recipes


class BuildState(TypedDict):
    """Where a build stands."""

    stage: str
    round: int
    """Critiques so far."""
    stop: str
    """Why production ended; empty while it goes on."""


@dataclass(frozen=True, slots=True)
class BuildContext:
    """The live run; never serialised."""

    run: Run


Here = Runtime[BuildContext]
Change = dict[str, Any]


def _stage(does: Callable[[Run], Awaitable[None]]) -> Any:
    """A node that does one stage."""

    async def node(state: BuildState, runtime: Here) -> Change:
        await does(runtime.context.run)
        return {"stage": does.__name__}

    return node


async def approve(state: BuildState, runtime: Here) -> Change:
    """A person sees plan and cost before anything is spent on rows."""
    run = runtime.context.run
    if not run.approved:
        await try_recipes(run)
        run.note_approval(bool(interrupt("plan and cost wait for approval")))
    return {"stage": "approve"}


async def produce(state: BuildState, runtime: Here) -> Change:
    """Workers make candidates, the committer decides them, up to the next critique."""
    await embed_passages(runtime.context.run)
    await stages.read_examples(runtime.context.run)
    await runtime.context.run.produce()
    return {"stage": "produce"}


async def critique(state: BuildState, runtime: Here) -> Change:
    """The critic reads the dataset so far and asks for what it lacks."""
    stop = await criticise(runtime.context.run)
    return {"stage": "critique", "round": state["round"] + 1, "stop": stop}


async def publish(state: BuildState, runtime: Here) -> Change:
    """Write dataset, provenance, report and card."""
    stages.publish(runtime.context.run, state["stop"])
    return {"stage": "publish"}


async def _after_critique(state: BuildState) -> Literal["steer", "curate"]:
    return "curate" if state["stop"] else "steer"


def builder() -> StateGraph[BuildState, BuildContext, BuildState, BuildState]:
    """The graph, not compiled."""
    graph = StateGraph(BuildState, context_schema=BuildContext)
    nodes = {
        "examine": _stage(stages.examine),
        "interpret": _stage(stages.interpret),
        "prepare": _stage(stages.prepare),
        "plan": _stage(stages.plan),
        "approve": approve,
        "produce": produce,
        "critique": critique,
        "steer": _stage(steer),
        "curate": _stage(stages.curate),
        "evaluate": _stage(stages.evaluate),
        "publish": publish,
    }
    for name, node in nodes.items():
        graph.add_node(name, node)
    graph.add_edge(START, "examine")
    for before, after in pairwise([*nodes][:7]):
        graph.add_edge(before, after)
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
