"""Questions without an answer as rows: what is chosen and shown, and what the audit finds."""

import json
import random
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.planner.grow_grounded import items_by_leaf, sections_of
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice, Work
from seedbed.agent.writer.grounded import unanswerable
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Computation
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Part
from seedbed.memory.store.sql import SqlStore
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.sources import write_source
from tests.agent.scenes import scene
from tests.runs import make_run, spec
from tests.tools.knowledge.absence.test_near_misses import DEPOSIT, FIRM
from tests.tools.knowledge.documents import document

SOURCES = (document(FIRM, "bikes.md"),)
CHUNKS = chunk_sources(SOURCES)
SECTIONS = sections_of(CHUNKS)
PART = Part(task="grounded_qa", topic="bike hire", rows=2, way="unanswerable")
LEAF = SECTIONS.concepts[0].id
METHOD = "grounded_qa/sure/unanswerable"


def _shelf() -> Shelf:
    items = items_by_leaf(make_questions(CHUNKS), SECTIONS)
    return Shelf(sources=SOURCES, chunks=CHUNKS, sections=SECTIONS, items=items)


def _choice(used: dict[str, int], number: int = 1) -> Choice:
    cell = Cell(part="rows", leaf=LEAF, label="any", difficulty="any")
    return Choice(PART, cell, {}, random.Random(number), number, used, lambda key: ())


async def _made(question: str = DEPOSIT) -> Work:
    shelf = _shelf()
    near = next(one for one in unanswerable.stock(PART, shelf)[LEAF] if one.question == question)
    grounding: dict[str, Any] = json.loads(json.dumps({"near": asdict(near)}))
    work, bench, scripted = scene(
        PART, shelf=shelf, sources=["d"], form="sure", leaf=LEAF, grounding=grounding, method=METHOD
    )
    work = await unanswerable.take_near_miss(work, bench)
    work = await unanswerable.verify_near_miss(work, bench)
    assert scripted.asked == []
    return work


def test_questions_take_turns_and_each_is_asked_once() -> None:
    _, bench, _ = scene(PART, shelf=_shelf(), sources=["d"], leaf=LEAF)
    used: dict[str, int] = {}
    made_from = []
    while chosen := unanswerable.choose_near_miss(_choice(used, len(used)), bench):
        assert chosen.material not in used
        used[chosen.material] = 1
        made_from.append(chosen.grounding["near"]["asked_of"])
    kinds = len(set(made_from))
    assert 1 < kinds == len(set(made_from[:kinds]))


async def test_a_row_has_no_answer_and_its_passage() -> None:
    work = await _made()
    assert work.row is not None
    assert (work.row["question"], work.row["answer"], work.row["answerable"]) == (DEPOSIT, "", False)
    assert work.row["context"] in FIRM
    assert work.row["source"] == "bikes.md"
    (found,) = work.evidence
    assert isinstance(found, Computation)
    assert (found.ok, found.result, work.grade, work.reasons) == (True, "0", "supported", ())
    assert work.assigned == (work.brief.cell.key,)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    made = make_run(Path(tmp_path_factory.mktemp("absent")) / "run")
    for source in SOURCES:
        write_source(made.sources, source)
    store = made.open_store(write=True)
    store.set_meta("sources", [{**asdict(source), "text": ""} for source in SOURCES])
    store.close()
    return made


@pytest.fixture
def store(folder: RunFolder) -> Iterator[SqlStore]:
    opened = folder.open_store()
    yield opened
    opened.close()


async def _place(
    folder: RunFolder, store: SqlStore, near: dict[str, Any] | None = None, **changed: Any
) -> Place:
    """Where the audit finds the row, with fields of the row or of its brief's near miss changed."""
    work = await _made()
    assert work.row is not None
    candidate = next(iter(store.candidates("accepted")))
    draft = candidate.draft.model_copy(update={"row": {**work.row, **changed}, "evidence": work.evidence})
    known = store.brief(candidate.number)
    assert known is not None
    part = PART.model_copy(update={"name": known.cell.part})
    told = {**work.brief.grounding["near"], **(near or {})}
    brief = known.model_copy(update={"grounding": {"near": told}, "form": "sure"})
    whole = spec().model_copy(update={"parts": (part,)})
    return Place(replace(candidate, draft=draft), brief, folder, store, whole, ())


async def test_the_audit_searches_again(folder: RunFolder, store: SqlStore) -> None:
    here = await _place(folder, store)
    (found,) = here.candidate.draft.evidence
    assert recheck(found, here) == ("recomputed", "")
    assert not list(origin(here.candidate.draft, here.brief, here.spec.parts[0], ()))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"answer": "£60"}, "has an answer"),
        ({"answerable": True}, "has an answer"),
        ({"question": "How much is the deposit for a tandem?"}, "doesn't ask for"),
        ({"context": "Rain capes have no deposit."}, "context is of no source"),
        ({"source": "other.md"}, "context is of no source"),
    ],
)
async def test_a_changed_row_is_found(
    changed: dict[str, Any], said: str, folder: RunFolder, store: SqlStore
) -> None:
    here = await _place(folder, store, **changed)
    assert said in recheck(here.candidate.draft.evidence[0], here)[1]
    wrong = list(origin(here.candidate.draft, here.brief, here.spec.parts[0], ()))
    assert bool(wrong) == ("question" in changed)


async def test_a_question_that_has_an_answer_is_found_whatever_the_brief_says(
    folder: RunFolder, store: SqlStore
) -> None:
    question = "How much is the deposit for a tandem?"
    sought = {"entity": "Tandem", "attribute": "deposit", "value_kind": "money"}
    here = await _place(folder, store, {"question": question, "sought": sought}, question=question)
    assert "may answer it" in recheck(here.candidate.draft.evidence[0], here)[1]


async def test_a_forged_search_and_a_missing_text_are_found(folder: RunFolder, store: SqlStore) -> None:
    here = await _place(folder, store)
    (found,) = here.candidate.draft.evidence
    assert isinstance(found, Computation)
    forged = found.model_copy(update={"inputs": {**found.inputs, "passages": 99}})
    assert "something else" in recheck(forged, here)[1]
    text = folder.sources / f"{SOURCES[0].sha256}.txt"
    data = text.read_bytes()
    text.write_bytes(data + b"\nThe deposit for a rain cape is 3 pounds.\n")
    try:
        assert "gone or was changed" in recheck(found, here)[1]
    finally:
        text.write_bytes(data)
