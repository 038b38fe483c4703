"""Questions over documents: what is chosen, what is quoted, what a reader has to confirm."""

import random
from dataclasses import dataclass, replace
from typing import Any

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice, Work
from seedbed.agent.writer.grounded import questions
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Agreement, Citation
from seedbed.memory.canonical import digest_text
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.chunks import Chunk, chunk_source
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.ranking import Hit
from seedbed.tools.knowledge.sources import Source
from tests.agent.scenes import said, scene

TEXT = """# Deposits

The deposit for a tandem is £110. Larkspoke pays the deposit back within 3 days.

| Bike | Day rate | Places |
|---|---|---|
| Tandem | £26 | 2 |
| City bike | £15 | 1 |

A booking can be moved free of charge until 3 days before the hire.
"""
SOURCE = Source("deposits.md", "deposits.md", digest_text(TEXT), "0" * 64, TEXT, "Deposits")
(CHUNK,) = chunk_source(SOURCE)
PART = Part(task="grounded_qa", topic="bike hire", rows=2)
QUESTION = "How many days after the return does Larkspoke pay the deposit back?"


def _item(question: str, answer: str, quote: str, difficulty: Any = "easy") -> GroundedItem:
    start = TEXT.index(quote)
    at = start + quote.index(answer)
    return GroundedItem(
        question, answer, "sentence", difficulty, CHUNK.id, SOURCE.sha256, SOURCE.name, start,
        start + len(quote), quote, at, at + len(answer), ("Deposits",),
    )  # fmt: skip


ITEMS = (
    _item("What is the deposit for a tandem?", "£110", "The deposit for a tandem is £110."),
    _item(QUESTION, "3 days", "Larkspoke pays the deposit back within 3 days.", "medium"),
)


@dataclass
class Index:
    """Finds the same passages whatever is asked."""

    found: list[Chunk]
    asked: list[str]

    async def find(self, query: str, k: int, **how: Any) -> list[Hit]:
        self.asked.append(query)
        heading = "Deposits"
        return [Hit(c.id, 1.0, c.text, c.source, c.name, heading, c.start, c.end) for c in self.found[:k]]


OTHER = replace(CHUNK, id="elsewhere", text="Helmets are free of charge.")


def _shelf(*found: Chunk) -> Shelf:
    return Shelf(
        sources=(SOURCE,),
        chunks=(CHUNK,),
        items={"root.leaf": ITEMS},
        passages={"root.leaf": (CHUNK,)},
        index=Index(list(found or (OTHER, CHUNK)), []),
    )


def _choice(difficulty: str = "any", used: dict[str, int] | None = None, number: int = 1) -> Choice:
    cell = Cell(part="rows", leaf="root.leaf", label="any", difficulty=difficulty)
    rows = ({"question": QUESTION, "context": "Larkspoke pays the deposit back within 3 days."},)
    return Choice(PART, cell, {}, random.Random(number), number, used or {}, lambda key: rows)


# sure form


def test_each_place_is_taken_once_and_then_there_is_nothing() -> None:
    _, bench, _ = scene(PART, shelf=_shelf(), sources=["d"])
    used: dict[str, int] = {}
    seen = []
    for number in range(1, 3):
        chosen = questions.choose_item(_choice(used=used, number=number), bench)
        assert chosen is not None
        used[chosen.material] = 1
        seen.append(chosen.grounding["item"]["question"])
    assert sorted(seen) == sorted(item.question for item in ITEMS)
    assert questions.choose_item(_choice(used=used, number=3), bench) is None


def test_a_difficulty_has_its_own_items() -> None:
    _, bench, _ = scene(PART, shelf=_shelf(), sources=["d"])
    chosen = questions.choose_item(_choice("medium"), bench)
    assert chosen is not None
    assert chosen.grounding["item"]["question"] == QUESTION
    assert questions.choose_item(_choice("hard"), bench) is None


async def _sure(item: GroundedItem) -> Work:
    _, bench, _ = scene(PART, shelf=_shelf(), sources=["d"])
    chosen = questions.choose_item(_choice(item.difficulty), bench)
    assert chosen is not None
    work, bench, scripted = scene(
        PART, shelf=_shelf(), sources=["d"], form="sure", grounding=chosen.grounding
    )
    work = await questions.verify_item(await questions.take_item(work, bench), bench)
    assert scripted.asked == []
    return work


async def test_an_item_becomes_a_cited_row() -> None:
    work = await _sure(ITEMS[1])
    assert work.row == {
        "question": QUESTION,
        "answer": "3 days",
        "context": "The deposit for a tandem is £110. Larkspoke pays the deposit back within 3 days.",
        "source": "deposits.md",
        "heading": "Deposits",
    }
    (cited,) = work.evidence
    assert isinstance(cited, Citation)
    assert TEXT[cited.start : cited.end] == cited.quote == ITEMS[1].quote
    assert (cited.ok, cited.claim, work.grade, work.reasons) == (True, "3 days", "proven", ())
    assert work.assigned == (work.brief.cell.key,)


# strong form


