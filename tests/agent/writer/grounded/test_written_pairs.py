"""Retrieval pairs whose queries a model writes: what writer, reader, search and judge have to confirm."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice, Chosen, Work
from seedbed.agent.writer.grounded import written_pairs
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Agreement, Citation
from tests.agent.scenes import said, scene
from tests.agent.writer.grounded.pair_documents import LEAF, PART, SENTENCE, TANDEM, TEXTS, shelf_in

QUERY = "What do I have to leave as security for a tandem deposit?"
GOOD = {"query": QUERY, "quote": SENTENCE}
READ = {"answerable": True, "answer": "£110"}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    made = shelf_in(tmp_path_factory.mktemp("written"))
    yield made
    made.index.close()


def choose(shelf: Shelf, **more: Any) -> Chosen:
    _, bench, _ = scene(PART, shelf=shelf, sources=["d"])
    cell = Cell(part=PART.name, leaf=LEAF, label="any", difficulty="any")
    chosen = written_pairs.choose_passage(
        Choice(PART, cell, {}, random.Random(1), 1, {}, lambda key: (), **more), bench
    )
    assert chosen is not None
    return chosen


async def made(
    shelf: Shelf, written: dict[str, str], *answers: Any, style: str = "question"
) -> tuple[Work, Any]:
    """A candidate, and the desk; a judge's answer may name passages by their texts."""
    grounding = {**choose(shelf).grounding, "style": style}
    work, bench, scripted = scene(
        PART, written, *answers, shelf=shelf, sources=["d"], grounding=grounding, can=["judging"]
    )
    return await written_pairs.verify_pair(await written_pairs.write_query(work, bench), bench), scripted


def judged(*numbers: int) -> dict[str, Any]:
    return {"reason": "", "answering": list(numbers)}


async def place_of_positive(shelf: Shelf) -> tuple[int, int]:
    """The number of the positive in the judge's list, and how many are listed."""
    _, scripted = await made(shelf, GOOD, READ, judged())
    prompt = said(scripted, 2)
    before = prompt[: prompt.index(TANDEM.text)]
    return before.count("\nPassage "), prompt.count("\nPassage ")


async def test_a_confirmed_query_becomes_a_pair(shelf: Shelf) -> None:
    mine, listed = await place_of_positive(shelf)
    work, scripted = await made(shelf, GOOD, READ, judged(mine))
    assert work.reasons == ()
    assert scripted.answers == []
    assert work.row is not None
    assert (work.row["query"], work.row["positive"]) == (QUERY, TANDEM.text)
    assert len(work.row["negatives"]) == listed - 1 > 0
    assert TEXTS["city.md"].strip() in work.row["negatives"]
    agreed, cited = work.evidence
    assert isinstance(agreed, Agreement)
    assert isinstance(cited, Citation)
    assert agreed.answers == (SENTENCE, "£110")
    assert (cited.claim, cited.quote, work.grade) == (SENTENCE, SENTENCE, "supported")
    judge = said(scripted, 2)
    assert "```brief" not in judge
    assert TEXTS["cards.md"].strip() not in judge  # it holds the answer: refused before anybody reads it


async def test_a_negative_that_the_judge_names_is_left_out(shelf: Shelf) -> None:
    mine, listed = await place_of_positive(shelf)
    assert listed > 2
    other = next(number for number in range(1, listed + 1) if number != mine)
    work, _ = await made(shelf, GOOD, READ, judged(mine, other))
    assert work.reasons == ()
    assert work.row is not None
    assert len(work.row["negatives"]) == listed - 2


async def test_a_judge_who_misses_the_positive_is_not_believed(shelf: Shelf) -> None:
    work, _ = await made(shelf, GOOD, READ, judged())
    assert [reason.by for reason in work.reasons] == ["reading of negatives"]


async def test_a_query_that_most_passages_answer_is_too_vague(shelf: Shelf) -> None:
    _, listed = await place_of_positive(shelf)
    work, _ = await made(shelf, GOOD, READ, judged(*range(1, listed + 1)))
    assert [reason.code for reason in work.reasons] == ["low quality"]
    assert "too vague" in work.reasons[0].detail


@pytest.mark.parametrize(
    ("written", "answers", "by"),
    [
        ({"query": QUERY, "quote": "The deposit for a tandem is £120."}, [], "span in source"),
        ({"query": "What is it?", "quote": SENTENCE}, [], "form of the query"),
        ({"query": "tandem deposit", "quote": SENTENCE}, [], "form of the query"),
        (
            {"query": "Which police takes stolen city bikes?", "quote": SENTENCE},
            [],
            "round trip",
        ),
        (GOOD, [{"answerable": False, "answer": ""}], "round trip"),
        (GOOD, [{"answerable": True, "answer": "two adults"}], "round trip"),
    ],
)
async def test_what_is_not_confirmed_is_refused(
    shelf: Shelf, written: dict[str, str], answers: list[Any], by: str
) -> None:
    work, scripted = await made(shelf, written, *answers)
    assert [reason.by for reason in work.reasons] == [by]
    assert scripted.answers == []


async def test_the_writer_is_shown_pairs_and_told_what_was_wrong(shelf: Shelf) -> None:
    pairs = [{"query": "tent price", "positive": "A tent costs £9."}, {"query": "no passage"}]
    used = replace(shelf, examples={PART.name: pairs})
    chosen = choose(used)
    assert [shown["query"] for shown in chosen.demonstrations] == ["tent price"]
    work, bench, scripted = scene(PART, GOOD, shelf=used, sources=["d"], grounding=chosen.grounding)
    brief = work.brief.model_copy(update={"demonstrations": chosen.demonstrations})
    work = replace(work, brief=brief, notes={"feedback": ["low quality: too vague"]})
    await written_pairs.write_query(work, bench)
    assert "A tent costs" in said(scripted)
    assert "low quality: too vague" in said(scripted)


def test_without_pairs_of_the_user_structure_shows_what_is_asked_elsewhere(shelf: Shelf) -> None:
    assert choose(shelf).demonstrations == ()
    elsewhere = replace(shelf, items={"root.other": shelf.items[LEAF]})
    shown = choose(elsewhere).demonstrations
    assert SENTENCE in {one["passage"] for one in shown}
