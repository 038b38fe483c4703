"""Dialogues, the cheap method: one call plans and writes a whole talk (`at_once: true`).

The same scripts, the same rules afterwards: of any talk (`check_trajectory`), of the script, the concept, the
judge. What it can't give is two speakers that don't know each other's notes, and a turn that is asked again:
one fault loses the talk, and the next attempt is told which.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import Message, brief_block, render
from seedbed.agent.role_players.script_turns import opening
from seedbed.agent.role_players.scripts import lacks_turns, script_of
from seedbed.agent.role_players.stage import Said, Stage
from seedbed.agent.role_players.talk_plan import openings, plan_block, plan_schema, read_plan
from seedbed.agent.role_players.turn_checks import check_turn
from seedbed.agent.work import Bench, Method, Work
from seedbed.agent.writer.language import english_only
from seedbed.agent.writer.talks import scripted
from seedbed.memory.candidate import Schema
from seedbed.memory.errors import AnswerFault
from seedbed.memory.spec import Part
from seedbed.memory.task import Way
from seedbed.tools.verification.trajectories.check import BY

JOB = "write_dialogue"
_WRITE = Decode(max_tokens=4000, temperature=0.9)
_TEXT: Mapping[str, Any] = {"type": "string"}
_EXCHANGES: Mapping[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"user": _TEXT, "assistant": _TEXT},
        "required": ["user", "assistant"],
        "additionalProperties": False,
    },
}


def lacks(part: Part, bench: Bench) -> str | None:
    """Why talks of a part can't be written at once; None: they can."""
    if not part.at_once:
        return "at_once isn't set, so talks are held turn by turn"
    return english_only(part, bench) or lacks_turns(part)


async def write(work: Work, bench: Bench) -> Work:
    """Plan and talk of a candidate out of one answer.

    Raises:
        AnswerFault: the writer's answer was unusable to the last.
    """
    brief, part = work.brief, bench.part(work)
    script = script_of(part.way)
    least, most = script.bounds(part)
    slot = work.slot("writer", JOB)
    persona: Mapping[str, str] = brief.grounding.get("persona") or {}
    concept = bench.plan.part(part.name).tree[brief.cell.leaf]
    block = {**plan_block(JOB, script.way, concept, script.plan, brief), "least": least, "most": most}
    prompt = render(
        JOB,
        title=script.title,
        about=script.about,
        topic=part.topic,
        concept=concept,
        least=least,
        most=most,
        user=script.user.strip(),
        assistant=script.assistant.strip(),
        cues=script.cues,
        attributes=brief.attributes,
        persona=persona,
        fields=script.plan,
        language=bench.spec.language,
        rules=brief.guidance,
        taken=openings(brief.grounding.get("taken", ()), slot.key[:12]),
        feedback=work.notes.get("feedback", ()),
        brief=brief_block(block),
    )
    schema = plan_schema(script.plan, JOB, persona, {"exchanges": _EXCHANGES})
    (plan, spoken), reply = await bench.desk.ask_value(
        slot,
        prompt,
        schema,
        lambda said: (read_plan(said, script, script.plan, persona, {}), _messages(said, least, most)),
        work.purpose,
        _WRITE,
    )
    work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
    messages = [*opening(script, plan), *spoken]
    ended = "turn limit" if len(spoken) >= most else "goal reached"
    notes = {"held": "at once", "ended": ended, "turns": len(spoken), **scripted.noted(script, plan)}
    return replace(
        work,
        row={"messages": messages},
        text=scripted.users_words(messages),
        notes={**work.notes, **notes},
        grade="supported",
    )


def _messages(said: Any, least: int, most: int) -> tuple[Message, ...]:
    """The messages of an answer, in turn.

    Raises:
        AnswerFault: `malformed`: too few or too many, or one says nothing.
    """
    exchanges = said.get("exchanges") if isinstance(said, dict) else None
    found: list[Message] = []
    for one in exchanges if isinstance(exchanges, list) else ():
        for role in ("user", "assistant"):
            text = one.get(role) if isinstance(one, dict) else None
            if not isinstance(text, str) or not text.strip():
                raise AnswerFault("malformed", f"exchanges: a message of the {role} is missing")
            found.append(
                {"role": role, "content": " ".join(text.split()) if role == "user" else text.strip()}
            )
    if not least - least % 2 <= len(found) <= most:
        raise AnswerFault("malformed", f"exchanges: {least} to {most} messages are wanted, not {len(found)}")
    return tuple(found)


async def verify(work: Work, bench: Bench) -> Work:
    """What holds of any talk, then what `scripted.verify` looks at.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    messages = tuple((work.row or {})["messages"])
    checked = check_turn(Stage(work), Said(messages, work), persona=work.notes["persona"])
    if checked.reasons:
        return checked
    checked = scripted.check_whole(checked, script_of(bench.part(work).way), named=True)
    if checked.reasons:
        return checked
    checked = checked.with_evidence(Schema(ok=True, by=BY, validator=BY))
    return await scripted.verify_concept(checked, bench)


def at_once(way: Way) -> Method:
    """The method of a script, in one call."""
    turns = sum(script_of(way).turns) // 2
    return Method(
        name=f"dialogues/strong/at-once/{way}".rstrip("/"),
        task="dialogues",
        way=way,
        form="strong",
        grade="supported",
        needs={"writer": ("json_schema",), "judge": ("json_schema", "judging")},
        choose=scripted.choose,
        lacks=lacks,
        write=write,
        verify=verify,
        judge=scripted.judge,
        calls=3,
        prompt_tokens=4500,
        completion_tokens=80 * turns + 600,
    )


AT_ONCE = tuple(at_once(way) for way in scripted.WAYS)
