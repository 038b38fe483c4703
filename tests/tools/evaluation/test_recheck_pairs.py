"""The audit of retrieval pairs: what a forger changes in a row, its search, its readers or its sources."""

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice, Work
from seedbed.agent.writer.grounded import pairs, written_pairs
from seedbed.memory.brief import Cell, Slot
from seedbed.memory.candidate import Citation, Draft, Verdict
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Candidate, Store, StoredAnswer
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from tests.agent.scenes import scene
from tests.agent.scripted import Journal, ScriptedDesk
from tests.agent.writer.grounded.pair_documents import (
    LEAF,
    PART,
    QUESTION,
    SENTENCE,
    SOURCES,
    TANDEM,
    shelf_in,
)

GOOD = {"query": "What do I have to leave as security for a tandem deposit?", "quote": SENTENCE}
READ = {"answerable": True, "answer": "£110"}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    made = shelf_in(tmp_path_factory.mktemp("recheck"))
    yield made
    made.index.close()


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    run = RunFolder(tmp_path)
    run.sources.mkdir()
    for source in SOURCES:
        (run.sources / f"{source.sha256}.txt").write_text(source.text, encoding="utf-8", newline="\n")
    return run


def place(work: Work, journal: Journal, folder: RunFolder, *said: tuple[Slot, Any]) -> Place:
    """Where the audit finds a row that was just made."""
    draft = work.draft()
    verdict = Verdict(state="accepted", cell=work.brief.cell.key, grade=draft.grade)
    candidate = Candidate(1, work.brief.row_id, verdict, draft)
    bodies = [{"choices": [{"message": {"content": json.dumps(answer)}}]} for _, answer in said]
    answers = [
        (slot, StoredAnswer(slot.key, "r", "m", body)) for (slot, _), body in zip(said, bodies, strict=True)
    ]
    spec = Spec(parts=(PART,), sources=("d",))
    return Place(candidate, work.brief, folder, cast(Store, journal), spec, answers)


def choice() -> Choice:
    cell = Cell(part=PART.name, leaf=LEAF, label="any", difficulty="any")
    return Choice(PART, cell, {}, random.Random(1), 1, {}, lambda key: ())


async def sure(shelf: Shelf, folder: RunFolder) -> Place:
    _, bench, _ = scene(PART, shelf=shelf, sources=["d"])
    grounding = {"style": "question"}
    for item in pairs.stock(PART, shelf)[LEAF]:
        if item.question == QUESTION:
            chosen = pairs.choose_item(choice(), bench)
            assert chosen is not None
            fields = {name: getattr(item, name) for name in chosen.grounding["item"]}
            grounding["item"] = json.loads(json.dumps(fields))
    work, bench, scripted = scene(PART, shelf=shelf, sources=["d"], form="sure", grounding=grounding)
    work = await pairs.verify_item(await pairs.take_item(work, bench), bench)
    assert not work.reasons
    return place(work, scripted.store, folder)


async def strong(shelf: Shelf, folder: RunFolder) -> Place:
    _, bench, _ = scene(PART, shelf=shelf, sources=["d"])
    chosen = written_pairs.choose_passage(choice(), bench)
    assert chosen is not None
    grounding = {**chosen.grounding, "style": "question"}

    async def made(number: int) -> tuple[Work, ScriptedDesk]:
        answers = (GOOD, READ, {"reason": "", "answering": [number]})
        work, bench, scripted = scene(
            PART, *answers, shelf=shelf, sources=["d"], grounding=grounding, can=["judging"]
        )
        return await written_pairs.verify_pair(await written_pairs.write_query(work, bench), bench), scripted

    work, _ = await made(0)
    mine = work.notes["read"].index(TANDEM.id) + 1
    work, scripted = await made(mine)
    assert not work.reasons
    answered = (GOOD, READ, {"reason": "", "answering": [mine]})
    slots = [slot for slot, _ in scripted.asked]
    return place(work, scripted.store, folder, *zip(slots, answered, strict=True))


MAKERS = {"sure": sure, "strong": strong}


def faults(at: Place) -> list[str]:
    found = [recheck(piece, at)[1] for piece in at.candidate.draft.evidence]
    return [
        *filter(None, found),
        *origin(at.candidate.draft, at.brief, PART, at.answers),
    ]


def with_row(at: Place, **fields: Any) -> Place:
    row = {**at.row, **fields}
    return changed(at, at.candidate.draft.model_copy(update={"row": row}))


