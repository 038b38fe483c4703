"""What the checks said of candidates, counted: how many texts were read, and how many of them were flagged.

A text is *read* if it came to the checks for defects and they gave an answer: texts that weren't written,
that broke a rule of form, or that were refused for their concept alone are left out, among candidates and
among probes alike, so that both are flagged shares of the same thing. (Of a writing that was repaired only
codes are kept: «low quality» counts as flagged though it may have been a rule of form; faithfulness comes out
rather too low for it.) What follows from the counts is `faith.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from seedbed.agent.planner.scheduling.beliefs import CONCEPT, by_recipe, outcomes
from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Draft, Reason, ReasonCode, Verdict
from seedbed.tools.evaluation.faithfulness import Stratum

DEFECTS: frozenset[ReasonCode] = frozenset(
    ("wrong answer", "unsupported claim", "wrong label", "low quality")
)
"""Reasons that say that a row is wrong. The others: drift, copies, form, house rules, no seat."""
_FORM = "schema"
"""The check that keeps a text from being read."""


def finding(reasons: Iterable[Reason]) -> bool | None:
    """Whether a text was flagged as defective by checks that read it; None: it wasn't read."""
    said = list(reasons)
    if any(_says_wrong(reason.code, reason.by) for reason in said):
        return True
    return None if said else False


def _says_wrong(code: str, by: str) -> bool:
    return code in DEFECTS and by != _FORM


def _asked_again(draft: Draft) -> list[bool | None]:
    """The same of each turn of a talk that was asked again (`role_players.stage`, asked_again)."""
    why = (str(one).partition(": ") for one in draft.notes.get("asked_again") or ())
    return [True for code, _, by in why if _says_wrong(code, by)]


@dataclass(slots=True)
class Seen:
    """Counts over committed candidates; the committer adds to them, a resumed run builds them anew."""

    read: dict[tuple[str, bool], list[int]] = field(default_factory=dict)
    """(part, repaired) → texts read, and of these flagged."""
    supported: dict[tuple[str, bool], int] = field(default_factory=dict)
    """(part, repaired) → supported rows in the dataset."""
    proven: int = 0
    """Proven rows in the dataset."""
    reached: dict[str, list[int]] = field(default_factory=dict)
    """Part → texts of rows that were drawn though their method had earned trust, and that came to the checks
    which others are spared; of these the refused."""
    unread: dict[str, int] = field(default_factory=dict)
    """Part → supported rows in the dataset that were spared some of the paid checks."""

    unexamined: int = 0
    """Candidates that no paid check examined."""

    def add(self, brief: Brief, draft: Draft, verdict: Verdict) -> None:
        """A candidate was committed."""
        part = brief.cell.part
        self.unexamined += bool(draft.spared) and draft.tokens == draft.writing
        unread = draft.row is None or bool(draft.spared)
        last = None if unread else finding(draft.reasons)
        tried = [True if DEFECTS & set(codes) else None for codes in draft.tries]  # only codes are kept
        findings = [*tried, *_asked_again(draft), last]
        for attempt, found in enumerate(findings):
            if found is not None:
                counts = self.read.setdefault((part, attempt > 0), [0, 0])
                counts[0] += 1
                counts[1] += found
        if brief.trust is not None and brief.trust.drawn and by_recipe(brief):
            counts = self.reached.setdefault(part, [0, 0])
            for refused in outcomes(brief, draft):
                if not refused or refused in brief.trust.checks:
                    counts[0] += 1
                    counts[1] += refused not in ("", CONCEPT)
        if verdict.state == "accepted":
            self.deliver(brief, draft, verdict)

    def deliver(self, brief: Brief, draft: Draft, verdict: Verdict, rows: int = 1) -> None:
        """A row entered the dataset (a reserve row promoted later too), or with rows = −1 left it."""
        if verdict.grade == "proven":
            self.proven += rows
        elif draft.spared:
            self.unread[brief.cell.part] = self.unread.get(brief.cell.part, 0) + rows
        else:
            key = (brief.cell.part, bool(draft.tries or _asked_again(draft)))
            self.supported[key] = self.supported.get(key, 0) + rows

    def strata(self) -> list[Stratum]:
        """Parts and sorts of texts that have supported rows in the dataset."""
        found = []
        for (part, repaired), rows in sorted(self.supported.items()):
            if rows:
                read, flagged = self.read.get((part, repaired), (0, 0))
                name = f"{part}, {'repaired' if repaired else 'first'} texts"
                found.append(Stratum(name, read, flagged, rows))
        for part, rows in sorted(self.unread.items()):
            if rows:
                read, refused = self.reached.get(part, (0, 0))
                name = f"{part}, spared some checks"
                found.append(Stratum(name, read, refused, rows, judged_too=False))
        return found
