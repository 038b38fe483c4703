"""The user of a talk with tools: tells what its errand says is due, between sentences on anything."""

import re

from tests.simulator.chance import rng
from tests.simulator.jobs.recipes.telling import stock_text
from tests.simulator.wire import Call, Json
from tests.simulator.world.rows import Row

JOB = "say_errand"
_FACT = re.compile(r"^(\d+)\. \[([\w ]+)\] (.+)$", re.MULTILINE)
_BROKEN = "How can I help you today? Just tell me what you need."


def say_errand(call: Call, seed: int, defective: bool) -> tuple[Json, Row]:
    """A user's message, and the truth about it: the goal of its errand."""
    draw, errand = rng(seed, "errand", call.digest), call.texts[0]
    row = Row(JOB, call.digest, known={"goal": errand.split("\n", 1)[0]})
    facts = [(int(number), when, say) for number, when, say in _FACT.findall(errand)]
    if defective:
        row.text, row.defect = _BROKEN, "role break"
        return {"message": row.text, "tells": []}, row
    first = len(call.texts) < 2
    for when in ("at once",) if first else ("when asked", "later"):
        if due := [one for one in facts if one[1] == when]:
            break
    said = [say for _, _, say in due]
    if first:
        draw.shuffle(said)
        said = [stock_text(draw, call.digest), *said, stock_text(draw, call.digest)]
    row.text = " ".join(said) or "Yes, as I said."
    return {"message": row.text, "tells": [one[0] for one in due]}, row
