"""The user of a talk with tools: tells what its errand says is due, in one of many wordings."""

import re
from typing import Any

from tests.simulator.chance import rng
from tests.simulator.wire import Call
from tests.simulator.world.rows import Row

Json = dict[str, Any]
JOB = "say_errand"
_FACT = re.compile(r"^(\d+)\. \[([\w ]+)\] (.+)$", re.MULTILINE)
_BROKEN = (
    "How can I help you today? Just tell me what you need.",
    "As an AI language model I would like to assist you with that.",
    "User: I would like that.\nAssistant: Of course, it is done.",
)
_OPENERS = (
    "Hello!",
    "Good morning.",
    "Excuse me,",
    "We are planning a day out next month.",
    "My sister told me that this is the right place to ask.",
    "Sorry to bother you so late.",
    "I am on the train, so I type this quickly.",
    "It is for a visit of old friends, and everybody is looking forward to it.",
)
_CLOSERS = (
    "Thanks!",
    "It would be good to have that settled today.",
    "No rush with it.",
    "Thank you very much in advance.",
    "The weather looks promising, at last.",
    "",
)
_ANSWERS = ("Yes, as I said.", "Just as I told you, nothing else.", "Yes, go ahead with that.")


def say_errand(call: Call, seed: int, defective: bool) -> tuple[Json, Row]:
    """A user's message, and the truth about it: the goal of its errand."""
    draw, errand = rng(seed, "errand", call.digest), call.texts[0]
    row = Row(JOB, call.digest, known={"goal": errand.split("\n", 1)[0]})
    facts = [(int(number), when, say) for number, when, say in _FACT.findall(errand)]
    if defective:
        row.text, row.defect = draw.choice(_BROKEN), "role break"
        return {"message": row.text, "tells": []}, row
    first = len(call.texts) < 2
    for when in ("at once",) if first else ("when asked", "later"):
        if due := [one for one in facts if one[1] == when]:
            break
    said = [say for _, _, say in due]
    if first:
        draw.shuffle(said)
        said = [draw.choice(_OPENERS), *said, draw.choice(_CLOSERS)]
    row.text = " ".join(filter(None, said)) or draw.choice(_ANSWERS)
    return {"message": row.text, "tells": [one[0] for one in due]}, row
