"""Sets of facts for texts to be written about them, by the part of the documents where the first one stands.

Only facts that can be worded for certain, whose ends have a type worth naming, and which the documents say in
one way alone. A set is closed: it holds every fact that its text states.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seedbed.memory.canonical import digest_text
from seedbed.memory.randomness import rng
from seedbed.tools.knowledge.graph.annotated import Annotated, annotated
from seedbed.tools.knowledge.graph.entities import entity_key
from seedbed.tools.knowledge.graph.facts import Fact
from seedbed.tools.knowledge.graph.graph import facts_in
from seedbed.tools.knowledge.graph.quoted import told_together
from seedbed.tools.knowledge.graph.reread import unlisted
from seedbed.tools.knowledge.graph.types import types_at, types_of
from seedbed.tools.knowledge.graph.walks import Edge, draw_triples, relation_counts
from seedbed.tools.knowledge.graph.wording import worded

if TYPE_CHECKING:
    from seedbed.tools.knowledge.graph.graph import Graph

SIZES = (1, 2, 2, 3, 3, 4)
"""Facts of a set, drawn with equal chances."""
ROUNDS = 3
"""How often each fact begins or joins a set of its leaf, about."""
MOST_FACTS = 5
"""Of a closed set."""
MOST_WORDS = 6
"""Of an entity."""
_QUANTIFIED = re.compile(r"(?:each|every|all|any|most|some|many|several|no)\b", re.I)
_NAMED = re.compile(r"(?:the |an? )?[A-Z0-9]|.* [A-Z]")


@dataclass(frozen=True, slots=True)
class TripleSet:
    """Some facts that make one text."""

    facts: tuple[Fact, ...]
    types: dict[str, str]
    """Key → type, of the things named in the text."""

    @property
    def id(self) -> str:
        """Stands for the facts, whatever their order."""
        return digest_text("\n".join(sorted(map(_said, self.facts))))[:16]

    def record(self) -> dict[str, Any]:
        """As plain JSON."""
        return {"id": self.id, "facts": [fact.record() for fact in self.facts], "types": self.types}


def _said(fact: Fact) -> str:
    return f"{fact.subject_key} — {fact.relation} — {fact.value_key} ({fact.source}:{fact.start})"


def triple_sets(graph: "Graph", leaf_of: Callable[[Fact], str]) -> dict[str, tuple[TripleSet, ...]]:
    """Leaf → its sets, each once, in the order in which they were drawn; a pure function of the graph."""
    everything = [fact for _, _, fact in facts_in(graph)]
    types = types_of(everything)
    units = dict(_units(everything, types))
    usable = _part_of(graph, units)
    often = relation_counts(usable)
    by_leaf: dict[str, list[Edge]] = defaultdict(list)
    for edge in facts_in(usable):
        by_leaf[leaf_of(edge[2])].append(edge)
    found: dict[str, tuple[TripleSet, ...]] = {}
    taken: set[str] = set()
    for leaf, edges in by_leaf.items():
        mine = []
        for turn in range(ROUNDS):
            draw = rng(0, f"triples/{leaf}", turn)
            left = draw.sample(edges, len(edges))
            used: dict[Fact, None] = {}
            while left := [edge for edge in left if edge[2] not in used]:
                drawn = draw_triples(usable, draw, draw.choice(SIZES), used, first=left[:1], often=often)
                made = _made(drawn, units, types)
                used |= dict.fromkeys((left[0][2], *(made.facts if made else ())))
                if made is not None and made.id not in taken:
                    taken.add(made.id)
                    mine.append(made)
        found[leaf] = tuple(mine)
    return found


def _units(facts: Sequence[Fact], types: Mapping[str, str]) -> Iterator[tuple[Fact, tuple[Fact, ...]]]:
    """Fact → all facts that are stated with it, for those that can be used."""
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    sentences: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    for fact in facts:
        said[fact.subject_key, fact.relation].add(fact.value_key)
        if fact.confidence == "sentence":
            sentences[fact.source, fact.start].append(fact)
    for fact in facts:
        unit: tuple[Fact, ...] = (fact,)
        if fact.confidence == "sentence":
            told = told_together(sentences[fact.source, fact.start])
            unit = tuple(one for one, _, _ in told.facts) if told else ()
            if fact not in unit:
                continue
        elif len(said[fact.subject_key, fact.relation]) > 1:
            continue  # "the day rate is …": there would have to be one
        if (told_alone := worded(fact)) is None or not (told_alone.whole or len(unit) > 1):
            continue
        made = annotated(unit, types) if all(_sensible(one, types) for one in unit) else None
        if made is not None and not unlisted(made):
            yield fact, unit


def _sensible(fact: Fact, types: Mapping[str, str]) -> bool:
    """Whether both ends are worth being marked as entities."""
    if _QUANTIFIED.match(fact.value) or re.match(r"(?:all|most|some|any)\b", fact.subject, re.I):
        return False
    if max(len(fact.subject.split()), len(fact.value.split())) > MOST_WORDS:
        return False
    if fact.relation == "be":
        return False  # "the minimum period is 200 ms": it says nothing of how they are related
    one, other = types_at(fact, types)
    if other == "other" and not _NAMED.match(fact.value):
        return False
    return {one, other} != {"other"}


def _part_of(graph: "Graph", units: Mapping[Fact, Any]) -> "Graph":
    """The graph of the facts that can be used."""
    import networkx

    part: Graph = networkx.MultiDiGraph()
    for one, other, fact in facts_in(graph):
        if fact in units:
            part.add_edge(one, other, relation=fact.relation, confidence=fact.confidence, fact=fact)
    return part


def _made(
    drawn: Sequence[Fact], units: Mapping[Fact, tuple[Fact, ...]], types: Mapping[str, str]
) -> TripleSet | None:
    """The closed set of what was drawn, facts about one thing together; None if it makes no text."""
    closed = list(dict.fromkeys(one for fact in drawn for one in units[fact]))
    things = list(dict.fromkeys(fact.subject_key for fact in closed))
    frames = list(dict.fromkeys(map(_frame, closed)))
    facts = tuple(sorted(closed, key=lambda f: (things.index(f.subject_key), frames.index(_frame(f)))))
    if not facts or len(facts) > MOST_FACTS:
        return None
    text = annotated(facts, types)
    if text is None or unlisted(text):
        return None
    return TripleSet(facts, _needed(text, types))


def _frame(fact: Fact) -> tuple[str, ...]:
    """Facts of one frame can share a sentence; those of one sentence have to."""
    said = worded(fact)
    told = (said.frame, said.front) if said is not None and said.whole else ()
    return told if fact.confidence != "sentence" else (fact.source, str(fact.start))


def _needed(text: Annotated, types: Mapping[str, str]) -> dict[str, str]:
    """The types that the text takes, and no others."""
    keys = {entity_key(one.text) for one in text.entities}
    keys |= {key for fact in text.facts for key in (fact.subject_key, fact.value_key)}
    return {key: types[key] for key in sorted(keys) if key in types}
