"""What the planner believes of concepts and methods, learnt from committed verdicts alone.

Three ways to fail are learnt apart, because each calls for another directive: *drift* (the text belongs to
another concept), *defects* (the row is wrong), *near-copies*. Each is a Beta posterior, partially pooled: a
leaf leans on its parent, that on its part, that on a weak prior. Earlier attempts of a candidate count too.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from seedbed.agent.planner.scheduling.trust import Record
from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Draft, Verdict

POOLED = 3.0
"""Pseudo-texts by which a posterior leans on the one above it."""
_PRIOR = (1.0, 2.0)
"""Failures and successes that every part begins with: a third fails, and three texts overrule it."""
SHARPER = 4.0
"""Times a posterior's weight when a method is drawn. In 24 simulated builds of 40 concepts and three methods,
4 saved 2 % of the tokens against 1; a lower confidence bound did no better."""
_REPAIRS = 30
"""Repairs of a part before they are judged."""
_READ_PRIOR = 4.0
"""Pseudo-readings of the pooled share for a single leaf's."""
CONCEPT = "concept"
"""Id of the check that no recipe names: the reading of a row's concept."""
DRIFT = ("off concept",)
COPIES = ("duplicate", "contaminated")
HARMLESS = ("surplus",)


def outcomes(brief: Brief, draft: Draft) -> list[str]:
    """Per text of a candidate the check that refused it; empty for one that passed all."""
    passed = draft.row is not None and not draft.reasons
    strayed = bool(draft.assigned) and brief.cell.key not in draft.assigned
    return [*draft.refused, *([CONCEPT if strayed else ""] if passed else [])]


@dataclass(slots=True)
class Count:
    """How often something failed and how often it didn't; halves after forgetting."""

    bad: float = 0.0
    good: float = 0.0

    def add(self, failed: bool) -> None:
        """One more."""
        self.bad += failed
        self.good += not failed

    @property
    def number(self) -> float:
        """Both together."""
        return self.bad + self.good

    def halve(self) -> None:
        """Half forgotten."""
        self.bad /= 2
        self.good /= 2


def _counts() -> defaultdict[tuple[str, ...], Count]:
    return defaultdict(Count)


