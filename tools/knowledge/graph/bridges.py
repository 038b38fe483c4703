"""Pairs of passages that speak of one thing, for questions that need both.

First by the graph: an entity of which it knows a fact, and which few passages name. Else by a name or a rare
term that two or three passages share and no other has. Pairs of two documents come first.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.claims.words import rarity
from seedbed.tools.knowledge.graph.graph import entities
from seedbed.tools.knowledge.values import find_values

if TYPE_CHECKING:
    from seedbed.tools.knowledge.graph.graph import Graph

MOST_PASSAGES = 4
"""A thing of which more passages tell joins none of them to another in particular."""
MOST_SHARING = 3
"""Passages that may share a name or term."""
RARE, RARE_NAME = 5.5, 4.5
"""−log10 of a term's share of English text, at least (claims/words.py); of a name that is one word."""
_NAME = re.compile(r"(?<![.!?:] )(?<!^)\b[A-Z][\w'’-]+(?: (?:of |the )?[A-Z][\w'’-]+)*", re.M)
_WORD = re.compile(r"\w+")
_TERM = re.compile(r"\b[a-z][a-z-]{4,}\b")
_NO_NOUN = re.compile(r".*(?:ed|ing|ly|ive|able|ible|ate|i[sz]e|al|ous|ful|less|ic)")


@dataclass(frozen=True, slots=True)
class Bridge:
    """Two passages and what joins them."""

    name: str
    """The thing, as both passages spell it, letter case aside."""
    first: str
    """Id of the passage that comes first in the documents."""
    second: str
    by: Literal["graph", "name"]


def bridges_of(graph: "Graph | None", chunks: Sequence[Chunk]) -> tuple[Bridge, ...]:
    """All pairs of passages, each once: those of two documents first, those of the graph before others."""
    order = {chunk.id: place for place, chunk in enumerate(chunks)}
    by_id = {chunk.id: chunk for chunk in chunks}
    found: dict[tuple[str, str], Bridge] = {}
    joined = [*_by_graph(graph, chunks), *_by_names(chunks)]
    for bridge in sorted(joined, key=lambda b: (b.by != "graph", order[b.first], order[b.second], b.name)):
        found.setdefault((bridge.first, bridge.second), bridge)
    apart = [b for b in found.values() if by_id[b.first].source != by_id[b.second].source]
    within = [b for b in found.values() if by_id[b.first].source == by_id[b.second].source]
    return (*apart, *within)


def _by_graph(graph: "Graph | None", chunks: Sequence[Chunk]) -> Iterator[Bridge]:
    """Entities of which a fact stands in one passage at least, and their name in the others."""
    if graph is None:
        return
    plain = [" ".join(chunk.text.split()).casefold() for chunk in chunks]
    having: dict[str, set[int]] = defaultdict(set)
    for place, text in enumerate(plain):
        for word in _WORD.findall(text):
            having[word].add(place)
    holding = {}
    for key in entities(graph):
        name = re.sub(r"^(?:the|an?) ", "", str(graph.nodes[key]["name"]), flags=re.I)
        words = sorted((having.get(word, set()) for word in _WORD.findall(name.casefold())), key=len)
        places = sorted(set.intersection(*words)) if words and len(words[0]) > 1 else []
        holding[name] = [chunks[place] for place in places if name.casefold() in plain[place]]
    yield from _pairs(holding, MOST_PASSAGES, "graph")


def _by_names(chunks: Sequence[Chunk]) -> Iterator[Bridge]:
    """Names within sentences, and terms that are rare in English, of few passages."""
    holding: dict[str, list[Chunk]] = defaultdict(list)
    for chunk in chunks:
        for name in dict.fromkeys(_names_in(chunk.text)):
            holding[name].append(chunk)
    yield from _pairs(holding, MOST_SHARING, "name")


def _names_in(text: str) -> Iterable[str]:
    for match in _NAME.finditer(text):
        if " " in match[0] or (len(match[0]) > 3 and rarity(match[0].lower()) >= RARE_NAME):
            yield match[0]
    for match in _TERM.finditer(text):
        if rarity(match[0]) >= RARE and not _NO_NOUN.fullmatch(match[0]):
            yield match[0]


def _pairs(
    holding: Mapping[str, Sequence[Chunk]], most: int, by: Literal["graph", "name"]
) -> Iterator[Bridge]:
    for name, some in holding.items():
        if not 2 <= len(some) <= most or not re.search(r"[^\W\d_]{3}", name) or find_values(name):
            continue
        for one, other in combinations(some, 2):
            if contains(name, one.text) and contains(name, other.text):
                yield Bridge(name, one.id, other.id, by)
