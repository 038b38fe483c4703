"""write_question: a question that the passage answers, and the answer as a span of it."""

from typing import Any

from tests.simulator.jobs.briefs import Order, copied
from tests.simulator.jobs.passages import Asked, question_for, questions
from tests.simulator.world.known import Written

_OPENINGS = ("", "", "", "Please tell me: ", "For the record: ", "Just to be sure: ")


def write_question(order: Order) -> tuple[dict[str, Any], Written]:
    """The answer and the truth about it; its defect is `wrong_span` or `not_in_passage`."""
    passage = order.call.passage(order.text("passage_nonce"))
    wanted = order.text("answer") or order.text("span")
    found = [asked for asked in questions(passage) if asked.question not in order.call.prompt]
    if wanted:
        asked = Asked(question_for(passage, wanted), wanted, "")
    elif found:
        asked = order.draw.choice(found)
    else:
        start = " ".join(passage.split()[:4]) or "nothing"
        asked = Asked("Which words come first?", start, "")
    answer, defect = asked.answer, None
    if order.outcome.defective:
        answer, defect = _spoiled(order, asked, found)
    question = copied(order, order.draw.choice(_OPENINGS) + asked.question)
    written = Written(
        job="write_question",
        text=question,
        concept=order.concept.name or None,
        asked_concept=order.asked or None,
        defect=defect,
        copy=order.outcome.copy_of is not None,
        detail={"answer": asked.answer},
    )
    return {"question": question, "answer": answer}, written


def _spoiled(order: Order, asked: Asked, found: list[Asked]) -> tuple[str, str]:
    others = [a.answer for a in found if a.answer != asked.answer and a.answer not in asked.answer]
    if others and order.draw.random() < 0.7:
        return order.draw.choice(others), "wrong_span"
    return f"{asked.answer}, as everybody knows", "not_in_passage"
