"""Rows whose answer takes several places, made and re-checked; whole runs are audited elsewhere."""

import json
import random
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice, Work
from seedbed.agent.writer.grounded import questions
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Citation, Computation
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Part
from seedbed.memory.store.sql import SqlStore
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.questions.items import BETWEEN, GroundedItem
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.sources import write_source
from tests.agent.scenes import scene
from tests.runs import make_run, spec
from tests.tools.knowledge.documents import RATES, document

TELLS = "# Bikes\n\nThe tandem is approved for a combined rider weight of up to 190 kg.\n"
SOURCES = (document(RATES, "rates.md"), document(TELLS, "bikes.md"))
CHUNKS = chunk_sources(SOURCES)
ITEMS = {item.question: item for item in make_questions(CHUNKS) if item.hops}
PART = Part(task="grounded_qa", topic="bike hire", rows=2)
JOINED = next(item for item in ITEMS.values() if "approved" in item.question)
HIGHEST = ITEMS["Which type of bike has the highest deposit?"]


async def _made(item: GroundedItem) -> Work:
    shelf = Shelf(sources=SOURCES, chunks=CHUNKS, items={"root.leaf": (item,)})
    _, bench, _ = scene(PART, shelf=shelf, sources=["d"])
    cell = Cell(part="rows", leaf="root.leaf", label="any", difficulty="hard")
    chosen = questions.choose_item(Choice(PART, cell, {}, random.Random(1), 1, {}, lambda key: ()), bench)
    assert chosen is not None
    assert chosen.material == item.id
    grounding: dict[str, Any] = json.loads(json.dumps(chosen.grounding))
    work, bench, scripted = scene(PART, shelf=shelf, sources=["d"], form="sure", grounding=grounding)
    work = await questions.verify_item(await questions.take_item(work, bench), bench)
    assert scripted.asked == []
    assert work.signature == item.id
    return work


async def test_two_hops_are_both_cited_and_shown() -> None:
    work = await _made(JOINED)
    assert work.row is not None
    assert (work.grade, work.reasons) == ("proven", ())
    assert work.row["source"] == "bikes.md; rates.md"
    told, table = work.row["context"].split(BETWEEN)
    assert told == TELLS.split("\n\n")[1].strip()
    assert table.startswith("| Bike type |")
    assert [one.claim for one in work.evidence if isinstance(one, Citation)] == ["tandem", work.row["answer"]]


async def test_a_comparison_cites_each_row_and_its_table_once() -> None:
    work = await _made(HIGHEST)
    assert work.row is not None
    assert [type(one) for one in work.evidence] == [Citation, Citation, Citation, Computation]
    assert work.row["context"].count("| Bike type |") == 1
    assert (work.row["answer"], work.grade) == ("Electric city bike", "proven")


async def test_an_answer_that_does_not_follow_is_refused() -> None:
    work = await _made(replace(HIGHEST, answer="Tandem"))
    assert [reason.code for reason in work.reasons] == ["unsupported claim"]
    assert work.grade != "proven"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    made = make_run(Path(tmp_path_factory.mktemp("hops")) / "run")
    for source in SOURCES:
        write_source(made.sources, source)
    return made


@pytest.fixture
def store(folder: RunFolder) -> Iterator[SqlStore]:
    opened = folder.open_store()
    yield opened
    opened.close()


async def _place(item: GroundedItem, folder: RunFolder, store: SqlStore, **changed: Any) -> Place:
    """Where the audit finds the row of an item, with fields of the row changed."""
    work = await _made(item)
    assert work.row is not None
    candidate = next(iter(store.candidates("accepted")))
    draft = candidate.draft.model_copy(update={"row": {**work.row, **changed}, "evidence": work.evidence})
    known = store.brief(candidate.number)
    assert known is not None
    part = PART.model_copy(update={"name": known.cell.part})
    brief = known.model_copy(update={"grounding": {"item": json.loads(json.dumps(asdict(item)))}})
    whole = spec().model_copy(update={"parts": (part,)})
    return Place(replace(candidate, draft=draft), brief, folder, store, whole, ())


@pytest.mark.parametrize("item", [JOINED, HIGHEST], ids=["two hops", "comparison"])
async def test_the_audit_recomputes_every_piece(
    item: GroundedItem, folder: RunFolder, store: SqlStore
) -> None:
    here = await _place(item, folder, store)
    evidence = here.candidate.draft.evidence
    assert [recheck(one, here) for one in evidence] == [("recomputed", "")] * len(evidence)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"answer": "Tandem"}, "the places give 'Electric city bike'"),
        ({"question": "Which is best?"}, "asks something else"),
        ({"context": "| Tandem |"}, "context lacks"),
        ({"source": "other.md"}, "names 'other.md'"),
    ],
)
async def test_a_changed_row_is_found(
    changed: dict[str, Any], said: str, folder: RunFolder, store: SqlStore
) -> None:
    here = await _place(HIGHEST, folder, store, **changed)
    assert all(said in recheck(one, here)[1] for one in here.candidate.draft.evidence)


async def test_changed_evidence_is_found(folder: RunFolder, store: SqlStore) -> None:
    here = await _place(HIGHEST, folder, store)
    *_, computed = here.candidate.draft.evidence
    forged = computed.model_copy(update={"inputs": {"1 Tandem": "£9,999"}})
    assert "something else" in recheck(forged, here)[1]
    context = str(here.row["context"]) + f"{BETWEEN}A sentence of nobody's."
    added = await _place(HIGHEST, folder, store, context=context)
    assert "stands in no source" in recheck(computed, added)[1]


async def test_a_source_that_is_gone_and_an_odd_item_are_found(folder: RunFolder, store: SqlStore) -> None:
    here = await _place(JOINED, folder, store)
    first, last = here.candidate.draft.evidence
    assert isinstance(first, Citation)
    moved = folder.sources / f"{first.sha256}.txt"
    text = moved.read_bytes()
    moved.unlink()
    try:
        assert "does not stand" in recheck(first, here)[1]
        assert "stands in no source" in recheck(last, here)[1]
    finally:
        moved.write_bytes(text)
    odd = here.brief.model_copy(update={"grounding": {"item": {"hops": [1]}}})
    assert recheck(last, replace(here, brief=odd))[1] != ""
