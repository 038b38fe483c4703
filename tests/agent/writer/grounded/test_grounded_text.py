"""Free text about a passage: what is ordered, what refuses a row, what it ends with."""

import random
from typing import Any

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice, Method, Work
from seedbed.agent.writer.grounded import grounded_text
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Agreement, Citation
from seedbed.memory.canonical import digest_text
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.chunks import chunk_source
from seedbed.tools.knowledge.sources import Source
from tests.agent.annotator.test_support import answer
from tests.agent.scenes import said, scene
from tests.agent.writer.grounded.test_questions import Index

TEXT = """# Returns

A rider who expects to be late must telephone at least 25 minutes before the agreed return time. The grace
period after the agreed return time is 20 minutes. After the grace period, the late fee for a bike without a
motor is £4.50 per hour. Late fees are limited to £55 per bike.

The key box at the Station shop accepts returned keys until 23:00. Returning a bike to a different shop costs
a transfer fee of £6.50. A missing bike is reported to the police 48 hours after the agreed return time. The
overnight charge for a bike kept after closing time without permission is £35 and replaces the late fee.
"""
SOURCE = Source("returns.md", "returns.md", digest_text(TEXT), "0" * 64, TEXT, "Returns")
(CHUNK,) = chunk_source(SOURCE)
SHELF = Shelf(sources=(SOURCE,), chunks=(CHUNK,), passages={"root.leaf": (CHUNK,)}, index=Index([CHUNK], []))
FEE = "After the grace period, the late fee for a bike without a\nmotor is £4.50 per hour."
MISSING = "A missing bike is reported to the police 48 hours after the agreed return time."
QUESTION = "What does a late return of a bike without a motor cost?"
ANSWER = "Once the grace period is over, a bike without a motor costs a late fee of £4.50 for each hour."
SUMMARY = (
    "Riders who will be late have to telephone 25 minutes before the agreed return time. Keys go into the "
    "key box at the Station shop until 23:00. 48 hours after the agreed time the police hear of a missing "
    "bike."
)
INSTRUCTION = "List in numbered steps what a customer has to heed when a hire ends late."
RESPONSE = (
    "1. Telephone 25 minutes before the agreed return time.\n2. Put the keys into the key box until 23:00."
)
ABSTRACTIVE = Part(task="grounded_qa", way="abstractive", topic="bike hire", rows=2)
SUMMARIES = Part(task="summaries", topic="bike hire", rows=2)
INSTRUCTED = Part(task="instructions", topic="bike hire", rows=2)
CASES: dict[str, tuple[Part, Method, dict[str, str]]] = {
    "answer": (ABSTRACTIVE, grounded_text.ABSTRACTIVE, {"question": QUESTION, "answer": ANSWER}),
    "summary": (SUMMARIES, grounded_text.SUMMARIES, {"summary": SUMMARY}),
    "response": (INSTRUCTED, grounded_text.INSTRUCTED, {"instruction": INSTRUCTION, "response": RESPONSE}),
}
YES = [answer("supported", MISSING)] * 6


def _choice(part: Part, used: dict[str, int] | None = None, number: int = 1) -> Choice:
    cell = Cell(part="rows", leaf="root.leaf", label="any", difficulty="any")
    return Choice(part, cell, {}, random.Random(number), number, used or {}, lambda key: ())


async def _made(case: str, *answers: Any, **changed: str) -> tuple[Work, Any]:
    part, method, written = CASES[case]
    _, bench, _ = scene(part, shelf=SHELF, sources=["d"])
    chosen = method.choose(_choice(part), bench)
    assert chosen is not None
    work, bench, scripted = scene(
        part,
        {**written, **changed},
        *answers,
        shelf=SHELF,
        sources=["d"],
        grounding={**chosen.grounding, "kind": "steps", "ratio": 0.4},
        can=["json_schema", "judging"],
    )
    return await method.verify(await method.write(work, bench), bench), scripted


@pytest.mark.parametrize("case", CASES)
def test_a_passage_is_used_until_it_bears_no_more(case: str) -> None:
    part, method, _ = CASES[case]
    _, bench, _ = scene(part, shelf=SHELF, sources=["d"])
    used: dict[str, int] = {}
    for number in range(1, 20):
        chosen = method.choose(_choice(part, used, number), bench)
        if chosen is None:
            break
        assert chosen.grounding["passage"]["text"] in TEXT
        used[chosen.material] = used.get(chosen.material, 0) + 1
    assert 1 < number < 20 and list(used) == [f"rows/{CHUNK.id}"]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("can", [(), ("json_schema",)])
