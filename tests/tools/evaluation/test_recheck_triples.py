"""Rows of entities and relations audited: text, places and relations are made again, each change is found."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from seedbed.memory.brief import Brief, Cell
from seedbed.memory.candidate import EVIDENCE, Draft, Verdict
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.citations import citation
from seedbed.tools.knowledge.graph.annotated import annotated
from seedbed.tools.knowledge.graph.graph import graph_of
from seedbed.tools.knowledge.graph.triple_sets import TripleSet, triple_sets
from seedbed.tools.knowledge.sources import write_source
from tests.agent.scripted import Journal
from tests.tools.knowledge.documents import document

TEXT = """# Tours

| Tour | Adult price | Distance |
|---|---|---|
| Ridge Challenge | £47 | 48 km |
| Lighthouse Loop | £24 | 19 km |

The Ridge Challenge leaves the Mill shop at 09:15.
"""
SOURCE = document(TEXT, "tours.md")


def _set(*relations: str) -> TripleSet:
    """The set of those relations of the Ridge Challenge."""
    sets = triple_sets(graph_of(chunk_sources([SOURCE])), lambda fact: "leaf")["leaf"]
    return next(
        one
        for one in sets
        if sorted(fact.relation for fact in one.facts) == sorted(relations)
        and {fact.subject_key for fact in one.facts} == {"ridge challenge"}
    )


def _place(tmp_path: Path, triples: TripleSet, row: dict[str, Any]) -> Place:
    """The place of the row's evidence, its sources written."""
    folder = RunFolder(tmp_path)
    write_source(folder.sources, SOURCE)
    cell = Cell(part="rows", leaf="leaf", label="any", difficulty="any")
    brief = Brief(
        number=1,
        seat=0,
        cell=cell,
        method="extraction/sure",
        form="sure",
        grounding={"triples": triples.record()},
        seed=1,
    )
    evidence = [
        EVIDENCE.validate_python(citation(fact.value, SOURCE, fact.start, fact.end)) for fact in triples.facts
    ]
    draft = Draft(row=row, evidence=tuple(evidence), form="sure")
    part = Part(task="extraction", topic="tours", rows=1)
    candidate = Candidate(1, brief.id[:16], Verdict(state="accepted", cell=cell.key), draft)
    spec = Spec(parts=(part,), sources=("tours.md",))
    return Place(candidate, brief, folder, cast(Store, Journal()), spec, [])


def _row(triples: TripleSet) -> dict[str, Any]:
    made = annotated(triples.facts, triples.types)
    assert made is not None
    heading = " > ".join(triples.facts[0].heading_path)
    return json.loads(json.dumps({**made.fields(), "source": "tours.md", "heading": heading}))  # type: ignore[no-any-return]


def _said(place: Place) -> str:
    return next((fault for one in place.candidate.draft.evidence if (fault := recheck(one, place)[1])), "")


def test_a_row_is_made_again(tmp_path: Path) -> None:
    triples = _set("leave", "leave mill shop at")
    place = _place(tmp_path, triples, _row(triples))
    assert [recheck(one, place) for one in place.candidate.draft.evidence] == [("recomputed", "")] * 2


@pytest.mark.parametrize("field", ["text", "type", "start", "relation", "tail", "fewer", "source", "heading"])
def test_each_change_of_a_row_is_found(tmp_path: Path, field: str) -> None:
    triples = _set("leave", "leave mill shop at")
    row = _row(triples)
    match field:
        case "text":
            row["text"] = row["text"].replace("09:15", "09:45")
        case "type":
            row["entities"][0]["type"] = "person"
        case "start":
            row["entities"][1]["start"] += 1
        case "relation":
            row["relations"][0]["relation"] = "reach"
        case "tail":
            row["relations"][0]["tail"] = 0
        case "fewer":
            row["relations"].pop()
        case _:
            row[field] = "elsewhere"
    assert _said(_place(tmp_path, triples, row))


def test_facts_that_the_source_does_not_say_are_found(tmp_path: Path) -> None:
    triples = _set("leave", "leave mill shop at")
    first = triples.facts[0]
    forged = type(first)(**{**first.record(), "relation": "reach", "said": "reaches"})
    other = TripleSet((forged, *triples.facts[1:]), triples.types)
    assert "doesn't say" in _said(_place(tmp_path, other, _row(triples)))
