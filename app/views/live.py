"""The live view: the stage, seats filling by part and concept, rate, acceptance, tokens, cost and time left.

`picture` is a pure function of a `View`, and reads at 60 columns; what is higher than the terminal rich cuts.
When it is shown is `terminal.py`."""

import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table

from seedbed.app.console import line, words
from seedbed.tools.evaluation.report.amounts import counted, duration, money, percent, short

if TYPE_CHECKING:
    from seedbed.graphs.observer import View

STAGES = {
    "examine": "finding out what the models can do",
    "interpret": "reading the request",
    "prepare": "reading the documents",
    "plan": "planning",
    "embed": "embedding the passages",
    "approve": "waiting for approval",
    "produce": "making rows",
    "critique": "reading the rows so far",
    "steer": "changing the plan",
    "curate": "putting the rows in order",
    "evaluate": "measuring",
    "publish": "writing dataset and report",
}
"""What each stage of the build graph does, as people see it."""


def picture(view: "View") -> RenderableType:
    """The stage, the figures, and a bar for the whole, each part and its uppermost concepts."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(max_width=34)
    grid.add_column(width=16)
    grid.add_column(no_wrap=True)
    for name, filled, quota in [("", view.accepted, view.requested), *seats(view.seats)]:
        bar = ProgressBar(total=max(quota, 1), completed=filled, width=16)
        called = words(name)
        called.no_wrap, called.overflow = True, "ellipsis"  # of all columns it is the one that gives way
        grid.add_row(called, bar, f"{filled:,}/{quota:,}")
    stage = words(STAGES.get(view.stage, view.stage), "bold cyan")
    return Group(stage, words(" · ".join(figures(view)), "dim"), grid)


def figures(view: "View") -> list[str]:
    """What is waited for, rows, rate, acceptance, tokens, cost and time, in words."""
    rejected = ", ".join(f"{code} {n}" for code, n in view.reasons.most_common(3))
    said = [
        waits_told(view.waits),
        f"{view.accepted:,} of {view.requested:,} rows",
        f"{60 * view.rate:.0f} rows/h" if 0 < view.rate < 1 else f"{view.rate:.0f} rows/min",
        f"{percent(view.accepted / view.decided)} accepted" if view.decided else "none decided yet",
        f"{view.in_flight} in flight",
        f"{short(view.tokens)} tokens in {view.calls:,} calls",
        money(view.usd),
        batches_told(view.batches),
        duration(view.seconds),
        f"about {duration(view.left)} left" if view.left else "",
        f"rejected: {rejected}" if rejected else "",
    ]
    return [one for one in said if one]


def batches_told(out: Mapping[str, Any]) -> str:
    """Which batches are out; empty: none."""
    if not out.get("out"):
        return ""
    what = "1 batch" if out["out"] == 1 else f"{out['out']:,} batches"
    since = duration(max(0.0, time.time() - out["since"]))
    done = f"{out['answered']:,} of {out['calls']:,} answered"
    return f"{what} out, {counted(out['calls'], 'call')}, oldest {since}, {done}"


def waits_told(waits: Mapping[str, Any]) -> str:
    """What a build waits for, and since when; empty: nothing."""
    if not waits:
        return ""
    since = time.strftime("%H:%M:%S on %Y-%m-%d", time.localtime(waits["since"]))
    return f"waits since {since}: {line(waits['for'])}"


def seats(found: Mapping[str, Mapping[str, tuple[int, int]]]) -> Iterator[tuple[str, int, int]]:
    """(name, filled, all seats) of each part, and inset of its uppermost concepts, if it has several."""
    for part, mine in found.items():
        lines = [(f"  {line(name)}", filled, quota) for name, (filled, quota) in mine.items()]
        yield line(part), sum(filled for _, filled, _ in lines), sum(quota for *_, quota in lines)
        yield from lines if len(lines) > 1 else ()
