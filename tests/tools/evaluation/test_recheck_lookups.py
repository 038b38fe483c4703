"""The audit of talks with a search and the calculator: whatever is changed in one is found."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Work
from seedbed.memory.run_folder import RunFolder
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.sources import write_source
from tests.agent.scripted import Journal
from tests.agent.writer.lookups.lookups import (
    CALCULATOR,
    SEARCH,
    SOURCES,
    calculated,
    searched_for,
    shelf_in,
)
from tests.tools.evaluation.talks import place_of

Row = dict[str, Any]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    made = shelf_in(tmp_path_factory.mktemp("lookups"))
    yield made
    made.index.close()


class Kept(Journal):
    """What a store kept besides: the documents."""

    def meta(self, key: str) -> Any:
        named = [{"sha256": one.sha256, "name": one.name, "title": one.title} for one in SOURCES]
        return named if key == "sources" else None


def placed(made: tuple[Work, Bench], folder: Path) -> Place:
    work, bench = made
    kept = RunFolder(folder)
    for source in SOURCES:
        write_source(kept.sources, source)
    part = SEARCH if work.brief.method.endswith("search") else CALCULATOR
    place = place_of(work, kept, [], part)
    store: Any = Kept(bench.desk.store.entries)  # type: ignore[attr-defined]
    return replace(place, store=store)


def audited(place: Place) -> list[str]:
    draft, part = place.candidate.draft, place.spec.parts[0]
    found = list(origin(draft, place.brief, part, place.answers))
    return [*found, *filter(None, (recheck(one, place)[1] for one in draft.evidence))]


def forged(place: Place, **changes: Any) -> Place:
    draft = place.candidate.draft.model_copy(update=changes)
    return replace(place, candidate=replace(place.candidate, draft=draft))


def is_sum(order: Row) -> bool:
    return bool(order.get("item", {}).get("calculation") == "difference")


async def sum_talk(shelf: Shelf, folder: Path) -> Place:
    """A talk with a search, a sum and its answer."""
    return placed(await searched_for(shelf, is_sum, apart=False), folder)


async def test_talks_as_they_were_made_hold(shelf: Shelf, tmp_path: Path) -> None:
    absent = placed(await searched_for(shelf, lambda order: "near" in order), tmp_path)
    apart = placed(await searched_for(shelf, is_sum, apart=True), tmp_path)
    assert max(len(one.get("tool_calls") or ()) for one in apart.row["messages"]) == 2
    for place in (
        await sum_talk(shelf, tmp_path),
        absent,
        apart,
        placed(await calculated(steps=True), tmp_path),
    ):
        assert audited(place) == [] and len(place.candidate.draft.evidence) > 1


def _tool(row: Row, number: int = 0) -> Row:
    found: Row = [one for one in row["messages"] if one["role"] == "tool"][number]
    return found


def _call(row: Row, number: int = 0) -> Row:
    calls = [one["tool_calls"][0] for one in row["messages"] if one.get("tool_calls")]
    found: Row = calls[number]["function"]
    return found


def _answer(row: Row) -> None:
    for one in row["messages"]:
        if one["role"] == "assistant" and not one.get("tool_calls"):
            one["content"] = one["content"].replace(" higher ", " lower ").replace("is £", "is £1")


def _asked(row: Row) -> None:
    next(one for one in row["messages"] if "How" in one["content"])["content"] = "How much is all of it?"


def _query(row: Row) -> None:
    _call(row)["arguments"] = json.dumps({"query": "something else", "max_results": 3})


def _passage(row: Row) -> None:
    shown = json.loads(_tool(row)["content"])
    shown["results"][0]["text"] += " The tandem is free."
    _tool(row)["content"] = json.dumps(shown, ensure_ascii=False)


def _heading(row: Row) -> None:
    shown = json.loads(_tool(row)["content"])
    shown["results"][0]["heading"] = "Elsewhere"
    _tool(row)["content"] = json.dumps(shown, ensure_ascii=False)


def _sum(row: Row) -> None:
    _call(row, 1)["arguments"] = json.dumps({"expression": "1+1"})


def _result(row: Row) -> None:
    _tool(row, 1)["content"] = json.dumps({"result": "999"})


def _offered(row: Row) -> None:
    row["tools"].pop()


def _source(row: Row) -> None:
    row["source"] = "other.md"


CHANGES = [_answer, _asked, _query, _passage, _heading, _sum, _result, _offered, _source]


@pytest.mark.parametrize("change", CHANGES)
async def test_a_changed_row_is_found(shelf: Shelf, tmp_path: Path, change: Callable[[Row], None]) -> None:
    place = await sum_talk(shelf, tmp_path)
    row = copy.deepcopy(dict(place.row))
    change(row)
    assert row != place.row and audited(forged(place, row=row))


@pytest.mark.parametrize("change", [_query, _sum, _result, _offered])
async def test_a_changed_row_of_the_calculator_is_found(
    tmp_path: Path, change: Callable[[Row], None]
) -> None:
    place = placed(await calculated(steps=True), tmp_path)
    row = copy.deepcopy(dict(place.row))
    change(row)
    assert audited(forged(place, row=row))


async def test_evidence_that_is_left_out_or_changed_is_found(shelf: Shelf, tmp_path: Path) -> None:
    for place in (await sum_talk(shelf, tmp_path), placed(await calculated(steps=True), tmp_path)):
        evidence = place.candidate.draft.evidence
        for at, one in enumerate(evidence):
            others = (*evidence[:at], *evidence[at + 1 :])
            if one.kind != "schema":
                assert audited(forged(place, evidence=others)), one
            if one.kind != "schema":
                change: Row = {"start": 0} if one.kind == "citation" else {"result": "999"}
                assert audited(forged(place, evidence=(*others, one.model_copy(update=change)))), one


async def test_a_journal_that_found_something_else_is_found(shelf: Shelf, tmp_path: Path) -> None:
    place = await sum_talk(shelf, tmp_path)
    entries: Any = copy.deepcopy(place.store.entries)  # type: ignore[attr-defined]
    (key,) = entries
    entries[key][0]["text"] += " The tandem is free."
    store: Any = Kept(entries)
    assert audited(replace(place, store=store))
    gone: Any = Kept({})
    assert audited(replace(place, store=gone))


async def test_a_source_that_was_changed_is_found(shelf: Shelf, tmp_path: Path) -> None:
    place = await sum_talk(shelf, tmp_path)
    for path in place.folder.sources.glob("*.txt"):
        path.write_text(path.read_text("utf-8").replace("£", "£1"), "utf-8")
    assert audited(place)


async def test_a_talk_whose_documents_answer_after_all_is_found(shelf: Shelf, tmp_path: Path) -> None:
    place = placed(await searched_for(shelf, lambda order: "near" in order), tmp_path)
    grounding = copy.deepcopy(place.brief.grounding)
    grounding["near"]["sought"] |= {"entity": "Tandem", "attribute": "deposit"}
    other = place.brief.model_copy(update={"grounding": grounding})
    assert audited(replace(place, brief=other))
