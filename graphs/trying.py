"""The dry run: a few rows of each recipe and planted defects, before a person approves and anything more is
paid.

Seats are chosen until each value of each axis that is read occurs. Rows are made as candidates are; defects
are read as probes are. None of it enters the dataset; all of it is journaled, so a resumed build pays for it
once."""

import asyncio
from collections.abc import Mapping, Sequence
from contextvars import Context
from random import Random
from typing import Any

from seedbed.agent.critic.probes import Probe
from seedbed.agent.critic.spoiling import SWAP, kinds, spoil
from seedbed.agent.making.making import words_of
from seedbed.agent.making.parts import recipe_of, seat_of
from seedbed.agent.methods import find
from seedbed.agent.planner.order import Orderer
from seedbed.agent.planner.seats import draw_seats
from seedbed.agent.work import Bench, Choice
from seedbed.graphs.probing import read_probe
from seedbed.graphs.sample import SampleContext, make
from seedbed.memory.brief import Brief, Seat
from seedbed.memory.candidate import Draft
from seedbed.memory.plan import Plan
from seedbed.memory.randomness import draw_seed, rng
from seedbed.memory.spec import Frozen, Part, Spec

LEAST, MOST = 3, 8
"""Rows of a dry run."""
_WORTH = 24
"""Rows that a part must ask for, so that trying it pays."""
_DEFECTS = 10
"""Defects that are planted, at most."""
META = "trials"
"""Key of the run's values: part → its trial."""


class Tried(Frozen):
    """One row of a dry run."""

    row: dict[str, Any]
    kept: dict[str, Any] = {}
    grade: str
    attempts: int
    reasons: tuple[str, ...] = ()
    """Why it was refused; empty: it would have been accepted."""


class Planted(Frozen):
    """One defect that was planted into a right row."""

    kind: str
    row: dict[str, Any] = {}
    """As it was read."""
    caught: bool

    @property
    def aimed(self) -> str:
        """Id of the check that ought to catch it."""
        axis = self.kind.removeprefix(SWAP)
        return f"axis.{axis}" if axis != self.kind else self.kind.rpartition("/")[0]


class Trial(Frozen):
    """A dry run of one part."""

    rows: tuple[Tried, ...]
    failed: tuple[str, ...] = ()
    """Why no row came of a seat."""
    planted: tuple[Planted, ...] = ()
    tokens_per_row: int = 0

    @property
    def missed(self) -> tuple[str, ...]:
        """Defects that passed."""
        return tuple(one.kind for one in self.planted if not one.caught)

    @property
    def blind(self) -> dict[str, tuple[str, ...]]:
        """Id of a check that let each of its defects pass → their kinds. One alone doesn't tell: it may have
        left its row right."""
        found: dict[str, list[Planted]] = {}
        for one in self.planted:
            found.setdefault(one.aimed, []).append(one)
        return {
            id: tuple(one.kind for one in aimed)
            for id, aimed in found.items()
            if len(aimed) > 1 and not any(one.caught for one in aimed)
        }

    @property
    def worth(self) -> float:
        """Share of its rows that would be accepted × share of the planted defects that were caught, 0–1."""
        right = sum(not one.reasons for one in self.rows) / max(1, len(self.rows) + len(self.failed))
        caught = sum(one.caught for one in self.planted) / len(self.planted) if self.planted else 1.0
        return right * caught

    @property
    def troubled(self) -> bool:
        """Whether its recipe is worth revising: a check sees none of its defects, or over a third of the rows
        was lost."""
        lost = len(self.failed) + sum(bool(one.reasons) for one in self.rows)
        return bool(self.blind) or 3 * lost > len(self.rows) + len(self.failed)

    @property
    def told(self) -> str:
        """In a few words."""
        right = sum(not one.reasons for one in self.rows)
        caught = sum(one.caught for one in self.planted)
        rows = f"{right} of {len(self.rows) + len(self.failed)} rows of the dry run would be accepted"
        return (
            f"{rows}; {caught} of {len(self.planted)} planted defects were caught" if self.planted else rows
        )


async def try_out(
    part: Part, spec: Spec, plan: Plan, asked: Mapping[str, Any], bench: Bench, revision: int = 0
) -> Trial | None:
    """The dry run of a part; None where it has too few rows to pay.

    Args:
        revision: How often its recipe was revised by an earlier one; its calls have slots of their own.
    """
    if part.rows < _WORTH:
        return None
    drawn = [seat for seat in draw_seats(spec, plan, {}, asked) if seat.cell.part == part.name]
    seats = chosen(part, drawn, spec.seed)
    briefs = [
        brief
        for n, seat in enumerate(seats, 1)
        if (brief := _brief(part, seat, n + 1000 * revision, spec, bench))
    ]
    context = SampleContext(bench, find)
    drafts = await _all([make(brief, context, stage="trial") for brief in briefs])
    rows = [_tried(draft) for draft in drafts if draft.row is not None]
    failed = [_why(draft) for draft in drafts if draft.row is None]
    right = [(b, d) for b, d in zip(briefs, drafts, strict=True) if d.row is not None and not d.reasons]
    every = list(kinds(recipe_of(part)))[:_DEFECTS]
    planted, bases = list[Planted](), dict[str, str]()
    for time in range(2):  # what passes is planted into a second row: one that passes may be no defect
        probes = _defects(part, right, spec.seed, every, bases, 1000 * revision + 100 * time)
        read = await _all([read_probe(probe, 0, bench, find) for probe in probes])
        told = [
            Planted(kind=probe.kind, row=dict(probe.row), caught=bool(one["flagged"]))
            for probe, one in zip(probes, read, strict=True)
            if not one["void"]
        ]
        planted += told
        bases = {probe.kind: probe.base for probe in probes}
        every = [one.kind for one in told if not one.caught]
    tokens = sum(draft.tokens for draft in drafts)
    return Trial(
        rows=tuple(rows),
        failed=tuple(failed),
        planted=tuple(planted),
        tokens_per_row=round(tokens / len(right)) if right else 0,
    )


