"""Rows of a user's schema: what is asked, what is refused, what stands as evidence."""

import json
import random
from dataclasses import replace
from typing import Any

import pytest

from seedbed.agent.methods import METHODS
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice, Chosen
from seedbed.agent.writer import records
from seedbed.memory.brief import Cell
from seedbed.memory.errors import AnswerFault
from seedbed.memory.plan import Plan
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


# manners ----------------------------------------------------------------------------------------------


def test_a_row_is_varied_only_where_there_is_one() -> None:
    cell = Cell(part="rows", leaf="root.leaf", label="any", difficulty="easy")
    rows: dict[str, tuple[dict[str, Any], ...]] = {}
    choice = Choice(PART, cell, {}, random.Random(1), 1, {}, lambda key: rows.get(key, ()))
    _, bench, _ = scene(PART)
    (plan,) = bench.plan.parts
    bench = replace(bench, plan=Plan(parts=(plan.model_copy(update={"difficulties": ("easy", "hard")}),)))
    assert records.VARIED.choose(choice, bench) is None
    with_example = replace(bench, shelf=Shelf(examples={"rows": [GOOD]}))
    assert records.VARIED.choose(choice, with_example) == Chosen({"taken": [], "vary": GOOD}, ())
    rows["rows/root.leaf/any/hard"] = ({**GOOD, "urgency": "low"},)
    chosen = records.VARIED.choose(choice, with_example)
    assert chosen == Chosen({"taken": [], "vary": {**GOOD, "urgency": "low"}}, (GOOD,))
    rows[cell.key] = ({**GOOD, "subject": "Wet saddle"},)
    chosen = records.VARIED.choose(choice, with_example)
    assert chosen == Chosen({"taken": [], "vary": {**GOOD, "subject": "Wet saddle"}}, (GOOD,))


async def test_a_plan_is_asked_for_first_and_stays_out_of_the_row() -> None:
    answers = ({"plan": "A tyre,\n in the rain.", "record": GOOD}, {"record": GOOD})
    work, bench, scripted = scene(PART, *answers, grounding={"taken": []})
    work = await records.PLANNED.write(work, bench)
    assert work.row == GOOD and work.notes["plan"] == "A tyre, in the rain."
    assert "Plan first" in said(scripted) and '"manner": "planned"' in said(scripted)
    with pytest.raises(AnswerFault):
        await records.PLANNED.write(work, bench)


async def test_the_row_to_vary_is_shown_between_marks() -> None:
    work, bench, scripted = scene(PART, {"record": GOOD}, grounding={"taken": [], "vary": GOOD})
    await records.VARIED.write(work, bench)
    mark = work.slot("writer", "write_record").key[:12]
    assert f"<text-{mark}>\n{json.dumps(GOOD)}\n</text-{mark}>" in said(scripted)
    assert '"manner": "varied"' in said(scripted) and "Plan first" not in said(scripted)


def test_each_manner_is_a_method_of_its_own() -> None:
    names = [method.name for method in METHODS if method.task == "records"]
    assert names == ["records/strong", "records/strong/planned", "records/strong/varied"]
    assert len({method.name for method in METHODS}) == len(METHODS)


# calculations -----------------------------------------------------------------------------------------

WORKED = Part(
    task="records",
    topic="shop sums",
    rows=1,
    fields={
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "working": {"type": "string", "format": "calculation"},
        },
        "required": ["text"],
    },
)


async def test_a_record_whose_calculation_holds_is_proven() -> None:
    record = {"text": "Three bikes at 14 and a lock at 5.", "working": "3 * 14 = 42; 42 + 5 = 47"}
    work, bench, scripted = scene(WORKED, {"record": record}, grounding={"taken": []})
    work = await records.verify(await records.write(work, bench), bench)
    assert 'the format "calculation" holds equations' in said(scripted)
    assert work.grade == "proven" and not work.reasons
    assert [(e.kind, e.ok) for e in work.evidence] == [("schema", True)] + [("computation", True)] * 2
    assert work.evidence[1].inputs == {"field": "working"}  # type: ignore[union-attr]  # by its kind


async def test_a_wrong_calculation_is_told_to_the_writer_and_to_no_judge() -> None:
    record = {"text": "Three bikes at 14 and a lock at 5.", "working": "3 * 14 + 5 = 48"}
    work, bench, scripted = scene(WORKED, {"record": record}, can=["judging"], grounding={"taken": []})
    work = await records.verify(await records.write(replace(work, grade="proven"), bench), bench)
    assert [(r.code, r.by, r.detail) for r in work.reasons] == [
        ("wrong answer", "calculator", "working: 3 * 14 + 5 is 47, not 48")
    ]
    assert work.grade == "supported" and len(scripted.asked) == 1


async def test_a_record_without_its_optional_calculation_is_supported() -> None:
    work, bench, _ = scene(WORKED, {"record": {"text": "No sum."}}, grounding={"taken": []})
    work = await records.verify(await records.write(work, bench), bench)
    assert work.grade == "supported" and not work.reasons


def test_what_a_part_can_prove_is_known_before_it_is_written() -> None:
    assert records.proves(WORKED) and not records.proves(PART)
