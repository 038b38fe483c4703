"""A user who tells a problem that is computed by a calculator, and the assistant who calls it.

Defects of the assistant: a call of no tool or of a wrong type, an answer that contradicts the result; of the
user: `number_added`, a number that the problem doesn't have.
"""

import random
from typing import Any

from tests.simulator.chance import rng
from tests.simulator.jobs.act_as_assistant import Acted, calls_since_order, spoilt
from tests.simulator.jobs.briefs import Order
from tests.simulator.jobs.chat import ToolCall
from tests.simulator.wire import Call
from tests.simulator.world.known import Known, Written

Json = dict[str, Any]
_FIRST = (
    "Hello, could you work something out for me?",
    "I keep getting lost with this, please help.",
    "Please compute this for me, I want to be sure of it.",
    "This has been on my desk all day.",
    "I don't trust my own sums here.",
    "My daughter brought this home, and we disagree about it.",
    "Can you check what comes out here?",
)
_SECOND = ("Right, here is what I need:", "Good, so this is the question.", "What I want to know is this.")
_ASKS = ("I see. What would you like to know?", "Understood. What should I work out?", "And what is wanted?")


def tell(order: Order) -> tuple[Json, Written]:
    """Words before a piece of the problem; the whole talk of the user is kept with what it comes to."""
    from seedbed.tools.verification.problems.ordered import ordered
    from seedbed.tools.world.lookups.problem_talks import pieces
    from seedbed.tools.world.lookups.told import answer_sentence

    drawn = order.brief["drawn"]
    problem = ordered(drawn["leaf"], drawn, int(order.brief["seed"]))
    parts = pieces(problem.text, drawn["apart"])
    turn, defect = int(order.brief.get("turn") or 1), None
    place = min(turn // 2, len(parts) - 1)
    message = order.draw.choice(_SECOND if place else _FIRST)
    if order.outcome.defective:
        message, defect = f"{message} There are 977 of them.", "number_added"
    before = users_of(order.call, order.text("talk_nonce"))
    whole = "\n".join([*before, f"{message} {parts[place]}"])
    detail: Json = {"calls": problem.expression, "says": answer_sentence(problem)}
    written = Written("say_as_user", whole, defect=defect, detail=detail if place + 1 == len(parts) else {})
    return {"message": message, "ends": "goes on"}, written


def users_of(call: Call, nonce: str) -> list[str]:
    """What the user has said in a talk between marks, a message each."""
    lines = call.passage(nonce).split("\n") if nonce and nonce in call.prompt else []
    return [line.removeprefix("User: ") for line in lines if line.startswith("User: ")]


def compute(call: Call, known: Known, seed: int, defective: bool) -> Acted | None:
    """The problem's sum as a call, then its answer; None: it doesn't know the problem."""
    found = known.exact("\n".join(users_of(call, str(call.brief.get("talk_nonce")))))
    if found is None or found.job != "say_as_user":
        return None
    draw = rng(seed, "compute", call.key)
    if not found.detail:
        said = draw.choice(_ASKS)
        return Acted(said, (), Written("act_as_assistant", said))
    return (
        _calling(found, draw, defective) if not calls_since_order(call) else _telling(found, draw, defective)
    )


def _calling(found: Written, draw: random.Random, defective: bool) -> Acted:
    call, defect = ToolCall("calculate", {"expression": found.detail["calls"]}), None
    if defective:
        call, defect = spoilt(call, draw)
    return Acted("", (call,), Written("act_as_assistant", str(call.arguments), defect=defect))


def _telling(found: Written, draw: random.Random, defective: bool) -> Acted:
    said, defect = str(found.detail["says"]), None
    if defective:
        said, defect = f"{said} That leaves {draw.randint(1000, 9000) + 0.37:.2f}.", "contradicts a result"
    return Acted(said, (), Written("act_as_assistant", said, defect=defect))
