"""The sample graph: how the sub-agents make one candidate.

    research ─▶ write ─▶ verify ─▶ judge
                  ▲         │
                  └─ repair ┘

Everything in it depends on the row alone; what depends on other rows is the committer's. There is no
checkpointer: each model answer is in the journal before it is used, so a killed candidate is made again from
what was paid for. A model's unusable answer ends in a reason, never in an exception.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime

from seedbed.agent.critic.orders import refuse_orders
from seedbed.agent.planner.scheduling.beliefs import JUDGE, by_recipe
from seedbed.agent.work import Env, Method, Step, Work
from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Draft
from seedbed.memory.errors import AnswerFault


@dataclass(frozen=True, slots=True)
class SampleContext:
    """Live objects of a run; never serialised."""

    env: Env
    method: Callable[[str], Method]
    """Name → method."""


class SampleState(TypedDict):
    """One candidate in the making."""

    work: Work


async def _take(step: Step, name: str, work: Work, env: Env) -> SampleState:
    try:
        return {"work": await step(work, env)}
    except AnswerFault as fault:
        return {"work": replace(work, row=None).because("malformed", name, f"{fault.code}: {fault.detail}")}


async def research(state: SampleState, runtime: Runtime[SampleContext]) -> SampleState:
    """The researcher (or the problem library) finds what the brief needs."""
    work = state["work"]
    step = runtime.context.method(work.brief.method).ground
    return await _take(step, "research", work, runtime.context.env) if step else state


async def write(state: SampleState, runtime: Runtime[SampleContext]) -> SampleState:
    """The writer writes the row."""
    work = state["work"]
    step = runtime.context.method(work.brief.method).write
    written = await _take(step, "write", work, runtime.context.env)
    spent = written["work"].tokens - work.tokens
    return {"work": replace(written["work"], writing=work.writing + spent)}


async def verify(state: SampleState, runtime: Runtime[SampleContext]) -> SampleState:
    """Solver or annotator check what can be checked by other means than opinion."""
    work, env = state["work"], runtime.context.env
    verified = await _take(runtime.context.method(work.brief.method).verify, "verify", work, env)
    return {"work": refuse_orders(verified["work"], env)}


async def repair(state: SampleState) -> SampleState:
    """The next attempt, told what was wrong with the last."""
    work = state["work"]
    feedback = [
        f"{reason.code}: {reason.detail}" if reason.detail else reason.code for reason in work.reasons
    ]
    return {"work": replace(work.again(), notes={**work.notes, "feedback": feedback})}


async def judge(state: SampleState, runtime: Runtime[SampleContext]) -> SampleState:
    """The critic reads the row as a whole."""
    work = state["work"]
    step = runtime.context.method(work.brief.method).judge
    return await _take(step, "judge", work, runtime.context.env) if step else state


async def _first(state: SampleState, runtime: Runtime[SampleContext]) -> Literal["research", "write"]:
    return "research" if runtime.context.method(state["work"].brief.method).ground else "write"


async def _found(state: SampleState) -> Literal["write", "__end__"]:
    return "__end__" if state["work"].reasons else "write"


def _may_repair(work: Work, context: SampleContext) -> bool:
    if work.notes.get("declined"):  # nothing better can be made of the same material
        return False
    most = (
        work.brief.attempts or context.method(work.brief.method).attempts or context.env.spec.accept.attempts
    )
    return work.attempt + 1 < most


async def _written(
    state: SampleState, runtime: Runtime[SampleContext]
) -> Literal["verify", "repair", "__end__"]:
    if not state["work"].reasons:
        return "verify"
    return "repair" if _may_repair(state["work"], runtime.context) else "__end__"


async def _verified(
    state: SampleState, runtime: Runtime[SampleContext]
) -> Literal["judge", "repair", "__end__"]:
    work = state["work"]
    if work.reasons:
        return "repair" if _may_repair(work, runtime.context) else "__end__"
    asked = by_recipe(work.brief) or JUDGE not in work.spared or work.grade != "proven"
    return "judge" if asked and runtime.context.method(work.brief.method).judge else "__end__"


async def _judged(state: SampleState, runtime: Runtime[SampleContext]) -> Literal["repair", "__end__"]:
    work = state["work"]
    return "repair" if work.reasons and _may_repair(work, runtime.context) else "__end__"


@cache
def graph() -> Any:
    """The compiled sample graph."""
    builder = StateGraph(SampleState, context_schema=SampleContext)
    for node in (research, write, verify, repair, judge):
        builder.add_node(node)
    builder.add_conditional_edges(START, _first, ["research", "write"])
    builder.add_conditional_edges("research", _found, ["write", END])
    builder.add_conditional_edges("write", _written, ["verify", "repair", END])
    builder.add_conditional_edges("verify", _verified, ["judge", "repair", END])
    builder.add_conditional_edges("judge", _judged, ["repair", END])
    builder.add_edge("repair", "write")
    return builder.compile(name="sample", checkpointer=False)


async def make(brief: Brief, context: SampleContext, *, stage: str = "sample", whole: bool = False) -> Draft:
    """Make one candidate.

    Args:
        stage: What the ledger says its calls are for.
        whole: Every check examines it, whatever its brief spares. What was answered before isn't asked again.

    Raises:
        Paused, UserFault: what concerns the whole build; nothing about the brief.
    """
    state = await graph().ainvoke({"work": Work(brief, stage=stage, whole=whole)}, context=context)
    work: Work = state["work"]
    notes = {key: value for key, value in work.notes.items() if key != "feedback"}
    return replace(work, notes=notes).draft()