async def _strong(
    written: dict[str, str], *read: dict[str, Any], shelf: Shelf | None = None
) -> tuple[Work, Any]:
    used = shelf or _shelf()
    _, bench, _ = scene(PART, shelf=used, sources=["d"])
    chosen = questions.choose_passage(_choice(), bench)
    assert chosen is not None
    work, bench, scripted = scene(
        PART, written, *read, shelf=used, sources=["d"], grounding=chosen.grounding, can=["judging"]
    )
    work = await questions.verify_question(await questions.write_question(work, bench), bench)
    return work, scripted


def _read(answer: str) -> dict[str, Any]:
    return {"answerable": bool(answer), "answer": answer}


async def test_a_question_that_two_readers_answer_alike_is_cited_where_it_stands() -> None:
    written = {"question": QUESTION, "answer": "3 days"}
    work, scripted = await _strong(written, _read("within 3 days"), _read("3 days"))
    assert work.reasons == ()
    agreed, cited = work.evidence
    assert isinstance(agreed, Agreement)
    assert isinstance(cited, Citation)
    assert (agreed.share, agreed.answers) == (1.0, ("3 days", "within 3 days", "3 days"))
    assert cited.quote == "Larkspoke pays the deposit back within 3 days."
    assert work.grade == "proven"
    assert work.row is not None
    assert cited.quote in work.row["context"]
    alone, among = said(scripted, 1), said(scripted, 2)
    assert "Helmets are free" not in alone
    assert "Helmets are free" in among
    assert "```brief" not in alone + among


async def test_an_answer_at_two_places_is_cited_where_the_question_points() -> None:
    question = "Until when before the hire can a booking be moved free of charge?"
    written = {"question": question, "answer": "3 days"}
    work, _ = await _strong(written, _read("3 days"), _read("3 days"))
    cited = work.evidence[-1]
    assert isinstance(cited, Citation)
    assert cited.quote.startswith("A booking can be moved")


async def test_a_table_cell_is_cited_with_its_row() -> None:
    written = {"question": "What is the day rate of a tandem at Larkspoke?", "answer": "£26"}
    work, _ = await _strong(written, _read("£26"), _read("£26"))
    cited = work.evidence[-1]
    assert isinstance(cited, Citation)
    assert cited.quote == "| Tandem | £26 | 2 |"
    assert work.row is not None
    assert work.row["context"].startswith("| Bike | Day rate |")


@pytest.mark.parametrize(
    ("written", "read", "code"),
    [
        ({"question": QUESTION, "answer": "4 days"}, [], "unsupported claim"),
        ({"question": QUESTION, "answer": "3 day"}, [], "unsupported claim"),
        ({"question": "What does the text say?", "answer": "3 days"}, [], "malformed"),
        ({"question": QUESTION, "answer": "3 days"}, [_read("")], "unsupported claim"),
        ({"question": QUESTION, "answer": "£110"}, [_read("3 days")], "wrong answer"),
        ({"question": QUESTION, "answer": "3 days"}, [_read("3 days"), _read("24 hours")], "low quality"),
        ({"question": QUESTION, "answer": "3 days"}, [_read("3 days"), _read("")], "low quality"),
    ],
)
async def test_what_readers_do_not_confirm_is_refused(
    written: dict[str, str], read: list[dict[str, Any]], code: str
) -> None:
    work, scripted = await _strong(written, *read)
    assert [reason.code for reason in work.reasons] == [code]
    assert scripted.answers == []
    assert work.grade == "supported"


async def test_a_question_whose_search_misses_its_passage_is_refused() -> None:
    written = {"question": QUESTION, "answer": "3 days"}
    work, _ = await _strong(written, _read("3 days"), shelf=_shelf(OTHER))
    assert [reason.by for reason in work.reasons] == ["retrieval"]


async def test_the_search_is_journaled_and_asked_once() -> None:
    shelf = _shelf()
    written = {"question": QUESTION, "answer": "3 days"}
    work, scripted = await _strong(written, _read("3 days"), _read("3 days"), shelf=shelf)
    (key,) = scripted.store.entries
    assert key == f"retrieval/{work.brief.id}/round_trip/0"
    assert shelf.index.asked == [QUESTION]
    assert {hit["id"] for hit in scripted.store.entries[key]} == {"elsewhere", CHUNK.id}


async def test_the_writer_is_told_what_was_wrong_and_what_is_taken() -> None:
    _, bench, _ = scene(PART, shelf=_shelf(), sources=["d"])
    chosen = questions.choose_passage(_choice(), bench)
    assert chosen is not None
    assert chosen.grounding["taken"] == [QUESTION]
    written = {"question": "What is the deposit for a tandem?", "answer": "£110"}
    work, bench, scripted = scene(PART, written, shelf=_shelf(), sources=["d"], grounding=chosen.grounding)
    work = replace(work, notes={"feedback": ["wrong answer: a reader of the passage answers '3 days'"]})
    await questions.write_question(work, bench)
    assert QUESTION in said(scripted)
    assert "a reader of the passage answers '3 days'" in said(scripted)


def test_a_passage_bears_only_so_many_questions() -> None:
    _, bench, _ = scene(PART, shelf=_shelf(), sources=["d"])
    bears = len(CHUNK.text.split()) // questions.WORDS_PER_QUESTION
    assert questions.choose_passage(_choice(used={CHUNK.id: bears - 1}), bench) is not None
    assert questions.choose_passage(_choice(used={CHUNK.id: bears}), bench) is None
