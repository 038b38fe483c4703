"""Tool use with a search: what is searched for, what answers, and what is refused."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.writer.lookups import search
from seedbed.memory.candidate import Citation, Computation
from tests.agent.writer.lookups.lookups import LEAF, SEARCH, again, orders, searched, searched_for, shelf_in


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    made = shelf_in(tmp_path_factory.mktemp("lookups"))
    yield made
    made.index.close()


def sums_up(order: dict[str, Any]) -> bool:
    return bool(order.get("item", {}).get("calculation") == "difference")


def is_table(order: dict[str, Any]) -> bool:
    return "item" in order and order["item"]["kind"] == "table"


async def test_every_order_becomes_a_sound_row_or_says_what_the_search_lacks(shelf: Shelf) -> None:
    found = [(order, (await searched(shelf, order))[0]) for order in orders(shelf)]
    kinds = {order["item"]["kind"] if "item" in order else "near" for order, _ in found}
    assert {"table", "reverse table", "sentence", "comparison", "aggregate", "near"} <= kinds
    for order, work in found:
        assert work.reasons == (), order
        assert work.grade == ("proven" if "item" in order else "supported")
        assert work.evidence[0].kind == "schema" and work.row is not None
        assert work.row["messages"][-1]["role"] == "assistant"


async def test_a_row_rests_on_what_the_search_brought(shelf: Shelf) -> None:
    work, bench = await searched_for(shelf, is_table)
    item = work.brief.grounding["item"]
    talk = [one for one in (work.row or {})["messages"] if one.get("tool_calls") or one["role"] == "tool"]
    call = json.loads(talk[0]["tool_calls"][0]["function"]["arguments"])
    assert call["max_results"] == 3 and call["query"].casefold() not in item["question"].casefold()
    results = json.loads(talk[1]["content"])["results"]
    kept = bench.desk.store.journaled(f"retrieval/{work.brief.id}/search-1/0")
    assert [one["text"] for one in results] == [one["text"] for one in kept or ()]
    (cited,) = [one for one in work.evidence if isinstance(one, Citation)]
    assert any(cited.quote in one["text"] for one in results) and cited.claim == item["answer"]


async def test_a_sum_is_the_calculators(shelf: Shelf) -> None:
    work, _ = await searched_for(shelf, sums_up)
    tools = [one["function"]["name"] for one in (work.row or {})["tools"]]
    assert sorted(tools) == ["calculate", "search"]
    assert [one.kind for one in work.evidence] == ["schema", "computation", "citation", "citation"]


async def test_what_the_documents_do_not_say_is_searched_for_twice(shelf: Shelf) -> None:
    work, _ = await searched_for(shelf, lambda order: "near" in order)
    assert len(work.notes["searches"]) == 2 and work.grade == "supported"
    assert any("don't say" in str(one["content"]) for one in (work.row or {})["messages"])
    assert isinstance(work.evidence[-1], Computation)


async def test_a_place_that_no_search_brings_is_refused(shelf: Shelf) -> None:
    class Elsewhere:
        async def find(self, *_: Any, **__: Any) -> list[Any]:
            return []

    order = next(one for one in orders(shelf) if is_table(one))
    work, _ = await searched(replace(shelf, index=Elsewhere()), order)
    assert [(one.code, one.by) for one in work.reasons] == [("low quality", "search")] and work.row is None


async def test_an_answer_that_the_places_do_not_give_is_refused(shelf: Shelf) -> None:
    work, bench = await searched_for(shelf, is_table)
    answer = work.brief.grounding["item"]["answer"]
    talk = json.dumps((work.row or {})["messages"], ensure_ascii=False)
    row = {**(work.row or {}), "messages": json.loads(talk.replace(f"{answer}.", "£999."))}
    refused = await search.verify(replace(again(work), row=row), bench)
    assert [one.by for one in refused.reasons] == ["calls made again"]


def test_only_questions_with_a_statement_are_in_stock(shelf: Shelf) -> None:
    kinds = {item.kind for item in search.stock(SEARCH, shelf)[LEAF]}
    assert "cloze" not in kinds and kinds <= {item.kind for item in shelf.items[LEAF]}
