"""Texts of facts: their places and relations, what is closed over, what a model's text must not hold."""

import random

import pytest

from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.graph.annotated import Annotated, annotated
from seedbed.tools.knowledge.graph.facts import Fact
from seedbed.tools.knowledge.graph.graph import facts_in, graph_of
from seedbed.tools.knowledge.graph.reread import unlisted
from seedbed.tools.knowledge.graph.triple_sets import triple_sets
from seedbed.tools.knowledge.graph.types import clean_sort, types_of
from seedbed.tools.knowledge.graph.walks import draw_triples, relation_counts
from tests.tools.knowledge.documents import document

FIRM = """# Larkspoke

## Shops

| Shop | Opens | Closes on weekdays | Closes at weekends | Parking spaces |
|---|---|---|---|---|
| Mill shop | 09:00 | 17:30 | 17:00 | 20 |
| Park shop | 09:30 | 19:00 | 18:00 | 8 |

## Tours

| Tour | Adult price | Child price | Distance from the Mill shop |
|---|---|---|---|
| Ridge Challenge | £47 | £33 | 4 km |
| Lighthouse Loop | £24 | £15 | 2 km |

The Ridge Challenge leaves the Mill shop at 09:15 on Saturdays. The Lighthouse Loop starts at the Park shop at
10:00. The Ridge Challenge suits trained riders and climbs 620 m.
"""
GRAPH = graph_of(chunk_sources([document(FIRM, "firm.md")]))
FACTS = [fact for _, _, fact in facts_in(GRAPH)]
TYPES = types_of(FACTS)


def _facts(subject: str, *relations: str) -> list[Fact]:
    return [
        next(f for f in FACTS if f.subject_key == subject and f.relation == relation)
        for relation in relations
    ]


def _made(subject: str, *relations: str) -> Annotated:
    made = annotated(_facts(subject, *relations), TYPES)
    assert made is not None
    for entity in made.entities:
        assert made.text[entity.start : entity.end] == entity.text
    return made


def test_facts_about_one_thing_share_a_sentence() -> None:
    made = _made("ridge challenge", "adult price", "child price")
    assert made.text == "For the Ridge Challenge, the adult price is £47 and the child price is £33."
    assert made.relations == ((0, "adult price", 1), (0, "child price", 2))
    assert [entity.type for entity in made.entities] == ["tour", "quantity", "quantity"]
    made = _made("mill shop", "opens", "closes at weekends", "closes on weekdays")
    assert (
        made.text
        == "The Mill shop opens at 09:00, closes at 17:00 at weekends and closes at 17:30 on weekdays."
    )
    made = _made("mill shop", "closes at weekends", "closes on weekdays", "opens")
    assert "closes at 17:00 at weekends, closes at 17:30 on weekdays and opens at 09:00." in made.text
    made = _made("mill shop", "closes at weekends", "closes on weekdays")
    assert made.text == "The Mill shop closes at 17:00 at weekends and at 17:30 on weekdays."


def test_a_sentence_of_the_source_states_all_its_facts() -> None:
    every = ("leave", "leave mill shop at", "leave mill shop on")
    made = _made("ridge challenge", *every)
    assert made.text == "The Ridge Challenge leaves the Mill shop at 09:15 on Saturdays."
    names = [name for _, name, _ in made.relations]
    assert names == ["leave", "leave the Mill shop at", "leave the Mill shop on"]


def test_things_named_in_passing_are_marked() -> None:
    made = _made("ridge challenge", "distance from the mill shop")
    assert [(entity.text, entity.type) for entity in made.entities] == [
        ("Ridge Challenge", "tour"),
        ("Mill shop", "shop"),
        ("4 km", "quantity"),
    ]


def test_sets_are_closed_and_hold_no_doubtful_fact() -> None:
    sets = triple_sets(GRAPH, lambda fact: fact.heading_path[-1])
    assert set(sets) == {"Shops", "Tours"}
    for one in (one for mine in sets.values() for one in mine):
        made = annotated(one.facts, one.types)
        assert made is not None and not unlisted(made)
        assert made == annotated(one.facts, TYPES)
        said = {fact.relation for fact in one.facts}
        assert not said & {"suit", "climb"}, "part of a sentence"
        assert ("leave" in said) == ("leave mill shop at" in said) == ("leave mill shop on" in said)
    ids = [one.id for mine in sets.values() for one in mine]
    assert len(ids) == len(set(ids)) > 20


def test_two_values_for_one_thing_are_no_fact() -> None:
    text = FIRM + "\n## Prices\n\n| Tour | Adult price |\n|---|---|\n| Ridge Challenge | £50 |\n"
    sets = triple_sets(graph_of(chunk_sources([document(text, "firm.md")])), lambda fact: "all")["all"]
    said = {(f.subject_key, f.relation) for one in sets for f in one.facts}
    assert ("ridge challenge", "adult price") not in said
    assert ("lighthouse loop", "adult price") in said


def test_a_draw_begins_where_it_is_told_to() -> None:
    (first,) = (edge for edge in facts_in(GRAPH) if edge[2].relation == "start at" and edge[1] == "park shop")
    often = relation_counts(GRAPH)
    drawn = draw_triples(GRAPH, random.Random(1), 4, first=[first], often=often)
    assert drawn == draw_triples(GRAPH, random.Random(1), 4, first=[first])
    assert drawn[0] == first[2] and len(drawn) == 4
    assert all({fact.subject_key, fact.value_key} & {"lighthouse loop", "park shop"} for fact in drawn[1:2])


@pytest.mark.parametrize(
    ("sort", "type"), [("bike type", "bike"), ("shop", "shop"), ("what is cancelled", ""), ("date", "")]
)
def test_types_are_clean_nouns(sort: str, type: str) -> None:
    assert clean_sort(sort) == type


def test_triples_of_a_source_make_texts() -> None:
    text = "# Cities\n\n## City\n\n- Porto — country — Portugal .\n- Porto — mayor — Rui Moreira .\n"
    text += "- Porto — founded in — 1123 .\n\n## Person\n\n- Rui Moreira — born in — Porto .\n"
    sets = triple_sets(graph_of(chunk_sources([document(text, "a.md")])), lambda fact: "all")["all"]
    made = [found for one in sets if (found := annotated(one.facts, one.types)) is not None]
    assert len(made) == len(sets)
    types = {(entity.text, entity.type) for one in made for entity in one.entities}
    assert types == {("Porto", "place"), ("Portugal", "place"), ("Rui Moreira", "person"), ("1123", "date")}
    assert any("The mayor of Porto is Rui Moreira." in one.text for one in made)


GOOD = "The Ridge Challenge asks an adult price of £47 and a child price of £33."
