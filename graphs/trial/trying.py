"""The dry run: a few rows of each recipe and planted defects, before a person approves and anything more is
paid.

Seats are chosen until each value of each axis that is read occurs. Rows are made as candidates are; defects
are read as probes are. None of it enters the dataset; all of it is journaled, so a resumed build pays for it
once."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from random import Random
from typing import Any

from seedbed.agent.critic.material import fields_told
from seedbed.agent.critic.probing.probes import Probe, claimed
from seedbed.agent.critic.probing.spoiling import aimed, kinds, spoil
from seedbed.agent.making.parts import recipe_of, seat_of
from seedbed.agent.methods import find
from seedbed.agent.planner.scheduling.order import Orderer
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.planner.scheduling.seats import draw_seats
from seedbed.agent.work import TRIAL, Choice, Env, Work
from seedbed.graphs.candidate.sample import make, take
from seedbed.graphs.critique.probing import apart, read_probe
from seedbed.memory.brief import Brief, Seat
from seedbed.memory.candidate import Draft
from seedbed.memory.exact.randomness import draw_seed, rng
from seedbed.memory.recipe import Recipe
from seedbed.memory.spec import Frozen, Part

LEAST, MOST = 3, 8
"""Rows of a dry run."""
_WORTH = 24
"""Rows that a part must ask for, so that trying it pays."""
_DEFECTS = 12
"""Kinds of defects that are planted, at most; each check that knows one gets its first before any gets its
second. What passes is planted into a second row: one that passes may be no defect of that row."""
_ROWS_SHOWN = 4
_LONGEST = 1500
"""Characters of a row as the planner sees it."""
_OF_PLANNER = 10
"""Revisions are numbered from here where the planner's agent tries."""
META = "trials"
"""Key of the run's values: part → its trial."""
ROUND = "trials_anew"
"""Key of the run's values: how often a person asked for them anew."""


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
    """As `agent/critic/probing/spoiling.py` names it."""
    aimed: str
    """What was to catch it: the id of a check, `rubric.N`, `rubric` (any sentence), `axis.NAME`."""
    base: str
    """Id of the right row."""
    row: dict[str, Any] = {}
    """As it was read."""
    caught: bool
    by: tuple[str, ...] = ()
    """Ids of the checks that refused it."""


class Trial(Frozen):
    """A dry run of one part."""

    rows: tuple[Tried, ...]
    failed: tuple[str, ...] = ()
    """Why no row came of a seat."""
    planted: tuple[Planted, ...] = ()
    tokens_per_row: int = 0
    tokens: tuple[int, ...] = ()
    """Of each seat's candidate."""
    writing: tuple[int, ...] = ()
    """Of these, what writing took."""

    @property
    def accepted(self) -> tuple[Tried, ...]:
        return tuple(one for one in self.rows if not one.reasons)

    @property
    def size(self) -> int:
        """Rows that were tried, those that never came included."""
        return len(self.rows) + len(self.failed)

    @property
    def missed(self) -> tuple[str, ...]:
        """Defects that passed, each kind once."""
        return tuple(dict.fromkeys(one.kind for one in self.planted if not one.caught))

    @property
    def blind(self) -> dict[str, tuple[str, ...]]:
        """The checks and sentences that let every defect pass, in more than one row → the kinds of these."""
        found: dict[str, list[Planted]] = {}
        for one in self.planted:
            found.setdefault(one.aimed, []).append(one)
        passed = {name: some for name, some in found.items() if not any(one.caught for one in some)}
        return {name: tuple(one.kind for one in some) for name, some in passed.items() if len(some) > 1}

    @property
    def worth(self) -> float:
        """Share of its rows that would be accepted × share of the planted defects that were caught, 0–1."""
        caught = sum(one.caught for one in self.planted) / len(self.planted) if self.planted else 1.0
        return caught * len(self.accepted) / max(1, self.size)

    @property
    def troubled(self) -> bool:
        """Whether its recipe is worth revising: a check sees none of its defects, or over a third of the rows
        was lost."""
        return bool(self.blind) or 3 * (self.size - len(self.accepted)) > self.size

    @property
    def told(self) -> str:
        """In a few words."""
        rows = f"{len(self.accepted)} of {self.size} rows of the dry run would be accepted"
        caught = sum(one.caught for one in self.planted)
        return rows + f"; {caught} of {len(self.planted)} planted defects were caught" * bool(self.planted)


