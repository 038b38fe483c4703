"""What is held against each turn whatever the talk: its form, its calls, their results.

The checks are those of `tools/verification/trajectories`, the same that judge data people already have.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.prompting import Message
from seedbed.agent.role_players.stage import Said, Stage
from seedbed.agent.work import Bench, Work
from seedbed.memory.candidate import Schema
from seedbed.memory.errors import UserFault
from seedbed.tools.verification.toolcalls.tools import read_tools
from seedbed.tools.verification.trajectories.check import BY, check_trajectory
from seedbed.tools.verification.trajectories.messages import Trajectory
from seedbed.tools.verification.trajectories.openai import openai_messages
from seedbed.tools.world.world import World

LONGEST = 6_000
"""Characters of a turn's words, and of a call's arguments."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def check_turn(
    stage: Stage,
    said: Said,
    *,
    tools: Sequence[Mapping[str, Any]] = (),
    world: World | None = None,
) -> Work:
    """The turn's candidate, with a reason for each fault of the turn just spoken.

    Args:
        tools: Those of the row, in OpenAI's envelope.
    """
    first, work = len(stage.messages), said.work
    if unfit := next(filter(None, map(_unfit, said.messages)), ""):
        return work.because("malformed", "form of the turn", unfit)
    try:
        messages = openai_messages([*stage.messages, *said.messages])
    except UserFault as fault:  # the shape of a call is the model's
        return work.because("malformed", "form of the turn", str(fault)[:400])
    talk = Trajectory(read_tools(list(tools)) if tools else (), messages)
    for one in check_trajectory(talk, world).faults:
        if one.turn >= first:
            detail = one.reason.partition("): ")[2] or one.reason
            work = work.because("malformed", one.defect, detail[:400])
    return work


def _unfit(message: Message) -> str:
    """Why words or arguments are such as nobody writes, before any check reads them; empty: they aren't."""
    texts = [message.get("content")] if message["role"] != "tool" else []
    texts += [call["function"]["arguments"] for call in message.get("tool_calls") or ()]
    for text in texts:
        if isinstance(text, str) and len(text) > LONGEST:
            return f"it has {len(text):,} characters; a turn has {LONGEST:,} at most"
        if isinstance(text, str) and (found := _CONTROL.search(text)):
            return f"it holds a control character, {found[0]!r}"
    return ""


def check_talk(work: Work, bench: Bench) -> Work:
    """A candidate whose row is a whole talk, with a reason for each fault of any of its turns."""
    row = work.row or {}
    said = Said(tuple(row["messages"]), work)
    world = bench.shelf.worlds.get(work.brief.cell.part)
    return check_turn(Stage(work), said, tools=row.get("tools") or (), world=world)


def with_row(stage: Stage, row: Mapping[str, Any], text: str) -> Work:
    """The candidate whose talk came to its end: its row, the evidence of its form, how it ended.

    Args:
        text: The words by which duplicates are told.
    """
    told = {"ended": stage.over, "turns": stage.turns, "asked_again": list(stage.asked_again)}
    notes = {**stage.work.notes, **told}
    work = replace(stage.work, row=dict(row), text=text, notes=notes, grade="supported")
    return work.with_evidence(Schema(ok=True, by=BY, validator=BY))
