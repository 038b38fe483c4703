"""Which brief goes out next: the planner's answer to the board.

A pure function of board, bench and brief number. A cell's open briefs never exceed its deficit divided by its
expected acceptance, rounded up; among the cells that want one, the neediest comes first.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from seedbed.agent.planner.board import Board, CellState
from seedbed.agent.planner.policy import EVERYTHING, Policy
from seedbed.agent.work import Bench, Choice, Chosen, Method
from seedbed.memory.brief import Brief
from seedbed.memory.randomness import draw_seed, rng
from seedbed.memory.spec import Part

Rows = Callable[[str], tuple[dict[str, Any], ...]]
"""Cell key → its accepted rows, oldest first."""


@dataclass(frozen=True, slots=True)
class Orderer:
    """Orders briefs for one run."""

    bench: Bench
    methods: tuple[Method, ...]
    """Every method there is, best first."""
    policy: Policy = EVERYTHING
    _usable: dict[str, list[Method]] = field(default_factory=dict)

    def usable(self, part: Part) -> list[Method]:
        """The methods that may serve a part: its task, form and grade, and nothing is missing for them."""
        if part.name not in self._usable:
            wanted = [method for method in self.methods if self._is_wanted(method, part)]
            self._usable[part.name] = [m for m in wanted if not m.refusal(part, self.bench)]
        return self._usable[part.name]

    def why_none(self, part: Part) -> str:
        """Why no method may serve a part, in a line."""
        mine = [method for method in self.methods if method.task == part.task]
        wanted = [method for method in mine if self._is_wanted(method, part)]
        if not wanted:
            grade, form = self.bench.spec.accept.grade, part.form
            return f"{part.task} has no method with form: {form} and grade: {grade}"
        return "; ".join(method.refusal(part, self.bench) for method in wanted)

    def _is_wanted(self, method: Method, part: Part) -> bool:
        grade = self.bench.spec.accept.grade
        return (
            method.task == part.task
            and part.form in ("auto", method.form)
            and (grade == "any" or method.grade == "proven")
        )

    def next(self, board: Board, number: int, rows: Rows) -> Brief | None:
        """The brief with this number; None when nothing more needs to be ordered now."""
        wanting = sorted(
            (state for state in board.cells.values() if self._wants(board, state)),
            key=lambda state: -self._need(board, state),  # stable: ties in the plan's order
        )
        for state in wanting:
            if brief := self._brief(board, state, number, rows):
                return brief
        return None

    def mark_exhausted(self, board: Board, number: int, rows: Rows) -> None:
        """Note which cells with open seats no method has anything left for, for a critique to read."""
        for state in board.cells.values():
            waits = bool(state.open) and not state.in_flight
            state.exhausted = waits and self._brief(board, state, number, rows) is None

    def _wants(self, board: Board, state: CellState) -> bool:
        if not state.open or state.given_up:
            return False
        return state.in_flight < math.ceil(len(state.open) / board.acceptance(state))

    def _need(self, board: Board, state: CellState) -> float:
        """Share of the cell's quota that is neither filled nor expected from briefs in flight."""
        return (len(state.open) - state.in_flight * board.acceptance(state)) / state.quota

    def _brief(self, board: Board, state: CellState, number: int, rows: Rows) -> Brief | None:
        part = self.bench.spec.part(state.cell.part)
        seat = board.seats[min(state.open, key=lambda n: (board.leases[n], n))]
        for method in _preferred_first(self.usable(part), board, state):
            choice = Choice(
                part=part,
                cell=state.cell,
                attributes=seat.attributes,
                rng=rng(self.bench.spec.seed, "choose", number),
                number=number,
                used=Counter(board.used) + Counter(board.spoilt),
                accepted=rows,
            )
            chosen: Chosen | None = method.choose(choice, self.bench)
            if chosen is None:
                continue
            return Brief(
                number=number,
                seat=seat.number,
                cell=state.cell,
                attributes=seat.attributes,
                method=method.name,
                form=method.form,
                demonstrations=chosen.demonstrations,
                grounding=chosen.grounding,
                material=chosen.material,
                guidance=part.guidance,
                seed=draw_seed(self.bench.spec.seed, "brief", number),
            )
        return None


def _preferred_first(methods: Sequence[Method], board: Board, state: CellState) -> list[Method]:
    """The method that a directive named for the cell or its part, then the others in order."""
    named = board.preferred.get(state.cell.key) or board.preferred.get(state.cell.part)
    return sorted(methods, key=lambda method: method.name != named)
