"""Values of axes that are asked for: what the planner's model is shown of the documents."""

from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.making.parts import recipe_of, settled
from seedbed.agent.planner.tree.propose import Workshop, ask_values
from seedbed.agent.recipes.deal import deal
from seedbed.agent.resources import Resources
from seedbed.memory.recipe import Recipe
from seedbed.memory.spec import Spec
from seedbed.memory.tree import Concept, ConceptTree
from seedbed.tools.knowledge.chunks import chunk_sources
from tests.agent.planner.drafting.drafts import tree
from tests.agent.scripted import ScriptedClient, client
from tests.tools.knowledge.documents import document

OWN: dict[str, Any] = {
    "recipe": "questions",
    "about": "A question",
    "row": {"question": "string 5.."},
    "vary": {"asker": {"ask": "people who ask", "n": 2}},
    "write": "{{ asker }} on {{ leaf }}",
}
PICKED = {
    **OWN,
    "make": {"passage": {"pick": "passages", "n": 1}, "question": "{{ asker }} on {{ passage }}"},
}
del PICKED["write"]
CHUNKS = chunk_sources([document("# Moorings\n\nA berth costs 12 pounds a night in summer.\n", "a.md")])
TREE = tree("knots", "moorings")


async def asked_for(
    recipe: dict[str, Any], *answers: list[str], grown: ConceptTree = TREE, rows: int = 4, **more: Any
) -> tuple[Recipe, dict[str, Any], ScriptedClient]:
    """The recipe, the values that came, and who was asked. `more`: of the spec."""
    parts = [{"recipe": recipe, "topic": "boats", "rows": rows}]
    spec = settled(Spec.model_validate({"sources": ["a.md"], "parts": parts, **more}), Path())
    door, scripted = client(*({"values": values} for values in answers))
    values = await ask_values(spec.parts[0], spec, grown, Workshop(door, Resources(chunks=CHUNKS)))
    return recipe_of(spec.parts[0]), values, scripted


async def test_what_is_asked_for_may_name_the_day_of_the_run() -> None:
    recipe = {**OWN, "vary": {"asker": {"ask": "people before {{ today }}", "n": 1}}}
    *_, scripted = await asked_for(recipe, ["a skipper"], today="2026-03-01")
    assert "people before 2026-03-01" in str(scripted.asked[0][1])


@pytest.mark.parametrize(("recipe", "seen"), [(PICKED, True), (OWN, False)])
async def test_headings_are_shown_where_rows_are_made_of_documents(
    recipe: dict[str, Any], seen: bool
) -> None:
    _, asked, scripted = await asked_for(recipe, ["a skipper", "a guest"])
    assert asked == {"asker": ["a skipper", "a guest"]}
    assert ("Moorings" in str(scripted.asked[0][1])) == seen


async def test_a_value_has_to_go_with_what_is_dealt_besides() -> None:
    vary = {"asker": {"ask": "people who ask", "n": 2}, "mood": ["calm", "cross, but polite"]}
    recipe = {**OWN, "vary": vary, "write": "{{ asker }}, {{ mood }}, on {{ leaf }}"}
    *_, scripted = await asked_for(recipe, ["a skipper", "a guest"])
    asked = str(scripted.asked[0][1])
    assert "- mood (calm; cross, but polite)" in asked and "- the subject (knots; moorings)" in asked
    assert "- asker" not in asked


async def test_values_under_one_of_another_axis_meet_the_subjects_of_that_one_alone() -> None:
    vary = {"place": ["quay", "sea"], "asker": {"ask": "people at {{ place }}", "n": 2, "per": "place"}}
    recipe = {
        **OWN,
        "vary": vary,
        "leaf": {"per": "place"},
        "write": "{{ asker }} at {{ place }} on {{ leaf }}",
    }
    root = Concept(id="root", name="Boats")
    under = [
        Concept(id=name, name=name, parents=("root",), labels=(place,))
        for name, place in (("knots", "quay"), ("berths", "quay"), ("waves", "sea"))
    ]
    grown = ConceptTree(concepts=(root, *under))
    *_, scripted = await asked_for(recipe, ["a skipper", "a guest"], ["a diver", "a fisher"], grown=grown)
    quay, sea = (str(asked[1]) for asked in scripted.asked)
    assert "- the subject (knots; berths)" in quay and "- the subject (waves)" in sea


