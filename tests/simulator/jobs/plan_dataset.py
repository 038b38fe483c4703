"""plan_dataset: an agent with tools, which betters a draft: it weighs a concept, joins two, and finishes."""

import re

from tests.simulator.jobs.plain.chat import ToolCall
from tests.simulator.wire import Call

JOB = "plan_dataset"
_LEAF = re.compile(r"^ *- (\S+) \(\d+ rows\) ([^:\n]+)", re.MULTILINE)


def plan_dataset(call: Call) -> list[ToolCall]:
    """What it calls in this turn; never nothing."""
    part = str(call.brief["parts"][0]["name"])
    turn = sum(role == "assistant" for role, _ in call.messages)
    leaves = _LEAF.findall(call.prompt)
    if len(leaves) < 4 or turn > 1:
        return [("finish", {"why": "Rare things have fewer rows now, and two twins are one."})]
    if turn:
        (one, name), (other, _) = leaves[-2:]
        edit = {"name": name.strip(), "inside": "Both of them.", "outside": ""}
        why = "Two of the concepts say the same."
        return [("merge_concepts", {"part": part, "why": why, "concepts": [one, other], **edit})]
    weights = [{"concept": leaves[0][0], "weight": 1.5}]
    heavy = {"part": part, "why": "The first concept is met most.", "weights": weights}
    return [("look", {"part": part}), ("weigh_concepts", heavy)]
