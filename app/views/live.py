"""The live view: stages, the tree with its seats filling, rate, acceptance, tokens, cost and time left.

`picture` is a pure function of a `View` and the terminal's size; it never is higher than the terminal, and
reads at 60 columns. When it is shown is `watching.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seedbed.app.views.escape import line
from seedbed.tools.evaluation.report.amounts import duration, money, percent, short

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from seedbed.graphs.observer import CellView, View

STAGES = {
    "examine": "finding out what the models can do",
    "interpret": "reading the request",
    "prepare": "reading the documents",
    "plan": "planning",
    "approve": "waiting for approval",
    "produce": "making rows",
    "critique": "reading the rows so far",
    "steer": "changing the plan",
    "curate": "putting the rows in order",
    "evaluate": "measuring",
    "publish": "writing dataset and report",
}
"""What each stage of the build graph does, as people see it."""
_ORDER = ("examine", "interpret", "prepare", "plan", "produce", "publish")
_ROUND = {
    "approve": "plan",
    "critique": "produce",
    "steer": "produce",
    "curate": "publish",
    "evaluate": "publish",
}
"""Stages that are shown as a part of another one."""
_ANY = "any"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tree: a part, a concept or a cell, with its seats."""

    depth: int
    name: str
    filled: int
    quota: int
    in_flight: int


def picture(view: "View", width: int, height: int) -> "RenderableType":
    """The view as lines that fit into width × height."""
    from rich.console import Group

    head = [_stages(view, width), _bar(view, width), *_figures(view, width)]
    room = max(height - len(head) - 2, 0)
    lines = [_seats(one, width) for one in fitted(tree(view.cells), room)]
    return Group(*head, *lines)


def time_left(view: "View") -> float | None:
    """Seconds to go by the rate so far; None before there is one."""
    if not view.accepted or view.seconds <= 0:
        return None
    return (view.requested - view.accepted) * view.seconds / view.accepted


def _stages(view: "View", width: int) -> "Text":
    """The stages in a row with the present one marked; where there is no room, only that one."""
    from rich.text import Text

    here = _ROUND.get(view.stage, view.stage)
    text = Text(no_wrap=True, overflow="ellipsis")
    gap = "  " if width >= sum(len(stage) + 4 for stage in _ORDER) else " "
    for stage in _ORDER:
        done = here in _ORDER and _ORDER.index(stage) < _ORDER.index(here)
        mark, style = ("✓", "green") if done else ("●", "bold cyan") if stage == here else ("·", "dim")
        text.append(f"{mark} {stage}{gap}", style=style)
    if len(text.plain.rstrip()) > width:
        return Text(STAGES.get(view.stage, view.stage), style="bold cyan", no_wrap=True, overflow="ellipsis")
    return text


def _bar(view: "View", width: int) -> "Text":
    """Accepted rows of those asked for, and what is in flight."""
    from rich.text import Text

    said = f" {view.accepted:,} of {view.requested:,} rows"
    room = max(width - len(said) - 1, 8)
    whole = max(view.requested, 1)
    done = room * view.accepted // whole
    coming = min(room - done, room * min(view.in_flight, view.requested - view.accepted) // whole)
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append("█" * done, style="green")
    text.append("▒" * coming, style="cyan")
    text.append("░" * (room - done - coming), style="dim")
    return text.append(said, style="bold")


def _figures(view: "View", width: int) -> "list[Text]":
    """Rate, acceptance, tokens, cost and time, in as many lines as the width needs."""
    from rich.text import Text

    decided = view.accepted + view.rejected + view.failed
    rate = 60 * view.accepted / view.seconds if view.seconds > 0 else 0.0
    left = time_left(view)
    said = [
        f"{rate:.0f} rows/min",
        f"{percent(view.accepted / decided)} accepted" if decided else "none decided yet",
        f"{view.in_flight} in flight",
        f"{short(view.prompt_tokens + view.completion_tokens)} tokens in {view.calls:,} calls",
        money(view.usd),
        duration(view.seconds),
        f"about {duration(left)} left" if left is not None and view.accepted < view.requested else "",
    ]
    if view.reasons:
        said.append("rejected: " + ", ".join(f"{code} {n}" for code, n in view.reasons.most_common(3)))
    lines: list[str] = []
    for word in filter(None, said):
        if lines and len(lines[-1]) + 3 + len(word) <= width:
            lines[-1] += f" · {word}"
        else:
            lines.append(word)
    return [Text(one, style="dim", no_wrap=True, overflow="ellipsis") for one in lines]


# the tree ----------------------------------------------------------------------------------------------


def tree(cells: "Sequence[CellView]") -> list[Line]:
    """Parts, concepts and cells as lines, each with the sum of what is below it, in the plan's order."""
    lines: list[Line] = []
    _branch([([cell.part, *cell.path, *_kind(cell)], cell) for cell in cells], 0, lines)
    return lines


def _kind(cell: "CellView") -> list[str]:
    return [" ".join(word for word in (cell.label, cell.difficulty) if word != _ANY)]


def _branch(cells: "Sequence[tuple[list[str], CellView]]", depth: int, lines: list[Line]) -> None:
    groups: dict[str, list[tuple[list[str], CellView]]] = {}
    for path, cell in cells:
        if path:
            groups.setdefault(path[0], []).append((path[1:], cell))
    if depth and len(groups) == 1 and all(len(path) == 1 for path, _ in cells):
        return  # a leaf's only cell is the leaf
    for name, mine in groups.items():
        if name:
            filled, quota, flying = (
                sum(getattr(cell, key) for _, cell in mine) for key in ("filled", "quota", "in_flight")
            )
            lines.append(Line(depth, name, filled, quota, flying))
        _branch(mine, depth + 1 if name else depth, lines)


def fitted(lines: Sequence[Line], room: int) -> list[Line]:
    """At most `room` lines: whole depths first, then of the last depth those with most to do, in order."""
    if len(lines) <= room:
        return list(lines)
    depth = max((d for d in range(8) if sum(one.depth <= d for one in lines) < room), default=-1)
    kept = [one for one in lines if one.depth <= depth]
    spare = room - len(kept) - 1
    if spare > 0:
        deeper = [i for i, one in enumerate(lines) if one.depth == depth + 1]
        deeper.sort(key=lambda i: (lines[i].filled - lines[i].quota, i))
        chosen = {i for i, one in enumerate(lines) if one.depth <= depth} | set(deeper[:spare])
        kept = [lines[i] for i in sorted(chosen)]
    hidden = len(lines) - len(kept)
    return [*kept, Line(0, f"… and {hidden} more", 0, 0, 0)] if room else []


def _seats(one: Line, width: int) -> "Text":
    """One line: name, seats filling, figures."""
    from rich.text import Text

    if not one.quota:
        return Text(line(one.name, width), style="dim")
    name_width = max(min(34, width - 28), 10)
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append("  " * one.depth + line(one.name), style="bold" if not one.depth else "")
    text.truncate(name_width, overflow="ellipsis", pad=True)
    text.append(" ")
    room = max(min(24, width - name_width - 12), 4)
    done = room * one.filled // one.quota
    coming = min(room - done, -(-room * min(one.in_flight, one.quota - one.filled) // one.quota))
    text.append("█" * done, style="green")
    text.append("▒" * coming, style="cyan")
    text.append("░" * (room - done - coming), style="dim")
    return text.append(f" {one.filled}/{one.quota}", style="green" if one.filled >= one.quota else "")