async def test_the_same_question_beside_other_axes_is_another_one() -> None:
    slots = set()
    for mood in (["calm", "cross"], ["calm", "glad"]):
        vary = {"asker": {"ask": "people who ask", "n": 2}, "mood": mood}
        recipe = {**OWN, "vary": vary, "write": "{{ asker }}, {{ mood }}, on {{ leaf }}"}
        *_, scripted = await asked_for(recipe, ["a skipper", "a guest"])
        slots.add(scripted.asked[0][0].key)
    assert len(slots) == 2


async def test_values_are_asked_for_per_value_that_was_asked_for_or_stands_in_else() -> None:
    vary = {
        "day": ["weekday", "sunday"],
        "town": {"ask": "towns", "n": 2},
        "trade": {"of": ["food", "books"], "when": "day == 'weekday'", "else": "flowers"},
        "shop": {"ask": "shops in {{ town }}", "n": 1, "per": "town"},
        "ware": {"ask": "wares of {{ trade }}", "n": 1, "per": "trade"},
        "next": {"other_than": "town", "when": "day == 'weekday'", "else": "home"},
        "way": {"ask": "ways to {{ next }}", "n": 1, "per": "next"},
    }
    named = " ".join(f"{{{{ {name} }}}}" for name in vary)
    recipe = {**OWN, "vary": vary, "write": named}
    answers = (["Ely", "Bath"], ["a"], ["b"], ["bread"], ["maps"], ["roses"], ["none"], ["c"], ["d"])
    expanded, asked, _ = await asked_for(recipe, *answers, rows=8)
    assert asked["shop"] == {"Ely": ["a"], "Bath": ["b"]}
    assert asked["ware"] == {"food": ["bread"], "books": ["maps"], "flowers": ["roses"]}
    assert asked["way"] == {"home": ["none"], "Ely": ["c"], "Bath": ["d"]}
    seats = deal(expanded, [{} for _ in range(8)], asked, 0)
    assert all(seat["shop"] in asked["shop"][seat["town"]] for seat in seats)
    assert {seat["ware"] for seat in seats if seat["trade"] == "flowers"} == {"roses"}


async def test_values_are_asked_for_in_each_language_and_of_each_level() -> None:
    vary = {
        "name": {"ask": "names that are usual in {{ language }}", "n": 2, "per": "language"},
        "task": {"ask": "what is to be mended", "n": 1, "per": "level"},
    }
    levels, languages = {"easy": "one tool", "hard": "three tools"}, {"it": "1/2", "pl": "1/2"}
    recipe = {**OWN, "vary": vary, "levels": levels, "languages": languages, "write": "{{ name }} {{ task }}"}
    answers = (["Ada Neri", "Ugo Fo"], ["Jan Kos", "Ewa Lis"], ["a rope"], ["a mast"])
    expanded, asked, scripted = await asked_for(recipe, *answers, rows=8)
    assert asked["name"] == {"it": answers[0], "pl": answers[1]}
    assert asked["task"] == {"easy": ["a rope"], "hard": ["a mast"]}
    prompt = str(scripted.asked[0][1])
    assert "names that are usual in Italian — for language" in prompt and "Polish" not in prompt
    seats = deal(expanded, [{} for _ in range(8)], asked, 0)
    assert all(seat["name"] in asked["name"][seat["language"]] for seat in seats)
    assert all(seat["task"] in asked["task"][seat["level"]] for seat in seats)
