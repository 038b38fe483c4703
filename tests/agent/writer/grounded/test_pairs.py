"""Retrieval pairs by structure: which questions bear one, and what their rows hold."""

import random
from collections.abc import Iterator

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice, Chosen, Work
from seedbed.agent.writer.grounded import pairs
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Citation
from tests.agent.scenes import scene
from tests.agent.writer.grounded.pair_documents import LEAF, PART, QUESTION, SENTENCE, TANDEM, TEXTS, shelf_in


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    made = shelf_in(tmp_path_factory.mktemp("pairs"))
    yield made
    made.index.close()


def choose(shelf: Shelf, number: int, used: dict[str, int]) -> Chosen | None:
    _, bench, _ = scene(PART, shelf=shelf, sources=["d"])
    cell = Cell(part=PART.name, leaf=LEAF, label="any", difficulty="any")
    return pairs.choose_item(
        Choice(PART, cell, {}, random.Random(number), number, used, lambda key: ()), bench
    )


def of(shelf: Shelf, question: str, style: str) -> dict[str, object]:
    """The grounding of a question's brief."""
    for number in range(40):
        chosen = choose(shelf, number, {})
        assert chosen is not None
        if (chosen.grounding["item"]["question"], chosen.grounding["style"]) == (question, style):
            return chosen.grounding
    raise AssertionError(question)


async def row_of(shelf: Shelf, question: str, style: str) -> Work:
    work, bench, scripted = scene(
        PART, shelf=shelf, sources=["d"], form="sure", grounding=of(shelf, question, style)
    )
    work = await pairs.take_item(work, bench)
    work = work if work.reasons else await pairs.verify_item(work, bench)
    assert scripted.asked == []
    return work


def test_only_questions_with_a_negative_left_are_in_stock(shelf: Shelf) -> None:
    asked = {item.question for item in pairs.stock(PART, shelf)[LEAF]}
    assert QUESTION in asked
    # What the tandem's own page could answer has no honest pair.
    assert asked < {item.question for item in shelf.items[LEAF]}


def test_each_question_is_taken_once(shelf: Shelf) -> None:
    used: dict[str, int] = {}
    seen: list[str] = []
    while (chosen := choose(shelf, len(seen), used)) is not None:
        assert chosen.material.startswith(f"{PART.name}/")  # other parts may ask the same
        used[chosen.material] = 1
        seen.append(chosen.grounding["item"]["question"])
    assert sorted(seen) == sorted(item.question for item in pairs.stock(PART, shelf)[LEAF])


@pytest.mark.parametrize(("style", "query"), [("question", QUESTION), ("keywords", "deposit tandem")])
async def test_a_row_has_its_passage_and_passages_that_do_not_answer(
    shelf: Shelf, style: str, query: str
) -> None:
    work = await row_of(shelf, QUESTION, style)
    assert work.reasons == ()
    assert work.row is not None
    assert (work.row["query"], work.row["positive"]) == (query, TANDEM.text)
    assert (work.row["source"], work.row["heading"]) == ("tandems.md", "Tandem hire")
    negatives = work.row["negatives"]
    assert TEXTS["city.md"].strip() in negatives
    # The one holds the answer, the other has no word of the query.
    assert not {TEXTS["cards.md"].strip(), TEXTS["boats.md"].strip()} & set(negatives)
    (cited,) = work.evidence
    assert isinstance(cited, Citation)
    assert (cited.claim, cited.quote) == ("£110", SENTENCE)
    assert (cited.ok, work.grade, work.group) == (True, "proven", TANDEM.id)
    assert work.notes["rank"] == 1
    assert len(work.notes["negative_ranks"]) == len(negatives)


async def test_the_search_is_journaled_and_read_again(shelf: Shelf) -> None:
    work, bench, scripted = scene(
        PART, shelf=shelf, sources=["d"], form="sure", grounding=of(shelf, QUESTION, "question")
    )
    first = await pairs.take_item(work, bench)
    (key,) = scripted.store.entries
    assert key == f"retrieval/{work.brief.id}/round_trip/0"
    scripted.store.entries[key] = scripted.store.entries[key][1:]
    again = await pairs.take_item(work, bench)
    assert first.reasons == ()
    assert [reason.by for reason in again.reasons] == ["round trip"]
    scripted.store.entries[key] = []
    assert (await pairs.take_item(work, bench)).row is None
