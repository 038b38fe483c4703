"""The audit of retrieval pairs: what a forger changes in a row, its search, its readers or its sources."""

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice, Work
from seedbed.agent.writer.grounded import pairs
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Citation, Draft, Verdict
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from tests.agent.scenes import scene
from tests.agent.scripted import Journal
from tests.agent.writer.grounded.pair_documents import (
    LEAF,
    PART,
    QUESTION,
    SOURCES,
    TANDEM,
    shelf_in,
)


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


def place(work: Work, journal: Journal, folder: RunFolder) -> Place:
    """Where the audit finds a row that was just made."""
    draft = work.draft()
    verdict = Verdict(state="accepted", cell=work.brief.cell.key, grade=draft.grade)
    candidate = Candidate(1, work.brief.row_id, verdict, draft)
    spec = Spec(parts=(PART,), sources=("d",))
    return Place(candidate, work.brief, folder, cast(Store, journal), spec, [])


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


async def test_a_row_as_it_was_made_holds(shelf: Shelf, folder: RunFolder) -> None:
    at = await sure(shelf, folder)
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


@pytest.mark.parametrize("what", ROWS)
async def test_a_changed_row_is_found(shelf: Shelf, folder: RunFolder, what: str) -> None:
    at = await sure(shelf, folder)
    assert faults(with_row(at, **ROWS[what](at)))


def search(at: Place) -> list[dict[str, Any]]:
    (found,) = cast(Journal, at.store).entries.values()
    return cast(list[dict[str, Any]], found)


async def test_a_changed_search_is_found(shelf: Shelf, folder: RunFolder) -> None:
    at = await sure(shelf, folder)
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


async def test_another_citation_is_found(shelf: Shelf, folder: RunFolder) -> None:
    at = await sure(shelf, folder)
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
