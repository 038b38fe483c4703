"""What checks ask a model: what is common to many rows begins each of their prompts alike."""

from dataclasses import replace
from typing import Any

from seedbed.agent.roles.asker import ModelAsker
from seedbed.tools.checks.asked import answer_schema
from seedbed.tools.checks.check import Question
from tests.agent.making.pairs import row_of

HANDBOOK = "An e-bike costs 29 pounds a day. " * 40
SCHEMA = answer_schema("check_documents", {"faults": {"type": "array", "items": {"type": "object"}}})


async def test_documents_that_many_rows_are_held_against_may_be_cached() -> None:
    about = {"fields": ["reply"], "documents": ["document 0"], "part": False}
    words = list[str]()
    for number in (1, 2):
        answer: Any = {"faults": []}
        work, env, scripted = row_of(answer)
        work = replace(work, brief=work.brief.model_copy(update={"seed": number}))
        texts = {"document 0": HANDBOOK, "reply": f"It is {number} pounds."}
        asked = Question("judge", "check_documents", about, texts, SCHEMA, "documents", 0, ("document 0",))
        assert (await ModelAsker(work, env)(asked)).value == answer
        words.append(scripted.asked[0][1][-1]["content"])
    first, second = (one.index(HANDBOOK.strip()) for one in words)
    assert words[0][: first + len(HANDBOOK)] == words[1][: second + len(HANDBOOK)] and words[0] != words[1]
    slot = scripted.asked[0][0].key[:12]
    assert f"<text-{slot}>\nIt is 2 pounds.\n</text-{slot}>" in words[1]
    assert words[1].count(f"text-{slot}") == 2, "what a model wrote has marks of its own"
