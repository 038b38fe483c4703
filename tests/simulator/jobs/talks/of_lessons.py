"""Tutoring: a student who makes the mistake that it is told of, a tutor who asks for one step after another.

Defects of the tutor: `gives_away`, `wrong_sum`, `praises_wrong`, `asks_nothing`; of the student
`student_slip`, a calculation that is wrong where none is planned.
"""

import re
from fractions import Fraction
from typing import Any

from tests.simulator.jobs.arithmetic import evaluate, show
from tests.simulator.jobs.briefs import Order
from tests.simulator.world.known import Written

Json = dict[str, Any]
_ASKED = re.compile(r"work out ([^?]+?), and")
_DOUBTS = (
    "Is that right so far?",
    "Does that hold?",
    "Would you agree with it?",
    "Can I go on from there?",
)
_STUCK = (
    "I don't see what to do next. Where do I go from here?",
    "I am stuck at this point. What should I look at?",
)
_SOLVES = ("I see it now: {left} = {unit}{right}.", "Then {left} = {unit}{right}, that makes sense.")
_PLAIN = ("That gives {left} = {unit}{right}.", "So it is {left} = {unit}{right}.")


def learn(order: Order) -> tuple[Json, Written]:
    """What the student has done, then each step that the tutor asks for."""
    knows: Json = order.brief.get("knows") or {}
    work = str(knows.get("what you have done so far", ""))
    if int(order.brief.get("turn") or 1) == 1:
        stuck = "to be done next" in str(knows.get("what you believe", ""))
        own = work if "=" in work else "I have read it twice."
        ask = order.draw.choice(_STUCK if stuck else _DOUBTS)
        message = f"{own} {ask}".replace("\n", " ")
        return {"message": message, "ends": "goes on"}, Written("say_as_user", message)
    asked = _ASKED.findall(_talk(order))
    left = asked[-1].strip() if asked else ""
    value = _value(left)
    defect = None
    if value is None:
        message = "I am not sure what to work out now."
    else:
        if order.outcome.defective:
            value, defect = value + 10, "student_slip"
        wording = order.draw.choice(_SOLVES if len(asked) == 1 else _PLAIN)
        message = wording.format(left=left, unit="", right=show(value))
    return {"message": message, "ends": "goes on"}, Written("say_as_user", message, defect=defect)


def _value(left: str) -> Fraction | None:
    return evaluate(left) if left else None


def _talk(order: Order) -> str:
    return order.call.texts[-1] if order.call.texts else ""
