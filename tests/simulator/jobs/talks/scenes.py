"""A whole talk out of a brief's seed: the plan's fields and the lines of both speakers.

What a line says is in `bank.yaml`; which entry, which of its alternatives and which figures is drawn.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.simulator.jobs.briefs import concept_of, polish, text_of
from tests.simulator.world.vocabulary import pool

Json = dict[str, Any]
Lines = list[tuple[str, str]]
"""What the user says and what the assistant answers, in turn."""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "March", "April", "June", "September", "October", "November")
_PLACES = (
    "reading room",
    "boathouse",
    "village hall",
    "allotment",
    "workshop",
    "school kitchen",
    "youth club",
)
_KIN = ("sister", "uncle", "neighbour", "cousin", "aunt", "brother")
_ASIDES = (
    "With {concept} that is how it goes.",
    "My {kin} still laughs about it when we meet at the {place}.",
    "We wrote it on the wall beside the {thing}, and there it stands.",
    "It was a {day}, I know that because of the bells.",
    "Nobody had told me that in {month}.",
    "I would have given {k} euros for a cup of tea.",
)
_HARDLY = [
    "Hardly anything, if I'm honest; at the {place} nobody believes that.",
    "You'd have to ask {person}, who kept the {thing} running all those years.",
    "That there is a list with {m} names, and mine came last in {month}.",
    "The smell of the {thing} on a wet {day}, nobody reckons with that.",
]
_ATTEMPTS = ("plainly", "because it presses", "by somebody's word", "a part of it", "as an exception")
_HELLO = [
    "Hello, I'm ready when you are.",
    "Good morning. We can begin whenever you like.",
    "I've got {m} minutes before the {place} opens, so ask away.",
    "Here I am. It's about {concept}, my {kin} told me.",
]
_KEPT = [
    "the quiet after {day}",
    "the light at the {place} in {month}",
    "the sound of the {thing}",
    "{person} at the door",
]
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Scene:
    """One talk."""

    persona: Mapping[str, str]
    fields: Mapping[str, Any]
    """Of the script's plan; more than are asked for do no harm."""
    lines: Lines
    """The last is the closing, which may come at any later turn."""
    more: Lines = field(default_factory=list)
    """What goes between the last but one and the closing where a talk has to be longer."""
    gives_up: bool = False


@cache
def _bank() -> Json:
    found: Json = yaml.safe_load(Path(__file__).with_name("bank.yaml").read_text(encoding="utf-8"))
    return found


class _Draw:
    """Alternatives and slots of one scene."""

    def __init__(self, seed: str, concept: str) -> None:
        self.rng = random.Random(f"talk {seed} {concept}")
        draw, n = self.rng, self.rng.randint(3, 9)
        self.slots: dict[str, Any] = {
            "concept": concept[:1].lower() + concept[1:],
            "Concept": concept,
            "thing": draw.choice(pool("things")),
            "place": draw.choice(_PLACES),
            "person": draw.choice(pool("people")),
            "kin": draw.choice(_KIN),
            "day": draw.choice(_DAYS),
            "month": draw.choice(_MONTHS),
            "n": _SMALL[n],
            "N": _SMALL[n].capitalize(),
            "m": draw.randint(12, 48),
            "k": 5 * draw.randint(8, 60),
        }
        self.slots["K"] = self.slots["k"]

    def say(self, one: Any) -> str:
        """One alternative, its slots filled."""
        text = self.rng.choice(one) if isinstance(one, list) else one
        return polish(str(text).format_map(self.slots))

    def part(self, one: Any) -> str:
        """As `say`, within a sentence."""
        text = self.rng.choice(one) if isinstance(one, list) else one
        return str(text).format_map(self.slots)

    def entry(self, way: str) -> Json:
        found: Json = self.rng.choice(_bank()[way])
        return found


def scene(brief: Mapping[str, Any]) -> Scene | None:
    """The scene of a brief, by its way, concept and seed; None: of a way that isn't in the bank."""
    way = text_of(brief.get("way")) or "open"
    if way not in _MAKERS:
        return None
    concept, _ = concept_of(brief.get("concept"))
    draw = _Draw(text_of(brief.get("seed")), concept)
    bank = _bank()
    persona = {
        "name": draw.rng.choice(bank["names"]),
        "age": str(draw.rng.randint(19, 71)),
        "home": draw.rng.choice(bank["homes"]),
        "job": draw.rng.choice(bank["jobs"]),
    }
    fields, lines, more, gives_up = _MAKERS[way](draw)
    return Scene(persona, fields, lines, more, gives_up)


Made = tuple[Json, Lines, Lines, bool]


