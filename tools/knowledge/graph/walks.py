"""Sets of facts that belong together, drawn for a text to be written about them (structure first).

SynthIE (Josifoski et al. 2023, "Exploiting Asymmetry for Synthetic Training Data Generation", section 3.2):
a random walk adds facts that share an entity with those drawn; relations are weighted by the inverse of how
often they occur, so that rare ones are drawn too.
"""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from seedbed.tools.knowledge.graph.entities import is_value
from seedbed.tools.knowledge.graph.facts import Fact
from seedbed.tools.knowledge.graph.graph import facts_in

if TYPE_CHECKING:
    from seedbed.tools.knowledge.graph.graph import Graph

Edge = tuple[str, str, Fact]
"""(Key of the subject, key of the value, fact.)"""


def relation_counts(graph: "Graph") -> Counter[str]:
    """How often each relation occurs: what draws are weighted by. Counted once for many draws."""
    return Counter(fact.relation for _, _, fact in facts_in(graph))


def draw_triples(
    graph: "Graph",
    rng: random.Random,
    size: int,
    avoid: Collection[Fact] = (),
    *,
    first: Sequence[Edge] | None = None,
    often: Mapping[str, int] | None = None,
) -> tuple[Fact, ...]:
    """Up to `size` facts, each after the first sharing an entity (not a mere value) with one before it.

    No fact of `avoid` (those of earlier sets) is drawn, and none twice; of equal triples one. Fewer come back
    where the connected part is smaller; () from an empty graph. With `first`, a draw looks at the neighbours
    of what it drew alone, so its time doesn't grow with the graph.

    Args:
        first: Edges of the graph of which the first is drawn; None: of all.
        often: `relation_counts(graph)`.

    Raises:
        ValueError: `size` is less than 1.
    """
    if size < 1:
        raise ValueError(f"a set has at least one triple, not {size}")
    left_out = frozenset(avoid)
    often = relation_counts(graph) if often is None else often
    free = [edge for edge in (facts_in(graph) if first is None else first) if edge[2] not in left_out]
    drawn: list[Fact] = []
    said: set[tuple[str, str, str]] = set()
    reached: dict[str, None] = {}
    while free and len(drawn) < size:
        one, other, fact = rng.choices(free, [1 / often[edge[2].relation] for edge in free])[0]
        drawn.append(fact)
        said.add((one, fact.relation, other))
        reached |= dict.fromkeys(key for key in (one, other) if not is_value(key))
        near = (edge for key in reached for edge in _touching(graph, key))
        free = [
            edge
            for edge in dict.fromkeys(near)
            if edge[2] not in left_out and (edge[0], edge[2].relation, edge[1]) not in said
        ]
    return tuple(drawn)


def _touching(graph: "Graph", key: str) -> list[Edge]:
    return [*graph.out_edges(key, data="fact"), *graph.in_edges(key, data="fact")]
