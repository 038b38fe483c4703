"""Questions over documents: what is chosen, what is quoted, what a reader has to confirm."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from seedbed.agent.offline import documents
from seedbed.agent.resources import Resources
from seedbed.memory.candidate import Citation
from seedbed.memory.exact.canonical import digest_text
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.chunks import chunk_source
from seedbed.tools.knowledge.sources import Source
from seedbed.tools.offline.tables import make_questions
from tests.agent.scenes import choice, scene

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
PART = Part(offline="questions", topic="bike hire", rows=2)
ITEMS = make_questions((CHUNK,))


def _resources() -> Resources:
    return Resources(
        sources=(SOURCE,), chunks=(CHUNK,), items={"root.leaf": ITEMS}, passages={"root.leaf": (CHUNK,)}
    )


def test_each_place_is_taken_once_and_then_there_is_nothing() -> None:
    _, env, _ = scene(PART, resources=_resources(), sources=["d"])
    used: dict[str, int] = {}
    while chosen := documents.choose_item(choice(PART, number=len(used), used=used), env):
        assert chosen.material not in used
        used[chosen.material] = 1
    assert set(used) == {item.id for item in ITEMS}
    assert ITEMS[0].id is ITEMS[0].id, "put together once, not for each order"


def test_a_difficulty_has_its_own_items() -> None:
    _, env, _ = scene(PART, resources=_resources(), sources=["d"])
    chosen = documents.choose_item(choice(PART, difficulty="medium"), env)
    assert chosen is not None and chosen.grounding["item"]["kind"] == "row"
    assert documents.choose_item(choice(PART, difficulty="hard"), env) is None


async def test_an_item_becomes_a_cited_row() -> None:
    item = next(item for item in ITEMS if item.answer == "£26")
    grounding = {"item": item.model_dump(mode="json")}
    work, env, scripted = scene(PART, resources=_resources(), sources=["d"], grounding=grounding)
    work = await documents.verify_item(await documents.take_item(work, env), env)
    assert scripted.asked == [] and work.row is not None
    assert (work.row["question"], work.row["answer"]) == ("What is the day rate for the tandem?", "£26")
    assert work.row["context"].startswith("The deposit for a tandem") and "City bike" in work.row["context"]
    assert (work.row["source"], work.row["heading"]) == ("deposits.md", "Deposits")
    (cited,) = work.evidence
    assert isinstance(cited, Citation)
    assert TEXT[cited.start : cited.end] == cited.quote == item.quote
    assert (cited.ok, cited.claim, work.grade, work.reasons) == (True, "£26", "proven", ())
    assert work.assigned == (work.brief.cell.key,)


async def test_documents_are_gone_through_once_for_all_rows() -> None:
    """For each row they were, and all their passages: of many documents that was most of its cost."""
    read: list[str] = []

    class Listed(tuple[Any, ...]):
        def __iter__(self) -> Iterator[Any]:
            read.append(self[0].name)
            return super().__iter__()

    some = replace(_resources(), sources=Listed((SOURCE,)), chunks=Listed((CHUNK,)))
    for item in ITEMS[:2]:
        grounding = {"item": item.model_dump(mode="json")}
        work, env, _ = scene(PART, resources=some, sources=["d"], grounding=grounding)
        assert (await documents.take_item(work, env)).row is not None
    assert read == []
