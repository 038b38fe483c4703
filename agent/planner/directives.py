"""Directives: what the critic asks of the planner, and the planner's answer to each.

The answer is a pure function of board and directive. Quota moves only among children of one parent (and, with
labels, within one label); what has no receiver stays where it is and is reported as missing.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from seedbed.agent.planner.board import Board, CellState
from seedbed.memory.brief import Seat
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Frozen


class _Directive(Frozen):
    because: str
    """The figures that caused it, in words."""


class Reweight(_Directive):
    """Move the open seats of a cell that can't be filled to its siblings."""

    kind: Literal["reweight"] = "reweight"
    cell: str


class ChangeMethod(_Directive):
    """Serve a cell by another method."""

    kind: Literal["change method"] = "change method"
    cell: str
    method: str


class Stop(_Directive):
    """End the build."""

    kind: Literal["stop"] = "stop"
    why: Literal["filled", "exhausted", "saturated"]


Directive = Annotated[Reweight | ChangeMethod | Stop, Field(discriminator="kind")]
DIRECTIVES: TypeAdapter[tuple[Directive, ...]] = TypeAdapter(tuple[Directive, ...])


def answer(directive: Directive, board: Board, plan: Plan) -> tuple[Seat, ...]:
    """Do what a directive asks; the seats that changed. `stop` is the build graph's to answer."""
    if isinstance(directive, ChangeMethod):
        prefer(directive, board)
    elif isinstance(directive, Reweight):
        return _reweight(board.cells[directive.cell], board, plan)
    return ()


def prefer(directive: ChangeMethod, board: Board) -> None:
    """Serve the cell by the method named; its run of failures begins anew."""
    board.preferred[directive.cell] = directive.method
    board.cells[directive.cell].tally.since_accepted = 0


def receivers(state: CellState, board: Board, plan: Plan) -> list[CellState]:
    """Cells that may take a cell's seats: same label and difficulty, a sibling leaf, able to give rows."""
    tree = plan.part(state.cell.part).tree
    parents = set(tree[state.cell.leaf].parents)
    return [
        other
        for other in board.cells.values()
        if other is not state
        and other.cell.part == state.cell.part
        and (other.cell.label, other.cell.difficulty) == (state.cell.label, state.cell.difficulty)
        and parents & set(tree[other.cell.leaf].parents)
        and not other.exhausted
        and other.quota
        and other.tally.since_accepted < 12
    ]


def _reweight(state: CellState, board: Board, plan: Plan) -> tuple[Seat, ...]:
    able = receivers(state, board, plan)
    changed: list[Seat] = []
    for place, number in enumerate(list(state.open) if able else []):
        seat = board.seats[number].model_copy(update={"cell": able[place % len(able)].cell})
        board.move(seat)
        changed.append(seat)
    return tuple(changed)
