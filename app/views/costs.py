"""What the rows have cost, as tables at a terminal."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from seedbed.app.console import table
from seedbed.app.views.escape import line, words
from seedbed.memory.store.costs import tokens
from seedbed.tools.evaluation.report.amounts import money, number

_MOST = 8
"""Lines of a table."""
_NUMBERS = ("calls", "tokens", "cost", "rows", "tokens\na row", "cost\na row")


def cost_tables(spending: Mapping[str, Any]) -> Iterator[Any]:
    """`spending` of the status by recipe, step, check, model and cell, the most tokens first; then what was
    not for a row."""
    for key in ("by_recipe", "by_step", "by_check", "by_model", "by_cell", "apart"):
        lines: Mapping[str, Mapping[str, Any]] = spending[key]
        if not lines:
            continue
        title = key.replace("by_", "cost by ").replace("apart", "not for a row")
        made = table(title, *_NUMBERS, numbers=_NUMBERS)
        for name, one in islice(lines.items(), _MOST):
            told = number(one["calls"]), number(tokens(one)), money(one["usd"])
            each = ("–",) * 3
            if one["rows"]:
                each = (number(one["rows"]), number(one["tokens_per_row"]), money(one["usd_per_row"]))
            made.add_row(words(line(name, 60)), *told, *each)
        yield made
        if len(lines) > _MOST:
            yield words(f"… and {len(lines) - _MOST:,} more: --json", "dim")
