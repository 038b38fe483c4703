"""A talk about a problem of the library, held with scripted answers."""

import json
from typing import Any

from seedbed.agent.work import Bench, Work
from seedbed.agent.writer import mathematics
from seedbed.agent.writer.lookups import problem_talk
from seedbed.tools.verification.problems.ordered import ordered
from seedbed.tools.world.lookups.told import answer_sentence
from tests.agent.scenes import scene
from tests.agent.scripted import ScriptedDesk
from tests.agent.writer.lookups.lookups import CALCULATOR

LEAF = "money.shopping"
ORDER = {"level": "hard", "prices": [], "mood": "in a hurry", "apart": False}
PROBLEM = ordered(LEAF, ORDER, 7)
"""As the scene's brief orders it."""
ANSWER = answer_sentence(PROBLEM)
SUM = [("calculate", json.dumps({"expression": PROBLEM.expression}))]


def says(words: str) -> dict[str, str]:
    return {"message": words, "ends": "goes on"}


async def held(*answers: Any, apart: bool = False) -> tuple[Work, Bench, ScriptedDesk]:
    """The talk, verified if it came to its end."""
    work, bench, scripted = scene(
        CALCULATOR,
        *answers,
        can=("json_schema", "judging", "tool_calls"),
        leaf=LEAF,
        difficulty="hard",
        method=problem_talk.STRONG.name,
        grounding={**ORDER, "apart": apart},
    )
    work = await mathematics.draw(work, bench)
    work = await problem_talk.write(work, bench)
    return (work if work.row is None else await problem_talk.verify(work, bench)), bench, scripted