@dataclass(slots=True)
class Beliefs:
    """Posteriors over leaves, their ancestors and methods.

    A *line* is a leaf's ancestry from the part's root down to the leaf, as keys; the last one is the leaf.
    """

    pool: bool = True
    """Whether a leaf leans on what is above it; off: each learns from the prior alone."""
    defects: defaultdict[tuple[str, ...], Count] = field(default_factory=_counts)
    """(node, method) → texts that were wrong in themselves."""
    drift: defaultdict[tuple[str, ...], Count] = field(default_factory=_counts)
    """(node,) → texts that belong elsewhere."""
    copies: defaultdict[tuple[str, ...], Count] = field(default_factory=_counts)
    """(node,) and (cell key, "cell") → near-copies among texts right in themselves."""
    fills: defaultdict[tuple[str, ...], Count] = field(default_factory=_counts)
    """(node,) and (cell key, "cell") → candidates that filled no seat of theirs (bad), or did."""
    misread: defaultdict[tuple[str, ...], Count] = field(default_factory=_counts)
    """(leaf that a first reading named, not the one ordered) → mistakenly (bad) or rightly (good)."""
    written: defaultdict[tuple[str, ...], int] = field(default_factory=lambda: defaultdict(int))
    """(cell key, attribute values …) → texts ordered for it so far."""
    tokens: defaultdict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    """(part, method) → tokens that its writer took."""
    records: defaultdict[str, Record] = field(default_factory=lambda: defaultdict(Record))
    """Part → what the checks said of its rows."""
    repairs: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0, 0.0, 0]))
    """Part → later attempts, how many of them should have been right as first ones, and how many were."""
    texts: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    """(part, method) → texts written."""
    _filling: dict[tuple[str, ...], tuple[float, float]] = field(default_factory=dict)
    """Line → posterior of its fills, for as long as they don't change."""

    def learn(self, brief: Brief, draft: Draft, verdict: Verdict, line: Sequence[str]) -> None:
        """Take in one commit.

        Args:
            line: Ancestry of the brief's leaf.
        """
        home = brief.cell.key
        own = (brief.cell.part, brief.method)
        self.tokens[own] += draft.writing
        self.texts[own] += len(draft.tries) + 1
        if draft.tries:
            self._repairs(brief, draft, line)
        self.examined(brief, draft)
        for codes in draft.tries:
            self._text(codes, home, brief.method, line)
        if verdict.state == "accepted":
            final: tuple[str, ...] = HARMLESS if verdict.promoted else ()
        else:
            final = tuple(reason.code for reason in verdict.reasons)
        there = verdict.cell or home
        passed = draft.row is not None and not draft.reasons
        self._text(final, there, brief.method, line, moved=there != home, passed=passed)
        if final != HARMLESS or there != home:  # a right row that came too late says nothing
            self._filling.clear()
            for key in (*((node,) for node in line), (home, "cell")):
                self.fills[key].add(bool(final) or there != home)
        first, *second = draft.assigned or ("",)
        if first and second and first != home:  # a first reading that named another leaf: what it was worth
            self.misread[(first.split("/")[1],)].add(second[0] == home)

    def _text(
        self,
        codes: Sequence[str],
        cell: str,
        method: str,
        line: Sequence[str],
        *,
        moved: bool = False,
        passed: bool = False,
    ) -> None:
        """What one text says of drift, defects and copies; one that fails one way is silent on what was not
        looked at then.

        Args:
            passed: Nothing was wrong with it in itself; only the committer, after the checks, may say more.
        """
        copied = any(code in COPIES for code in codes)
        strayed = moved or any(code in DRIFT for code in codes)
        defective = any(code not in (*DRIFT, *COPIES, *HARMLESS) for code in codes)
        for node in line:
            if defective or passed or not strayed:
                self.defects[node, method].add(defective)
            if not defective:
                self.drift[(node,)].add(strayed)
            if not defective and not strayed:
                self.copies[(node,)].add(copied)
        if not defective and (moved or not strayed):
            self.copies[cell, "cell"].add(copied)

    def _repairs(self, brief: Brief, draft: Draft, line: Sequence[str]) -> None:
        """Whether writing anew with the reason did better than a first text of that method would have."""
        bad, good = self.defect(line, brief.method)
        count = self.repairs[brief.cell.part]
        for codes in (*draft.tries[1:], tuple(reason.code for reason in draft.reasons)):
            count[0] += 1
            count[1] += good / (bad + good)
            count[2] += not any(code not in (*DRIFT, *COPIES, *HARMLESS) for code in codes)

    def examined(self, brief: Brief, draft: Draft) -> None:
        """What the checks said of a candidate's texts, where all of them were asked."""
        if brief.spared and not draft.whole:
            return
        for refused in outcomes(brief, draft):
            self.records[brief.cell.part].add(brief.cell.key, brief.method, refused, brief.trust)

    def owed(self, brief: Brief) -> bool:
        """Whether a brief spares its row checks that it can't do without any more."""
        if not brief.spared:
            return False
        trust = self.records[brief.cell.part].trust(brief.cell.key, brief.method, brief.spared)
        return trust is None or set(trust.checks) != set(brief.spared)

    def lost(self, brief: Brief) -> bool:
        """Whether the part of a brief has no trust, or is looked at more closely."""
        return self.records[brief.cell.part].lost

    def repairs_help(self, part: str) -> bool:
        """Whether a repair is right more often than a new text; taken for granted until some were seen."""
        number, expected, right = self.repairs.get(part, (0, 0.0, 0))
        return number < _REPAIRS or right > 1.1 * expected

    # what is asked of it ---------------------------------------------------------------------------

    def posterior(
        self, counts: defaultdict[tuple[str, ...], Count], line: Sequence[str], *more: str
    ) -> tuple[float, float]:
        """(bad, good) of the Beta posterior of the last node of a line."""
        bad, good = _PRIOR
        for node in line if self.pool else line[-1:]:
            here = counts.get((node, *more), _NOTHING)
            total = bad + good
            bad, good = here.bad + POOLED * bad / total, here.good + POOLED * good / total
        return bad, good

    def defect(self, line: Sequence[str], method: str) -> tuple[float, float]:
        """Posterior of a text by a method being wrong."""
        return self.posterior(self.defects, line, method)

    def copy_share(self, cell: str, line: Sequence[str]) -> float:
        """Expected share of near-copies among a cell's next texts, 0–1."""
        bad, good = self.posterior(self.copies, line)
        here = self.copies.get((cell, "cell"), _NOTHING)
        return (here.bad + POOLED * bad / (bad + good)) / (here.number + POOLED)

    def drift_share(self, line: Sequence[str]) -> float:
        """Expected share of texts that belong elsewhere, 0–1."""
        bad, good = self.posterior(self.drift, line)
        return bad / (bad + good)

    def fill(self, cell: str, line: tuple[str, ...]) -> float:
        """Expected share of a cell's candidates that fill a seat of it, 0–1."""
        if line not in self._filling:
            self._filling[line] = self.posterior(self.fills, line)
        bad, good = self._filling[line]
        here = self.fills.get((cell, "cell"), _NOTHING)
        return (here.good + POOLED * good / (bad + good)) / (here.number + POOLED)

    def fills_known(self, cell: str) -> float:
        """Candidates on which the expected share of a cell rests, pseudo-candidates of its kin included."""
        return self.fills.get((cell, "cell"), _NOTHING).number + POOLED

    def choose(self, line: Sequence[str], part: str, methods: Iterable[str], draw: random.Random) -> str:
        """The method by which a right text is likely to cost least (Thompson sampling, Russo et al. 2018).

        Each method's defect rate is drawn from its posterior, made sharper because a leaf has a few dozen
        texts to learn from and exploring has to end early; a method costs its writer's tokens per text.
        """
        names = list(methods)
        known = [self.tokens[part, n] / self.texts[part, n] for n in names if self.texts.get((part, n))]
        usual = sum(known) / len(known) if known else 1.0
        costs: dict[str, float] = {}
        for name in names:
            written = self.texts.get((part, name), 0)
            each = (self.tokens[part, name] + 5 * usual) / (written + 5)
            bad, good = self.defect(line, name)
            costs[name] = each / max(0.02, 1.0 - draw.betavariate(SHARPER * bad, SHARPER * good))
        return min(names, key=costs.__getitem__)

    def mistaken(self, leaf: str) -> float:
        """How often a first reading that names this leaf, which wasn't ordered, is mistaken, 0–1."""
        every = Count(1.0, 1.0)
        for count in self.misread.values():
            every.bad += count.bad
            every.good += count.good
        here = self.misread.get((leaf,), _NOTHING)
        return (here.bad + _READ_PRIOR * every.bad / every.number) / (here.number + _READ_PRIOR)

    def fresh(self, cell: str) -> None:
        """Half of what was learnt of a cell's near-copies goes: its texts have new attribute values."""
        self.copies[cell, "cell"].halve()

    def forget(self, node: str, about: Literal["drift", "defects", "sameness", ""] = "") -> None:
        """Half of what was learnt of a leaf's drift or defects goes, or of both: it is told something new."""
        told = {"drift": (self.drift,), "defects": (self.defects,), "sameness": ()}
        for counts in told.get(about, (self.defects, self.drift)):
            for key, count in counts.items():
                if key[0] == node:
                    count.halve()


_NOTHING = Count()
