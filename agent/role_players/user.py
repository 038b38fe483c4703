"""The user's role: a person who wants something, and knows what it knows.

It sees its own facts and the words that were said; never the assistant's policy, passages, calls or results.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from seedbed.agent.answers import SayAsUser, job_name
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.role_players.stage import Ends, Said, Stage
from seedbed.agent.work import Bench

_SAY = Decode(max_tokens=400, temperature=0.9)
_ENDS: Mapping[str, Ends] = {"goal reached": "goal reached", "given up": "given up"}


@dataclass(frozen=True, slots=True)
class UserRole:
    """What the user is told before the talk."""

    knows: Mapping[str, str]
    """Who it is, what it wants, what it may tell: name → value."""
    told: str
    """How it plays, in sentences: the script's."""
    drawn: Mapping[str, Any] = field(default_factory=dict)
    """What its errand can be drawn again from, where a program drew it."""


async def speak_as_user(stage: Stage, bench: Bench, role: UserRole, least: int, most: int) -> Said:
    """The user's next turn.

    Args:
        least: Turns that the talk has before it may end.
        most: Turns after which it is over.

    Raises:
        AnswerFault: the answer was unusable to the last.
    """
    work, job = stage.work, job_name(SayAsUser)
    slot = work.slot("user", stage.step)
    talk = words_of(stage)
    block = {
        "job": job,
        "concept": bench.plan.part(work.brief.cell.part).tree[work.brief.cell.leaf].name,
        "way": bench.part(work).way,
        "turn": stage.turns + 1,
        "least": least,
        "most": most,
        "knows": dict(role.knows),
        **({"drawn": dict(role.drawn)} if role.drawn else {}),
        "attributes": work.brief.attributes,
        "talk_nonce": slot.key[:12],
        "seed": work.brief.seed,
    }
    prompt = render(
        job,
        knows=role.knows,
        told=role.told,
        attributes=work.brief.attributes,
        rules=work.brief.guidance,
        talk=delimit(talk, slot.key[:12]) if talk else "",
        turn=stage.turns + 1,
        least=least,
        most=most,
        language=bench.spec.language,
        feedback=stage.faults,
        brief=brief_block(block),
    )
    said, reply = await bench.desk.ask(slot, prompt, SayAsUser, work.purpose, _SAY)
    work = work.asked(prompt, reply, bench.desk.endpoint("user").model)
    message = {"role": "user", "content": " ".join(said.message.split())}
    return Said((message,), work, ends=_ENDS.get(said.ends, ""))


def words_of(stage: Stage) -> str:
    """What both have heard, a line a message: no calls, no results, no system's word."""
    return "\n".join(
        f"{one['role'].capitalize()}: {one['content']}"
        for one in stage.messages
        if one["role"] in ("user", "assistant") and one.get("content")
    )