async def _all(tasks: Sequence[Any]) -> list[Any]:
    """All results, each in a context of its own; a fault is raised once all have come to a stop."""
    running = [asyncio.create_task(task, context=Context()) for task in tasks]
    done = await asyncio.gather(*running, return_exceptions=True)
    for one in done:
        if isinstance(one, BaseException):
            raise one
    return list(done)


def chosen(part: Part, seats: Sequence[Seat], seed: int) -> list[Seat]:
    """Seats in which each value of each read axis occurs, as far as so many can have them."""
    read = {axis.name for axis in recipe_of(part).axes if axis.reads}
    draw: Random = rng(seed, "trial", part.name)
    left = draw.sample(list(seats), len(seats))
    found: list[Seat] = []
    seen: set[tuple[str, Any]] = set()

    def news(seat: Seat) -> int:
        values = seat_of(part, seat.cell, seat.attributes)
        return sum((name, values.get(name)) not in seen for name in (*read, "level") if name in values)

    while left and len(found) < MOST:
        best = max(left, key=news)
        if not news(best) and len(found) >= LEAST:
            break
        found.append(best)
        left.remove(best)
        values = seat_of(part, best.cell, best.attributes)
        seen |= {(name, values.get(name)) for name in (*read, "level") if name in values}
    return found


def _brief(part: Part, seat: Seat, n: int, spec: Spec, bench: Bench) -> Brief | None:
    """The order for one row of a dry run; None where its recipe finds nothing to start from."""
    method = Orderer(bench, (find("recipe"),)).usable(part)
    number = -(1_000_000 + n)
    choice = Choice(
        part=part,
        cell=seat.cell,
        attributes=seat.attributes,
        rng=rng(spec.seed, "trial choice", n),
        number=number,
        used={},
        accepted=lambda _: (),
    )
    found = method[0].choose(choice, bench) if method else None
    if found is None:
        return None
    return Brief(
        number=number,
        seat=seat.number,
        cell=seat.cell,
        attributes=seat.attributes,
        method=method[0].name,
        form=method[0].form,
        demonstrations=found.demonstrations,
        grounding=found.grounding,
        guidance=part.guidance,
        seed=draw_seed(spec.seed, f"trial {part.name}", n),
    )


def _tried(draft: Draft) -> Tried:
    return Tried(
        row=draft.row or {},
        kept=draft.notes.get("kept", {}),
        grade=draft.grade,
        attempts=draft.attempts,
        reasons=tuple(f"{one.by}: {one.detail or one.code}" for one in draft.reasons),
    )


def _why(draft: Draft) -> str:
    return "; ".join(f"{one.by}: {one.detail or one.code}" for one in draft.reasons)[:400] or "no row"


def _defects(
    part: Part,
    right: Sequence[tuple[Brief, Draft]],
    seed: int,
    every: Sequence[str],
    used: Mapping[str, str],
    after: int,
) -> list[Probe]:
    """One probe for each kind of defect that some right row takes.

    Args:
        used: Kind → id of the row that was spoilt so before.
        after: Number that those of the probes begin behind.
    """
    recipe, probes = recipe_of(part), list[Probe]()
    for n, kind in enumerate(every, after + 1):
        draw = rng(seed, f"trial defect {part.name}", n)
        for brief, draft in draw.sample(list(right), len(right)):
            kept = draft.notes.get("kept", {})
            made = None
            if brief.row_id != used.get(kind):
                made = spoil(kind, draft.row or {}, kept, brief, part, draw)
            if made is None:
                continue
            cell = brief.cell.model_copy(update=made.cell)
            own = Brief.model_validate(
                {
                    **brief.model_dump(),
                    "number": -(2_000_000 + n),
                    "cell": cell.model_dump(),
                    "attributes": {**brief.attributes, **made.attributes},
                    "seed": draw_seed(seed, f"trial defect {part.name}", n),
                }
            )
            words, notes = words_of(recipe, made.row), {"kept": made.kept} if made.kept else {}
            probes.append(Probe(n, kind, False, own, made.row, words, brief.row_id, None, notes))
            break
    return probes
