"""A script played: who sees what of the plan, what is told at which turn, and what is held against each.

What methods of dialogues make their `Play` of; a method whose assistant has documents or sums puts its own
speaker and its own check in place of these.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.agent.prompting import Message
from seedbed.agent.role_players.assistant import AssistantRole, speak_as_assistant
from seedbed.agent.role_players.scripts import Script
from seedbed.agent.role_players.stage import Check, Play, Said, Speak, Stage
from seedbed.agent.role_players.talk_plan import TalkPlan
from seedbed.agent.role_players.turn_checks import check_turn
from seedbed.agent.role_players.user import UserRole, speak_as_user
from seedbed.agent.work import Bench, Work
from seedbed.memory.candidate import ReasonCode
from seedbed.tools.verification.talks.check import turn_faults
from seedbed.tools.verification.talks.talk import Broken, talk_of

_CODES: Mapping[str, ReasonCode] = {"refused": "policy", "corrected": "wrong answer"}
"""What a script's check is called among the reasons; the others are low quality."""


def play_of(
    script: Script,
    plan: TalkPlan,
    bounds: tuple[int, int],
    *,
    assistant: Speak | None = None,
    check: Check | None = None,
) -> Play:
    """The play of a talk.

    Args:
        bounds: Fewest and most turns.
        assistant: Who speaks as the assistant; None: it has nothing but the plan.
        check: What is held against a turn; None: `check_scripted`.
    """
    least, most = bounds

    async def user(stage: Stage, bench: Bench) -> Said:
        return await speak_as_user(stage, bench, user_role(script, plan, stage.turns + 1, most), least, most)

    async def answer(stage: Stage, bench: Bench) -> Said:
        return await speak_as_assistant(
            stage, bench, assistant_role(script, plan, stage.turns + 1, most), most
        )

    async def checked(stage: Stage, said: Said, bench: Bench) -> Work:
        return check_scripted(stage, said, script, plan, most)

    return Play(
        user=user,
        assistant=assistant or answer,
        check=check or checked,
        least=least,
        most=most,
        opening=opening(script, plan),
    )


def user_role(script: Script, plan: TalkPlan, turn: int, most: int) -> UserRole:
    """What the user is told before a turn: its persona, its fields of the plan, how it plays, what is due."""
    knows = {**plan.persona, **plan.shown(script.shown_to("user"))}
    return UserRole(knows, script.told("user", turn, most))


def assistant_role(script: Script, plan: TalkPlan, turn: int, most: int) -> AssistantRole:
    """What the assistant is told before a turn: the system message as its policy, and what it alone knows."""
    system = {one.title for one in script.shown_to("system")}
    own = plan.shown(script.shown_to("assistant"))
    knows = {title: said for title, said in own.items() if title not in system}
    return AssistantRole(script.told("assistant", turn, most), system_text(script, plan), knows)


def opening(script: Script, plan: TalkPlan) -> tuple[Message, ...]:
    """The system message of a talk, where the script has fields that stand in it."""
    said = system_text(script, plan)
    return ({"role": "system", "content": said},) if said else ()


def system_text(script: Script, plan: TalkPlan) -> str:
    """What stands in the system message: texts as paragraphs, lists as lists."""
    parts: list[str] = []
    for one in script.shown_to("system"):
        said = plan.fields.get(one.name, "")
        if isinstance(said, tuple):
            parts.append("\n".join([f"{one.title.capitalize()}:", *(f"- {item}" for item in said)]))
        elif said:
            parts.append(one.standing.replace("…", said) if one.standing else said)
    return "\n\n".join(parts)


def check_scripted(
    stage: Stage,
    said: Said,
    script: Script,
    plan: TalkPlan,
    most: int,
    *,
    tools: Sequence[Mapping[str, Any]] = (),
) -> Work:
    """The turn's candidate with a reason for each fault: of any talk first, then of the script."""
    work = check_turn(stage, said, tools=tools, persona=plan.persona)
    if work.reasons:
        return work
    turns = stage.turns + 1
    ended = turns >= most or (stage.speaker == "assistant" and bool(stage.ends))
    closing = stage.speaker == "user" and bool(said.ends)
    talk = talk_of([*stage.messages, *said.messages], plan.fields, ended=ended, closing=closing)
    return because(work, turn_faults(talk, script.checks))


def because(work: Work, faults: Sequence[Broken], named: bool = False) -> Work:
    """The candidate with a reason for each fault.

    Args:
        named: Whether the reason says at which turn, for whoever wrote the whole talk.
    """
    for one in faults:
        place = f"message {one.turn}: " if named and one.turn else ""
        said = f"{place}{one.said}".replace("`", "'")
        work = work.because(_CODES.get(one.check, "low quality"), f"script: {one.check}", said[:400])
    return work
