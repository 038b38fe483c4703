"""The researcher: notes are pieces of the sources, and what was found once is found again."""

import json
from dataclasses import replace
from typing import Any

from seedbed.agent.researcher.planned import search_planned
from seedbed.agent.researcher.research import Passage, research, retrieve
from seedbed.agent.shelf import Shelf
from seedbed.agent.writer.records import find_notes
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.ranking import Hit
from tests.agent.scenes import said, scene
from tests.agent.writer.grounded.test_questions import CHUNK, OTHER, SOURCE, TEXT, Index

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


async def test_without_tool_calls_searches_are_planned_by_rule_and_journaled() -> None:
    shelf = _shelf()
    work, bench, scripted = scene(PART, shelf=shelf, attributes={"bike": "tandem"})
    _, notes = await research("deposits", work, bench)
    _, again = await research("deposits", work, bench)
    assert notes == again
    assert [p.id for p in notes.passages] == ["elsewhere", CHUNK.id]
    assert shelf.index.asked == ["deposits", "Leaf tandem", "tickets Leaf"]
    assert notes.searches == ("deposits", "Leaf tandem", "tickets Leaf")
    assert len(scripted.store.entries) == 3
    assert scripted.asked == []


async def test_what_no_passage_speaks_of_is_not_in_the_sources() -> None:
    work, bench, _ = scene(PART, shelf=_shelf())
    _, notes = await research("parachutes", work, bench)
    assert notes.absent and notes.passages == ()
    assert notes.searches == ("parachutes", "Leaf", "tickets Leaf")


SILENT = replace(OTHER, text="Nothing of the kind.")


class Narrowed(Index):
    """An index that can be narrowed to some passages; a silent one has no heading that tells either."""

    async def find(self, query: str, k: int, **how: Any) -> list[Hit]:
        among = how.get("among")
        found = await super().find(query, k)
        shown = [hit for hit in found if among is None or hit.chunk in among]
        return [replace(hit, heading="") if hit.text == SILENT.text else hit for hit in shown]


async def test_passages_named_first_are_the_notes_if_they_speak_of_it() -> None:
    shelf = Shelf(sources=(SOURCE,), chunks=(CHUNK,), index=Narrowed([OTHER, CHUNK], []))
    work, bench, _ = scene(PART, shelf=shelf)
    _, notes = await research("deposits", work, bench, first=(CHUNK.id,))
    assert [p.id for p in notes.passages] == [CHUNK.id]
    assert shelf.index.asked == ["deposits"] and notes.searches == ("deposits",)


async def test_where_they_say_nothing_of_it_everything_is_searched() -> None:
    shelf = Shelf(sources=(SOURCE,), chunks=(CHUNK,), index=Narrowed([CHUNK, SILENT], []))
    work, bench, _ = scene(PART, shelf=shelf)
    _, notes = await research("deposits", work, bench, first=("elsewhere",))
    assert [p.id for p in notes.passages] == [CHUNK.id, "elsewhere"]
    assert shelf.index.asked == ["deposits", "deposits", "Leaf", "tickets Leaf"]


async def test_a_researcher_with_tools_is_told_what_to_read_first_by_id_alone() -> None:
    work, bench, scripted = scene(PART, CALL, NOTES, shelf=_shelf(), can=["tool_calls"])
    await research("deposits", work, bench, first=(CHUNK.id,))
    assert f"Nothing has been written yet from these passages: {CHUNK.id}." in said(scripted)
    work, bench, scripted = scene(PART, CALL, NOTES, shelf=_shelf(), can=["tool_calls"])
    await research("deposits", work, bench)
    assert "Nothing has been written yet" not in said(scripted)


async def test_several_searches_are_fused_by_rank() -> None:
    async def find(query: str, step: str) -> tuple[Passage, ...]:
        return tuple(Passage(name, name, "", "", "", 0, 1) for name in found[query])

    found = {"one": "abc", "two": "bxy", "three": "bza"}
    fused = await search_planned(list(found), find)
    assert "".join(p.id for p in fused) == "baxzc"


async def test_attempts_and_steps_are_journaled_apart() -> None:
    shelf = _shelf()
    work, bench, scripted = scene(PART, shelf=shelf)
    await retrieve("deposits", work, bench, "research")
    await retrieve("deposits", work, bench, "round_trip")
    await retrieve("deposits", work.again(), bench, "research")
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


async def test_an_answer_without_usable_notes_falls_back_to_searches_by_rule() -> None:
    notes, _, shelf = await _talk("I found nothing of interest.")
    assert [p.id for p in notes.passages] == ["elsewhere", CHUNK.id]
    assert shelf.index.asked == ["deposits", "Leaf", "tickets Leaf"]


ABSENT = {"in_sources": False, "notes": []}


async def test_the_researcher_may_say_that_it_is_not_in_the_sources() -> None:
    notes, _, _ = await _talk(CALL, ABSENT)
    assert notes.absent and notes.passages == ()
    assert notes.searches[0].startswith("search_passages(")


async def test_that_it_is_absent_is_believed_only_after_a_search() -> None:
    notes, _, shelf = await _talk(ABSENT)
    assert not notes.absent and notes.passages
    assert shelf.index.asked[0] == "deposits"


async def test_absent_beside_notes_is_absent() -> None:
    notes, _, _ = await _talk(CALL, {**NOTES, "in_sources": False})
    assert notes.absent and notes.passages == ()


async def test_a_record_is_not_written_from_thin_air() -> None:
    work, bench, _ = scene(PART, CALL, ABSENT, shelf=_shelf(), can=["tool_calls"])
    work = await find_notes(work, bench)
    (reason,) = work.reasons
    assert (reason.code, reason.by) == ("unsupported claim", "researcher")
    assert reason.detail.startswith("not in the sources; searched: search_passages(")
