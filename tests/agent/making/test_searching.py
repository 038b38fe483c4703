"""Talks by recipe whose assistant searches the documents itself: its part, its calls, what they bring."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.making.method import lacks
from seedbed.agent.making.steps import write
from seedbed.agent.making.verifying import verify
from seedbed.agent.recipes.load import shipped
from seedbed.agent.researcher.agent import retrieve
from seedbed.agent.resources import Resources
from seedbed.agent.work import Env, Work
from seedbed.memory.profile import Skill
from seedbed.memory.spec import Each
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.search.index import KnowledgeIndex
from seedbed.tools.verification.toolcalls import read_tools
from seedbed.tools.world.own_tools import SEARCH, found
from tests.agent.making.pairs import PAIRS, row_of
from tests.agent.scenes import recipe_part, said, scene
from tests.agent.scripted import ScriptedClient
from tests.tools.knowledge.documents import document

FIRM = """# Bikes and accessories

| Bike type | Hourly rate | Deposit |
|---|---|---|
| City bike | £4 | £60 |
| Tandem | £7 | £110 |

The suspension of the tandem has 120 mm of travel. The cargo bike weighs 38 kg.
"""
TOOL = {"name": SEARCH.name, "description": SEARCH.description, "parameters": dict(SEARCH.parameters)}
RECIPE: dict[str, Any] = {
    "recipe": "asked",
    "about": "Talks in which documents are searched",
    "params": {"tools": [TOOL]},
    "row": {"tools": "list 1 of tool as context", "messages": "messages 2..8"},
    "make": {
        "tools": {"set": "params.tools"},
        "messages": {
            "talk": {
                "user": "You ask about {{ leaf }}.",
                "assistant": "Search for {{ leaf }} twice at most.",
            },
            "first": "user",
            "last": "assistant",
            "world": "search",
            "ends": "it is answered",
        },
    },
    "checks": {"trajectory": {"of": "messages", "tools": "tools", "least": 1}},
    "rubric": ["assistant: It answers."],
}
ASKS = {"message": "What does a bike cost an hour?", "ends": True}
TOURS = "# Tours\n\nThe evening tour along the canal takes 90 minutes and is led by Maren Holt.\n"
SOURCES = (document(FIRM, "bikes.md"), document(TOURS, "tours.md"))
QUERY = {"query": "bike price", "max_results": 2}


@pytest.fixture
async def resources(tmp_path: Path) -> AsyncIterator[Resources]:
    index = KnowledgeIndex(chunk_sources(SOURCES), str(tmp_path), shared=False)
    await index.fill()
    yield Resources(sources=SOURCES, index=index)
    index.close()


def talk(resources: Resources, *answers: Any) -> tuple[Work, Env, ScriptedClient]:
    can: tuple[Skill, ...] = ("json_schema", "judging", "tool_calls")
    part = recipe_part(RECIPE, "bikes")
    return scene(part, *answers, can=can, resources=resources)


def search(arguments: Any) -> list[tuple[str, str]]:
    return [("search", json.dumps(arguments))]


async def test_it_searches_and_the_row_shows_what_was_found(resources: Resources) -> None:
    work, env, scripted = talk(resources, ASKS, search(QUERY), "It costs £40.")
    made = await write(work, env)
    assert made.row is not None
    assert [one["role"] for one in made.row["messages"]] == ["user", "assistant", "tool", "assistant"]
    (kept,) = (
        value for key, value in scripted.store.entries.items() if "/search/messages/turn-2/1.1/" in key
    )
    assert len(kept) == 2
    assert json.loads(made.row["messages"][2]["content"]) == found(kept)
    assert "Search for Leaf twice at most." in said(scripted, 1), "the assistant is told its part"
    assert "Search for" not in said(scripted), "and the user isn't"
    assert "The talk is over when: it is answered." in said(scripted, 1)
    assert "nothing more to say once the assistant has answered this" in said(scripted)
    assert (await verify(made, env)).reasons == ()


async def test_it_is_the_same_from_the_journal_alone(resources: Resources) -> None:
    answers = [ASKS, search(QUERY), "It costs £40."]
    work, env, scripted = talk(resources, *answers)
    made = await write(work, env)
    scripted.answers += answers
    again = await write(work, replace(env, resources=Resources()))
    assert again.row == made.row


async def test_two_searches_of_a_talk_are_kept_apart(resources: Resources) -> None:
    other = {"query": "evening tour along the canal", "max_results": 1}
    work, env, scripted = talk(resources, ASKS, search(QUERY), search(other), "It costs £40.")
    made = await write(work, env)
    results = [one["content"] for one in (made.row or {})["messages"] if one["role"] == "tool"]
    assert len(scripted.store.entries) == 2 and len(set(results)) == 2
    await retrieve("evening tour", made.again(), env, "search/messages/turn-2/1.1")
    await retrieve("evening tour", made, replace(env, resources=Resources()), "another step")
    assert len(scripted.store.entries) == 3, "attempts are kept apart; without documents nothing is"


async def test_a_call_that_breaks_the_schema_looks_nothing_up_and_is_asked_again(
    resources: Resources,
) -> None:
    wrong = [search({"max_results": 2}), "I couldn't search."]
    work, env, scripted = talk(resources, ASKS, *wrong, search(QUERY), "It costs £40.")
    made = await write(work, env)
    assert made.notes["asked_again"] == ["malformed: missing argument"] and "query" in said(scripted, 3)
    assert len(scripted.store.entries) == 1 and "couldn't" not in str(made.row)


async def test_an_assistant_that_searches_on_and_on_is_asked_again(resources: Resources) -> None:
    work, env, scripted = talk(resources, ASKS, *[search(QUERY)] * 6, search(QUERY), "It costs £40.")
    made = await write(work, env)
    assert made.notes["asked_again"] == ["malformed: turn"]
    assert "it still calls after 6 rounds" in said(scripted, 7)
    assert sum(one["role"] == "tool" for one in (made.row or {})["messages"]) == 1


async def test_of_a_list_each_item_is_searched_for_in_turn(resources: Resources) -> None:
    wishes = {
        "recipe": "wishes",
        "about": "What a customer wants to know, and where it stands",
        "row": {"wishes": "list 2 of line 3..90 as prompt", "found": "list 1..2 of passage as context"},
        "make": {"wishes": "Two wishes of {{ leaf }}.", "found": {"find": "wishes", "n": 2}},
    }
    answer = {"wishes": ["the suspension of the tandem", "who leads the evening tour along the canal"]}
    work, env, scripted = scene(recipe_part(wishes, "bikes"), answer, resources=resources)
    made = await write(work, env)
    assert [one["source"] for one in (made.row or {})["found"]] == ["bikes.md", "tours.md"]
    assert len(scripted.store.entries) == 2
    scripted.answers.append(answer)
    again = await write(work, replace(env, resources=Resources()))
    assert again.row == made.row, "from the journal alone"


def test_the_shipped_recipe_shows_the_tool_as_it_is_offered() -> None:
    (shown,) = read_tools(list(shipped("search-talk")["params"]["tools"]))
    assert shown == SEARCH


def test_without_documents_it_is_told_how_to_name_them(resources: Resources) -> None:
    work, env, _ = talk(resources)
    part = env.part(work)
    assert lacks(part, env) is None
    assert "--from PATH" in str(lacks(part, replace(env, resources=Resources())))
    of_all = {**PAIRS, "checks": {"documents": {"of": ["clear"]}}}
    part, (_, env, _) = recipe_part(of_all), row_of(recipe=of_all)
    assert "held against documents" in str(lacks(part, replace(env, resources=Resources())))


OF_PLACES = {
    **PAIRS,
    "keep": {"places": "list 2 of passage"},
    "make": {"places": {"pick": "passages", "n": 2}, **PAIRS["make"]},
}


@pytest.mark.parametrize(
    "of_places", [OF_PLACES, shipped("retrieval-pairs")], ids=["two places", "negatives"]
)
def test_a_row_of_more_places_than_there_are_is_told_before_anything_is_paid(of_places: Any) -> None:
    part, (_, env, _) = recipe_part(of_places), row_of(recipe=of_places)
    one, two = (chunk_sources([document(f"{name} has it.\n", name)]) for name in ("a.md", "b.md"))
    brought = replace(env.resources, sources=("a.md",), chunks=one)
    assert "starts from 2, and the sources have 1 place" in str(lacks(part, replace(env, resources=brought)))
    assert lacks(part, replace(env, resources=replace(brought, chunks=(*one, *two)))) is None


@pytest.mark.parametrize(("kind", "one"), [("examples", "example"), ("personas", "persona")])
def test_a_row_of_more_of_a_persons_rows_than_there_are_is_told_before_anything_is_paid(
    kind: str, one: str
) -> None:
    of_seeds = {**PAIRS, "make": {"seeds": {"pick": kind, "n": 2}, **PAIRS["make"]}}
    part, (_, env, _) = recipe_part(of_seeds), row_of(recipe=of_seeds)
    for rows, fault in (([{"a": 1}] * 2, True), ([{"a": 1}, {"a": 2}], False)):
        brought = Resources(**{kind: {part.name: rows}})  # type: ignore[arg-type]
        told = f"each row starts from 2, and you name 1 {one} — name more with --{kind}, or lower `n`"
        assert lacks(part, replace(env, resources=brought)) == (told if fault else None)


def test_a_column_that_no_row_has_is_told_before_anything_is_paid() -> None:
    of_rows = {
        **PAIRS,
        "keep": {"item": "passage", "price": "string 1..20 or null"},
        "make": {
            "item": {"pick": "passages", "n": 1, "whole": "document"},
            "price": {"set": "item | cell('Price')"},
            **PAIRS["make"],
        },
    }
    part, (_, env, _) = recipe_part(of_rows), row_of(recipe=of_rows)
    rows = [chunk_sources([document(f"name: {one}\n\nprice: 3\n", one)]) for one in ("Tea", "Bun")]
    brought = replace(env.resources, sources=("a.csv",), chunks=[one for row in rows for one in row])
    assert lacks(part, replace(env, resources=brought)) is None
    of_rows["make"]["price"] = {"set": "item | cell('cost')"}
    part = recipe_part(of_rows)
    told = str(lacks(part, replace(env, resources=brought)))
    assert told.startswith("no document has anything in a column 'cost'; the first reads: name: Tea price: 3")
    assert "one document unless rows are counted by its rows, by `each: {of: document}`" in told
    counted = part.model_copy(update={"each": Each(of="document")})
    assert str(lacks(counted, replace(env, resources=brought))).endswith("name a column that is there")
