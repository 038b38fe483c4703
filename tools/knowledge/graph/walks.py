"""Sets of facts that belong together, drawn for a text to be written about them (structure first).

SynthIE (Josifoski et al. 2023, "Exploiting Asymmetry for Synthetic Training Data Generation", section 3.2):
a random walk adds facts that share an entity with those drawn; relations are weighted by the inverse of how
often they occur, so that rare ones are drawn too.
"""

import random
from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING

from seedbed.tools.knowledge.graph.entities import is_value
from seedbed.tools.knowledge.graph.facts import Fact
from seedbed.tools.knowledge.graph.graph import facts_in

if TYPE_CHECKING:
    from seedbed.tools.knowledge.graph.graph import Graph


def draw_triples(
    graph: "Graph", rng: random.Random, size: int, avoid: Collection[Fact] = ()
) -> tuple[Fact, ...]:
    """Up to `size` facts, each after the first sharing an entity (not a mere value) with one before it.

    No fact of `avoid` (those of earlier sets) is drawn, and none twice; of equal triples one. Fewer come back
    where the connected part is smaller; () from an empty graph.

    Raises:
        ValueError: `size` is less than 1.
    """
    if size < 1:
        raise ValueError(f"a set has at least one triple, not {size}")
    left_out = frozenset(avoid)
    edges = [edge for edge in facts_in(graph) if edge[2] not in left_out]
    often = Counter(fact.relation for _, _, fact in edges)
    drawn: list[Fact] = []
    said: set[tuple[str, str, str]] = set()
    reached: set[str] = set()
    while len(drawn) < size:
        free = [
            edge
            for edge in edges
            if (edge[0], edge[2].relation, edge[1]) not in said
            and (not drawn or not reached.isdisjoint(edge[:2]))
        ]
        if not free:
            break
        one, other, fact = rng.choices(free, [1 / often[edge[2].relation] for edge in free])[0]
        drawn.append(fact)
        said.add((one, fact.relation, other))
        reached.update(key for key in (one, other) if not is_value(key))
    return tuple(drawn)
