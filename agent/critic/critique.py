"""The critique: the critic's reading of the dataset so far, a pure function of schedule, plan, committed
verdicts and journaled probes. What it asks for is `wants.py`."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pydantic import ConfigDict

from seedbed.agent.critic.account import Account
from seedbed.agent.critic.state import CriticState
from seedbed.agent.planner.scheduling.directives import Directive
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Frozen
from seedbed.memory.store.standing import Standing, coverage
from seedbed.tools.evaluation.faithfulness import Estimate

_ACCOUNTS = 20
"""Directives that a critique tells the account of."""


class LevelReading(Frozen):
    """Independent readings of one level's texts that were right: of the level, or where nobody reads it, of
    the label or answer."""

    part: str
    difficulty: str
    readings: int
    right: float
    """Share of them, 0–1."""


class StratumReading(Estimate):
    """Faithfulness of the rows of one class of evidence, or of one part's first or repaired texts."""

    stratum: str
    rows: int


class Faithfulness(Estimate):
    """1 − P(wrong | delivered)."""

    strata: tuple[StratumReading, ...] = ()


class Downstream(Frozen):
    """What a student of the dataset so far gets right of the real rows that steer the build. They steered, so
    it is no measure of the result."""

    macro_f1: float
    """On the real rows, 0–1; with several parts the mean, weighted by their real rows."""
    rows: int
    """Real rows."""
    trained_on: int
    """Accepted rows that the students were taught."""
    acted: tuple[str, ...] = ()
    """Confusions (part: label > mistaken for) for which this critique asked for something."""


class Dropped(Frozen):
    """Something that a reader asked for and didn't get."""

    asked: str
    """In its own words, on one line."""
    why: str


class Review(Frozen):
    """What a model said that read drawn rows together."""

    rows: tuple[int, ...] = ()
    """The candidates that it was shown."""
    seen: tuple[str, ...] = ()
    """What it noticed over the rows."""
    tried: tuple[str, ...] = ()
    """What it looked up or tried before it answered."""
    asked: tuple[Directive, ...] = ()
    """What it asked for that is answered."""
    dropped: tuple[Dropped, ...] = ()
    calls: int = 0
    tokens: int = 0
    unusable: str = ""
    """Why its answer couldn't be used, so that this critique is by thresholds alone; empty: it could."""


class Past(Frozen):
    """What later critiques know of one; a build of many rows has thousands."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    commit: int
    accepted: int
    candidates: int = 0
    """Committed until it; numbers without a brief don't count."""
    review: Review | None = None
    """None: no model read rows together at this critique."""
    downstream: Downstream | None = None
    """None: no real rows to steer by, or too few accepted ones to learn from."""


class Critique(Past):
    """The dataset so far."""

    missing: int
    coverage: float
    """Share of the planned rows that stand in the cell they were planned for, 0–1."""
    probed: int | None = None
    """The commit until which probes were drawn that it knows; later ones were still being read. None: all."""
    duplicate_share: float
    """Duplicates per committed candidate, 0–1."""
    faithfulness: Faithfulness
    difficulty: tuple[LevelReading, ...] = ()
    diversity: dict[str, Any] = {}
    exhausted: tuple[str, ...] = ()
    """Cells for which no method had anything left; until the next critique nothing is ordered for them."""
    accounts: tuple[Account, ...] = ()
    """What the critic's last directives have changed."""
    directives: tuple[Directive, ...] = ()
    ahead: int = 0
    """W that the look-ahead may grow to from here on."""


def read(
    commit: int,
    schedule: Schedule,
    plan: Plan,
    critic: CriticState,
    faithful: Faithfulness,
    accounts: Sequence[Account] = (),
) -> Critique:
    """Read the dataset after a commit. `plan`: as approved. `accounts`: what the critic's directives have
    changed."""
    accepted = sum(state.filled for state in schedule.cells.values())
    committed = sum(tally.committed for tally in schedule.parts.values())
    copies = sum(tally.outcomes["near-copies"] for tally in schedule.parts.values())
    filled = Counter({key: state.filled for key, state in schedule.cells.items()})
    now = Standing(schedule.history[-1:], filled=filled)
    return Critique(
        commit=commit,
        accepted=accepted,
        missing=schedule.missing,
        coverage=coverage(now, plan),
        candidates=committed,
        duplicate_share=copies / committed if committed else 0.0,
        faithfulness=faithful,
        difficulty=tuple(
            LevelReading(
                part=part,
                difficulty=level,
                readings=int(readings),
                right=round(right / readings, 4),
            )
            for (part, level), (readings, right) in sorted(critic.levels.items())
            if readings
        ),
        diversity=critic.diversity.read(),
        exhausted=tuple(key for key, state in schedule.cells.items() if state.exhausted),
        accounts=tuple(accounts[-_ACCOUNTS:]),
    )
