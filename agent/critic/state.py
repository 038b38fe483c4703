"""What the critic keeps in mind from commit to commit. Fed by the committer with each decided candidate, in
order; on resume from the store."""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from seedbed.agent.planner.scheduling.beliefs import CONCEPT, outcomes
from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Agreement, Classification, Draft, Outcome, Reason, ReasonCode, Verdict
from seedbed.memory.spec import ANY, Spec
from seedbed.tools.evaluation.diversity import Diversity
from seedbed.tools.evaluation.faithfulness import Stratum

_LINES = 4_000
"""Latest candidates that are kept in short."""
_OPENING, _SHORTEST = 3, 12
"""Words of an opening; of a text with fewer so many characters."""
DEFECTS: frozenset[ReasonCode] = frozenset(
    ("wrong answer", "unsupported claim", "wrong label", "low quality")
)
"""Reasons that say that a row is wrong. The others: drift, copies, form, house rules, no seat."""
_FORM = "schema"
"""The check that keeps a text from being read."""
_FIRST, _AGAIN, _SPARED = "as first written", "mended after a check refused them", "spared some checks"


@dataclass(frozen=True, slots=True)
class Line:
    """One decided candidate in short."""

    number: int
    cell: str
    """Key of the cell that it was ordered for."""
    outcome: Outcome
    by: tuple[str, ...] = ()
    """Ids of the checks, or sentences of the rubric, that refused it."""
    text: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    """Axis → value that it was dealt."""

    @property
    def opening(self) -> str:
        """How its text begins."""
        words = self.text.casefold().split()
        return " ".join(words[:_OPENING]) if len(words) >= _OPENING else self.text.casefold()[:_SHORTEST]


@dataclass(slots=True)
class Seen:
    """What the checks said of candidates, counted: how many texts were read, and how many of them flagged.

    A text is *read* if it came to the checks for defects and they gave an answer: texts that weren't written,
    that broke a rule of form, or that were refused for their concept alone are left out, among candidates and
    among probes alike, so that both are flagged shares of the same thing. (Of a writing that was repaired
    only codes are kept: «low quality» counts as flagged though it may have been a rule of form; faithfulness
    comes out rather too low for it.)"""

    counts: defaultdict[tuple[str, str], list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0, 0, 0])
    )
    """(part, sort of texts) → texts read, of these flagged, and supported rows in the dataset. Of rows that
    were spared some of the paid checks: texts that were drawn though their method had earned trust and came
    to the checks which others are spared, of these the refused, and rows that were spared."""
    proven: int = 0
    """Proven rows in the dataset."""
    decided: int = 0
    """Of these, the ones that are proven by a person's word."""
    unexamined: int = 0
    """Candidates that no paid check examined."""

    def add(self, brief: Brief, draft: Draft, verdict: Verdict) -> None:
        part = brief.cell.part
        self.unexamined += bool(draft.spared) and draft.tokens == draft.writing
        unread = draft.row is None or bool(draft.spared) or draft.given
        last = None if unread else finding(draft.reasons)
        tried = [True if DEFECTS & set(codes) else None for codes in draft.tries]  # only codes are kept
        for attempt, found in enumerate([*tried, *_asked_again(draft), last]):
            if found is not None:
                counts = self.counts[part, _AGAIN if attempt else _FIRST]
                counts[0] += 1
                counts[1] += found
        if brief.trust is not None and brief.trust.drawn:
            for refused in outcomes(brief, draft):
                if not refused or refused in brief.trust.checks:
                    self.counts[part, _SPARED][0] += 1
                    self.counts[part, _SPARED][1] += refused not in ("", CONCEPT)
        if verdict.state == "accepted":
            self.deliver(brief, draft, verdict)

    def deliver(self, brief: Brief, draft: Draft, verdict: Verdict, rows: int = 1) -> None:
        """A row entered the dataset (a reserve row promoted later too), or with rows = −1 left it; what was
        learnt from its words stays."""
        again = bool(draft.tries or _asked_again(draft))
        if verdict.grade == "proven":
            self.proven += rows
            given = any(one.kind == "human" for one in draft.evidence)
            self.decided += rows * (given or draft.grade != "proven")
        else:
            sort = _SPARED if draft.spared else _AGAIN if again else _FIRST
            self.counts[brief.cell.part, sort][2] += rows

    def strata(self) -> list[Stratum]:
        """Parts and sorts of texts that have supported rows in the dataset, those that were spared last."""
        return [
            Stratum(f"{part}, {sort}", read, flagged, rows, judged_too=sort != _SPARED)
            for (part, sort), (read, flagged, rows) in sorted(
                self.counts.items(), key=lambda pair: (pair[0][1] == _SPARED, pair[0])
            )
            if rows
        ]