def test_who_cannot_write_or_judge_is_told_so(case: str, can: tuple[Any, ...]) -> None:
    part, method, _ = CASES[case]
    _, bench, _ = scene(part, shelf=SHELF, sources=["d"], can=can)
    lacking = (
        "the judge model 'scripted' can't tell right from wrong" if can else "can't keep to a JSON schema"
    )
    assert lacking in method.refusal(part, bench) and method.grade == "supported" and method.proves is None


async def test_an_answer_in_other_words_is_cited_and_read_twice() -> None:
    read = {"answerable": True, "answer": "£4.50 per hour"}
    work, scripted = await _made("answer", answer("supported", FEE), read, read)
    assert work.reasons == () and work.grade == "supported" and work.row is not None
    assert work.row["context"] == CHUNK.text and work.row["source"] == "returns.md"
    cited, _, agreed = work.evidence
    assert isinstance(cited, Citation) and TEXT[cited.start : cited.end] == cited.quote == FEE
    assert isinstance(agreed, Agreement) and agreed.answers == (ANSWER, "£4.50 per hour", "£4.50 per hour")
    assert "```brief" not in said(scripted, 1) + said(scripted, 2)


@pytest.mark.parametrize("heard", ["£35", "within 25 minutes", "£45"])
async def test_a_reader_with_another_number_refuses_the_question(heard: str) -> None:
    read = {"answerable": True, "answer": heard}
    work, _ = await _made("answer", answer("supported", FEE), read)
    assert [reason.code for reason in work.reasons] == ["wrong answer"]


async def test_a_reader_in_other_words_is_compared_by_the_judge() -> None:
    read = {"answerable": True, "answer": "the tariff of tardiness by the hour"}
    for verdict, right in (("supported", True), ("partly", False)):
        compared = answer(verdict, ANSWER)
        work, _ = await _made("answer", answer("supported", FEE), read, compared, read, compared)
        assert (work.reasons == ()) == right


async def test_a_summary_is_cited_claim_by_claim_and_its_covering_noted() -> None:
    quotes = [
        "A rider who expects to be late must telephone at least 25 minutes before the agreed return time.",
        "The key box at the Station shop accepts returned keys until 23:00.",
        MISSING,
    ]
    work, _ = await _made("summary", *(answer("supported", quote) for quote in quotes))
    assert work.reasons == () and work.grade == "supported"
    cited = [one for one in work.evidence if isinstance(one, Citation)]
    assert [one.quote for one in cited] == quotes
    assert work.notes["covered"] == 0.25


@pytest.mark.parametrize(
    ("case", "changed", "named"),
    [
        ("answer", {"answer": ANSWER.replace("4.50", "5.40")}, "£5.40"),
        ("answer", {"answer": ANSWER.replace("a bike", "a Quillbrook bike")}, "Quillbrook"),
        ("summary", {"summary": SUMMARY.replace("48 hours", "84 hours")}, "84 hours"),
        ("summary", {"summary": SUMMARY.replace("Station", "Mill")}, "Mill"),
        ("response", {"response": RESPONSE.replace("23:00", "22:00")}, "22:00"),
        ("response", {"response": RESPONSE.replace("keys", "Northwind keys")}, "Northwind"),
        ("response", {"response": f"# Returns in 1999\n{RESPONSE}"}, "1999"),
    ],
)
async def test_with_a_judge_who_says_yes_to_all_numbers_and_names_are_caught(
    case: str, changed: dict[str, str], named: str
) -> None:
    work, scripted = await _made(case, *YES, **changed)
    assert {reason.code for reason in work.reasons} == {"unsupported claim"}
    assert any(named in reason.detail for reason in work.reasons)
    assert len(scripted.asked) == 1  # the writer alone


async def test_feedback_reaches_the_writer() -> None:
    part, method, written = CASES["summary"]
    _, bench, _ = scene(part, shelf=SHELF, sources=["d"])
    chosen = method.choose(_choice(part), bench)
    assert chosen is not None
    work, bench, scripted = scene(part, written, shelf=SHELF, sources=["d"], grounding=chosen.grounding)
    fault = "unsupported claim: «The moon is far»: not in the passage"
    await method.write(Work(work.brief, notes={"feedback": [fault]}), bench)
    sent = said(scripted)
    assert fault in sent and sent.rstrip().endswith("```") and '"most": ' in sent
