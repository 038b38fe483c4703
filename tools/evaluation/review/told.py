"""What people's decisions tell: the share of right rows with its interval, what one more hour would tell, how
well each reviewer sees, how far they agree, and what the judges let pass or refused wrongly.

Shares rest on rows that were drawn at random alone. Rows that were decided for another reason are known one
by one; of the rest as many are wrong as of the drawn ones. As long as too few planted rows were read, people
are taken at their word.
"""

import math
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.memory.review import Decided, PlantedRow, by_row, decided, planted_rows
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.calibration import ENOUGH_BAD, Probes, wilson
from seedbed.tools.evaluation.faithfulness import Estimate, Stratum, measure
from seedbed.tools.evaluation.review.signals import Pool, read_pool

ENOUGH_DRAWN = 50
"""Drawn rows from which the share counts as the run's faithfulness; fewer where no row is left."""
NATURAL = "decided by people"
"""The kind of probe that natural errors are: rows of judged candidates that people decided."""
_Z = 1.96
_PACE, _LATEST = 30.0, 20
"""Seconds a row takes, before anybody knows; decisions by which a reviewer's pace is told."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the drawn rows say, and of how many they say it."""

    drawn: int
    """Rows drawn at random and decided."""
    wrong: int
    """Of these, wrong."""
    left: int
    """Rows in the dataset that nobody decided."""
    sure: int
    """Rows in the dataset that people accepted or mended."""
    read: int
    """Rows that people decided, right or wrong."""
    refused: int
    """Of these, wrong."""

    def after(self, more: int, share: float) -> "Sample":
        """The sample once so many more rows are decided, if they turn out as those before.

        Args:
            share: Of them that are drawn.
        """
        more = min(more, self.left)
        drawn = round(more * share)
        wrong = round(drawn * (self.wrong / self.drawn if self.drawn else 0))
        return Sample(
            self.drawn + drawn,
            self.wrong + wrong,
            self.left - more,
            self.sure + more - wrong,
            self.read + more,
            self.refused + wrong,
        )


def sample(pool: Pool, decisions: Sequence[Decided]) -> Sample:
    """The drawn rows whose like were all decided: up to the first in the random order that nobody decided, so
    that those who decide in turns or while rows are being made leave no gap."""
    made = by_row(one for one in decisions if one.number in pool.rows and not pool.rows[one.number].refused)
    verdicts = {row: right for row, some in made.items() if (right := _right(some)) is not None}
    place = {one.row: pool.rows[one.number].place for some in made.values() for one in some}
    drawn = {one.row for some in made.values() for one in some if one.stream == "drawn"}
    left = sum(not one.gone and one.row not in verdicts for one in pool.delivered)
    unread = (one for one in pool.table.by_place if not one.refused and not one.gone)
    first = next((one.place for one in unread if one.row not in made), 1.0)
    mine = [row for row in verdicts if row in drawn and place[row] < first]
    mended = {row for row, some in made.items() if any(one.fixed for one in some)}
    sure = sum(right or row in mended for row, right in verdicts.items())
    wrong = sum(not right for right in verdicts.values())
    return Sample(len(mine), sum(not verdicts[row] for row in mine), left, sure, len(verdicts), wrong)


def _right(made: Sequence[Decided]) -> bool | None:
    """Whether a row is right by all who could say; one that says no is enough."""
    said = [one.right for one in made if one.right is not None]
    return all(said) if said else None


def estimate(one: Sample, probes: Sequence[Probes], seed: int) -> Estimate:
    """The share of right rows in the dataset as it stands.

    Args:
        probes: The planted rows, by kind, as reviewers decided them.
    """
    rows = one.left + one.sure
    basis = (
        f"{one.drawn} rows drawn at random and decided by people, {one.wrong} wrong; {one.sure} more known"
    )
    if not rows or (one.left and not one.drawn):
        return Estimate(basis="no drawn row is decided yet")
    if sum(kind.judged for kind in probes if not kind.good) >= ENOUGH_BAD:
        strata = [
            Stratum("nobody decided", one.drawn, one.wrong, one.left, judged_too=False),
            Stratum("decided", one.read, one.refused, one.sure),
        ]
        whole, _ = measure(0, [each for each in strata if each.delivered], probes, seed)
        return whole.model_copy(update={"basis": f"{basis}; {_seen(probes)}"})
    share = one.wrong / one.drawn if one.drawn else 0.0
    size = one.drawn * one.left / (one.drawn + one.left) if one.left else 0.0
    low, high = wilson(share, size, _Z) if one.left else (0.0, 0.0)
    right = [1 - wrong * one.left / rows for wrong in (share, high, low)]
    return Estimate(
        estimate=right[0], low=right[1], high=right[2], basis=f"{basis}; reviewers taken at their word"
    )


def _seen(probes: Sequence[Probes]) -> str:
    bad, good = ([kind for kind in probes if kind.good == which] for which in (False, True))
    saw, no = (f"{sum(k.flagged for k in some)} of {sum(k.judged for k in some)}" for some in (bad, good))
    return f"they saw {saw} planted errors and refused {no} planted right rows"


