"""The concept tree: a part's domain decomposed.

A networkx digraph from a root to leaves; a concept may have two parents. Leaves × labels × difficulties are
the cells. The tree is a value: whoever changes it makes a new one. It knows no quotas."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, model_validator

from seedbed.memory.spec import Frozen

if TYPE_CHECKING:
    import networkx as nx


class Concept(Frozen):
    """One node: a condition that rows can have."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,119}$")]
    """A path of slugs joined by dots: `repairs.punctures`."""
    name: Annotated[str, Field(min_length=1, max_length=120)]
    parents: tuple[str, ...] = ()
    """Ids; empty for the root alone."""
    inside: str = ""
    """What belongs to it, one line."""
    outside: str = ""
    """What does not, though it looks like it, one line."""
    labels: tuple[str, ...] = ()
    """The labels that its rows can have; empty: every label of the part."""
    weight: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 1.0
    """Share of its parent's rows, relative to its siblings."""
    sections: tuple[str, ...] = ()
    """Of a leaf that several sections of the documents were joined to: their ids."""
    unsupported: str = ""
    """Why the sources or examples can't support it; empty: they can, or there are none."""


class ConceptTree(Frozen):
    """The decomposition of one part."""

    concepts: Annotated[tuple[Concept, ...], Field(min_length=1)]
    """Parents before children; the first is the root."""

    @model_validator(mode="after")
    def _is_a_rooted_dag(self) -> "ConceptTree":
        seen: set[str] = set()
        for place, concept in enumerate(self.concepts):
            if concept.id in seen:
                raise ValueError(f"concepts[{place}]: the concept {concept.id!r} stands twice")
            if (place == 0) != (not concept.parents):
                told = f"{concept.id!r}: the first concept is the root, and only it has no parent"
                raise ValueError(f"concepts[{place}]: {told}")
            if missing := [p for p in concept.parents if p not in seen]:
                told = f"{concept.id!r}: its parent {missing[0]!r} does not stand before it"
                raise ValueError(f"concepts[{place}]: {told}")
            seen.add(concept.id)
        return self

    @cached_property
    def graph(self) -> "nx.DiGraph[str]":
        """The digraph, parent → child, in the order of `concepts`."""
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph()
        for concept in self.concepts:
            graph.add_node(concept.id)
            graph.add_edges_from((parent, concept.id) for parent in concept.parents)
        return graph

    @cached_property
    def _by_id(self) -> dict[str, Concept]:
        return {concept.id: concept for concept in self.concepts}

    @property
    def root(self) -> Concept:
        return self.concepts[0]

    def __getitem__(self, id: str) -> Concept:
        return self._by_id[id]

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def children(self, id: str) -> tuple[Concept, ...]:
        return tuple(self._by_id[child] for child in self.graph.successors(id))

    def under(self, id: str) -> set[str]:
        """Ids of a concept and of all below it."""
        import networkx as nx

        return {id, *nx.descendants(self.graph, id)}

    def leaves_under(self, id: str) -> list[Concept]:
        """The leaves of a concept, in order; of a leaf, itself."""
        below = self.under(id)
        return [leaf for leaf in self.leaves() if leaf.id in below]

    def leaves(self) -> tuple[Concept, ...]:
        """Concepts without children, in order: those that have cells."""
        return self._leaves

    @cached_property
    def _leaves(self) -> tuple[Concept, ...]:
        return tuple(c for c in self.concepts if not self.graph.out_degree(c.id))

    @cached_property
    def idle(self) -> frozenset[str]:
        """Leaves of which no row is to be."""
        return frozenset(leaf.id for leaf in self._leaves if not self.share(leaf.id))

    @cached_property
    def _below(self) -> dict[str, float]:
        """Concept → its children's weights, added up."""
        below = dict.fromkeys(self._by_id, 0.0)
        for concept in self.concepts:
            for parent in concept.parents:
                below[parent] += concept.weight
        return below

    def path(self, id: str) -> tuple[Concept, ...]:
        """From the root's first child down to the concept, by first parents."""
        path: list[Concept] = []
        here = self._by_id[id]
        while here.parents:
            path.append(here)
            here = self._by_id[here.parents[0]]
        return tuple(reversed(path))

    def share(self, id: str) -> float:
        """The concept's share of the rows, 0–1: weights normalised among siblings, multiplied down."""
        concept = self._by_id[id]
        if not concept.parents:
            return 1.0
        total = 0.0
        for parent in concept.parents:
            siblings = self._below[parent]
            total += self.share(parent) * concept.weight / siblings if siblings else 0.0
        return total


def grow(tree: ConceptTree, concepts: Iterable[Concept]) -> ConceptTree:
    """The tree with more concepts at its end."""
    return ConceptTree(concepts=(*tree.concepts, *concepts))


def slug(text: str) -> str:
    """A name as part of an id: ASCII letters, digits and hyphens, at most 40 characters; never empty."""
    folded = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(word for word in folded.split("-") if word)[:40].strip("-") or "x"