async def try_out(name: str, asked: Mapping[str, Any], env: Env, revision: int = 0) -> Trial | None:
    """The dry run of a part of the environment's spec; None where it has too few rows to pay. `asked`: part →
    axis → the values that a model proposed. `revision`: how often its recipe was revised by an earlier one;
    its calls have slots of their own."""
    part = env.spec.part(name)
    if part.rows < _WORTH:
        return None
    briefs, drafts = await _made(part, asked, env, revision, MOST)
    right = [(b, d) for b, d in zip(briefs, drafts, strict=True) if d.row is not None and not d.reasons]
    wanted = list(_in_turn(recipe_of(part)))
    planted = list[Planted]()
    for time in range(2):
        probes = await _defects(part, right, env, wanted, planted, 1000 * revision + 100 * time)
        read = await apart([read_probe(probe, 0, env, find) for probe in probes])
        planted += [
            Planted(
                **{name: one[name] for name in ("kind", "base", "row", "by")},
                aimed=aimed(one["kind"]),
                caught=one["flagged"],
            )
            for one in read
            if not one["void"]
        ]
        wanted = [str(one["drawn"]) for one in read if not one["void"] and not one["flagged"]]
    return _trial(drafts, planted)


async def try_few(name: str, asked: Mapping[str, Any], env: Env, time: int) -> tuple[Trial, int]:
    """A few rows of a part for its planner, nothing planted; and the tokens that they took. `time`: which
    time this is: a recipe may be another one then, so its calls have slots of their own."""
    _, drafts = await _made(env.spec.part(name), asked, env, _OF_PLANNER + time, LEAST)
    return _trial(drafts, ()), sum(draft.tokens for draft in drafts)


async def _made(
    part: Part, asked: Mapping[str, Any], env: Env, revision: int, most: int
) -> tuple[list[Brief], list[Draft]]:
    drawn = [seat for seat in draw_seats(env.spec, env.plan, asked) if seat.cell.part == part.name]
    seats = enumerate(chosen(part, drawn, env.spec.seed)[:most], 1 + 1000 * revision)
    briefs = [brief for n, seat in seats if (brief := _brief(part, seat, n, env))]
    return briefs, await apart([make(one, env, find(one.method), stage=TRIAL) for one in briefs])


def _trial(drafts: Sequence[Draft], planted: Sequence[Planted]) -> Trial:
    rows = tuple(
        Tried(
            row=draft.row,
            kept=draft.notes.get("kept", {}),
            grade=draft.grade,
            attempts=draft.attempts,
            reasons=_reasons(draft),
        )
        for draft in drafts
        if draft.row is not None
    )
    tokens, right = tuple(draft.tokens for draft in drafts), sum(not one.reasons for one in rows)
    return Trial(
        rows=rows,
        failed=tuple("; ".join(_reasons(one))[:400] or "no row" for one in drafts if one.row is None),
        planted=tuple(planted),
        tokens_per_row=round(sum(tokens) / right) if right else 0,
        tokens=tokens,
        writing=tuple(draft.writing for draft in drafts),
    )


def _reasons(draft: Draft) -> tuple[str, ...]:
    return tuple(f"{one.by}: {one.detail or one.code}" for one in draft.reasons)


def chosen(part: Part, seats: Sequence[Seat], seed: int) -> list[Seat]:
    """Seats in which each value of each read axis occurs, as far as so many can have them."""
    read = [*(axis.name for axis in recipe_of(part).axes if axis.reads), "level"]
    draw: Random = rng(seed, "trial", part.name)
    left = draw.sample(list(seats), len(seats))
    found: list[Seat] = []
    seen: set[tuple[str, Any]] = set()

    def values(seat: Seat) -> set[tuple[str, Any]]:
        dealt = seat_of(part, seat.cell, seat.attributes)
        return {(name, dealt[name]) for name in read if name in dealt}

    while left and len(found) < MOST:
        best = max(left, key=lambda seat: len(values(seat) - seen))
        if values(best) <= seen and len(found) >= LEAST:
            break
        found.append(best)
        left.remove(best)
        seen |= values(best)
    return found


