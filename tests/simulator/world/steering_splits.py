"""Concepts of the steering worlds that the planner has split while a build runs.

A child has a name of its own and some of its parent's words; in all else it follows the laws of the concept
(one of the 40) that it comes from, which is what it counts as. A name `Night jobs (brake repairs)` tells its
concept by itself, so that a restarted server knows most of them.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from tests.simulator.chance import fraction, rng
from tests.simulator.wire import Json
from tests.simulator.world.steering_texts import concepts

TELLING = 6
"""Of its concept's ten things, so many are in every text on a child that isn't blurred: static embeddings
then take 0.87 of the texts for one of the concept's children, and 0.58 for the right one."""
_PARENT = re.compile(r"\(([^()]+)\)$")


class Splits:
    """Which names are children of which of the 40 concepts."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        """Child → what it was split from: one of the 40, or a child."""

    def concept_of(self, name: str) -> str | None:
        """The one of the 40 that a leaf is or comes from; None: neither."""
        seen = name
        while seen in self._parent:
            seen = self._parent[seen]
        if seen in concepts():
            return seen
        said = _PARENT.search(seen)
        return _by_folded_name().get(said.group(1)) if said else None

    def proposed(self, parent: str, made: Json) -> Json:
        """An answer to `propose_concepts` for such a parent: its children remembered, in the parent's words.

        Names that are taken elsewhere are left out, for a name must tell whose child it is.
        """
        concept = self.concept_of(parent)
        assert concept is not None
        kept = []
        for child in made["concepts"]:
            name = child["name"]
            if name in concepts() or name == parent or self._parent.setdefault(name, parent) != parent:
                continue
            told = ", ".join(telling(name, concept))
            kept.append({**child, "inside": f"What has to do with {told}."})
        return {"concepts": kept}

    def listed(self, leaf: str, concept: str, names: Iterable[str], text: str) -> str | None:
        """The entry of a list that a text written for a leaf belongs to; None: none.

        The leaf itself; else what it was split from; else, where it was split itself, the one of its
        children that the text is for (a matter of the text: drawn by it).
        """
        there = list(names)
        above: str | None = leaf
        while above is not None:
            if above in there:
                return above
            above = self._parent.get(above)
        if concept in there:
            return concept
        below = [name for name in there if self._descends(name, leaf)]
        return max(below, key=lambda name: fraction(0, f"steering leaf {name}", text), default=None)

    def _descends(self, name: str, leaf: str) -> bool:
        if leaf in concepts():
            return self.concept_of(name) == leaf
        above = self._parent.get(name)
        return above is not None and (above == leaf or self._descends(above, leaf))


@lru_cache(maxsize=4096)
def telling(child: str, concept: str) -> tuple[str, ...]:
    """The things by which a child is told from its siblings."""
    return tuple(rng(0, "steering child", child).sample(concepts()[concept].things, TELLING))


@lru_cache(maxsize=1)
def _by_folded_name() -> dict[str, str]:
    return {name.casefold(): name for name in concepts()}