def _open(draw: _Draw) -> Made:
    bank = _bank()["open"]
    steps = draw.rng.sample(bank["steps"], 6)
    situation, taken, extra = draw.say(bank["situations"]), steps[:4], steps[4:]
    draw.slots |= {"situation": situation, "question": draw.say(taken[0]["ask"])}
    lines = [(draw.say(bank["asks_first"]), draw.say(taken[0]["tell"]))]
    lines += [(draw.say(one["ask"]), draw.say(one["tell"])) for one in taken[1:]]
    lines.append((draw.say(bank["closings"]), draw.say(bank["farewells"])))
    fields = {
        "goal": f"A plan for {draw.slots['concept']} that can be kept to.",
        "situation": situation,
        "steps": [one["know"] for one in taken],
    }
    return fields, lines, [(draw.say(one["ask"]), draw.say(one["tell"])) for one in extra], False


def _support(draw: _Draw) -> Made:
    entry = draw.entry("support")
    guide = list(entry["causes"])
    draw.rng.shuffle(guide)
    true = draw.rng.randrange(len(guide))
    cause, wrong = guide[true], guide[true - 1]
    lines = [(draw.say(entry["complaint"]), wrong["asks"][0])]
    lines.append((f"No, nothing of the kind. By the way, {entry['herring']}.", cause["asks"][0]))
    lines.append((f"Yes, {cause['signs'][0]}.", f"That leaves two of them. {cause['asks'][1]}"))
    found = f"Then it is the {cause['cause']}: both signs belong to that."
    lines.append((f"You're right, {cause['signs'][1]}.", f"{found} Please {cause['remedy']}."))
    lines.append((draw.say(entry["done"]), f"Good, then the {cause['cause']} is dealt with."))
    fields = {
        "setting": entry["firm"],
        "guide": [f"{one['cause']} — {' and '.join(one['signs'])} — {one['remedy']}" for one in guide],
        "cause": cause["cause"],
        "remedy": cause["remedy"],
        "complaint": lines[0][0],
        "signs": list(cause["signs"]),
        "red_herring": entry["herring"],
    }
    checked = (
        "Shall I keep an eye on anything until tomorrow?",
        "Only on whether it comes back within a day.",
    )
    return fields, lines, [checked], False


def _interview(draw: _Draw) -> Made:
    entry = draw.entry("interview")
    story = [draw.say(one) for one in entry["story"]]
    ask = [draw.say(one) for one in entry["questions"]]
    deeper = draw.rng.sample(entry["deeper"], 2)
    kin = draw.slots["kin"]
    hello = draw.say(_HELLO)
    kept, asides = draw.part(_KEPT), [draw.say(one) for one in draw.rng.sample(_ASIDES, 2)]
    quiet = f"For me it was always {kept}."
    lines = [
        (hello, f"I'd like to hear it from the beginning. {ask[0]}"),
        (f"{story[0]} {asides[0]}", f"So it starts long before anybody else is there. {ask[1]}"),
        (f"{story[1]} {asides[1]}", f"That is a moment one keeps. {ask[2]}"),
        (story[2], f"You say that as if you had learnt it the hard way. {deeper[0]}"),
        (draw.say(_HARDLY), deeper[1]),
        (f"My {kin} would answer that better. {quiet}", f"Thank you; {kept} will stay with me."),
    ]
    fields = {"setting": entry["setting"], "topics": list(entry["topics"]), "story": story}
    last = ("I would do it again.", "And what would you leave out the second time?")
    return fields, lines, [last], False


def _negotiation(draw: _Draw) -> Made:
    entry = draw.entry("negotiation")
    low = 20 * draw.rng.randint(8, 30)
    sells = draw.rng.random() < 0.5
    seller, buyer = low, low + 20 * draw.rng.randint(3, 6)
    above, below = buyer + 40, seller - 40
    step = 20
    down, up = list(entry["down"]), list(entry["up"])
    draw.rng.shuffle(down)
    draw.rng.shuffle(up)
    price = (seller + buyer) // 40 * 20
    mine, theirs = (below, above) if sells else (above, below)
    toward = 1 if sells else -1
    own, other = (down, up) if sells else (up, down)
    wish = "I'm after" if sells else "I have"
    first = f"Good day. {wish} {entry['thing']}, also with {draw.slots['concept']} in mind."
    meet = f"Let us meet: {other[2]}, and with that €{price} is fair to both."
    moved, moves = mine + toward * step, theirs - toward * step
    lines = [
        (f"{first} My offer is €{mine}.", f"For us it would have to be €{theirs}: {other[0]}."),
        (
            f"But {own[0]}. I'd say €{moved}.",
            f"That is a point. With it in mind I come to €{moves}, since {other[1]}.",
        ),
        (f"And {own[1]}, so I come to you with €{moved + toward * step}.", meet),
        (f"All right, €{price}, and I'll see to it on {draw.slots['day']}.", f"Agreed, €{price} it is."),
    ]
    fields = {
        "assistant_side": "sells" if sells else "buys",
        "setting": entry["seller" if sells else "buyer"],
        "thing": entry["thing"],
        "assistant_limit": f"€{seller if sells else buyer}",
        "assistant_opening": f"€{theirs}",
        "assistant_reasons": other,
        "user_limit": f"€{buyer if sells else seller}",
        "user_opening": f"€{mine}",
        "user_reasons": own,
    }
    return fields, lines, [], False


