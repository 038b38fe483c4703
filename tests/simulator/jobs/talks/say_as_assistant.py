"""say_as_assistant: the assistant's line of the brief's scene at its turn; two ways have their own."""

from typing import Any

from tests.simulator.jobs.briefs import Order
from tests.simulator.jobs.talks.of_documents import inform
from tests.simulator.jobs.talks.of_lessons import teach
from tests.simulator.jobs.talks.scenes import Scene, scene
from tests.simulator.jobs.talks.slips import defective_assistant
from tests.simulator.world.known import Written

Json = dict[str, Any]
_OWN = {"information-seeking": inform, "tutoring": teach}


def say_as_assistant(order: Order) -> tuple[Json, Written]:
    """The message and the truth about it."""
    if own := _OWN.get(order.text("way")):
        return own(order)
    brief = order.brief
    made = scene(brief)
    talk = order.call.passage(order.text("talk_nonce"))
    turn = int(brief.get("turn") or 2)
    line = assistant_line(made, turn, talk) if made else _told(order, turn)
    defect = None
    if order.outcome.defective:
        line, defect = defective_assistant(brief, made, line, talk, order.fresh)
    written = Written(
        job="say_as_assistant", text=line, concept=order.asked, asked_concept=order.asked, defect=defect
    )
    return {"message": line}, written


def assistant_line(made: Scene, turn: int, talk: str) -> str:
    """The line that answers what the user said last, by that; else the one at its turn."""
    said = talk.rpartition("\nUser: ")[2].removeprefix("User: ").strip()
    for asked, answer in (*made.lines, *made.more):
        if asked == said:
            return answer
    exchange = (turn - 1) // 2
    return made.lines[min(exchange, len(made.lines) - 1)][1]


def _told(order: Order, turn: int) -> str:
    """Of a way that isn't in the bank."""
    return (
        f"Step {turn // 2} of {order.asked.lower()}: settle it with one person, and write the date beside it."
    )
