"""The graph of all sources, and its file: a line per source, keyed by what was read, so it is read once.

A networkx MultiDiGraph. Node: an entity's key with `name` (its commonest spelling), `kind` and `sort`; values
(amounts, dates) are nodes too, under keys that begin with "=". Edge: one fact, with the `Fact` under `fact`,
its `relation` and `confidence`. Pure functions of the passages; nothing is looked up elsewhere.
"""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedbed.memory.canonical import digest_text
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.graph.entities import aliases
from seedbed.tools.knowledge.graph.facts import Fact, fact_of
from seedbed.tools.knowledge.graph.relations import facts_of

if TYPE_CHECKING:
    import networkx

    Graph = networkx.MultiDiGraph[str]

RULES = 2
"""Raised whenever the rules of extraction change: what older ones found is then read again."""


def graph_of(chunks: Sequence[Chunk], file: Path | None = None) -> "Graph":
    """The graph of the passages. With `file`, what it keeps of unchanged sources isn't extracted again.

    A file that can't be read, or lines of it, count as not there: graph and file are made anew.
    """
    return graph_from(facts_by_source(chunks, file), chunks)


def facts_by_source(chunks: Sequence[Chunk], file: Path | None = None) -> dict[str, tuple[Fact, ...]]:
    """Hash of a source → the facts of its passages, in the order of the sources. `file` as for `graph_of`."""
    by_source: dict[str, list[Chunk]] = defaultdict(list)
    for chunk in chunks:
        by_source[chunk.source].append(chunk)
    kept = _load(file) if file is not None else {}
    lines: dict[str, tuple[Fact, ...]] = {}
    found: dict[str, tuple[Fact, ...]] = {}
    for source, mine in by_source.items():
        key = _key(source, mine)
        lines[key] = found[source] = kept[key] if key in kept else facts_of(mine)
    if file is not None and lines.keys() != kept.keys():
        _save(file, lines)
    return found


def graph_from(facts: Mapping[str, Sequence[Fact]], chunks: Iterable[Chunk]) -> "Graph":
    """The graph of the passages of some sources, whose facts (`facts_by_source`) are known."""
    texts = (block.laid.plain for chunk in chunks for block in chunk.blocks if block.laid is not None)
    return build((fact for mine in facts.values() for fact in mine), aliases(texts))


def _key(source: str, chunks: Sequence[Chunk]) -> str:
    """Stands for all that the facts of one source depend on."""
    places = [[chunk.id, *(list(block.heading_path) for block in chunk.blocks)] for chunk in chunks]
    return digest_text(json.dumps([RULES, source, chunks[0].name, places], ensure_ascii=False))


def _load(file: Path) -> dict[str, tuple[Fact, ...]]:
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return {}
    kept: dict[str, tuple[Fact, ...]] = {}
    for line in filter(None, lines):
        try:
            record = json.loads(line)
            kept[record["key"]] = tuple(fact_of(fact) for fact in record["facts"])
        except (ValueError, TypeError, KeyError):
            continue
    return kept


def _save(file: Path, lines: Mapping[str, Sequence[Fact]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(file.name + ".part")
    with aside.open("w", encoding="utf-8") as out:
        for key, facts in lines.items():
            record: dict[str, Any] = {"key": key, "facts": [fact.record() for fact in facts]}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(aside, file)


def build(facts: Iterable[Fact], same: Mapping[str, str] | None = None) -> "Graph":
    """The graph of some facts; `same` merges keys (entities.aliases)."""
    import networkx

    graph: Graph = networkx.MultiDiGraph()
    same = same or {}
    names: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    sorts: dict[str, Counter[str]] = defaultdict(Counter)
    for fact in facts:
        ends = []
        for key, name, kind in (
            (fact.subject_key, fact.subject, fact.subject_kind),
            (fact.value_key, fact.value, fact.value_kind),
        ):
            key = same.get(key, key)
            names[key][name] += 1
            kinds[key][kind] += kind != "other"
            ends.append(key)
        if fact.sort:
            sorts[ends[0]][fact.sort] += 1
        if ends[0] != ends[1]:
            graph.add_edge(*ends, relation=fact.relation, confidence=fact.confidence, fact=fact)
    for key in graph:
        graph.nodes[key].update(
            name=_commonest(names[key]),
            kind=_commonest(+kinds[key]) or "other",
            sort=_commonest(sorts[key]),
        )
    return graph


def _commonest(seen: Counter[str]) -> str:
    """The commonest, the first in the alphabet of equals; "" of none."""
    return min(seen, key=lambda word: (-seen[word], word), default="")


def facts_in(graph: "Graph") -> list[tuple[str, str, Fact]]:
    """(key of the subject, key of the value, fact) of every edge, in the order of the documents."""
    return list(graph.edges(data="fact"))
