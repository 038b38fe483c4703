"""Worked solutions: the annotated steps of a problem's solution, each one equation, recomputed exactly."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from seedbed.tools.verification.annotations import annotations
from seedbed.tools.verification.calculations import recompute

MOST_STEPS = 30
FREE = frozenset(Fraction(value) for value in (*range(13), 24, 30, 31, 52, 60, 90, 100, 180, 360, 365, 1000))
"""Numbers that a step may use though neither text nor an earlier step has them: parts, weeks, percents."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a solution."""

    words: str
    expression: str
    """What is calculated, in numbers."""
    result: str

    @property
    def calculation(self) -> str:
        """As it stands in an annotation."""
        return f"{self.expression}={self.result}"


@dataclass(frozen=True, slots=True)
class Worked:
    """A solution, recomputed."""

    steps: tuple[Step, ...]
    faults: tuple[str, ...]
    """What is wrong with it; empty: nothing."""


def steps_of(said: Sequence[tuple[str, str]]) -> Worked:
    """(words, calculation) pairs as steps; faults name those that aren't one right equation."""
    steps: list[Step] = []
    faults: list[str] = []
    if len(said) > MOST_STEPS:
        faults.append(f"{len(said)} steps; at most {MOST_STEPS} are read")
    for number, (words, calculation) in enumerate(said[:MOST_STEPS], start=1):
        for found in recompute(f"step {number}", calculation, 3):
            if found.fault:
                faults.append(f"{found.field}: {found.fault}")
            else:
                steps.append(Step(_plain(words), _squeezed(found.expression), _squeezed(found.result)))
    return Worked(tuple(steps), tuple(faults))


def annotated(solution: str) -> list[tuple[str, str]]:
    """(words, calculation) of each annotation of a solution, without words, for `steps_of`."""
    return [("", f"{one.expression}={one.result}") for one in annotations(solution)]


def _plain(words: str) -> str:
    """Words of a step on one line, without signs that an annotation is made of."""
    return " ".join(re.sub(r"[<>\[\]]", " ", words).split())[:300]


def _squeezed(text: str) -> str:
    """Without the spaces around signs; «15% of 80» keeps its own."""
    return re.sub(r" ?([-+*/^(),]) ?", r"\1", " ".join(text.split()))
