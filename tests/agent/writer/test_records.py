"""Rows of a user's schema: what is asked, what is refused, what stands as evidence."""

import random
from typing import Any

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice
from seedbed.agent.writer import records
from seedbed.memory.brief import Cell
from seedbed.memory.errors import AnswerFault
from seedbed.memory.profile import Skill
from seedbed.memory.spec import Part
from tests.agent.scenes import said, scene

FIELDS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "subject": {"type": "string", "minLength": 5, "description": "what the customer writes above"},
        "urgency": {"enum": ["low", "high"]},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}},
    },
    "required": ["subject", "urgency"],
}
PART = Part(
    task="records",
    topic="bike hire tickets",
    rows=1,
    fields=FIELDS,
    rubric=("The urgency follows from the subject.",),
    guidance=("British spelling.",),
)
GOOD = {"subject": "Flat tyre on the Mill bridge", "urgency": "high"}


async def test_a_record_is_written_checked_and_judged() -> None:
    answers = ({"record": {**GOOD, "lines": None}}, {"reason": "Nothing to mend.", "score": 5})
    work, bench, scripted = scene(
        PART, *answers, can=["judging"], grounding={"taken": [GOOD]}, attributes={"channel": "telephone"}
    )
    work = await records.find_notes(work, bench)
    work = await records.write(work, bench)
    assert work.row == GOOD
    assert work.text == "Flat tyre on the Mill bridge\nhigh"
    work = await records.verify(work, bench)
    work = await records.judge(work, bench)
    assert [(e.kind, e.ok) for e in work.evidence] == [("schema", True), ("judgement", True)]
    assert work.reasons == ()
    asked = said(scripted)
    for part in ("bike hire tickets", "urgency follows", "British spelling", "telephone", "what is in"):
        assert part in asked
    assert asked.rstrip().endswith("```")
    judged = said(scripted, 1)
    assert "subject (string) — what the customer writes above" in judged
    assert "urgency (one of low, high)" in judged
    assert "lines[].n (integer, optional)" in judged
    assert "telephone" not in judged


@pytest.mark.parametrize(
    "answer",
    [
        {"record": {"subject": "hi", "urgency": "high"}},
        {"record": {"subject": "Flat tyre", "urgency": "middling"}},
        {"record": "Flat tyre"},
        {"row": GOOD},
        [GOOD],
    ],
)
async def test_a_record_that_breaks_the_schema_is_a_malformed_answer(answer: Any) -> None:
    work, bench, scripted = scene(PART, grounding={"taken": []})
    scripted.answers.append(answer if isinstance(answer, dict) else str(answer))
    with pytest.raises(AnswerFault) as fault:
        await records.write(work, bench)
    assert fault.value.code == "malformed"


@pytest.mark.parametrize(
    ("skills", "named"),
    [
        ((), "keep to a JSON schema"),
        (("json_schema",), "tell right from wrong"),
        (("judging",), "JSON schema"),
    ],
)
def test_a_model_that_cant_is_refused_with_what_it_lacks(skills: tuple[Skill, ...], named: str) -> None:
    _, bench, _ = scene(PART, can=skills)
    refused = records.STRONG.refusal(PART, bench)
    assert named in refused
    assert "\n" not in refused


def test_a_model_that_can_is_not_refused() -> None:
    _, bench, _ = scene(PART, can=("json_schema", "judging"))
    assert records.STRONG.refusal(PART, bench) == ""


def test_a_schema_that_cant_be_served_is_refused_at_planning() -> None:
    part = PART.model_copy(update={"fields": {"type": "object", "properties": {"a": {"$ref": "http://x/y"}}}})
    _, bench, _ = scene(part, can=("json_schema", "judging"))
    assert "leads nowhere" in records.STRONG.refusal(part, bench)


def test_only_examples_that_keep_the_schema_are_shown() -> None:
    shelf = Shelf(examples={"rows": [GOOD, {"subject": "no"}]})
    _, bench, _ = scene(PART, shelf=shelf)
    cell = Cell(part="rows", leaf="root.leaf", label="any", difficulty="any")
    choice = Choice(PART, cell, {}, random.Random(1), 1, {}, lambda key: ({"subject": "Earlier"},))
    chosen = records.choose(choice, bench)
    assert chosen is not None
    assert chosen.demonstrations == (GOOD,)
    assert chosen.grounding == {"taken": [{"subject": "Earlier"}]}
