"""A row that a run accepted, and what its defects are made from. Values only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from seedbed.memory.task import Task, Way


@dataclass(frozen=True, slots=True)
class Good:
    """An accepted row and what its defects are made from."""

    task: Task
    row: Mapping[str, Any]
    evidence: Sequence[Mapping[str, Any]]
    labels: tuple[str, ...] = ()
    document: str = ""
    """The text of the document that a question is about."""
    way: Way = ""
    others: Sequence[Mapping[str, Any]] = ()
    """All rows of the run."""


Changed = dict[str, Any]
"""Field → its bad value."""
Defect = Callable[[Good, Random], Changed | None]
