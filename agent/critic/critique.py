"""The critique: the critic's reading of the dataset so far, and the directives that follow from it.

First form: coverage per cell (as assigned from the texts), duplicates, faithfulness with its basis, cost per
accepted row. A pure function of board, plan and committed verdicts. Costs are tokens, never seconds.
"""

from collections.abc import Mapping, Sequence

from seedbed.agent.planner.board import Board, CellState
from seedbed.agent.planner.directives import ChangeMethod, Directive, Reweight, Stop, receivers
from seedbed.agent.work import Method
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Frozen

_TRIES = 12
"""Candidates in a row without one accepted before a cell's method is changed or its seats move."""


class CellReading(Frozen):
    """One cell, as the critic reads it."""

    planned: int
    accepted: int
    candidates: int
    duplicates: int
    strayed: int
    defective: int
    tokens: int


class Faithfulness(Frozen):
    """1 − P(wrong | delivered), with what it rests on."""

    estimate: float | None
    low: float | None
    high: float | None
    basis: str


class Critique(Frozen):
    """The dataset so far."""

    commit: int
    accepted: int
    missing: int
    coverage: float
    """Share of the planned rows that stand in the cell they were planned for, 0–1."""
    cells: dict[str, CellReading]
    duplicate_share: float
    """Duplicates per committed candidate, 0–1."""
    faithfulness: Faithfulness
    tokens_per_accepted: float | None
    directives: tuple[Directive, ...] = ()


def faithfulness(grades: Mapping[str, int]) -> Faithfulness:
    """What can be said of delivered rows without probes: proven ones are recomputed, others not measured."""
    proven, supported = grades.get("proven", 0), grades.get("supported", 0)
    if not proven + supported:
        return Faithfulness(estimate=None, low=None, high=None, basis="no rows yet")
    if not supported:
        return Faithfulness(
            estimate=1.0,
            low=1.0,
            high=1.0,
            basis=f"{proven} proven rows, each computed or quoted and re-checked",
        )
    return Faithfulness(
        estimate=None,
        low=None,
        high=None,
        basis=f"not calibrated: {supported} of {proven + supported} rows are supported by checks whose own "
        "error is not measured; the proven ones are re-checked",
    )


def critique(
    commit: int, board: Board, plan: Plan, approved: Mapping[str, int], grades: Mapping[str, int]
) -> Critique:
    """Read the dataset after a commit.

    Args:
        approved: Cell key → rows in the plan as approved.
        grades: Grade → accepted rows.
    """
    readings = {
        key: CellReading(
            planned=approved.get(key, 0),
            accepted=state.filled,
            candidates=state.tally.committed,
            duplicates=state.tally.duplicates,
            strayed=state.tally.strayed,
            defective=state.tally.defective,
            tokens=state.tally.tokens,
        )
        for key, state in board.cells.items()
        if approved.get(key) or state.quota
    }
    accepted = sum(state.filled for state in board.cells.values())
    wanted = sum(approved.values())
    tokens = sum(tally.tokens for tally in board.parts.values())
    committed = sum(tally.committed for tally in board.parts.values())
    return Critique(
        commit=commit,
        accepted=accepted,
        missing=board.missing,
        coverage=sum(min(r.accepted, r.planned) for r in readings.values()) / wanted if wanted else 1.0,
        cells=readings,
        duplicate_share=sum(t.duplicates for t in board.parts.values()) / committed if committed else 0.0,
        faithfulness=faithfulness(grades),
        tokens_per_accepted=tokens / accepted if accepted else None,
    )


def directives(board: Board, plan: Plan, usable: Mapping[str, Sequence[Method]]) -> tuple[Directive, ...]:
    """What the planner should do about it.

    Args:
        usable: Part name → the methods that may serve it, best first.
    """
    if not board.missing:
        return (Stop(why="filled", because="every seat is filled"),)
    asked: list[Directive] = []
    for key, state in board.cells.items():
        if state.open and (state.exhausted or state.tally.since_accepted >= _TRIES):
            asked.extend(_mend(key, state, board, plan, usable[state.cell.part]))
    stuck = all(state.given_up for state in board.cells.values() if state.open)
    if stuck and not asked and not board.briefs:
        short = sum(1 for state in board.cells.values() if state.open)
        asked.append(
            Stop(why="exhausted", because=f"{short} cells stay short and no method gives them more rows")
        )
    return tuple(asked)


def _mend(key: str, state: CellState, board: Board, plan: Plan, methods: Sequence[Method]) -> list[Directive]:
    tries = state.tally.since_accepted
    because = (
        "no material is left" if state.exhausted else f"none of the last {tries} candidates was accepted"
    )
    tried = board.preferred.get(key) or (methods[0].name if methods else "")
    names = [method.name for method in methods]
    later = names[names.index(tried) + 1 :] if tried in names else []
    if later and not state.exhausted:
        return [ChangeMethod(cell=key, method=later[0], because=because)]
    if receivers(state, board, plan):
        return [Reweight(cell=key, because=because)]
    return []
