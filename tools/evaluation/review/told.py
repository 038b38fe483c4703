"""What people's decisions tell: the share of right rows with its interval, what one more hour would tell, how
well each reviewer sees, how far they agree, and what the judges let pass or refused wrongly.

Rows that were decided are known one by one, whatever they were shown for. Of how many of the rest are wrong
the rows tell that were drawn at random, each of those that were undecided then. As long as too few planted
rows were read, people are taken at their word."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from seedbed.memory.review import Decided, PlantedRow, by_row, decided, planted_rows
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.calibration import ENOUGH_BAD, Probes, counts
from seedbed.tools.evaluation.faithfulness import Estimate, Stratum, measure
from seedbed.tools.evaluation.probe_figures import probes_by_kind
from seedbed.tools.evaluation.report.amounts import counted
from seedbed.tools.evaluation.review.signals import Pool, read_delivered, read_pool

ENOUGH_DRAWN = 50
"""Drawn rows from which the share counts as the run's faithfulness; fewer where no row is left."""
DOUBTED, LEAST_DRAWN = 0.95, 10
"""Share below which all of its interval may lie, that fewer drawn rows count, too, and how many at least:
the checks miss too much to be asked instead. (One wrong row that comes first says nothing yet.)"""
NATURAL = "decided by people"
"""The kind of probe that natural errors are: rows of judged candidates that people decided."""
_Z = 1.96
_LATEST = 20
"""Decisions by which a reviewer's pace is told."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the drawn rows say, and of how many they say it."""

    turns: tuple[tuple[int, int], ...]
    """Of each row that was drawn at random and decided, in that order: the rows that were undecided just
    before, and how many of them people have found wrong since, this one included."""
    wrong: int
    """Drawn rows that are wrong."""
    left: int
    """Rows in the dataset that nobody decided."""
    sure: int
    """Rows in the dataset that people accepted or mended."""
    read: int
    """Rows that people decided, right or wrong."""
    refused: int
    """Of these, wrong."""

    @property
    def drawn(self) -> int:
        return len(self.turns)

    def after(self, more: int, share: float) -> "Sample":
        """The sample once so many more rows are decided, if they turn out as those before. `share`: of them
        that are drawn."""
        more = min(more, self.left)
        drawn = round(more * share)
        rate = max(0.0, left_wrong(self)[0] / self.left) if self.turns and self.left else 0.0
        wrong, seen = round(more * rate), round(drawn * rate)
        told = [(rows, found + wrong) for rows, found in self.turns]
        told += [(self.left - n * more // drawn, wrong - n * wrong // drawn) for n in range(drawn)]
        left, sure, refused = self.left - more, self.sure + more - wrong, self.refused + wrong
        return Sample(tuple(told), self.wrong + seen, left, sure, self.read + more, refused)


def sample(pool: Pool, decisions: Sequence[Decided]) -> Sample:
    """The drawn rows, up to the first in the random order that nobody decided, so that those who decide while
    rows are being made leave no gap. Each further reviewer may have left one before it out, which another
    was to be shown."""
    made = by_row(one for one in decisions if one.number in pool.rows and not pool.rows[one.number].refused)
    verdicts = {row: right for row, some in made.items() if (right := _right(some)) is not None}
    left = sum(not one.gone and one.row not in verdicts for one in pool.delivered)
    unread = (one for one in pool.by_place if not one.refused and not one.gone)
    undecided = (one.place for one in unread if one.row not in made)
    end = next(islice(undecided, max(0, len({one.reviewer for one in decisions}) - 1), None), 1.0)
    turns, hits, found = list[tuple[int, int]](), 0, 0
    for after, (row, right) in enumerate(reversed(verdicts.items()), 1):
        found += not right
        first = made[row][0]
        if first.stream == "drawn" and pool.rows[first.number].place < end:
            turns.append((left + after, found))
            hits += not right
    mended = {row for row, some in made.items() if any(one.fixed for one in some)}
    sure = sum(right or row in mended for row, right in verdicts.items())
    return Sample(tuple(reversed(turns)), hits, left, sure, len(verdicts), found)


def left_wrong(one: Sample) -> tuple[float, float, float]:
    """How many of the rows that nobody decided are wrong: (estimate, low and high end with 95 %).
    The estimate is without bias, so that it may be below none.

    Rows that are read for doubt change of which rows one is drawn; so the share among all drawn rows tells
    too much of those that are left. But each was drawn with equal chances among R rows, of which A + W are
    wrong: A were found since, W are left. What was found less Σ (A + W) / R is a martingale with the
    variance Σ p (1 - p), p = (A + W) / R: its mean is zero at the right W, which is the estimate, and the
    interval holds each W at which it isn't too far from that (Des Raj 1956; Wilson's score otherwise)."""
    import numpy as np

    if not one.left:
        return 0.0, 0.0, 0.0
    rows, found = np.array(one.turns, dtype=float).T

    def score(wrong: float) -> float:
        p = np.clip((found + wrong) / rows, 0.0, 1.0)
        return float((one.wrong - p.sum()) / np.sqrt(max(1e-9, (p * (1 - p)).sum())))

    def at(wanted: float) -> float:
        """The number for which the score is that; it falls with it."""
        low, high = 0.0, float(one.left)
        if score(low) <= wanted:
            return low
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if score(middle) > wanted else (low, middle)
        return high

    estimate = float((one.wrong - (found / rows).sum()) / (1 / rows).sum())
    return estimate, at(_Z), at(-_Z)


def _right(made: Sequence[Decided]) -> bool | None:
    """Whether a row is right by all who could say; one that says no is enough."""
    said = [one.right for one in made if one.right is not None]
    return all(said) if said else None


def estimate(one: Sample, probes: Sequence[Probes], seed: int) -> Estimate:
    """The share of right rows in the dataset as it stands. `probes`: the planted rows, by kind, as reviewers
    decided them."""
    rows = one.left + one.sure
    drawn = f"{counted(one.drawn, 'row')} drawn at random and decided by people"
    basis = f"{drawn}, {one.wrong} wrong; {one.read - one.drawn} more known"
    if not rows or (one.left and not one.drawn):
        return Estimate(basis="no drawn row is decided yet")
    wrong, low, high = left_wrong(one)
    wrong = min(max(wrong, low), high)
    if counts(probes, good=False)[1] >= ENOUGH_BAD:
        share, size = _as_drawn(one, wrong)
        strata = [
            Stratum("nobody decided", size, size * share, one.left, judged_too=False),
            Stratum("decided", one.read, one.refused, one.sure),
        ]
        whole, _ = measure(0, [each for each in strata if each.delivered], probes, seed)
        return whole.model_copy(update={"basis": f"{basis}; {_seen(probes)}"})
    right = [1 - number / rows for number in (wrong, high, low)]
    return Estimate(
        estimate=right[0], low=right[1], high=right[2], basis=f"{basis}; reviewers taken at their word"
    )


def _as_drawn(one: Sample, wrong: float) -> tuple[float, float]:
    """(share of wrong rows among those that nobody decided, the number of rows drawn from these alone that
    would tell it as surely)."""
    if not one.left:
        return 0.0, 0.0
    share, held = wrong / one.left, (one.drawn * wrong / one.left + 0.5) / (one.drawn + 1)
    chances = [min(1.0, (found + held * one.left) / rows) for rows, found in one.turns]
    spread = sum(p * (1 - p) for p in chances) / sum(one.left / rows for rows, _ in one.turns) ** 2
    return share, min(float(one.drawn), held * (1 - held) / spread) if spread else float(one.drawn)


def _seen(probes: Sequence[Probes]) -> str:
    saw, refused = ("{} of {}".format(*counts(probes, good)) for good in (False, True))
    return f"they saw {saw} planted errors and refused {refused} planted right rows"


def planted_probes(decisions: Sequence[Decided], planted: Mapping[str, PlantedRow]) -> list[Probes]:
    """The planted rows by kind, as people decided them."""
    made = ((planted[one.row], one.right) for one in decisions if one.row in planted)
    return probes_by_kind(
        {"good": row.good, "kind": row.kind, "flagged": not right, "void": False}
        for row, right in made
        if right is not None
    )


def review_estimate(store: Store, seed: int) -> Estimate | None:
    """Faithfulness by what people decided; None: that isn't told yet."""
    decisions = decided(store)
    if not any(one.number for one in decisions):
        return None
    now = sample(read_delivered(store, seed), decisions)
    return reviewed(now, planted_probes(decisions, planted_rows(store)), seed)


def reviewed(now: Sample, probes: Sequence[Probes], seed: int) -> Estimate | None:
    """The estimate that counts as the run's faithfulness; None: too few rows were drawn so far, and they
    don't say plainly that many are wrong."""
    told = estimate(now, probes, seed)
    plain = told.high is not None and told.high < DOUBTED and now.drawn >= LEAST_DRAWN
    return told if plain or now.drawn >= ENOUGH_DRAWN or not now.left else None


def natural_probes(store: Store, seed: int) -> list[dict[str, Any]]:
    """How the judges did on natural rows, as entries of probes."""
    decisions = decided(store)
    if not any(one.stream in ("drawn", "refused") for one in decisions):
        return []
    return natural(read_pool(store, seed, words_too=False), decisions)


def natural(pool: Pool, decisions: Sequence[Decided]) -> list[dict[str, Any]]:
    """How the judges did on natural rows, as entries of probes: as many as decisions tell of it.

    Of the rows that passed and of those that were refused some were drawn and decided; each side counts for
    as many rows as it has. Refused rows of which nobody read one count as rightly refused."""
    now = sample(pool, decisions)
    verdicts = {row: _right(made) for row, made in by_row(decisions).items()}
    sides: dict[bool, list[bool]] = {False: [], True: []}
    for one in decisions:
        right = verdicts[one.row]
        if one.stream in ("drawn", "refused") and one.number in pool.rows and right is not None:
            sides[pool.rows[one.number].refused].append(right)
    if not sides[False] or not now.drawn:
        return []
    sizes = {side: sum(one.refused == side for one in pool.rows.values()) for side in sides}
    unknown = sizes[True] and not sides[True]
    found = []
    for good in (False,) if unknown else (False, True):
        passed = min(float(sizes[False]), now.refused + max(0.0, left_wrong(now)[0]))
        refused = (
            float(not good) if unknown else sum(one == good for one in sides[True]) / (len(sides[True]) or 1)
        )
        shares = {False: sizes[False] - passed if good else passed, True: sizes[True] * refused}
        number = sum(one == good for said in sides.values() for one in said)
        flagged = round(number * shares[True] / sum(shares.values())) if sum(shares.values()) else 0
        found += [
            {"kind": NATURAL, "good": good, "flagged": n < flagged, "void": False, "asked": True}
            for n in range(number)
        ]
    return found


def pace(decisions: Sequence[Decided], reviewer: str) -> float | None:
    """Seconds that a reviewer takes for a row, by the latest; None: it wasn't taken down."""
    taken = [one.seconds for one in decisions if one.reviewer == reviewer and one.seconds]
    return round(statistics.median(taken[-_LATEST:]), 1) if taken else None


def alpha(decisions: Sequence[Decided]) -> tuple[float | None, int]:
    """(Krippendorff's alpha over the rows that several called right or wrong, how many these are); None:
    there are none, or all said the same of all."""
    import krippendorff

    names = sorted({one.reviewer for one in decisions})
    judged = by_row(one for one in decisions if one.number and one.right is not None)
    made = {row: some for row, some in judged.items() if len(some) > 1}
    said = {(one.reviewer, row): one.right for row, some in made.items() for one in some}
    if len(set(said.values())) < 2:
        return None, len(made)
    figure = {True: 1.0, False: 0.0, None: math.nan}
    table = [[figure[said.get((name, row))] for row in made] for name in names]
    found = float(krippendorff.alpha(reliability_data=table, level_of_measurement="nominal"))
    return (None if math.isnan(found) else round(found, 4)), len(made)


def review_figures(store: Store) -> dict[str, Any]:
    """`review` of `report.json`: reviewers with what they decided and how well they see, and how they agree;
    empty where nobody decided anything."""
    decisions, planted = decided(store), planted_rows(store)
    if not decisions:
        return {}
    names = sorted({one.reviewer for one in decisions})
    agreed, several = alpha(decisions)
    return {
        "rows": len({one.row for one in decisions if one.number}),
        "reviewers": [_reviewer(name, decisions, planted) for name in names],
        "alpha": agreed,
        "decided_by_several": several,
        "wrong": sorted({one.row for one in decisions if one.number and one.right is False}),
    }


def _reviewer(name: str, decisions: Sequence[Decided], planted: Mapping[str, PlantedRow]) -> dict[str, Any]:
    mine = [one for one in decisions if one.reviewer == name]
    rows = [one for one in mine if one.row not in planted]
    ends = {end: sum(one.decision == end for one in rows) for end in ("accept", "reject", "fix", "can't say")}
    probes = planted_probes(mine, planted)
    told: dict[str, Any] = {}
    for good, seen in ((False, "errors"), (True, "right_rows")):
        flagged, judged = counts(probes, good)
        told[seen] = {"shown": judged, "seen": judged - flagged if good else flagged}
    return {"reviewer": name, **ends, "planted": told, "seconds_a_row": pace(mine, name)}
