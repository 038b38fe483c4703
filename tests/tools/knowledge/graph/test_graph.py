"""Facts, graph, file and walks."""

import random
from pathlib import Path

import pytest

from seedbed.tools.knowledge.chunks import Chunk, chunk_sources
from seedbed.tools.knowledge.graph.entities import aliases, entity_key, kind_of, singular
from seedbed.tools.knowledge.graph.facts import Fact, fact_of
from seedbed.tools.knowledge.graph.graph import facts_in, graph_of
from seedbed.tools.knowledge.graph.relations import facts_of
from seedbed.tools.knowledge.graph.walks import draw_triples
from tests.tools.knowledge.documents import document

FIRM = """# Larkspoke

## Shops

| Shop | Opens | Parking spaces |
|---|---|---|
| Mill shop | 09:00 | 20 |
| Park shop | 09:30 | 8 |

## Tours

The Ridge Challenge leaves the Mill shop at 09:15. The minimum age for the Ridge Challenge is 12 years. Ida
Norrack founded Larkspoke in 2009. If it rains, the Ridge Challenge leaves the Park shop. The tour must not
leave the Station shop. Online booking closes 2 hours before the collection time.

## Pancakes

Prep time: 10 min
"""


def _chunks(*texts: str) -> tuple[Chunk, ...]:
    return chunk_sources(document(text, f"{number}.md") for number, text in enumerate(texts))


def _said(chunks: tuple[Chunk, ...]) -> list[tuple[str, str, str]]:
    return [(fact.subject_key, fact.relation, fact.value_key) for _, _, fact in facts_in(graph_of(chunks))]


def test_tables_keys_and_sentences_become_facts() -> None:
    said = _said(_chunks(FIRM))
    assert ("mill shop", "opens", "=time:09:00") in said
    assert ("park shop", "parking spaces", "=number:8") in said
    assert ("ridge challenge", "leave", "mill shop") in said
    assert ("ridge challenge", "minimum age", "=duration:12 year") in said
    assert ("ida norrack", "found", "larkspoke") in said
    assert ("pancake", "prep time", "=duration:10 minute") in said


def test_lines_of_triples_become_facts() -> None:
    text = "# Cities\n\n## City\n\n- Porto — country — Portugal .\n- Porto — population — 231,800 .\n"
    chunks = _chunks(text)
    assert _said(chunks) == [("porto", "country", "portugal"), ("porto", "population", "=number:231800")]
    facts = [fact for _, _, fact in facts_in(graph_of(chunks))]
    assert {fact.confidence for fact in facts} == {"triple"}
    assert [text[fact.start : fact.end] for fact in facts] == [fact.quote for fact in facts]
    assert (facts[0].subject_kind, facts[1].value_kind) == ("place", "quantity")


def test_conditions_orders_and_negations_are_no_facts() -> None:
    said = _said(_chunks(FIRM))
    assert not [one for one in said if one[2] == "station shop" or one[:2] == ("online booking", "close")]
    assert ("ridge challenge", "leave", "park shop") not in said


@pytest.mark.parametrize(
    "sentence",
    [
        "The command returns 5 items.",
        "SETNX stores a string value only if the key is new.",
        "Each element returns the keys that are old.",
        "The tour contains 5 stops, 3 breaks and a meal.",
        "They include a helmet.",
    ],
)
def test_what_leans_on_other_words_is_no_fact(sentence: str) -> None:
    assert _said(_chunks(f"# A\n\n{sentence}\n")) == []


def test_a_thousand_comma_ends_nothing() -> None:
    assert _said(_chunks("# A\n\nThe Town Hall has 10,000 visitors.\n")) == [
        ("town hall", "have", "10,000 visitor")
    ]


def test_every_fact_stands_at_its_place() -> None:
    chunks = _chunks(FIRM)
    for _, _, fact in facts_in(graph_of(chunks)):
        assert FIRM[fact.start : fact.end] == fact.quote
        assert " ".join(fact.value.split()) in " ".join(fact.quote.split())
        assert fact_of(fact.record()) == fact


