"""A user with an errand: it wants what a blueprint's goal says, and tells each fact when it is due.

What is due comes from the blueprint's skeleton of messages and from what has happened on the stage; calls,
results and tools' names the user never sees. Where the assistant says something that the skeleton doesn't
foresee (it asks back, it wants a word before it acts), the user answers by what it has told so far.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from seedbed.agent.answers import SayErrand, job_name
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.role_players.stage import Said, Stage, words_of
from seedbed.agent.work import Env
from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.verification.toolcalls.tools import key_words
from seedbed.tools.world.blueprints.arguments import named
from seedbed.tools.world.blueprints.blueprint import Blueprint, Message, Want
from seedbed.tools.world.world import World

_SAY = Decode(max_tokens=400, temperature=0.9)
Act = Literal["request", "inform", "correct", "request more", "answer"]


@dataclass(frozen=True, slots=True)
class Errand:
    """What the user is told before the talk."""

    world: World
    blueprint: Blueprint
    manner: str
    """How this user writes, in a line; empty: as it likes."""

    @property
    def dues(self) -> tuple[Message, ...]:
        """The user's messages, in the order in which they are due."""
        return tuple(one for one in self.blueprint.messages if one.role == "user")


@dataclass(frozen=True, slots=True)
class Due:
    """What the user's next message has to do."""

    act: Act
    place: int
    """Of the message in the skeleton's; for `answer` of the next one."""
    facts: tuple[Mapping[str, Any], ...]
    """What is told by it, for each want."""


def told(stage: Stage) -> int:
    """How many of the skeleton's messages of the user have been spoken."""
    return sum(one.get("act") not in (None, "answer") for one in stage.memory)


def due(errand: Errand, stage: Stage) -> Due:
    """What the user's next message has to do."""
    place = told(stage)
    if place >= len(errand.dues):
        return Due("answer", place, ())
    message = errand.dues[place]
    did = stage.memory[-1] if stage.memory else {}
    if place == 0:
        return Due("request", place, message.facts)
    if message.act == "inform":
        return Due("inform", place, message.facts)
    if message.act == "correct":
        return Due("correct", place, message.facts) if did.get("refused") else Due("answer", place, ())
    fulfilled = stage.state is not None and stage.state.digest == after_first(errand)
    return Due("request more", place, message.facts) if fulfilled else Due("answer", place, ())


def after_first(errand: Errand) -> str:
    """Digest of the state once the first want is fulfilled, where a second one is told later."""
    step = errand.blueprint.steps[0]
    return errand.world.call(errand.world.start(), Call(step.name, step.arguments))[0].digest


async def speak_errand(stage: Stage, env: Env, errand: Errand, most: int) -> Said:
    """The user's next message.

    Args:
        most: Turns after which the talk is over.

    Raises:
        AnswerFault: the answer was unusable to the last.
    """
    work, job, now = stage.work, job_name(SayErrand), due(errand, stage)
    slot = work.slot("user", stage.step, stage.take)
    nonce = slot.key[:12]
    talk = words_of(stage)
    block = {
        "job": job,
        "errand": errand.blueprint.id,
        "act": now.act,
        "place": now.place,
        "attributes": work.brief.attributes,
        "talk_nonce": nonce,
        "turn": stage.turns + 1,
        "seed": work.brief.seed,
    }
    prompt = render(
        job,
        topic=env.part(work).topic,
        wants=[_shown(errand, number, now) for number in _spoken_of(errand, now)],
        act=now.act,
        manner=errand.manner,
        attributes=work.brief.attributes,
        rules=work.brief.guidance,
        talk=delimit(talk, nonce) if talk else "",
        language=env.spec.language,
        last=stage.turns + 2 >= most,
        feedback=stage.faults,
        brief=brief_block(block),
    )
    said, reply = await env.client.ask(slot, prompt, SayErrand, work.purpose, _SAY)
    work = work.asked(prompt, reply, env.client.endpoint("user").model)
    message = {"role": "user", "content": " ".join(said.message.split())}
    return Said((message,), work, memory={"act": now.act})


# what a user knows ---------------------------------------------------------------------------------------


def _spoken_of(errand: Errand, now: Due) -> Sequence[int]:
    """The wants that the user knows of at this message: those of later ones it has not thought of yet."""
    upto = errand.dues[: now.place + (now.act != "answer")]
    known = max((len(one.facts) for one in upto), default=1)
    if now.act == "request more":
        return [number for number, facts in enumerate(now.facts) if number or facts][-1:]
    return range(known)


def known_facts(errand: Errand, number: int, upto: int) -> dict[str, Any]:
    """What the user has told of a want by the skeleton's first `upto` messages."""
    known: dict[str, Any] = {}
    for message in errand.dues[:upto]:
        if number < len(message.facts):
            known |= message.facts[number]
    return known


def _shown(errand: Errand, number: int, now: Due) -> dict[str, Any]:
    """One want as the prompt shows it."""
    wanted = errand.blueprint.goal.wants[number]
    new = now.facts[number] if number < len(now.facts) else {}
    before = known_facts(errand, number, now.place)
    tool = errand.world.tools[wanted.tool]
    return {
        "service": tool.description or " ".join(key_words(wanted.tool)),
        "new": {_called(name): _plain(value) for name, value in new.items()},
        "told": {_called(name): _plain(value) for name, value in before.items() if name not in new},
        "was": {_called(name): _plain(before[name]) for name in new if name in before},
        "described": [_description(errand.world, wanted, place) for place in range(len(wanted.described))],
        "computed": [_called(name) for name in wanted.computed],
    }


def _description(world: World, wanted: Want, place: int) -> dict[str, Any]:
    """A record that the user describes: what it is, by which facts, and through which other record."""
    one = wanted.described[place]
    operation = world.operations.get(wanted.tool)
    own = operation.collection if operation else ""
    thing = _called(one.argument)
    for ending in (" id", " key", " number", " ref", " reference", " code"):
        thing = thing.removesuffix(ending)
    direct = one.collection == named(world, wanted.tool).get(one.argument, own)
    through = "" if direct or not one.by else _singular(one.collection)
    return {"thing": thing, "by": [_called(name) for name in one.by], "through": through}


def _singular(collection: str) -> str:
    return collection.replace("_", " ").removesuffix("s")


def _called(name: str) -> str:
    """A field's name in words: `first_day` is «first day»."""
    return " ".join(key_words(name)) or name


def _plain(value: Any) -> str:
    """A value as a person would say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return str(value)
