"""What rules have to say beside the model's reading: numbers, budget, paths. They say or ask; they never
override and never refuse.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod
from pathlib import Path

from seedbed.agent.planner.reading.covering import stands_in
from seedbed.agent.planner.reading.values import ParsedPart, Reading
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Budget
from seedbed.tools.requests.limits import Limits, read_budget, read_limits
from seedbed.tools.requests.numbers import numbers_in

_NONE = Budget()


@dataclass(frozen=True, slots=True)
class Checked:
    """The limits of the run, and how the rules' reading differs."""

    budget: Budget = _NONE
    budget_read: bool = False
    """Whether the words that limit the cost could be read, so that they are kept."""
    said: tuple[str, ...] = ()


def checked(reading: Reading, folder: Path, planned: Sequence[ParsedPart], sources: Sequence[str]) -> Checked:
    """Numbers, budget and paths of the words, held against the reading.

    Args:
        planned: Parts with the rows that are planned.
        sources: Documents that flags and words name, as found.
    """
    limits = _limits(reading.words, folder)
    budget, said = _budget(reading.budget)
    if not reading.budget and limits is not None and limits.budget != _NONE:
        lines = [line for line in limits.said if line.startswith("budget:")]
        said += tuple(f"taken for no limit on the cost: {line} (--budget sets one)" for line in lines)
    known = {Path(source).resolve() for source in sources} if sources else set()
    mentioned = [path.path for path in reading.paths]
    for path in limits.sources if limits is not None else ():
        if Path(path).resolve() not in known and not any(stands_in(one, path) for one in mentioned):
            said += (f"{path} is there and isn't taken for documents (--from {path} takes it)",)
    return Checked(budget, budget != _NONE, (*_numbers(reading.words, planned), *said))


def _limits(words: str, folder: Path) -> Limits | None:
    try:
        return read_limits(words, folder)
    except UserFault:  # of what may be no path or budget at all
        return None


def _budget(words: str) -> tuple[Budget, tuple[str, ...]]:
    if not words:
        return _NONE, ()
    try:
        _, found, said = read_budget(f"budget: {words}")
    except UserFault as fault:
        return _NONE, (f"«{words}» limits nothing: {fault.what}; {fault.next_step}",)
    if found != _NONE:
        return found, said
    return _NONE, (f"«{words}» can't be read as a budget and limits nothing: give --budget 5usd",)


def _numbers(words: str, planned: Sequence[ParsedPart]) -> tuple[str, ...]:
    """A sentence where the rows of a part follow from no numbers in the words."""
    stated = [number for number in numbers_in(words) if number.value]
    values = {number.value for number in stated}
    told = [
        f"you wrote {', '.join(dict.fromkeys(n.text for n in stated))}; the plan makes {part.rows} rows"
        + ("" if len(planned) == 1 else f" of {part.name}")
        for part in planned
        if part.rows and values and not _follows(part.rows, values)
    ]
    return tuple(told)


def _follows(rows: int, values: set[int]) -> bool:
    """Whether a number stands among others, or is a product or a sum of two or three of them."""
    few = sorted(values)[:20]
    groups = [*combinations(few, 2), *combinations(few, 3)]
    return rows in values or any(rows in (prod(group), sum(group)) for group in groups)
