"""Free text about a passage: questions with answers, summaries, instructions; its sentences in other order.

What it says is the passage's unless a defect is planted: `invented_sentence`, `changed_number`,
`changed_name` or `swapped_negation`.
"""

import random
import re
from collections import Counter
from typing import Any

from tests.simulator.jobs.briefs import Order, copied
from tests.simulator.jobs.passages import Asked, questions, sentences
from tests.simulator.jobs.slips import wrong_number
from tests.simulator.world.known import Written
from tests.simulator.world.vocabulary import stems

Json = dict[str, Any]
DEFECTS = ("changed_number", "changed_name", "swapped_negation", "invented_sentence")
_POINTING = re.compile(r"\b(?:it|they|he|she|this|these|those|that|them|its|their|we|you|i|one)\b", re.I)
_TURN = re.compile(r"^((?:\S+ ){2,}?\S+) ((?:at|in|on|by|within|before|after|from|to|with|for) .{4,})$")
_OPENER = re.compile(r"(?:The|An?|All|Every|Each)\b")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?![\w]|[.,:]\d)")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}")
_DENIED = re.compile(r"\b(is|are|was|were|can|may|must|does|do) not\b")
_MAY_DENY = re.compile(r"\b(is|are|was|were|can|may|must)\b")
_FILLERS = ("also", "too", "then")
_OTHERS = ("Quillbrook", "Vandermeer", "Ostrava", "Pellworth")
_INVENTED = (
    "Every visitor receives a printed newsletter with recipes from the kitchen.",
    "A brass band plays waltzes at the entrance to welcome elderly ladies.",
    "The walls were painted with blue dolphins by schoolchildren.",
)
_STEPS = 3


def write_grounded_answer(order: Order) -> tuple[Json, Written]:
    """A question of the passage's form, and its sentence in other words."""
    passage = _passage(order)
    found = [asked for asked in questions(passage) if asked.question not in order.call.prompt]
    whole = [asked for asked in found if "gap of" not in asked.question] or found
    asked = order.draw.choice(whole or [Asked("Which words come first?", passage[:20], passage[:60])])
    answer, written = _told(order, [asked.sentence], " ", "write_grounded_answer")
    return {"question": asked.question, "answer": answer}, written


def write_summary(order: Order) -> tuple[Json, Written]:
    """Sentences from beginning and end in turn, as many as there is room for."""
    told = _tellable(_passage(order))
    middle = (len(told) + 1) // 2
    halves = [told[middle:], told[:middle]]
    often = Counter(stem for one in told for stem in stems(one))
    for half in halves:  # the most telling ones are taken first
        order.draw.shuffle(half)
        half.sort(key=lambda one: sum(often[stem] for stem in stems(one)) / max(1, len(stems(one))))
    room, taken = int(order.brief.get("most") or 40), list[str]()
    for turn in range(len(told)):
        half = halves[turn % 2] or halves[1 - turn % 2]
        one = half.pop()
        length = len(reworded(one).split())
        if length <= room:
            taken.append(one)
            room -= length
    summary, written = _told(order, sorted(taken, key=_passage(order).find), " ", "write_summary")
    return {"summary": summary}, written


def write_grounded_instruction(order: Order) -> tuple[Json, Written]:
    """What is to be done with a few sentences of the passage, and the sentences, in the form asked for."""
    told = _tellable(_passage(order))
    order.draw.shuffle(told)
    taken = told[:_STEPS]
    kind = order.text("kind")
    about = " ".join(re.sub(r"\W+", " ", order.asked).split()[:6]).lower() or "the matter"
    asked = {
        "steps": f"List in numbered steps what has to be heeded about {about}.",
        "compare": f"Compare the things that the text tells about {about}.",
        "rewrite": f"Rewrite what is said about {about} in plain words for beginners.",
        "extract": f"Fill in a form with what the text says about {about}.",
        "message": f"Draft a short message to customers about {about}.",
    }.get(kind, f"Explain what holds for {about} to a new colleague.")
    joint = {"steps": "\n{n}. ", "extract": "\nThing: "}.get(kind, " ")
    response, written = _told(order, taken, joint, "write_grounded_instruction")
    if kind == "message":
        response = f"Dear customers,\n\n{response}\n\nKind regards"
    return {"instruction": asked, "response": response}, written


def _passage(order: Order) -> str:
    return order.call.passage(order.text("passage_nonce"))


def _tellable(passage: str) -> list[str]:
    """Sentences that can be understood away from their place."""
    found = (" ".join(one.split()) for one in sentences(passage))
    return [one for one in found if 5 <= len(one.split()) <= 28 and not _POINTING.search(one)]


def _told(order: Order, taken: list[str], joint: str, job: str) -> tuple[str, Written]:
    """The sentences in other words, with a defect where one is due, and the truth about them."""
    said = [reworded(one) for one in taken] or ["Nothing stands there that could be told."]
    defect = None
    if order.outcome.defective:
        said, defect = spoiled(said, order.draw)
    joined = [joint.format(n=number) + one for number, one in enumerate(said, 1)]
    text = copied(order, "".join(joined).strip())
    written = Written(
        job=job,
        text=text,
        concept=order.concept.name or None,
        asked_concept=order.asked or None,
        defect=defect,
        copy=order.outcome.copy_of is not None,
    )
    return text, written


def reworded(sentence: str) -> str:
    """The same in other order: what comes last comes first, with small words between."""
    plain = sentence.rstrip(".!?")
    if turned := _TURN.match(plain):
        first, last = turned.groups()
        start = (
            first[0].lower() + first[1:] if first.split()[0] in ("The", "A", "An", "All", "Every") else first
        )
        plain = f"{last[0].upper()}{last[1:]}, {start}"
    words, made, run = plain.split(" "), list[str](), 0
    for here, following in zip(words, [*words[1:], ""], strict=True):
        made.append(here)
        run += 1
        if run >= 3 and here.islower() and following.islower() and here.isalpha() and following.isalpha():
            made.append(_FILLERS[len(made) % len(_FILLERS)])
            run = 0
    return " ".join(made) + "."


def spoiled(said: list[str], draw: random.Random) -> tuple[list[str], str]:
    """The sentences with one defect, of a kind that they can have."""
    kinds = list(DEFECTS)
    draw.shuffle(kinds)
    for kind in kinds:
        places = list(range(len(said)))
        draw.shuffle(places)
        for at in places:
            changed = _changed(said[at], kind, draw)
            if changed != said[at]:
                return [*said[:at], changed, *said[at + 1 :]], kind
    return [*said, draw.choice(_INVENTED)], "invented_sentence"


def _changed(sentence: str, kind: str, draw: random.Random) -> str:
    if kind == "changed_number":
        return _NUMBER.sub(lambda found: wrong_number(found.group(), draw), sentence, count=1)
    if kind == "changed_name":
        return _NAME.sub(draw.choice(_OTHERS), sentence, count=1)
    if kind == "swapped_negation":
        if _DENIED.search(sentence):
            return _DENIED.sub(r"\1", sentence, count=1)
        return _MAY_DENY.sub(r"\1 not", sentence, count=1)
    return f"{sentence} {draw.choice(_INVENTED)}"
