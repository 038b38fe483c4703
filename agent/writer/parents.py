"""The accepted row that an augmentation starts from, chosen in the committer's order.

A row is used for one purpose once: its material's id says way, row and variant. Rows that came of one parent
are one group with it, so that a split keeps them together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.agent.work import Bench, Choice, Work
from seedbed.memory.canonical import digest
from seedbed.memory.spec import ANY
from seedbed.memory.task import Way
from seedbed.tools.verification.problems.problem import LEVELS

_STEP = {"harder": -1, "easier": 1}
"""From which level, counted from the ordered one, an evolved problem starts."""
BACKWARD_WAYS = ("fobar", "self-verification")
VARIANTS = 2
"""Rephrasings and evolutions that are planned of one row, each (MetaMath draws two)."""
TRIES = 3
"""Times that a model may try each of them: one that failed is spent."""

PAIRS = 4
"""Pairs of answers that are planned of one talk."""

Variants = Callable[[Mapping[str, Any]], int]


@dataclass(frozen=True, slots=True)
class Parent:
    """A row to start from."""

    row: dict[str, Any]
    variant: int
    """Which of those that it allows, from 0."""
    material: str


def parent_of(
    choice: Choice, way: Way, bench: Bench, variants: Variants = lambda row: VARIANTS * TRIES
) -> Parent | None:
    """A row of the part that this one starts from, in the same leaf, with a variant that nobody has; or None.

    Args:
        variants: How many variants a row allows.
    """
    there = bench.plan.part(choice.part.of).difficulties
    level = level_of_parent(way, choice.cell.difficulty, there)
    if level is None:
        return None
    # A question asked backward has no level of its own: where its level gives none, the leaf's others do.
    levels = [level, *(other for other in there if other != level and way in BACKWARD_WAYS)]
    for level in levels:
        cell = choice.cell.model_copy(update={"part": choice.part.of, "difficulty": level})
        rows = list(choice.accepted(cell.key))
        choice.rng.shuffle(rows)
        free = [
            Parent(dict(row), variant, material)
            for row in rows
            for variant in range(variants(row))
            if not choice.used.get(material := f"{way}:{digest(dict(row))[:16]}:{variant}")
        ]
        if free:  # rows that have given least come first, so that parents are used evenly
            return min(free, key=lambda parent: parent.variant)
    return None


def level_of_parent(way: str, level: str, there: Sequence[str]) -> str | None:
    """The level of the rows that a problem of a level starts from; None: there is none such."""
    if way in _STEP and level in LEVELS:
        place = LEVELS.index(level) + _STEP[way]
        level = LEVELS[place] if 0 <= place < len(LEVELS) else ""
    if level in there:
        return level
    return ANY if ANY in there else None


def family_group(parent: Mapping[str, Any] | None, question: str, work: Work, bench: Bench) -> str:
    """The group of a row: its first ancestor's; empty where no part starts from its part's rows."""
    if parent is not None:
        return digest(str(parent["question"]))[:16]
    mine = work.brief.cell.part
    return digest(question)[:16] if any(part.of == mine for part in bench.spec.parts) else ""
