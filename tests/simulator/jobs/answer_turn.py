"""answer_turn: a weaker model's answer: said again, gone on for the user, with other figures, or harmless."""

import re
from typing import Any

from tests.simulator.chance import rng
from tests.simulator.wire import Call

_LINE = re.compile(r"^(User|Assistant|Tool|System): (.*)$")
_NUMBER = re.compile(r"(?<![\w.,-])\d{1,4}(?![\w.,-])")


def answer_turn(call: Call, seed: int) -> dict[str, Any]:
    """What a small model says next; every fourth answer has no fault."""
    draw = rng(seed, "answer turn", call.key)
    talk = call.passage(str(call.brief.get("talk_nonce"))).split("\n")
    lines = [found for line in talk if (found := _LINE.match(line))]
    said = [line[2] for line in lines if line[1] == "Assistant" and "[calls" not in line[2]]
    asked = next((line[2] for line in reversed(lines) if line[1] == "User"), "")
    match draw.randrange(4):
        case 0 if said:
            text = said[-1]
        case 1:
            text = "Of course, I see to it.\nUser: Thank you very much!\nAssistant: You are welcome."
        case 2 if said and _NUMBER.search(said[-1]):
            text = _NUMBER.sub(lambda number: str(int(number[0]) + draw.choice((1, 2, 10))), said[-1])
        case 2:
            text = asked
        case _:
            text = "Let me see what I can find out about it."
    return {"message": text, "calls": []}
