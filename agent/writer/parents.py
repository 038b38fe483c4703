"""The accepted row that a backward question starts from, chosen in the committer's order.

A row is used for one unknown once: its material's id says way, row and unknown. Rows that came of one parent
are one group, so that a split keeps them together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.agent.work import Bench, Choice
from seedbed.memory.canonical import digest
from seedbed.memory.spec import ANY

Variants = Callable[[Mapping[str, Any]], int]


@dataclass(frozen=True, slots=True)
class Parent:
    """A row to start from."""

    row: dict[str, Any]
    variant: int
    """Which of those that it allows, from 0."""
    material: str


def parent_of(choice: Choice, bench: Bench, variants: Variants) -> Parent | None:
    """A row of the part that this one starts from, in the same leaf, with a variant that nobody has; or None.

    Args:
        variants: How many variants a row allows.
    """
    there = bench.plan.part(choice.part.of).difficulties
    level = level_of_parent(choice.cell.difficulty, there)
    if level is None:
        return None
    # A question asked backward has no level of its own: where its level gives none, the leaf's others do.
    for one in (level, *(other for other in there if other != level)):
        cell = choice.cell.model_copy(update={"part": choice.part.of, "difficulty": one})
        rows = list(choice.accepted(cell.key))
        choice.rng.shuffle(rows)
        free = [
            Parent(dict(row), variant, material)
            for row in rows
            for variant in range(variants(row))
            if not choice.used.get(material := f"{choice.part.way}:{digest(dict(row))[:16]}:{variant}")
        ]
        if free:  # rows that have given least come first, so that parents are used evenly
            return min(free, key=lambda parent: parent.variant)
    return None


def level_of_parent(level: str, there: Sequence[str]) -> str | None:
    """The level of the rows that a problem of a level starts from; None: there is none such."""
    if level in there:
        return level
    return ANY if ANY in there else None


def family_group(parent: Mapping[str, Any]) -> str:
    """The group of a row: its parent's."""
    return digest(str(parent["question"]))[:16]
