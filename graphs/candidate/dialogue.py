"""The dialogue graph: a user and an assistant speak in turn, and each turn is checked before the next.

    user ─▶ check ─▶ assistant ─▶ check ─▶ user …

A turn that fails its checks is spoken again by the same role, told why, at most so often as the play says;
then the talk has failed. It is over when the user's goal is reached or given up and the assistant has
answered, or at the play's last turn. No checkpointer: each answer is in the journal under its turn's slot
before it is used, so a killed talk goes on at the turn that it had reached, and no turn is paid for twice."""

from dataclasses import replace
from functools import cache
from typing import Any, Literal, TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime

from seedbed.agent.role_players.stage import REASKS, Play, Said, Stage
from seedbed.agent.work import Env, Work
from seedbed.memory.errors import AnswerFault

_EXCHANGE = 4
"""Messages that a talk with tools goes on by: what is asked, a call, its result, the answer."""


class DialogueState(TypedDict):
    """Where a talk stands."""

    stage: Stage


async def speak(state: DialogueState, runtime: Runtime[Env]) -> DialogueState:
    """The user speaks, or the assistant answers, calling tools where it has some."""
    stage = state["stage"]
    says = stage.play.user if stage.speaker == "user" else stage.play.assistant
    try:
        return {"stage": replace(stage, said=await says(stage, runtime.context))}
    except AnswerFault as fault:
        work = stage.work.because("malformed", stage.speaker, fault.told)
        return {"stage": replace(stage, work=work, said=None, over="failed")}


async def check(state: DialogueState, runtime: Runtime[Env]) -> DialogueState:
    """The turn stands, is spoken again, or ends the talk."""
    stage, play = state["stage"], state["stage"].play
    if stage.said is None:  # nobody spoke
        return state
    try:
        checked = await play.check(stage, stage.said, runtime.context)
    except AnswerFault as fault:
        checked = stage.said.work.because("malformed", "check", fault.told)
    # Another turn is to come if the other has the last word.
    turns = stage.turns + (1 if play.last in ("any", stage.speaker) else 2)
    early = (stage.speaker == "user" or play.last != "assistant") and turns < play.least
    if not checked.reasons and stage.said.ends and early:
        why = f"the talk has {stage.turns} turns, and ends after {play.least} at the earliest: go on"
        checked = checked.because("low quality", "stopping rule", why)
    return {"stage": _again(stage, checked) if checked.reasons else _stands(stage, stage.said, checked)}


def _again(stage: Stage, checked: Work) -> Stage:
    """The same turn once more; what it cost stays, its evidence goes."""
    if stage.asked >= REASKS:
        return replace(stage, work=replace(checked, evidence=stage.work.evidence), said=None, over="failed")
    told = tuple(map(str, checked.reasons))
    work = replace(checked, reasons=(), evidence=stage.work.evidence)
    why = (*stage.asked_again, f"{checked.reasons[0].code}: {checked.reasons[0].by}")
    return replace(stage, work=work, said=None, asked=stage.asked + 1, asked_again=why, faults=told)


def _stands(stage: Stage, said: Said, checked: Work) -> Stage:
    play, turns, messages = stage.play, stage.turns + 1, (*stage.messages, *said.messages)
    ends = (said.ends or stage.ends) if play.last != "assistant" or stage.speaker == "user" else stage.ends
    over = (said.ends or ends) if (may_end := play.last in ("any", stage.speaker)) else ""
    full = may_end and len(messages) >= play.least and len(messages) + _EXCHANGE > play.room
    return replace(
        stage,
        work=checked,
        messages=messages,
        turns=turns,
        state=said.state if said.state is not None else stage.state,
        memory=(*stage.memory, said.memory),
        said=None,
        asked=0,
        faults=(),
        ends=ends,
        over=over or ("turn limit" if turns >= play.most or full else ""),
    )


async def _next(state: DialogueState) -> Literal["user", "assistant", "__end__"]:
    stage = state["stage"]
    return "__end__" if stage.over else stage.speaker


@cache
def graph() -> Any:
    """The compiled dialogue graph."""
    builder = StateGraph(DialogueState, context_schema=Env)
    builder.add_node("user", speak)
    builder.add_node("assistant", speak)
    builder.add_node(check)
    builder.add_conditional_edges(START, _next, ["user", "assistant", END])
    builder.add_edge("user", "check")
    builder.add_edge("assistant", "check")
    builder.add_conditional_edges("check", _next, ["user", "assistant", END])
    return builder.compile(name="dialogue", checkpointer=False)


def limits(play: Play) -> RunnableConfig:
    """How many steps a talk may take: every turn asked again as often as may be."""
    return {"recursion_limit": 2 * play.most * (REASKS + 1) + 2}


async def role_play(work: Work, play: Play, env: Env) -> Stage:
    """Hold a talk to its end: `over` says how it ended, and where that is `failed`, its work has the reasons.
    Raises Paused, UserFault: what concerns the whole build; nothing about the talk."""
    start: DialogueState = {"stage": Stage(work, play, play.opening, state=play.state)}
    ended = await graph().ainvoke(start, limits(play), context=env)
    stage: Stage = ended["stage"]
    return stage