async def sketched(part: Part, seats: Sequence[Seat], say: str, n: int, env: Env) -> tuple[list[Draft], int]:
    """Rows of some seats as their writer writes them when told a sentence more, unchecked; and their tokens.
    `n`: number behind which those of the rows begin."""
    briefs = [_brief(part, seat, n + place, env, (say,)) for place, seat in enumerate(seats, 1)]
    unwritten = [Work(brief, stage=TRIAL) for brief in briefs if brief is not None]
    works = await apart([take(find(one.brief.method).write, "write", one, env) for one in unwritten])
    return [work.draft() for work in works], sum(work.tokens for work in works)


def _brief(part: Part, seat: Seat, n: int, env: Env, told: tuple[str, ...] = ()) -> Brief | None:
    """The order for one row of a dry run; None where its recipe finds nothing to start from."""
    method = Orderer(env, (find("recipe"),)).usable(part)
    number = -(1_000_000 + n)
    choice = Choice(
        part=part,
        cell=seat.cell,
        attributes=seat.attributes,
        rng=rng(env.spec.seed, "trial choice", n),
        number=number,
        schedule=Schedule((), (), {}),
    )
    found = method[0].choose(choice, env) if method else None
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
        guidance=(*part.guidance, *told),
        seed=draw_seed(env.spec.seed, f"trial {part.name}", n),
    )


async def _defects(
    part: Part,
    right: Sequence[tuple[Brief, Draft]],
    env: Env,
    wanted: Sequence[str],
    before: Sequence[Planted],
    after: int,
) -> list[Probe]:
    """Probes of the wanted kinds of defects that some right row takes. `before`: what was planted already: no
    row is spoilt in the same way twice. `after`: number that those of the probes begin behind."""
    probes, seed = list[Probe](), env.spec.seed
    done = {(one.aimed, one.base) for one in before}
    for n, kind in enumerate(wanted, after + 1):
        draw = rng(seed, f"trial defect {part.name}", n)
        drawn = draw.sample(right, len(right))
        others = [draft.row or {} for _, draft in drawn]
        for brief, draft in drawn:
            kept = draft.notes.get("kept", {})
            made = await spoil(kind, draft.row or {}, kept, brief, env, draw, others)
            if made is None or (aimed(kind), brief.row_id) in done:
                continue
            own = {"number": -(2_000_000 + n), "seed": draw_seed(seed, f"trial defect {part.name}", n)}
            probes.append(Probe(n, kind, False, claimed(brief, made, **own), made, brief.row_id))
            break
        if len(probes) == _DEFECTS:
            break
    return probes


def _in_turn(recipe: Recipe) -> Iterator[str]:
    """The kinds of defects, one for each check and sentence in turn."""
    waiting: dict[str, list[str]] = {}
    for kind in kinds(recipe):
        waiting.setdefault(aimed(kind), []).append(kind)
    for some in zip_longest(*waiting.values()):
        yield from filter(None, some)


# what the planner sees ---------------------------------------------------------------------------------


def shown(trial: Trial) -> tuple[str, ...]:
    """The dry run, a line each, but for the rows' fields."""
    refused = [one for one in trial.rows if one.reasons]
    lines = [f"{len(trial.accepted)} of {trial.size} rows were accepted."]
    lines += [f"accepted:\n{_told(one.row)}" for one in trial.accepted[:_ROWS_SHOWN]]
    lines += [f"refused, {'; '.join(one.reasons)}:\n{_told(one.row)}" for one in refused[:_ROWS_SHOWN]]
    lines += [f"no row came: {why}" for why in trial.failed[:_ROWS_SHOWN]]
    lines += [
        f"planted, not caught: {one.kind}:\n{_told(one.row)}" for one in trial.planted if not one.caught
    ]
    caught = [one.kind for one in trial.planted if one.caught]
    if caught:
        lines.append(f"planted and caught: {', '.join(caught)}")
    return tuple(lines)


def _told(row: Mapping[str, Any]) -> str:
    return fields_told(row, _LONGEST)