@dataclass(slots=True)
class CriticState:
    """The critic's memory."""

    diversity: Diversity
    seen: Seen = field(default_factory=Seen)
    """Counts that faithfulness is measured by."""
    levels: defaultdict[tuple[str, str], list[float]] = field(
        default_factory=lambda: defaultdict(lambda: [0, 0.0])
    )
    """(part, difficulty) → independent readings (solves) of its texts, and how many of these were right."""
    lines: deque[Line] = field(default_factory=lambda: deque(maxlen=_LINES))
    """The latest candidates, oldest first."""

    def add(self, brief: Brief, draft: Draft, verdict: Verdict) -> None:
        # A right row counts though it came too late, for it may be taken later: the figures of a resumed
        # build would differ from those of one that was not interrupted.
        right = verdict.outcome == "accepted"
        if right:
            self.diversity.add(brief.cell.part, [draft.text])
        by = () if right else refused_by(draft, verdict)
        said = (brief.cell.key, verdict.outcome, by, draft.text, brief.attributes)
        self.lines.append(Line(brief.number, *said))
        self.seen.add(brief, draft, verdict)
        self._level(brief, draft)

    def _level(self, brief: Brief, draft: Draft) -> None:
        if brief.cell.difficulty == ANY:
            return
        level = self.levels[brief.cell.part, brief.cell.difficulty]
        level[0] += sum("wrong label" in codes for codes in draft.tries)
        for piece in draft.evidence:
            if isinstance(piece, Agreement) and piece.by != "record":
                right = piece.share
            elif isinstance(piece, Classification) and piece.slot:
                right = float(piece.ok)
            else:
                continue
            level[0] += 1
            level[1] += right
            return


def refused_by(draft: Draft, verdict: Verdict) -> tuple[str, ...]:
    """Ids of the checks that refused a candidate, of the judge's the sentences."""
    said = [piece.by for piece in draft.evidence if not piece.ok and piece.by.startswith("rubric.")]
    others = [one.by for one in verdict.reasons if not (said and one.by == "rubric")]
    return tuple(dict.fromkeys([*others, *said]))


def fresh_state(spec: Spec, examples: Mapping[str, Sequence[str]]) -> CriticState:
    """A memory with nothing in it yet. `examples`: part → the user's own texts."""
    return CriticState(Diversity(examples, spec.seed, spec.accept.near_duplicate, spec.language))


def finding(reasons: Sequence[Reason]) -> bool | None:
    """Whether a text was flagged as defective by checks that read it; None: it wasn't read."""
    if any(_says_wrong(reason.code, reason.by) for reason in reasons):
        return True
    return None if reasons else False


def _says_wrong(code: str, by: str) -> bool:
    return code in DEFECTS and by != _FORM


def _asked_again(draft: Draft) -> list[bool | None]:
    """The same of each turn of a talk that was asked again (`role_players.stage`, asked_again)."""
    why = (str(one).partition(": ") for one in draft.notes.get("asked_again") or ())
    return [True for code, _, by in why if _says_wrong(code, by)]
