"""Talks in which a user looks things up: its plan, its questions, and answers in the passages' sentences.

Defects of the answers are those of free text (`write_grounded.py`), and `denied`: «the documents don't say».
"""

import re
from typing import Any

from tests.simulator.jobs.briefs import Order
from tests.simulator.world.known import Written

Json = dict[str, Any]
_LEADS = ("", "", "And another thing. ", "Next, then. ", "Understood. ", "That is clear. ", "Good to know. ")
_ENDS = (
    "That was everything on my list.",
    "Now I have all the answers that I came for.",
    "Then I know enough to go on by myself.",
    "So that settles the last open point for me.",
)


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