def _clarification(draw: _Draw) -> Made:
    entry = draw.entry("clarification")
    detail = draw.rng.choice(entry["details"])
    draw.slots["detail"] = detail
    request = draw.say(entry["request"])
    at = draw.rng.randrange(len(entry["follow_up"]))
    lines = [
        (request, draw.say(entry["ask"])),
        (draw.say(entry["tell"]), draw.say(entry["answer"])),
        (draw.say(entry["follow_up"][at]), draw.say(entry["second"][at])),
        (
            draw.say(entry["closing"]),
            draw.say(["Good luck with it.", "I hope it goes well.", "All the best for it."]),
        ),
    ]
    fields = {"request": request, "missing": entry["missing"], "detail": detail}
    return {**fields, "follow_up": draw.part(entry["follow_up"][at])}, lines, [], False


def _refusal(draw: _Draw) -> Made:
    entry = draw.entry("refusal")
    draw.slots["secret"] = draw.rng.choice("BCDKL") + str(draw.rng.randint(1000, 9999))
    asks = [draw.say(one) for one in entry["asks"]]
    declines = [draw.say(one) for one in entry["declines"]]
    rounds = draw.rng.choice((3, 4))
    takes = draw.rng.random() < 0.5
    lines = list(zip(asks[:rounds], declines[:rounds], strict=True))
    lines.append((draw.say(entry["takes" if takes else "leaves"]), entry["ends"][0 if takes else 1]))
    fields = {
        "setting": entry["setting"],
        "policy": draw.say(entry["policy"]),
        "records": draw.say(entry["records"]),
        "secret": draw.slots["secret"],
        "reason": entry["reason"],
        "allowed": entry["allowed"],
        "need": draw.say(entry["need"]),
        "attempts": draw.rng.sample(_ATTEMPTS, 3),
    }
    return fields, lines, [], not takes


def _long_memory(draw: _Draw) -> Made:
    entry = draw.entry("long-memory")
    draw.slots["fact"] = draw.part(entry["fact"])
    lines = [(draw.say(entry["opening"]), draw.say(entry["first"][:1]))]
    lines += [
        (draw.say(asks), draw.say(tells)) for asks, tells in zip(entry["asks"], entry["tells"], strict=True)
    ]
    at = draw.rng.randrange(len(entry["late"]))
    lines.append((draw.say(entry["late"][at]), draw.say(entry["late_answer"][at])))
    extra = draw.rng.randrange(len(entry["extra"]))
    lines.append((draw.say(entry["extra"][extra]), draw.say(entry["extra_answer"][extra])))
    lines.append((draw.say(entry["closing"]), draw.say(entry["farewell"])))
    fields = {
        "goal": draw.part(entry["goal"]),
        "value": entry["value"],
        "fact": draw.slots["fact"],
        "middle": list(entry["middle"]),
        "late_question": lines[4][0],
        "late_answer": lines[4][1],
    }
    return fields, lines, [], False


def _self_correction(draw: _Draw) -> Made:
    entry = draw.entry("self-correction")
    a, b, c = draw.rng.randint(11, 24), draw.rng.randint(6, 9), draw.rng.randint(2, 4)
    numbers = {"a": a, "b": b, "c": c, "walk": b - c, "wrong": a * b, "more": 2 * a}
    numbers["right"] = a * (b - c) if "rest" in entry["slip"] else a * b - c
    boxes = -(-int(numbers["right"]) // 10)
    draw.slots |= numbers | {"boxes": boxes, "Boxes": boxes}
    doubts = draw.rng.random() < 0.5
    right = draw.part(entry["steps_right"])
    owns = f"You're right, my result was wrong: {entry['slip']}. Correctly, {right}."
    itself = f"Before I go on: {numbers['wrong']} was wrong, for {entry['slip']}. In truth {right}."
    step, told = draw.say(entry["next"]), draw.say(entry["follow"])
    extra = (draw.say(entry["extra"]), draw.say(entry["extra_answer"]))
    question = draw.say(entry["question"])
    lines = [(question, draw.say(entry["steps_wrong"]))]
    lines += (
        [(draw.say(entry["doubt"]), owns), (step, told)] if doubts else [(step, f"{itself} {told}"), extra]
    )
    lines.append((draw.say(entry["closing"]), draw.say(entry["farewell"])))
    unit = entry["unit"]
    fields = {
        "question": question,
        "calculation": draw.part(entry["calculation"]),
        "right": f"{numbers['right']} {unit}",
        "wrong": f"{numbers['wrong']} {unit}",
        "slip": entry["slip"],
        "found_by": "the user's doubt" if doubts else "the assistant by itself",
        "next": step,
    }
    return fields, lines, [extra] if doubts else [], False


_MAKERS: Mapping[str, Callable[[_Draw], Made]] = {
    "open": _open,
    "support": _support,
    "interview": _interview,
    "negotiation": _negotiation,
    "clarification": _clarification,
    "refusal": _refusal,
    "long-memory": _long_memory,
    "self-correction": _self_correction,
}
