"""Near misses of a model: how readers and the control question decide, and what the audit finds."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice, Work
from seedbed.agent.writer.grounded import near_miss_questions
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Agreement
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import StoredAnswer
from seedbed.memory.store.sql import SqlStore
from seedbed.tools.evaluation.audit_store import of_row
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.sources import write_source
from tests.agent.scenes import said, scene
from tests.agent.writer.grounded.test_questions import CHUNK, ITEMS, OTHER, SOURCE, Index
from tests.runs import make_run, spec

PART = Part(task="grounded_qa", topic="bike hire", rows=2, way="unanswerable")
QUESTION = "How much is the deposit for a child trailer?"
WRITTEN = {"answerable": "What is the deposit for a tandem?", "answer": "£110", "question": QUESTION}
NO = ["", ""]


def _read(answer: str) -> dict[str, Any]:
    return {"answerable": bool(answer), "answer": answer}


def _shelf(*, items: bool = True) -> Shelf:
    return Shelf(
        sources=(SOURCE,),
        chunks=(CHUNK,),
        items={"root.leaf": ITEMS[1:] if items else ()},
        passages={"root.leaf": (CHUNK,)},
        index=Index([OTHER, CHUNK], []),
    )


def _grounding(shelf: Shelf) -> dict[str, Any]:
    _, bench, _ = scene(PART, shelf=shelf, sources=["d"])
    cell = Cell(part="rows", leaf="root.leaf", label="any", difficulty="any")
    choice = Choice(PART, cell, {}, random.Random(1), 1, {}, lambda key: ())
    chosen = near_miss_questions.choose_control(choice, bench)
    assert chosen is not None
    return chosen.grounding


async def _made(written: dict[str, str], *read: str, items: bool = True) -> tuple[Work, Any]:
    shelf = _shelf(items=items)
    work, bench, scripted = scene(
        PART, written, *map(_read, read), shelf=shelf, sources=["d"], grounding=_grounding(shelf)
    )
    work = await near_miss_questions.write_near_miss(work, bench)
    return await near_miss_questions.verify_near_miss(work, bench), scripted


async def test_six_readings_find_nothing_and_the_control_is_answered() -> None:
    work, scripted = await _made(WRITTEN, *NO, "3 days", *NO, *NO)
    assert work.reasons == ()
    read, control = work.evidence
    assert isinstance(read, Agreement)
    assert isinstance(control, Agreement)
    assert (read.question, read.answers, read.share) == (QUESTION, ("",) * 7, 1.0)
    assert (control.question, control.answers) == (ITEMS[1].question, ("3 days", "3 days"))
    assert work.row is not None
    assert (work.row["answer"], work.row["answerable"], work.row["context"]) == ("", False, CHUNK.text)
    assert work.grade == "supported"
    alone, searched = said(scripted, 1), said(scripted, 4)
    assert "Helmets are free" not in alone
    assert "Helmets are free" in searched
    found = list(scripted.store.entries)
    assert [key.split("/")[2] for key in found] == ["question", "reworded"]


async def test_without_a_structured_question_the_writers_own_is_the_control() -> None:
    work, _ = await _made(WRITTEN, *NO, "£110", *NO, *NO, items=False)
    assert work.reasons == ()
    assert isinstance(work.evidence[1], Agreement)
    assert work.evidence[1].question == WRITTEN["answerable"]
    lost, _ = await _made({**WRITTEN, "answer": "£111"}, *NO, items=False)
    assert [reason.by for reason in lost.reasons] == ["span in source"]


@pytest.mark.parametrize(
    ("changed", "read", "by"),
    [
        ({}, ["£40"], "reader"),
        ({}, ["", "£40"], "reader"),
        ({}, [*NO, ""], "control question"),
        ({}, [*NO, "24 hours"], "control question"),
        ({}, [*NO, "3 days", "£40"], "reader"),
        ({}, [*NO, "3 days", *NO, "", "£40"], "reader"),
        ({"question": "Who wrote the first novel about Mars?"}, [], "form of the question"),
        ({"question": "What is the deposit for a tandem?"}, [], "form of the question"),
        ({"question": "Is the deposit for a trailer high?"}, [], "form of the question"),
    ],
)
async def test_one_reading_decides(changed: dict[str, str], read: list[str], by: str) -> None:
    work, scripted = await _made({**WRITTEN, **changed}, *read)
    assert [reason.by for reason in work.reasons][:1] == [by]
    assert scripted.answers == []


def test_the_second_search_has_the_bare_words() -> None:
    assert near_miss_questions.reworded(QUESTION) == "deposit child trailer"


# the audit --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    made = make_run(Path(tmp_path_factory.mktemp("absent")) / "run")
    write_source(made.sources, SOURCE)
    return made


@pytest.fixture
def store(folder: RunFolder) -> Iterator[SqlStore]:
    opened = folder.open_store()
    yield opened
    opened.close()


async def _place(folder: RunFolder, store: SqlStore, **changed: Any) -> Place:
    read = [*NO, "3 days", *NO, *NO]
    work, scripted = await _made(WRITTEN, *read)
    assert work.row is not None
    candidate = next(iter(store.candidates("accepted")))
    draft = work.draft().model_copy(update={"row": {**work.row, **changed}})
    known = store.brief(candidate.number)
    assert known is not None
    part = PART.model_copy(update={"name": known.cell.part})
    brief = known.model_copy(update={"grounding": work.brief.grounding, "form": "strong"})
    stored = [
        (slot, StoredAnswer(slot.key, "r", "m", {"choices": [{"message": {"content": json.dumps(one)}}]}))
        for (slot, _), one in zip(scripted.asked, [WRITTEN, *map(_read, read)], strict=True)
    ]
    whole = spec().model_copy(update={"parts": (part,)})
    return Place(replace(candidate, draft=draft), brief, folder, store, whole, stored)


async def test_the_audit_holds_readings_against_the_journal(folder: RunFolder, store: SqlStore) -> None:
    here = await _place(folder, store)
    draft = here.candidate.draft
    assert [recheck(one, here) for one in draft.evidence] == [("consistent", "")] * 2
    assert not list(origin(draft, here.brief, here.spec.parts[0], here.answers))
    bare = replace(here.candidate, draft=draft.model_copy(update={"evidence": ()}))
    wrong = [told for _, told in of_row(bare, here.brief, here.spec, here.answers)]
    assert "has no evidence of kind agreement" in wrong


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"answer": "£40"}, "has an answer"),
        ({"answerable": True}, "has an answer"),
        ({"context": "A trailer."}, "not its brief's passage"),
        ({"source": "b.md"}, "not its brief's passage"),
        ({"question": "How much is the deposit for a bus?"}, "control question is not"),
    ],
)
async def test_a_changed_row_is_found(
    changed: dict[str, Any], told: str, folder: RunFolder, store: SqlStore
) -> None:
    here = await _place(folder, store, **changed)
    assert told in recheck(here.candidate.draft.evidence[0], here)[1]
    if "question" in changed:
        assert list(origin(here.candidate.draft, here.brief, here.spec.parts[0], here.answers))


async def test_forged_readings_are_found(folder: RunFolder, store: SqlStore) -> None:
    here = await _place(folder, store)
    read, control = here.candidate.draft.evidence
    assert isinstance(read, Agreement)
    assert isinstance(control, Agreement)
    for forged, told in (
        (read.model_copy(update={"answers": ("", "£40")}), "found an answer"),
        (read.model_copy(update={"answers": ("",) * 12}), "no reading"),
        (read.model_copy(update={"share": 0.9}), "don't all agree"),
        (control.model_copy(update={"answers": ("3 days", "4 days")}), "no reading"),
        (control.model_copy(update={"answers": ("4 days", "3 days")}), "control question is not"),
    ):
        assert told in recheck(forged, here)[1]
