"""Talks planned by a program or from documents, not by a script: what the two are told, the common checks.

What is told are the sections `user` and `assistant` of a prompt file of the way's own; what is checked are
form, voices, repetition, persona and progress, as of any talk.
"""

from collections.abc import Mapping
from typing import Any

from seedbed.agent.prompting import render
from seedbed.agent.role_players.script_turns import because
from seedbed.agent.role_players.stage import Said, Stage
from seedbed.agent.role_players.turn_checks import check_turn
from seedbed.agent.work import Bench, Work
from seedbed.agent.writer.language import english_only
from seedbed.memory.spec import Part
from seedbed.tools.verification.talks.check import turn_faults
from seedbed.tools.verification.talks.talk import talk_of


def told_by(script: str, **values: Any) -> tuple[str, str]:
    """What the user is told, and the assistant: the file `agent/prompts/SCRIPT.md`, filled with values."""
    said = {str(one["role"]): str(one["content"]) for one in render(script, **values).messages}
    return said["user"], said["assistant"]


def lacks_for(part: Part, bench: Bench, floor: int) -> str | None:
    """Why talks of a part can't be held turn by turn; None: they can.

    Args:
        floor: Turns that such a talk takes at least.
    """
    if part.at_once:
        return "at_once is set, so that one call writes a talk"
    if part.turns and part.turns[1] - part.turns[1] % 2 < floor:
        return f"such a talk takes {floor} turns; turns: allows {part.turns[1]}"
    return english_only(part, bench)


def check_any(stage: Stage, said: Said, most: int, persona: Mapping[str, str]) -> Work:
    """The turn's candidate with a reason for each fault that a turn of any talk may have.

    Args:
        most: Turns after which the talk is over.
    """
    work = check_turn(stage, said, persona=persona)
    if work.reasons:
        return work
    ended = stage.turns + 1 >= most or (stage.speaker == "assistant" and bool(stage.ends))
    closing = stage.speaker == "user" and bool(said.ends)
    talk = talk_of([*stage.messages, *said.messages], {}, ended=ended, closing=closing)
    return because(work, turn_faults(talk, ()))
