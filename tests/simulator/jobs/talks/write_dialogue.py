"""write_dialogue: plan and talk of the brief's scene in one answer."""

from typing import Any

from tests.simulator.jobs.briefs import Order
from tests.simulator.jobs.talks.plan_talk import planned
from tests.simulator.jobs.talks.scenes import scene
from tests.simulator.jobs.talks.slips import defective_assistant
from tests.simulator.world.known import Written

Json = dict[str, Any]


def write_dialogue(order: Order) -> tuple[Json, Written]:
    """The plan, the exchanges, and the truth about them; a defect strikes one of the assistant's messages."""
    brief = order.brief
    made = scene(brief)
    lines = list(made.lines) if made else [(f"What about {order.asked.lower()}?", "Settle it first.")]
    least, most = int(brief.get("least") or 2), int(brief.get("most") or 2)
    if made and len(lines) * 2 < least:
        lines[-1:-1] = made.more[: (least + 1) // 2 - len(lines)]
    lines = [*lines[:-1][: most // 2 - 1], lines[-1]]
    defect = None
    if order.outcome.defective:
        at = order.fresh.randrange(len(lines))
        talk = "\n".join(f"User: {user}\nAssistant: {said}" for user, said in lines[:at])
        told, defect = defective_assistant(
            {**brief, "turn": 2 * at + 2}, made, lines[at][1], talk, order.fresh
        )
        lines[at] = (lines[at][0], told)
    exchanges = [{"user": user, "assistant": said} for user, said in lines]
    written = Written(
        job="write_dialogue",
        text="\n".join(user for user, _ in lines),
        concept=order.asked,
        asked_concept=order.asked,
        defect=defect,
    )
    return {**planned(brief), "exchanges": exchanges}, written
