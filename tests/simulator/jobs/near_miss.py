"""write_near_miss: a question that the passage answers, and one that only looks so."""

from typing import Any

from tests.simulator.jobs.briefs import Order
from tests.simulator.jobs.passages import Asked, questions
from tests.simulator.world.known import Written

NOWHERE = (
    "during the spring festival in Port Osmere",
    "for holders of a gold token",
    "on the day before a leap day",
    "since the merger with Halden Brothers",
)
"""Conditions that no document of the tests treats."""


def write_near_miss(order: Order) -> tuple[dict[str, Any], Written]:
    """Both questions and the truth about the second; its defect is `answerable`: the passage answers it."""
    passage = order.call.passage(order.text("passage_nonce"))
    found = [one for one in questions(passage) if one.question not in order.call.prompt]
    asked = (
        order.draw.choice(found)
        if found
        else Asked("What comes first?", " ".join(passage.split()[:3]), passage)
    )
    question = f"{asked.question.rstrip('?')} {order.draw.choice(NOWHERE)}?"
    defect, answer = None, ""
    if order.outcome.defective:
        others = [one for one in found if one.question != asked.question] or [asked]
        told = order.draw.choice(others)
        question, defect, answer = f"Please tell me: {told.question}", "answerable", told.answer
    detail: dict[str, Any] = {"answer": answer, "needs": [answer], "answerable": bool(answer)}
    written = Written(
        job="write_near_miss",
        text=question,
        concept=order.concept.name or None,
        asked_concept=order.asked or None,
        defect=defect,
        detail=detail,
    )
    return {"answerable": asked.question, "answer": asked.answer, "question": question}, written
