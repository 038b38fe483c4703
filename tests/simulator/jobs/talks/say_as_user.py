"""say_as_user: the user's line of the brief's scene at its turn; three ways have players of their own."""

from typing import Any

from tests.simulator.jobs.briefs import Order
from tests.simulator.jobs.talks.of_documents import seek
from tests.simulator.jobs.talks.of_lessons import learn
from tests.simulator.jobs.talks.of_problems import tell
from tests.simulator.jobs.talks.scenes import Scene, scene
from tests.simulator.jobs.talks.slips import defective_user
from tests.simulator.world.known import Written

Json = dict[str, Any]
_OWN = {"information-seeking": seek, "tutoring": learn, "calculator": tell}


def say_as_user(order: Order) -> tuple[Json, Written]:
    """The message, whether it is the last, and the truth about it."""
    if own := _OWN.get(order.text("way")):
        return own(order)
    brief = order.brief
    made = scene(brief)
    turn, least, most = (int(brief.get(key) or 0) for key in ("turn", "least", "most"))
    line, closing = user_line(made, turn, least, most) if made else _asked(order, turn, most)
    defect = None
    if order.outcome.defective:
        talk = order.call.passage(order.text("talk_nonce"))
        line, defect = defective_user(brief, made, line, talk, order.fresh)
    ends = ("given up" if made and made.gives_up else "goal reached") if closing else "goes on"
    written = Written(
        job="say_as_user", text=line, concept=order.asked, asked_concept=order.asked, defect=defect
    )
    return {"message": line, "ends": ends}, written


def user_line(made: Scene, turn: int, least: int, most: int) -> tuple[str, bool]:
    """The line at a turn, and whether it closes the talk: as soon as all is said and the least is reached."""
    return _line(made, turn, least, most, 0)


def _line(made: Scene, turn: int, least: int, most: int, whose: int) -> tuple[str, bool]:
    exchange = (turn - 1) // 2
    body, closing = made.lines[:-1], made.lines[-1]
    if turn >= most - 1:
        return closing[whose], True
    if exchange < len(body):
        return body[exchange][whose], False
    spare = exchange - len(body)
    if (2 * exchange + 2 < least or spare < 0) and spare < len(made.more):
        return made.more[spare][whose], False
    return closing[whose], 2 * exchange + 2 >= least


def _asked(order: Order, turn: int, most: int) -> tuple[str, bool]:
    """Of a way that isn't in the bank: a question from what the user knows."""
    told = [str(one) for one in (order.brief.get("knows") or {}).values()]
    part = told[(turn // 2) % len(told)] if told else order.asked
    if turn >= most - 1:
        return f"Good, that helps me with {order.asked.lower()}.", True
    return f"What about this: {part.rstrip('.')}?", False
