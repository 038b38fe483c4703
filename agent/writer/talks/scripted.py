"""Dialogues, strong form: a private plan, then two roles speak in turn, each turn checked by the script.

One mechanism for every script (`agent/role_players/scripts/`): the planner's role fills the plan, user and
assistant hold the talk (`graphs/dialogue.py`), the script's rules are held against each turn as it is spoken
and against the whole at the end, the concept is read from the text, and a judge reads by the script's rubric.
Plan first, then the talk: APIGen-MT's order (Prabhakar et al. 2025, section 3); two roles that don't
know each other's notes: Camel (Li et al. 2023), UltraChat (Ding et al. 2023, section 3).

Graded *supported*: what the rules decide is sure, whether the assistant's words are right is the judge's
reading.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.annotator.reading import assign_concept
from seedbed.agent.critic.sample import judge_row
from seedbed.agent.role_players.script_turns import because, play_of
from seedbed.agent.role_players.scripts import Script, lacks_turns, script_of
from seedbed.agent.role_players.stage import Stage
from seedbed.agent.role_players.talk_plan import TalkPlan, plan_talk
from seedbed.agent.role_players.turn_checks import with_row
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.language import english_only
from seedbed.memory.candidate import Schema
from seedbed.memory.profile import Skill
from seedbed.memory.randomness import rng
from seedbed.memory.spec import Part
from seedbed.memory.task import Way
from seedbed.tools.verification.talks.check import BY, talk_faults
from seedbed.tools.verification.talks.talk import talk_of

NEEDS: Mapping[str, tuple[Skill, ...]] = {
    "planner": ("json_schema",),
    "user": ("json_schema",),
    "assistant": ("json_schema",),
    "judge": ("json_schema", "judging"),
}
_TAKEN = 6
"""First messages of earlier talks that a plan is to differ from."""


def choose(choice: Choice, bench: Bench) -> Chosen:
    """Who speaks, if the part has users of its own, all equally often; what earlier talks began with."""
    grounding: dict[str, Any] = {}
    if person := somebody(choice, bench):
        grounding["persona"] = person
    began = [_first(row) for row in choice.accepted(choice.cell.key)[-_TAKEN:]]
    grounding["taken"] = [one for one in began if one]
    return Chosen(grounding)


def somebody(choice: Choice, bench: Bench) -> dict[str, str]:
    """The facts of the user who speaks, if the part has users of its own, all equally often; else none."""
    people = bench.shelf.personas.get(choice.part.name, ())
    if not people:
        return {}
    order = list(range(len(people)))
    rng(bench.spec.seed, "people", choice.part.name).shuffle(order)
    return dict(people[order[choice.number % len(order)]].facts)


def _first(row: Mapping[str, Any]) -> str:
    """The first message of a row's user."""
    said = (str(one.get("content")) for one in row.get("messages", ()) if one.get("role") == "user")
    return next(said, "")[:300]


def lacks(part: Part, bench: Bench) -> str | None:
    """Why talks of a part can't be held turn by turn; None: they can."""
    if part.at_once:
        return "at_once is set, so that one call writes a talk"
    return english_only(part, bench) or lacks_turns(part)


async def hold(work: Work, bench: Bench) -> Work:
    """The talk of a candidate; one that failed carries its reasons.

    Raises:
        AnswerFault: the planner's answer was unusable to the last.
    """
    part = bench.part(work)
    script = script_of(part.way)
    work, plan = await plan_talk(work, bench, script)
    stage = await bench.role_play(work, play_of(script, plan, script.bounds(part)), bench)
    return held(stage, script, plan)


def held(stage: Stage, script: Script, plan: TalkPlan, **row: Any) -> Work:
    """The candidate of a talk that is over: its row, its plan among the notes, whether it may end so.

    Args:
        row: Further fields of the row.
    """
    work = with_row(stage, {"messages": list(stage.messages), **row}, users_words(stage.messages))
    work = replace(work, notes={**work.notes, "held": "turn by turn", **noted(script, plan)})
    if stage.over == "failed":
        return replace(work, row=work.row if stage.turns > 1 else None, evidence=())
    if stage.over not in script.ends:
        work = work.because("low quality", "stopping rule", f"the talk ended with: {stage.over}")
    return work


def noted(script: Script, plan: TalkPlan) -> dict[str, Any]:
    """What a row's notes say of script and plan: enough to hold the checks against it again."""
    rules = [dict(rule) for rule in script.checks]
    named = {"script": script.way or "open talk", "persona": dict(plan.persona)}
    return {**named, "plan": plan.noted(), "checks": rules}


def users_words(messages: Sequence[Mapping[str, Any]]) -> str:
    """The user's words, by which duplicates are told."""
    return "\n".join(str(one["content"]) for one in messages if one["role"] == "user")


async def verify(work: Work, bench: Bench) -> Work:
    """The script's rules over the whole talk, then the concept as it is read from it.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    work = check_whole(work, script_of(bench.part(work).way))
    return work if work.reasons else await verify_concept(work, bench)


async def verify_concept(work: Work, bench: Bench) -> Work:
    """The candidate with the cells that its talk was read as, or off concept.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    return await assign_concept(work, bench, _spoken(work))


def check_whole(work: Work, script: Script, named: bool = False) -> Work:
    """The candidate with evidence that its talk keeps the script, or with a reason for each fault.

    Args:
        named: As for `because`.
    """
    plan = work.notes["plan"]["fields"]
    faults = talk_faults(talk_of((work.row or {})["messages"], plan), script.checks)
    if faults:
        return because(work, faults, named)
    return work.with_evidence(Schema(ok=True, by=BY, validator=f"{BY}: {script.way or 'open talk'}"))


def _spoken(work: Work) -> str:
    spoken = [one for one in (work.row or {})["messages"] if one["role"] != "system" and one.get("content")]
    return "\n".join(f"{one['role'].capitalize()}: {one['content']}" for one in spoken)


async def judge(work: Work, bench: Bench) -> Work:
    """The judge's reading of the talk by the script's rubric.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    script = script_of(bench.part(work).way)
    lines = (json.dumps(one, ensure_ascii=False) for one in (work.row or {})["messages"])
    return await judge_row(
        work,
        bench,
        "score_dialogue",
        {"talk": "[{}]".format(",\n".join(lines))},
        title=script.title,
        rubric=script.rubric,
    )


def strong(way: Way) -> Method:
    """The method of a script, turn by turn."""
    turns = sum(script_of(way).turns) // 2
    return Method(
        name=f"dialogues/strong/{way}".rstrip("/"),
        task="dialogues",
        way=way,
        form="strong",
        grade="supported",
        needs=NEEDS,
        choose=choose,
        lacks=lacks,
        write=hold,
        verify=verify,
        judge=judge,
        calls=turns + 3,
        prompt_tokens=900 * turns + 3500,
        completion_tokens=80 * turns + 500,
    )


WAYS: tuple[Way, ...] = (
    "",
    "support",
    "interview",
    "negotiation",
    "clarification",
    "refusal",
    "long-memory",
    "self-correction",
)
"""Scripts whose assistant has neither documents nor sums to keep to."""
STRONG = tuple(strong(way) for way in WAYS)
