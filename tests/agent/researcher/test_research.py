"""The researcher: notes are pieces of the sources, and what was found once is found again."""

import json
from typing import Any

from seedbed.agent.researcher.research import research, retrieve
from seedbed.agent.shelf import Shelf
from seedbed.memory.spec import Part
from tests.agent.scenes import said, scene
from tests.agent.writer.test_questions import CHUNK, OTHER, SOURCE, TEXT, Index

PART = Part(task="records", topic="tickets", rows=1, fields={"type": "object"})
NOTES = {
    "notes": [
        {"passage": CHUNK.id, "quote": "The deposit for a\ntandem is £110."},
        {"passage": "nowhere", "quote": "Larkspoke pays the deposit back within 3 days."},
        {"passage": CHUNK.id, "quote": "Larkspoke never pays anything back."},
        {"passage": CHUNK.id},
        "no note",
    ]
}


def _shelf() -> Shelf:
    return Shelf(sources=(SOURCE,), chunks=(CHUNK,), index=Index([OTHER, CHUNK], []))


async def test_without_sources_nothing_is_asked() -> None:
    work, bench, scripted = scene(PART, can=["tool_calls"])
    _, notes = await research("deposits", work, bench)
    assert notes.passages == ()
    assert scripted.asked == []


async def test_without_tool_calls_one_search_is_made_for_it_and_journaled() -> None:
    shelf = _shelf()
    work, bench, scripted = scene(PART, shelf=shelf)
    _, notes = await research("deposits", work, bench)
    _, again = await research("deposits", work, bench)
    assert notes == again
    assert [p.id for p in notes.passages] == ["elsewhere", CHUNK.id]
    assert shelf.index.asked == ["deposits"]
    assert scripted.asked == []


async def test_attempts_and_steps_are_journaled_apart() -> None:
    shelf = _shelf()
    work, bench, scripted = scene(PART, shelf=shelf)
    retrieve("deposits", work, bench, "research")
    retrieve("deposits", work, bench, "round_trip")
    retrieve("deposits", work.again(), bench, "research")
    assert len(scripted.store.entries) == 3


async def _talk(*answers: Any, journal: dict[str, Any] | None = None) -> tuple[Any, Any, Shelf]:
    shelf = _shelf()
    work, bench, scripted = scene(PART, *answers, shelf=shelf, can=["tool_calls"])
    scripted.store.entries.update(journal or {})
    _, notes = await research("deposits", work, bench)
    return notes, scripted, shelf


CALL = [("search_passages", json.dumps({"query": "deposit tandem"}))]


async def test_only_quotes_that_stand_in_the_sources_become_notes() -> None:
    notes, scripted, shelf = await _talk(CALL, NOTES)
    assert [p.text for p in notes.passages] == [
        "The deposit for a tandem is £110.",
        "Larkspoke pays the deposit back within 3 days.",
    ]
    assert all(TEXT[p.start : p.end] == p.text for p in notes.passages)
    assert shelf.index.asked == ["deposit tandem"]
    assert "Helmets are free" in said(scripted, 1)


async def test_a_tools_result_is_read_from_the_journal_when_it_is_there() -> None:
    _, first, _ = await _talk(CALL, NOTES)
    (key,) = first.store.entries
    _, second, shelf = await _talk(CALL, NOTES, journal={key: "what was found then"})
    assert shelf.index.asked == []
    assert "what was found then" in said(second, 1)


async def test_an_answer_without_usable_notes_falls_back_to_one_search() -> None:
    notes, _, shelf = await _talk("I found nothing of interest.")
    assert [p.id for p in notes.passages] == ["elsewhere", CHUNK.id]
    assert shelf.index.asked == ["deposits"]
