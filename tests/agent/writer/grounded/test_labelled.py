"""Claims with labels: what a leaf has, what a row cites, and what a reworded claim must keep."""

import random
from dataclasses import replace
from typing import Any

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice, Work
from seedbed.agent.writer.grounded import labelled
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Citation
from seedbed.memory.spec import Label, Part
from seedbed.memory.task import SUPPORT
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.labelled.items import REFUTED, SUPPORTED, UNDECIDED
from tests.agent.scenes import scene
from tests.tools.knowledge.labelled.documents import claims, items, sources

PART = Part(task="claims", topic="bike hire", rows=6)
LEAF = "larkspoke"


def shelf() -> Shelf:
    """The documents, with the claims that were made of them under one leaf."""
    kept = Shelf(sources=sources(), chunks=chunk_sources(sources()), items={LEAF: items()})
    kept.derived["labelled claims"] = {LEAF: list(claims())}
    return kept


def choice(label: str, used: dict[str, int] | None = None, number: int = 1) -> Choice:
    cell = Cell(part="rows", leaf=LEAF, label=label, difficulty="any")
    return Choice(PART, cell, {}, random.Random(number), number, used or {}, lambda key: ())


def grounding(label: str, want: str = "", number: int = 1) -> dict[str, Any]:
    """What a brief of that label has; `want`: words that its claim holds."""
    _, bench, _ = scene(PART, shelf=shelf(), sources=["d"])
    for seed in range(number, 400):
        chosen = labelled.choose_claim(choice(label, number=seed), bench)
        assert chosen is not None
        if want in chosen.grounding["item"]["claim"]:
            return chosen.grounding
    raise AssertionError(f"no claim holds {want!r}")


def test_stock_is_made_by_leaf_and_label() -> None:
    bare = replace(shelf(), derived={})
    stock = labelled.stock(PART, bare)
    assert sum(map(len, stock.values())) == len(claims())
    assert len(stock) > 3
    for mine in stock.values():
        assert {one.label for one in mine} == set(SUPPORT)
    two = Part(task="claims", topic="t", rows=2, labels=(Label(name=SUPPORTED), Label(name=REFUTED)))
    assert {one.label for mine in labelled.stock(two, bare).values() for one in mine} == {SUPPORTED, REFUTED}
    assert labelled.proves(two)
    assert not labelled.proves(PART)


def test_statements_take_turns_and_none_is_used_twice_for_a_label() -> None:
    _, bench, _ = scene(PART, shelf=shelf(), sources=["d"])
    used: dict[str, int] = {}
    families = []
    for number in range(30):
        chosen = labelled.choose_claim(choice(SUPPORT[number % 3], used, number), bench)
        assert chosen is not None
        used[chosen.material] = 1
        families.append(chosen.grounding["item"]["family"])
    assert len(set(families)) == 30
    everything = {one.id: 1 for one in claims()}
    assert labelled.choose_claim(choice(REFUTED, everything), bench) is None


async def sure(label: str) -> Work:
    work, bench, scripted = scene(
        PART, shelf=shelf(), sources=["d"], form="sure", leaf=LEAF, grounding=grounding(label)
    )
    work = await labelled.verify_claim(await labelled.take_claim(work, bench), bench)
    assert scripted.asked == []
    return work


@pytest.mark.parametrize("label", SUPPORT)
async def test_a_row_cites_what_its_label_rests_on(label: str) -> None:
    work = await sure(label)
    assert work.row is not None
    assert not work.reasons
    assert work.row.keys() == {"claim", "evidence", "label", "source", "heading"}
    (cited,) = work.evidence
    assert isinstance(cited, Citation)
    assert cited.ok
    assert cited.quote in work.row["evidence"]
    assert work.row["label"] == label
    assert work.grade == ("supported" if label == UNDECIDED else "proven")
    assert work.row["evidence"].startswith(work.row["heading"])
    assert work.group == work.brief.grounding["item"]["family"]


async def test_a_label_that_does_not_follow_is_refused() -> None:
    grounded = grounding(REFUTED)
    grounded["item"]["label"] = SUPPORTED
    work, bench, _ = scene(PART, shelf=shelf(), sources=["d"], form="sure", leaf=LEAF, grounding=grounded)
    work = await labelled.verify_claim(await labelled.take_claim(work, bench), bench)
    assert [reason.code for reason in work.reasons] == ["wrong label"]
