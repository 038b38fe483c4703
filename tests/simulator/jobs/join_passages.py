"""write_joined_question: a question that takes two passages, with a quote of each."""

import re
from typing import Any

from tests.simulator.jobs.briefs import Order
from tests.simulator.jobs.passages import Asked, questions, sentences
from tests.simulator.world.known import Written

_DEFECTS = ("one_passage", "wrong_answer", "quote_from_elsewhere", "names_bridge")


def write_joined_question(order: Order) -> tuple[dict[str, Any], Written]:
    """The question and the truth about it.

    Its defect is `one_passage` (the second passage alone answers it), `wrong_answer`, `quote_from_elsewhere`
    or `names_bridge`.
    """
    first, second = (*order.call.texts, "", "")[:2]
    bridge = order.text("bridge")
    told = _telling(first, bridge)
    name = _spelt(bridge, told) or bridge
    found = [one for one in questions(second) if name not in one.answer and one.answer not in name]
    fitting = [one for one in found if one.question not in order.call.prompt] or found
    asked = (
        order.draw.choice(fitting)
        if fitting
        else Asked("What comes first?", " ".join(second.split()[:3]), second)
    )
    gapped = re.sub(re.escape(name), "…", " ".join(told.split())).rstrip(".!?")
    question = f"Of the thing that fits “{gapped}”: {asked.question[0].lower()}{asked.question[1:]}"
    needs = [told, asked.sentence]
    answer, quote, defect = asked.answer, told, None
    if order.outcome.defective:
        defect = order.draw.choice(_DEFECTS)
        if defect == "one_passage":
            question, needs = f"Please tell me: {asked.question}", [asked.sentence]
        elif defect == "wrong_answer":
            answer = next((one.answer for one in found if one.answer not in asked.sentence), name)
        elif defect == "quote_from_elsewhere":
            quote = f"{told.rstrip('.')}, as everybody knows."
        else:
            question = question.replace("Of the thing", f"Of the {name}", 1)
    written = Written(
        job="write_joined_question",
        text=question,
        concept=order.concept.name or None,
        asked_concept=order.asked or None,
        defect=defect,
        detail={"answer": asked.answer, "needs": needs},
    )
    made = {
        "question": question,
        "answer": answer,
        "calculation": "",
        "first": {"quote": quote, "thing": name, "words": name},
        "second": {"quote": asked.sentence, "thing": name, "words": answer},
    }
    return made, written


def _telling(passage: str, name: str) -> str:
    """The first sentence or line of a passage that has the name."""
    lines = [*sentences(passage), *passage.splitlines()]
    return next((line.strip() for line in lines if _spelt(name, line)), passage.strip().splitlines()[0])


def _spelt(name: str, text: str) -> str:
    """The name as a text spells it."""
    found = re.search(re.escape(name), text, re.I)
    return found[0] if found else ""
