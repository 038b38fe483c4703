"""Questions over documents: what is chosen, what is quoted, what a reader has to confirm."""

import random
from typing import Any

from seedbed.agent.offline import questions
from seedbed.agent.resources import Resources
from seedbed.agent.work import Choice, Work
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Citation
from seedbed.memory.exact.canonical import digest_text
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.chunks import chunk_source
from seedbed.tools.knowledge.sources import Source
from seedbed.tools.offline.items import GroundedItem
from tests.agent.scenes import scene

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


def _resources() -> Resources:
    return Resources(
        sources=(SOURCE,),
        chunks=(CHUNK,),
        items={"root.leaf": ITEMS},
        passages={"root.leaf": (CHUNK,)},
    )


def _choice(difficulty: str = "any", used: dict[str, int] | None = None, number: int = 1) -> Choice:
    cell = Cell(part="rows", leaf="root.leaf", label="any", difficulty=difficulty)
    rows = ({"question": QUESTION, "context": "Larkspoke pays the deposit back within 3 days."},)
    return Choice(PART, cell, {}, random.Random(number), number, used or {}, lambda key: rows)


# sure form


def test_each_place_is_taken_once_and_then_there_is_nothing() -> None:
    _, env, _ = scene(PART, resources=_resources(), sources=["d"])
    used: dict[str, int] = {}
    seen = []
    for number in range(1, 3):
        chosen = questions.choose_item(_choice(used=used, number=number), env)
        assert chosen is not None
        used[chosen.material] = 1
        seen.append(chosen.grounding["item"]["question"])
    assert sorted(seen) == sorted(item.question for item in ITEMS)
    assert questions.choose_item(_choice(used=used, number=3), env) is None


def test_a_difficulty_has_its_own_items() -> None:
    _, env, _ = scene(PART, resources=_resources(), sources=["d"])
    chosen = questions.choose_item(_choice("medium"), env)
    assert chosen is not None
    assert chosen.grounding["item"]["question"] == QUESTION
    assert questions.choose_item(_choice("hard"), env) is None


async def _sure(item: GroundedItem) -> Work:
    _, env, _ = scene(PART, resources=_resources(), sources=["d"])
    chosen = questions.choose_item(_choice(item.difficulty), env)
    assert chosen is not None
    work, env, scripted = scene(
        PART, resources=_resources(), sources=["d"], form="sure", grounding=chosen.grounding
    )
    work = await questions.verify_item(await questions.take_item(work, env), env)
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
