"""Concepts of the steering worlds that the planner has split while a build runs.

A child has a name of its own and some of its parent's words; in all else it follows the laws of the concept
(one of the 40) that it comes from, which is what it counts as.
"""

from collections.abc import Iterable
from functools import lru_cache

from tests.simulator.chance import fraction, rng
from tests.simulator.wire import Json
from tests.simulator.world.steering_texts import concepts

TELLING = 6
"""Of its concept's ten things, so many are in every text on a child that isn't blurred: static embeddings
then take 0.87 of the texts for one of the concept's children, and 0.58 for the right one."""


class Splits:
    """Which names are children of which of the 40 concepts."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        """Child → what it was split from: one of the 40, or a child."""

    def concept_of(self, name: str) -> str | None:
        """The one of the 40 that a leaf is or comes from; None: neither."""
        first = self._line(name)[-1]
        return first if first in concepts() else None

    def proposed(self, parent: str, made: Json) -> Json:
        """An answer to `propose_concepts` for such a parent: its children remembered, in the parent's words.

        Names that are taken elsewhere are left out, for a name must tell whose child it is.
        """
        kept = []
        for child in made["concepts"]:
            name = child["name"]
            if name in concepts() or name == parent or self._parent.setdefault(name, parent) != parent:
                continue
            told = ", ".join(telling(name, self._line(name)[-1]))
            kept.append({**child, "inside": f"What has to do with {told}."})
        return {"concepts": kept}

    def listed(self, leaf: str, names: Iterable[str], text: str) -> str | None:
        """The entry of a list that a text written for a leaf belongs to; None: none.

        The leaf itself; else what it was split from; else, where it was split itself, the one of its
        children that the text is for (a matter of the text: drawn by it).
        """
        there = list(names)
        above = [one for one in self._line(leaf) if one in there]
        below = [name for name in there if leaf in self._line(name)]
        drawn = max(below, key=lambda name: fraction(0, f"steering leaf {name}", text), default=None)
        return above[0] if above else drawn

    def _line(self, name: str) -> list[str]:
        """A leaf, what it was split from, what that was split from, …"""
        found = [name]
        while found[-1] in self._parent:
            found.append(self._parent[found[-1]])
        return found


@lru_cache(maxsize=4096)
def telling(child: str, concept: str) -> tuple[str, ...]:
    """The things by which a child is told from its siblings."""
    return tuple(rng(0, "steering child", child).sample(concepts()[concept].things, TELLING))