def test_keys_forgive_spelling_but_not_values() -> None:
    assert entity_key("The Mill Shops") == entity_key("mill shop") == "mill shop"
    assert entity_key("2 hours") == entity_key("two hours") != entity_key("2 days")
    assert entity_key("“—”") == ""
    assert [singular(word) for word in ("batteries", "boxes", "glass", "bus", "bikes")] == [
        "battery",
        "box",
        "glass",
        "bus",
        "bike",
    ]


def test_kinds_by_rule() -> None:
    assert kind_of("£5") == "quantity"
    assert kind_of("12 May 2020") == "date"
    assert kind_of("Dr Ada Wells") == "person"
    assert kind_of("Mill shop") == "place"
    assert kind_of("Norrack Ltd") == "organisation"
    assert kind_of("Tandem", "Bike type", sold=True) == "product"
    assert kind_of("Tandem") == "other"


def test_aliases_only_where_the_initials_say_so() -> None:
    told = [
        "An Access Control List (ACL) names users.",
        "The shop (PDF) is open.",
        "The User Name (UN) is one.",
    ]
    assert aliases(told) == {"acl": "access control list", "un": "user name"}
    assert "un" not in aliases([*told, "The Upper Node (UN) is another."])


def test_an_alias_joins_its_entity() -> None:
    text = "# A\n\nThe Access Control List (ACL) has 5 fields. An ACL has 3 levels.\n"
    graph = graph_of(_chunks(text + "\n| Part | Fields |\n|---|---|\n| ACL | 9 |\n"))
    assert "acl" not in graph
    assert graph.has_edge("access control list", "=number:9")


def test_unchanged_sources_are_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(chunks: list[Chunk]) -> tuple[Fact, ...]:
        read.append(chunks[0].name)
        return facts_of(chunks)

    monkeypatch.setattr("seedbed.tools.knowledge.graph.graph.facts_of", counted)
    file = tmp_path / "knowledge" / "graph.jsonl"
    first = graph_of(_chunks(FIRM, "# B\n\nWeight: 5 kg\n"), file)
    again = graph_of(_chunks(FIRM, "# B\n\nWeight: 5 kg\n"), file)
    assert read == ["0.md", "1.md"]
    assert facts_in(first) == facts_in(again) == facts_in(graph_of(_chunks(FIRM, "# B\n\nWeight: 5 kg\n")))
    del read[:]
    changed = graph_of(_chunks(FIRM, "# B\n\nWeight: 6 kg\n"), file)
    assert read == ["1.md"]
    assert ("b", "=measure:6 kilogram") in changed.edges()
    assert ("b", "=measure:5 kilogram") not in changed.edges()


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "graph.jsonl"
    whole = facts_in(graph_of(_chunks(FIRM), file))
    file.write_bytes(b"\xff\xfe broken")
    assert facts_in(graph_of(_chunks(FIRM), file)) == whole
    file.write_text('{"key": 1}\nnot json\n', encoding="utf-8")
    assert facts_in(graph_of(_chunks(FIRM), file)) == whole


def test_drawn_triples_share_entities_and_prefer_rare_relations() -> None:
    chunks = _chunks(FIRM)
    graph = graph_of(chunks)
    drawn = max((draw_triples(graph, random.Random(seed), 3) for seed in range(9)), key=len)
    assert drawn in [draw_triples(graph, random.Random(seed), 3) for seed in range(9)]
    assert len({(fact.subject_key, fact.relation, fact.value_key) for fact in drawn}) == 3
    ends = [{fact.subject_key, fact.value_key} for fact in drawn]
    assert all(any(end & other for other in ends[:at]) for at, end in enumerate(ends) if at)
    assert not set(drawn) & set(draw_triples(graph, random.Random(1), 9, avoid=drawn))
    firsts = [draw_triples(graph, random.Random(seed), 1)[0].relation for seed in range(200)]
    # 9 facts of 8 relations, two of them "opens": each relation is as likely.
    assert firsts.count("opens") < 2 * firsts.count("prep time")
    with pytest.raises(ValueError, match="at least one"):
        draw_triples(graph, random.Random(1), 0)
