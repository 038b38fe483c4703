"""Entities and relations from structure: facts are drawn from the documents' graph, worded, and checked back.

SynthIE (Josifoski et al. 2023): reading relations out of a text is hard, writing a text for relations that
are known is easy. Sure form: sentences by rule (`tools/knowledge/graph/annotated.py`), so that text, places
and relations follow from the facts; each fact is cited. The strong form is `paragraphs.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.planner.grow_grounded import sections_of
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.grounded.cited_places import source_of
from seedbed.agent.writer.language import english_only
from seedbed.memory.candidate import EVIDENCE
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.graph.facts import Fact, fact_of

STOCK = "triple sets"
"""Where the shelf keeps the sets, once drawn."""


def stock(part: Part, shelf: Shelf) -> Mapping[str, Sequence[Any]]:
    """The sets of facts, by leaf."""
    if STOCK not in shelf.derived:
        from seedbed.tools.knowledge.graph.triple_sets import triple_sets

        sections = shelf.sections or sections_of(shelf.chunks)
        none = shelf.graph is None
        shelf.derived[STOCK] = {} if none else triple_sets(shelf.graph, lambda fact: _leaf(sections, fact))
    kept: Mapping[str, Sequence[Any]] = shelf.derived[STOCK]
    return kept


def _leaf(sections: Any, fact: Fact) -> str:
    return str(sections.leaf_of(fact.source, fact.heading_path))


def choose_set(choice: Choice, bench: Bench) -> Chosen | None:
    """A set of the leaf that wasn't used, of those whose facts were told least so far."""
    mine = stock(choice.part, bench.shelf).get(choice.cell.leaf, ())
    told: dict[Fact, int] = {}
    for one in mine:
        if choice.used.get(one.id):
            for fact in one.facts:
                told[fact] = told.get(fact, 0) + 1
    free = [one for one in mine if not choice.used.get(one.id)]
    if not free:
        return None
    often = [max(told.get(fact, 0) for fact in one.facts) for one in free]
    least = min(often)
    chosen = choice.rng.choice([one for one, times in zip(free, often, strict=True) if times == least])
    return Chosen({"triples": chosen.record()}, material=chosen.id)


def facts_of_brief(work: Work) -> tuple[tuple[Fact, ...], dict[str, str]]:
    """The facts that a brief orders, and the types of what they name."""
    triples = work.brief.grounding["triples"]
    return tuple(map(fact_of, triples["facts"])), dict(triples["types"])


def row_of(fields: Mapping[str, Any], facts: Sequence[Fact]) -> dict[str, Any]:
    """A row: text, entities and relations, and where its facts stand."""
    return {
        **fields,
        "source": "; ".join(dict.fromkeys(fact.name for fact in facts)),
        "heading": " > ".join(facts[0].heading_path),
    }


async def write_sentences(work: Work, bench: Bench) -> Work:
    """The text of the brief's facts, with entities and relations."""
    from seedbed.tools.knowledge.graph.annotated import annotated

    facts, types = facts_of_brief(work)
    made = annotated(facts, types)
    if made is None:
        return work.because("malformed", "wording", "the facts make no text")
    return told(work, row_of(made.fields(), facts), facts)


def told(work: Work, row: dict[str, Any], facts: Sequence[Fact]) -> Work:
    """The candidate with its row; rows about one thing stay on one side of a split."""
    signature = work.brief.grounding["triples"]["id"]
    return replace(work, row=row, text=row["text"], signature=signature, group=facts[0].subject_key)


async def cite_facts(work: Work, bench: Bench) -> Work:
    """A citation for each fact: its value in the row, line or sentence that says it; proven if all hold."""
    work = cited(work, bench)
    return work if work.reasons else replace(work, grade="proven", assigned=(work.brief.cell.key,))


def cited(work: Work, bench: Bench) -> Work:
    """The candidate with a citation for each of its facts."""
    from seedbed.tools.knowledge.citations import citation

    for fact in facts_of_brief(work)[0]:
        source = source_of(bench, fact.source)
        evidence = EVIDENCE.validate_python(citation(fact.value, source, fact.start, fact.end))
        work = work.with_evidence(evidence)
        if not evidence.ok:
            detail = f"the quote doesn't hold {fact.value[:80]!r}"
            work = work.because("unsupported claim", evidence.by, detail)
    return work


SURE = Method(
    name="extraction/sure",
    task="extraction",
    form="sure",
    grade="proven",
    needs={},
    stock=stock,
    choose=choose_set,
    lacks=english_only,
    write=write_sentences,
    verify=cite_facts,
    attempts=1,
)
