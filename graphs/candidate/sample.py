"""The sample graph: how the sub-agents make one candidate.

    write ─▶ verify ─▶ judge
      ▲         │
      └─ repair ┘

Everything in it depends on the row alone; what depends on other rows is the committer's. There is no
checkpointer: each model answer is in the journal before it is used, so a killed candidate is made again from
what was paid for. A model's unusable answer ends in a reason, never in an exception; so does a fault of the
program itself that hangs on one row: a build of days goes on without it."""

import traceback
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command

from seedbed.agent.making.making import REDO
from seedbed.agent.work import Env, Method, Step, Work
from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Draft
from seedbed.memory.errors import AnswerFault

PROGRAM = "program"
"""What refuses a row that the program itself can't deal with."""
_BEFORE = "the try before it: "
_OWN = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class SampleContext:
    """Live objects of a run; never serialised."""

    env: Env
    how: Method


class SampleState(TypedDict):
    """One candidate in the making."""

    work: Work


async def take(step: Step, name: str, work: Work, env: Env) -> Work:
    """The work after a step, or with the fault in which that ended as a reason against it."""
    try:
        return await step(work, env)
    except AnswerFault as fault:
        return replace(work, row=None).because("malformed", name, fault.told)
    except _OWN as fault:
        at = traceback.extract_tb(fault.__traceback__)[-1]
        told = f"{type(fault).__name__} in {Path(at.filename).name}, line {at.lineno}, in {name}: {fault}"
        return replace(work, row=None).because("malformed", PROGRAM, told[:500])


def _on(work: Work, context: SampleContext, fine: str) -> Command[Any]:
    """Where it goes on: as said without a reason against it, else to a repair while attempts are left."""
    most = work.brief.attempts or context.how.attempts or context.env.spec.accept.attempts
    if work.reasons:  # where the writer declined, nothing better can be made of the same material
        mends = not work.notes.get("declined") and work.material.get(REDO, ()) is not None
        again = mends and work.reasons[-1].by != PROGRAM and work.attempt + 1 < most
        fine = "repair" if again else END
    return Command(update={"work": work}, goto=fine)


async def write(
    state: SampleState, runtime: Runtime[SampleContext]
) -> Command[Literal["verify", "repair", "__end__"]]:
    """The writer writes the row."""
    work, context = state["work"], runtime.context
    written = await take(context.how.write, "write", work, context.env)
    written = replace(written, writing=work.writing + written.tokens - work.tokens)
    return _on(written, context, "verify")


async def verify(
    state: SampleState, runtime: Runtime[SampleContext]
) -> Command[Literal["judge", "repair", "__end__"]]:
    """Solver or annotator check what can be checked by other means than opinion."""
    context = runtime.context
    work = await take(context.how.verify, "verify", state["work"], context.env)
    judged = context.how.judge and context.how.to_judge(work, context.env)
    return _on(work, context, "judge" if judged else END)


async def repair(state: SampleState) -> SampleState:
    """The next attempt, told what was wrong with the last, and with the one before that: who mends the one
    fault would else make the other again."""
    work = state["work"]
    if work.material.get(REDO) == []:  # nothing is made anew, so nobody is told
        return {"work": work.again()}
    last = [pair for one in work.reasons for pair in (one.to or {"": one.detail or one.code}).items()]
    told = [pair for pair in work.notes.get("feedback", ()) if not pair[1].startswith(_BEFORE)]
    feedback = [*last, *((role, f"{_BEFORE}{line}") for role, line in told if (role, line) not in last)]
    return {"work": replace(work.again(), notes={**work.notes, "feedback": feedback})}


async def judge(state: SampleState, runtime: Runtime[SampleContext]) -> Command[Literal["repair", "__end__"]]:
    """The critic reads the row as a whole."""
    work, context = state["work"], runtime.context
    if step := context.how.judge:
        work = await take(step, "judge", work, context.env)
    return _on(work, context, END)


@cache
def graph() -> Any:
    """The compiled sample graph."""
    builder = StateGraph(SampleState, context_schema=SampleContext)
    for node in (write, verify, repair, judge):
        builder.add_node(node)
    builder.add_edge(START, "write")
    builder.add_edge("repair", "write")
    return builder.compile(name="sample", checkpointer=False)


async def make(brief: Brief, env: Env, how: Method, *, stage: str = "sample", whole: bool = False) -> Draft:
    """Make one candidate. Raises Paused, UserFault: what concerns the whole build; nothing about the brief.

    Args:
        how: The brief's method.
        stage: What the ledger says its calls are for.
        whole: Every check examines it, whatever its brief spares. What was answered before isn't asked
            again."""
    start: SampleState = {"work": Work(brief, stage=stage, whole=whole)}
    state = await graph().ainvoke(start, context=SampleContext(env, how))
    work: Work = state["work"]
    notes = {key: value for key, value in work.notes.items() if key != "feedback"}
    return replace(work, notes=notes).draft()
