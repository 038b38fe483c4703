"""What rules have to say beside the model's reading: numbers, budget, paths. They say or ask; they never
override and never refuse."""

from itertools import combinations
from math import prod
from pathlib import Path

from seedbed.agent.planner.reading.covering import stands_in
from seedbed.agent.planner.reading.values import Reading
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Budget
from seedbed.tools.requests.limits import read_budget, read_limits
from seedbed.tools.requests.numbers import numbers_in

_NONE = Budget()


def checked(
    reading: Reading, folder: Path, sources: tuple[str, ...], rows: int | None = None
) -> tuple[Budget, tuple[str, ...]]:
    """The budget that the words set, and a line for each place where rules read them otherwise. `sources`:
    documents that flags and words name, as found. `rows`: as a flag says, which goes before the words."""
    budget, said = _budget(reading.budget)
    said = said if rows else (*_numbers(reading), *said)
    try:
        limits = read_limits(reading.words, folder)
    except UserFault:  # of what may be no path or budget at all
        return budget, said
    if not reading.budget and limits.budget != _NONE:
        lines = [line for line in limits.said if line.startswith("budget:")]
        said += tuple(f"taken for no limit on the cost: {line} (--budget sets one)" for line in lines)
    known = {Path(source).resolve() for source in sources}
    for path in limits.sources:
        if Path(path).resolve() not in known and not any(stands_in(one.path, path) for one in reading.paths):
            said += (f"{path} is there and isn't taken for documents (--from {path} takes it)",)
    return budget, said


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


def _numbers(reading: Reading) -> tuple[str, ...]:
    """A sentence where the rows of a part are neither a number of the words nor a product or a sum of two or
    three of them; «one» counts no rows."""
    found = {number.value: number.text for number in numbers_in(reading.words)}
    stated = {value: text for value, text in found.items() if value > 1}
    few = sorted(stated)[:20]
    groups = [*combinations(few, 2), *combinations(few, 3)]
    follows = {*found, *map(prod, groups), *map(sum, groups)}
    wrong = [part for part in reading.parts if part.rows and stated and part.rows not in follows]
    return tuple(
        f"the request says {', '.join(stated.values())}; the plan makes {part.rows} rows"
        + (f" of {part.name}" if len(reading.parts) > 1 else "")
        + " (right where one row holds several of what is counted; -n sets another number)"
        for part in wrong
    )
