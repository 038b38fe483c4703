"""A user with an errand: it is told a blueprint's goal and facts, and when to tell which; never the calls."""

from collections.abc import Sequence
from dataclasses import dataclass

from seedbed.agent.answers import SayErrand, job_name
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.role_players.stage import Said, Stage, words_of
from seedbed.agent.work import Env
from seedbed.tools.world.blueprint import Blueprint
from seedbed.tools.world.world import World

_SAY = Decode(max_tokens=400, temperature=0.9)


@dataclass(frozen=True, slots=True)
class Errand:
    """A blueprint with its world and its user."""

    world: World
    blueprint: Blueprint
    manner: str
    """How this user writes, in a line; empty: as it likes."""


def told(stage: Stage) -> set[int]:
    """Numbers of the facts that the user has told."""
    return {number for one in stage.memory for number in one.get("tells", ())}


async def speak_errand(stage: Stage, env: Env, errand: Errand, *, held_to: Sequence[str] = ()) -> Said:
    """The user's next message. `held_to`: the sentences that each of its messages is judged by. Raises
    AnswerFault: the answer was unusable to the last."""
    work, job, known = stage.work, job_name(SayErrand), told(stage)
    slot = work.slot("user", stage.step, stage.play.take)
    nonce = slot.key[:12]
    talk = words_of(stage.messages)
    facts = dict(enumerate(errand.blueprint.facts, 1))
    lines = [errand.blueprint.goal, ""]
    lines += [f"{n}. [{'told' if n in known else one.when}] {one.say}" for n, one in facts.items()]
    prompt = render(
        job,
        topic=env.part(work).topic,
        errand=delimit("\n".join(lines), nonce),
        manner=errand.manner,
        attributes={k: v for k, v in work.brief.attributes.items() if str(v) not in errand.manner},
        rules=(*work.brief.guidance, *held_to),
        talk=delimit(talk, nonce) if talk else "",
        language=env.spec.language,
        last=stage.turns + 2 >= stage.play.most,
        refused=stage.play.refused.get("user", ()),
        feedback=stage.faults,
        brief=brief_block(
            {"job": job, "talk_nonce": nonce, "turn": stage.turns + 1, "seed": work.brief.seed}
        ),
    )
    said, reply = await env.client.ask(slot, prompt, SayErrand, work.purpose, _SAY)
    work = work.asked(prompt, reply)
    message = {"role": "user", "content": " ".join(said.message.split())}
    return Said((message,), work, memory={"tells": sorted(facts.keys() & set(said.tells))})