def planted_probes(decisions: Sequence[Decided], planted: Mapping[str, PlantedRow]) -> list[Probes]:
    """The planted rows by kind, as people decided them."""
    found: dict[tuple[bool, str], list[int]] = {}
    for one in decisions:
        if (row := planted.get(one.row)) is not None and one.right is not None:
            counts = found.setdefault((row.good, row.kind), [0, 0])
            counts[0] += 1
            counts[1] += not one.right
    return [Probes(kind, good, judged, flagged) for (good, kind), (judged, flagged) in sorted(found.items())]


def review_estimate(store: Store, seed: int) -> Estimate | None:
    """Faithfulness by what people decided; None: too few rows were drawn so far."""
    decisions = decided(store)
    if not any(one.number for one in decisions):
        return None
    now = sample(read_pool(store, seed, words_too=False), decisions)
    if now.drawn < ENOUGH_DRAWN and now.left:
        return None
    return estimate(now, planted_probes(decisions, planted_rows(store)), seed)


def natural_probes(store: Store, seed: int) -> list[dict[str, Any]]:
    """How the judges did on natural rows, as entries of probes: as many as decisions tell of it.

    Of the rows that passed and of those that were refused some were drawn and decided; each decision stands
    for as many of its side as there are for one drawn, so neither side counts for more than it is.
    """
    decisions = decided(store)
    if not any(one.stream == "refused" for one in decisions):
        return []
    pool = read_pool(store, seed, words_too=False)
    verdicts = {row: _right(made) for row, made in by_row(decisions).items()}
    sides: dict[bool, list[bool]] = {False: [], True: []}
    for one in decisions:
        right = verdicts[one.row]
        if one.stream in ("drawn", "refused") and one.number in pool.rows and right is not None:
            sides[pool.rows[one.number].refused].append(right)
    if not all(sides.values()):
        return []
    sizes = {side: sum(one.refused == side for one in pool.rows.values()) for side in sides}
    found = []
    for good in (False, True):
        shares = {
            side: sizes[side] * sum(one == good for one in said) / len(said) for side, said in sides.items()
        }
        number = sum(one == good for said in sides.values() for one in said)
        flagged = round(number * shares[True] / sum(shares.values())) if sum(shares.values()) else 0
        found += [
            {"kind": NATURAL, "good": good, "flagged": n < flagged, "void": False, "asked": True}
            for n in range(number)
        ]
    return found


def pace(decisions: Sequence[Decided], reviewer: str) -> float:
    """Seconds that a reviewer takes for a row, by the latest."""
    taken = [one.seconds for one in decisions if one.reviewer == reviewer and one.seconds]
    return statistics.median(taken[-_LATEST:]) if taken else _PACE


def alpha(decisions: Sequence[Decided]) -> tuple[float | None, int]:
    """(Krippendorff's alpha of right and wrong over the rows that several decided, how many these are); None:
    there are none, or all said the same of all."""
    import krippendorff

    names = sorted({one.reviewer for one in decisions})
    made = {
        row: some for row, some in by_row(one for one in decisions if one.number).items() if len(some) > 1
    }
    said = {(one.reviewer, row): one.right for row, some in made.items() for one in some}
    table = [[_figure(said.get((name, row))) for row in made] for name in names]
    told = [one for line in table for one in line if not math.isnan(one)]
    if len(set(told)) < 2:
        return None, len(made)
    found = float(krippendorff.alpha(reliability_data=table, level_of_measurement="nominal"))
    return (None if math.isnan(found) else round(found, 4)), len(made)


def _figure(right: bool | None) -> float:
    return math.nan if right is None else float(right)


def review_figures(store: Store) -> dict[str, Any]:
    """`review` of `report.json`: reviewers with what they decided and how well they see, and how they agree;
    empty where nobody decided anything."""
    decisions, planted = decided(store), planted_rows(store)
    if not decisions:
        return {}
    by_name: defaultdict[str, list[Decided]] = defaultdict(list)
    for one in decisions:
        by_name[one.reviewer].append(one)
    agreed, several = alpha(decisions)
    return {
        "rows": len({one.row for one in decisions if one.number}),
        "reviewers": [_reviewer(name, mine, planted) for name, mine in sorted(by_name.items())],
        "alpha": agreed,
        "decided_by_several": several,
        "wrong": sorted({one.row for one in decisions if one.number and one.right is False}),
    }


def _reviewer(name: str, mine: Sequence[Decided], planted: Mapping[str, PlantedRow]) -> dict[str, Any]:
    rows = [one for one in mine if one.row not in planted]
    ends = {end: sum(one.decision == end for one in rows) for end in ("accept", "reject", "fix", "can't say")}
    probes = planted_probes(mine, planted)
    told: dict[str, Any] = {}
    for good, seen in ((False, "errors"), (True, "right_rows")):
        kinds = [kind for kind in probes if kind.good == good]
        judged, flagged = sum(k.judged for k in kinds), sum(k.flagged for k in kinds)
        told[seen] = {"shown": judged, "seen": judged - flagged if good else flagged}
    return {"reviewer": name, **ends, "planted": told, "seconds_a_row": round(pace(mine, name), 1)}
