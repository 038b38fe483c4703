"""What rows have cost, by whatever one wants to know it by. A call for a candidate counts, whatever came of
it: the accepted rows bear the refused ones. What was spent before the rows and beside them (exam, plan, dry
run, probes, critiques) stands apart; both are the whole."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from seedbed.memory.store.protocol import StepCost, Usage

K = TypeVar("K", bound=Hashable)
ROWS = "sample"
"""The stage of calls for candidates."""
MAKING = "(none: making the rows)"
"""What stands where a call is of no check."""


def part_of(cell: str) -> str:
    """The part that a cell is of; empty: none."""
    return cell.partition("/")[0]


def step_name(step: str) -> str:
    """A step as a recipe has it: repairs and turns aren't told apart, nor are the places of one list."""
    words = [_unnumbered(word) for word in step.split("/") if not word.startswith("repair-")]
    return "/".join(filter(None, words[:2]))


def _unnumbered(word: str) -> str:
    """`turn-3` without its number; of a mere number nothing is left."""
    head, _, tail = word.rpartition("-")
    return head if tail.isdigit() else word


def _check(step: str) -> str:
    """The check that asks, from `PROMPT/CHECK.FIELDS`; of the concept the whole row is asked."""
    prompt, asked = [*step.split("/"), ""][:2]
    check, fields, _ = asked.partition(".")
    return "concept" if prompt == "choose_concept" else check if fields else MAKING


KEYS: Mapping[str, Callable[[StepCost], str]] = {
    "recipe": lambda one: part_of(one.cell),
    "step": lambda one: f"{one.role}: {step_name(one.step)}",
    "check": lambda one: _check(one.step),
    "role": lambda one: one.role,
    "model": lambda one: one.model,
    "cell": lambda one: one.cell,
}
"""What the cost of rows is told by; each part has one recipe, by whose name it goes."""


def table(
    steps: Iterable[StepCost], key: Callable[[StepCost], K], accepted: Mapping[str, int] | None = None
) -> dict[K, dict[str, Any]]:
    """Value of a key → what it has cost, the most tokens first. `accepted`: accepted rows by cell. A line is
    of those of its cell, or of all parts that it worked for; None: of no rows."""
    found: dict[K, dict[str, Any]] = defaultdict(_nothing)
    bearing: dict[K, set[str]] = defaultdict(set)
    for one in steps:
        line = found[name := key(one)]
        bearing[name].add(one.cell if key is KEYS["cell"] else part_of(one.cell))
        line["slot"] = line["slot"] or one.slot
        line["calls"] += one.calls
        line["failed_calls"] += one.failed
        for spent in Usage.__slots__:
            line[spent] += getattr(one.usage, spent)
    rows = Counter(accepted or {})
    for cell, number in (accepted or {}).items():
        rows[part_of(cell)] += number
    for name, line in found.items():
        line["usd"], line["seconds"] = round(line["usd"], 6), round(line["seconds"], 3)
        line |= per_row(line, sum(rows[one] for one in bearing[name]))
    return dict(sorted(found.items(), key=lambda one: -tokens(one[1])))


def _nothing() -> dict[str, Any]:
    counts = dict.fromkeys(("calls", "failed_calls", "prompt_tokens", "completion_tokens"), 0)
    return {**counts, "usd": 0.0, "seconds": 0.0, "slot": ""}


def tokens(spent: Mapping[str, Any]) -> int:
    """Prompts and completions together."""
    return int(spent["prompt_tokens"] + spent["completion_tokens"])


def per_row(spent: Mapping[str, Any], rows: int) -> dict[str, Any]:
    """What tokens and dollars come to per accepted row."""
    each = (round(tokens(spent) / rows, 1), round(spent["usd"] / rows, 6)) if rows else (None, None)
    return {"rows": rows, "tokens_per_row": each[0], "usd_per_row": each[1]}


def spending(steps: Iterable[StepCost], accepted: Mapping[str, int]) -> dict[str, Any]:
    """What a run has spent: `rows` and `apart` (by stage), which are the whole; `by_…`: the rows' share by
    each of `KEYS`. `accepted`: accepted rows by cell."""
    steps = list(steps)
    rows = [one for one in steps if one.stage == ROWS]
    return {
        "rows": table(rows, lambda one: ROWS, accepted).get(ROWS) or _nothing() | per_row(_nothing(), 0),
        "apart": table((one for one in steps if one.stage != ROWS), lambda one: one.stage),
        **{f"by_{name}": table(rows, key, accepted) for name, key in KEYS.items()},
    }