def changed(at: Place, draft: Draft) -> Place:
    candidate = Candidate(1, at.candidate.row_id, at.candidate.verdict, draft)
    return Place(candidate, at.brief, at.folder, at.store, at.spec, at.answers)


@pytest.mark.parametrize("form", MAKERS)
async def test_a_row_as_it_was_made_holds(shelf: Shelf, folder: RunFolder, form: str) -> None:
    at = await MAKERS[form](shelf, folder)
    assert faults(at) == []
    assert {recheck(piece, at)[0] for piece in at.candidate.draft.evidence} <= {"recomputed", "consistent"}


ROWS: dict[str, Callable[[Place], dict[str, Any]]] = {
    "another query": lambda at: {"query": "How much is the deposit for a boat?"},
    "another positive": lambda at: {"positive": at.row["negatives"][0]},
    "a negative that answers": lambda at: {"negatives": ["For a tandem one leaves £110."]},
    "a negative left out": lambda at: {"negatives": at.row["negatives"][1:]},
    "no negatives": lambda at: {"negatives": []},
    "the positive as a negative": lambda at: {"negatives": [*at.row["negatives"][:-1], at.row["positive"]]},
    "another source": lambda at: {"source": "city.md"},
    "another heading": lambda at: {"heading": "City bikes"},
}


@pytest.mark.parametrize("form", MAKERS)
@pytest.mark.parametrize("what", ROWS)
async def test_a_changed_row_is_found(shelf: Shelf, folder: RunFolder, form: str, what: str) -> None:
    at = await MAKERS[form](shelf, folder)
    assert faults(with_row(at, **ROWS[what](at)))


def search(at: Place) -> list[dict[str, Any]]:
    (found,) = cast(Journal, at.store).entries.values()
    return cast(list[dict[str, Any]], found)


@pytest.mark.parametrize("form", MAKERS)
async def test_a_changed_search_is_found(shelf: Shelf, folder: RunFolder, form: str) -> None:
    at = await MAKERS[form](shelf, folder)
    hits = search(at)
    kept = list(hits)
    hits[:] = [hit for hit in kept if hit["id"] != TANDEM.id]
    assert any("does not bring its passage" in fault for fault in faults(at))
    hits[:] = []
    assert any("the journal has no search" in fault for fault in faults(at))
    hits[:] = [{**hit, "text": hit["text"] + " Really."} for hit in kept]
    forged = with_row(
        at,
        positive=f"{at.row['positive']} Really.",
        negatives=[f"{text} Really." for text in at.row["negatives"]],
    )
    assert any("a passage does not stand at" in fault for fault in faults(forged))


@pytest.mark.parametrize("form", MAKERS)
async def test_another_citation_is_found(shelf: Shelf, folder: RunFolder, form: str) -> None:
    at = await MAKERS[form](shelf, folder)
    draft = at.candidate.draft
    (cited,) = [piece for piece in draft.evidence if isinstance(piece, Citation)]
    text = next(source for source in SOURCES if source.name == "tandems.md").text
    quote = "A tandem carries two adults."
    start = text.index(quote)
    other = cited.model_copy(
        update={"claim": "two", "quote": quote, "start": start, "end": start + len(quote)}
    )
    rest = [piece for piece in draft.evidence if piece != cited]
    assert faults(changed(at, draft.model_copy(update={"evidence": (*rest, other)})))


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        (0, {**GOOD, "quote": "A tandem carries two adults."}),
        (1, {"answerable": False, "answer": ""}),
        (1, {"answerable": True, "answer": "£60"}),
        (2, {"reason": "", "answering": []}),
        (2, {"reason": "", "answering": [1, 2, 3, 4, 5, 6]}),
    ],
)
async def test_what_a_model_did_not_say_is_found(
    shelf: Shelf, folder: RunFolder, number: int, answer: dict[str, Any]
) -> None:
    at = await strong(shelf, folder)
    slot, stored = at.answers[number]
    body = {"choices": [{"message": {"content": json.dumps(answer)}}]}
    answers = list(at.answers)
    answers[number] = (slot, StoredAnswer(stored.slot, "r", "m", body))
    forged = Place(at.candidate, at.brief, at.folder, at.store, at.spec, answers)
    assert faults(forged)


async def test_notes_that_name_other_passages_are_found(shelf: Shelf, folder: RunFolder) -> None:
    at = await strong(shelf, folder)
    draft = at.candidate.draft
    read = [id for id in draft.notes["read"] if id != TANDEM.id]
    assert faults(changed(at, draft.model_copy(update={"notes": {**draft.notes, "read": read}})))
