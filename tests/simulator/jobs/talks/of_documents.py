"""Talks in which a user looks things up: its plan, its questions, and answers in the passages' sentences.

Defects of the answers are those of free text (`write_grounded.py`), and `denied`: «the documents don't say».
"""

import re
from typing import Any

from tests.simulator.jobs.briefs import Order
from tests.simulator.jobs.passages import Asked, questions, sentences
from tests.simulator.jobs.write_grounded import reworded, spoiled
from tests.simulator.world.known import Written
from tests.simulator.world.vocabulary import stems

Json = dict[str, Any]
_WHO = (
    "You have to explain this to somebody tomorrow and want to be sure of it.",
    "You are about to use this for the first time.",
    "You were told different things about this and want to know what holds.",
    "You write a short note about this for your team.",
)
_MISSING = (
    "Which insurance company stands behind the {thing}?",
    "Who invented the {thing} and in which city?",
    "How loud is the {thing} in decibels?",
    "Which colour does the {thing} have at night?",
)
_LEADS = ("", "", "And another thing. ", "Next, then. ", "Understood. ", "That is clear. ", "Good to know. ")
_ENDS = (
    "That was everything on my list.",
    "Now I have all the answers that I came for.",
    "Then I know enough to go on by myself.",
    "So that settles the last open point for me.",
)
_BYES = (
    "You're welcome, good luck with it!",
    "Glad that this was useful.",
    "My pleasure.",
    "You're welcome.",
)
_LINE = re.compile(r"^(User|Assistant): ", re.M)
_DENIED = "The documents don't say anything about that."


def plan_needs(order: Order) -> tuple[Json, Written]:
    """Questions of the passage's forms; one that it doesn't answer where one is wanted."""
    passage = order.call.passage(order.text("passage_nonce"))
    found = [one for one in questions(passage) if one.question not in order.call.prompt]
    whole = [one for one in found if "gap of" not in one.question]
    chosen: dict[str, Asked] = {}
    for one in order.draw.sample(whole, len(whole)) + order.draw.sample(found, len(found)):
        chosen.setdefault(one.sentence, one)
    wanted, missing = int(order.brief.get("wanted") or 2), bool(order.brief.get("missing"))
    asked = [one.question for one in chosen.values()][: wanted - missing]
    needs = [{"asks": one, "in_documents": True} for one in asked]
    if missing:
        thing = order.draw.choice(("manufacturer", "inventor", "mascot", "choir"))
        asks = order.draw.choice(_MISSING).format(thing=thing)
        needs.insert(order.draw.randrange(1, len(needs) + 1), {"asks": asks, "in_documents": False})
    who = order.draw.choice(_WHO)
    return {"who": who, "needs": needs}, Written("plan_needs", "\n".join([who, *asked]))


def seek(order: Order) -> tuple[Json, Written]:
    """The next question of the list, or that it is done with."""
    listed = re.findall(r"^\s*\d+\. (.+)$", str(order.brief.get("knows") or ""), re.M)
    knows = order.brief.get("knows") or {}
    for value in knows.values() if isinstance(knows, dict) else ():
        listed += re.findall(r"^\s*\d+\. (.+)$", str(value), re.M)
    turn = int(order.brief.get("turn") or 1)
    place = (turn - 1) // 2
    if place < len(listed):
        lead = order.draw.choice(_LEADS) if place else ""
        message, ends = f"{lead}{listed[place]}", "goes on"
    else:
        message, ends = order.draw.choice(_ENDS), "goal reached"
    return {"message": message, "ends": ends}, Written("say_as_user", message)


def inform(order: Order) -> tuple[Json, Written]:
    """The sentence of the passages that answers, in their words or in other order; that there is none."""
    *passages, talk = order.call.texts
    asked = _LINE.split(talk)[-1].strip()
    if "?" not in asked:
        message = order.draw.choice(_BYES)
        return {"message": message}, Written("say_as_assistant", message)
    sentence = _answering(passages, asked)
    message, defect = _DENIED, None
    if sentence is not None:
        plain = " ".join(sentence.split())
        message = plain if order.draw.random() < 0.5 else reworded(plain)
    if order.outcome.defective and sentence is not None:
        if order.draw.random() < 0.25:
            message, defect = _DENIED, "denied"
        else:
            (message, *rest), defect = spoiled([message], order.draw)
            message = " ".join([message, *rest])
    return {"message": message}, Written("say_as_assistant", message, defect=defect)


def _answering(passages: list[str], asked: str) -> str | None:
    """The sentence that answers: by the form of the question, else by its words."""
    for passage in passages:
        for one in questions(passage):
            if asked.endswith(one.question):
                return one.sentence
    wanted = stems(asked)
    told = [(len(wanted & stems(one)), one) for passage in passages for one in sentences(passage)]
    share, best = max(told, default=(0, ""))
    return best if share >= 0.8 * max(1, len(wanted)) else None
