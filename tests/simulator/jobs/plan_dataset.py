"""plan_dataset: an agent with tools, which betters a draft or is of no use.

`sane` weighs a concept, joins two, and finishes; `loops` says the same for ever; `nonsense` names tools,
parts and concepts that there aren't, takes back what it did, and never finishes.
"""

import re
from typing import Any

from tests.simulator.jobs.plain.chat import ToolCall
from tests.simulator.wire import Call

JOB = "plan_dataset"
_LEAF = re.compile(r"^ *- (\S+) \(\d+ rows\) ([^:\n]+)", re.MULTILINE)


def plan_dataset(call: Call, manner: str) -> list[ToolCall]:
    """What it calls in this turn; never nothing."""
    part = str(call.brief["parts"][0]["name"])
    turn = sum(role == "assistant" for role, _ in call.messages)
    leaves = _LEAF.findall(call.prompt)
    if manner == "loops":
        return [("look", {"part": part})]
    if manner == "nonsense":
        return _nonsense(part, turn, leaves)
    if len(leaves) < 4 or turn > 1:
        return [("finish", {"why": "Rare things have fewer rows now, and two twins are one."})]
    if turn:
        (one, name), (other, _) = leaves[-2:]
        edit = {"name": name.strip(), "inside": "Both of them.", "outside": ""}
        why = "Two of the concepts say the same."
        return [("merge_concepts", {"part": part, "why": why, "concepts": [one, other], **edit})]
    heavy = {"part": part, "why": "The first concept is met most.", "weights": [_weight(leaves[0][0], 1.5)]}
    return [("look", {"part": part}), ("weigh_concepts", heavy)]


def _weight(id: str, weight: float) -> dict[str, Any]:
    return {"concept": id, "weight": weight}


def _nonsense(part: str, turn: int, leaves: list[tuple[str, str]]) -> list[ToolCall]:
    first = leaves[0][0] if leaves else "root"
    tries: list[ToolCall] = [
        ("browse_web", {"url": "https://example.org"}),
        ("look", {"part": "a part that there isn't"}),
        ("read", {"passage": "source 99"}),
        ("weigh_concepts", {"part": part, "why": "more", "weights": [_weight(first, 2.0 + turn)]}),
        ("weigh_concepts", {"part": part, "why": "less", "weights": [_weight(first, 1.0)]}),
        ("merge_concepts", {"part": part, "why": "", "concepts": ["root", first], "name": "all"}),
        ("write_recipe", {"part": part, "why": "shorter", "recipe": "nothing: at all"}),
        ("set_axis", {"part": part, "why": "", "axis": "leaf", "values": "all of them"}),
    ]
    return [tries[turn % len(tries)], tries[(turn + 3) % len(tries)]]
