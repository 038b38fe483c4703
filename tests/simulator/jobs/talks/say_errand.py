"""The user of a talk with tools: tells what its errand's blueprint says is due, in one of many wordings."""

import random
from typing import TYPE_CHECKING, Any

from tests.simulator.chance import rng
from tests.simulator.wire import Call
from tests.simulator.world.errands import Errand, errand_of, key_words
from tests.simulator.world.known import Written

if TYPE_CHECKING:
    from seedbed.tools.world.blueprints.blueprint import Want

Json = dict[str, Any]
_BROKEN = (
    "How can I help you today? Just tell me what you need.",
    "As an AI language model I would like to assist you with that.",
    "Thank you for contacting us, could you please provide your details?",
    "User: I would like that.\nAssistant: Of course, it is done.",
)
_OPENERS = (
    "Hello!",
    "Good morning.",
    "Hi there,",
    "Excuse me,",
    "One thing, please:",
    "We are planning a day out next month.",
    "My sister told me that this is the right place to ask.",
    "Sorry to bother you so late.",
    "I am on the train, so I type this quickly.",
    "It is for a visit of old friends, and everybody is looking forward to it.",
    "",
    "",
)
_CLOSERS = (
    "Thanks!",
    "That is all.",
    "It would be good to have that settled today.",
    "No rush with it.",
    "Thank you very much in advance.",
    "The weather looks promising, at last.",
    "",
    "",
    "",
)
_ASKS = (
    "I need this: {verb}, with {facts}.",
    "I want to {verb}. It is about {facts}.",
    "Is it possible to {verb}? What matters: {facts}.",
    "My wish is to {verb}, namely {facts}.",
    "It is time to {verb}: {facts}.",
    "What about this one: {facts}? I mean to {verb}.",
)
_FACTS = ("{name} {value}", "{name}: {value}", "the {name} is {value}", "{value} as the {name}")


def say_errand(call: Call, file: str, seed: int, defective: bool) -> tuple[Json, Written]:
    """A user's message, and the truth about it.

    Args:
        file: Path of the world's file.
    """
    brief, draw = call.brief, rng(seed, "errand", call.key)
    errand = errand_of(file, str(brief.get("errand")))
    detail = {"errand": str(brief.get("errand"))}
    if defective:
        text = draw.choice(_BROKEN)
        return {"message": text}, Written("say_errand", text, defect="role break", detail=detail)
    text = "Yes, please." if errand is None else _said(errand, brief, draw)
    return {"message": text}, Written("say_errand", text, detail=detail)


def _said(errand: Errand, brief: Json, draw: random.Random) -> str:
    act, place = str(brief.get("act")), int(brief.get("place") or 0)
    if act == "answer" or place >= len(errand.dues):
        return draw.choice(
            ("Yes, as I said.", "Just as I told you, nothing else.", "Yes, go ahead with that.")
        )
    message, wants = errand.dues[place], errand.blueprint.goal.wants
    if act == "inform":
        return (
            f"{draw.choice(('Of course:', 'Right, I forgot:', 'Sorry,'))} {_facts(message.facts[0], draw)}."
        )
    if act == "correct":
        begins = draw.choice(("A pity.", "I see.", "Oh, then"))
        return f"{begins} take {_facts(message.facts[0], draw)} instead, the rest as before."
    parts = (
        [draw.choice(_OPENERS)] if act == "request" else [draw.choice(("Good.", "Fine.", "Great, thanks."))]
    )
    if act == "request more":
        parts += [_want(wants[-1], message.facts[-1], draw), "I mean the one from just now."]
    else:
        parts += [_want(want, facts, draw) for want, facts in zip(wants, message.facts, strict=False)]
        parts.append(draw.choice(_CLOSERS))
    return " ".join(filter(None, parts))


def _want(want: "Want", facts: Json, draw: random.Random) -> str:
    said = f"I want to {_verb(want)}."
    if facts:
        said = draw.choice(_ASKS).format(verb=_verb(want), facts=_facts(facts, draw))
    for one in want.described:
        if one.by:
            said += f" I don't know the {' '.join(key_words(one.argument))}, that is what I know of it."
    for name in want.computed:
        said += f" Please work out the {' '.join(key_words(name))} too and put it in."
    return said


def _facts(facts: Json, draw: random.Random) -> str:
    said = [
        draw.choice(_FACTS).format(name=" ".join(key_words(name)), value=_value(value))
        for name, value in facts.items()
    ]
    draw.shuffle(said)
    return ", ".join(said) or "nothing more"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(_value, value)) if isinstance(value, list) else str(value)


def _verb(want: "Want") -> str:
    return " ".join(key_words(want.tool))
