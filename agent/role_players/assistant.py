"""The assistant's role: policy, knowledge of its own, passages; it answers in words, without tools.

It sees the talk and what it may use; never the user's private plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from seedbed.agent.answers import SayAsAssistant, job_name
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.researcher.research import Passage
from seedbed.agent.role_players.stage import Said, Stage
from seedbed.agent.role_players.user import words_of
from seedbed.agent.work import Bench

_SAY = Decode(max_tokens=600, temperature=0.7)


@dataclass(frozen=True, slots=True)
class AssistantRole:
    """What the assistant is told before the talk."""

    told: str
    """How it goes about its work, in sentences: the script's."""
    policy: str = ""
    knows: Mapping[str, str] = field(default_factory=dict)
    """What it knows and the user doesn't: name → value."""


async def speak_as_assistant(
    stage: Stage, bench: Bench, role: AssistantRole, most: int, passages: Sequence[Passage] = ()
) -> Said:
    """The assistant's next turn.

    Args:
        most: Turns after which the talk is over.
        passages: What it may state facts from; empty: it has no documents.

    Raises:
        AnswerFault: the answer was unusable to the last.
    """
    work, job = stage.work, job_name(SayAsAssistant)
    slot = work.slot("assistant", stage.step)
    nonce = slot.key[:12]
    block = {
        "job": job,
        "concept": bench.plan.part(work.brief.cell.part).tree[work.brief.cell.leaf].name,
        "way": bench.part(work).way,
        "turn": stage.turns + 1,
        "most": most,
        "knows": dict(role.knows),
        "talk_nonce": nonce,
        "seed": work.brief.seed,
    }
    shown = [
        {"source": one.name, "heading": one.heading, "text": delimit(one.text, nonce)} for one in passages
    ]
    prompt = render(
        job,
        policy=role.policy,
        knows=role.knows,
        told=role.told,
        rules=work.brief.guidance,
        passages=shown,
        talk=delimit(words_of(stage), nonce),
        turn=stage.turns + 1,
        most=most,
        language=bench.spec.language,
        closing=bool(stage.ends),
        feedback=stage.faults,
        brief=brief_block(block),
    )
    said, reply = await bench.desk.ask(slot, prompt, SayAsAssistant, work.purpose, _SAY)
    work = work.asked(prompt, reply, bench.desk.endpoint("assistant").model)
    return Said(({"role": "assistant", "content": said.message.strip()},), work)
