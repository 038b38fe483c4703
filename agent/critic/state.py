"""What the critic keeps in mind from commit to commit, so that a critique needn't read everything again.

Fed by the committer with each decided candidate, in order; on resume from the store. Figures only: what
follows from them is `wants.py`.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from seedbed.agent.critic.seen import Seen
from seedbed.agent.resources import Resources
from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Agreement, Classification, Draft, Reason, Verdict
from seedbed.memory.spec import ANY, Spec
from seedbed.tools.evaluation.diversity import Diversity
from seedbed.tools.evaluation.report.sources_used import places_of

if TYPE_CHECKING:
    from seedbed.tools.knowledge.coverage import Use

Outcome = Literal["accepted", "near-copies", "elsewhere", "wrong"]
"""What became of a candidate: a near-copy of another, one that belongs elsewhere, or wrong in itself."""
_LINES = 4_000
"""Latest candidates that are kept in short."""
_OPENING, _SHORTEST = 3, 12
"""Words of an opening; of a text with fewer so many characters."""
_KEPT = 60
"""Latest faults of a leaf that are kept."""


@dataclass(slots=True)
class Readings:
    """Independent readings (solves) of texts, and how many were right."""

    readings: int = 0
    right: float = 0.0

    @property
    def share(self) -> float:
        """Right ones, 0–1."""
        return self.right / self.readings if self.readings else 0.0


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one text of a leaf was turned away."""

    code: str
    by: str
    detail: str
    towards: str
    """For a text that belongs elsewhere: the leaf that it was read as."""
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One decided candidate in short."""

    number: int
    cell: str
    """Key of the cell that it was ordered for."""
    outcome: Outcome
    by: tuple[str, ...] = ()
    """Ids of the checks, or sentences of the rubric, that refused it."""
    opening: str = ""
    """How its text begins."""
    sizes: tuple[float, float] = (0.0, 0.0)
    """Characters of its text, and of its words on average."""


@dataclass(slots=True)
class CriticState:
    """The critic's memory."""

    diversity: Diversity
    seen: Seen = field(default_factory=Seen)
    """Counts that faithfulness is measured by."""
    levels: defaultdict[tuple[str, str], Readings] = field(default_factory=lambda: defaultdict(Readings))
    """(part, difficulty) → independent readings of its texts."""
    faults: defaultdict[tuple[str, str], list[Fault]] = field(default_factory=lambda: defaultdict(list))
    """(part, leaf) → its latest faults, at most one of a code for each candidate."""
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(part, leaf) → candidates turned away for what they are themselves, all of them."""
    copies: Counter[str] = field(default_factory=Counter)
    """Cell key → near-copies so far."""
    shown: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    """Demonstration (SHA-256 of its words) → candidates shown it that failed, and that were accepted."""
    where: dict[str, str] = field(default_factory=dict)
    """Demonstration → a cell it was shown for."""
    lines: deque[Line] = field(default_factory=lambda: deque(maxlen=_LINES))
    """The latest candidates, oldest first."""
    use: "Use | None" = None
    """What right rows use of the documents; None without any."""

    def add(self, brief: Brief, draft: Draft, verdict: Verdict) -> None:
        """Take in one decided candidate."""
        codes = {reason.code for reason in verdict.reasons}
        # A right row counts though it came too late, for it may be taken later: the figures of a resumed
        # build would differ from those of one that was not interrupted.
        right = verdict.state == "accepted" or codes == {"surplus"}
        if right:
            self.diversity.add(brief.cell.part, [draft.text])
            if self.use is not None:
                self.use.add(places_of(draft))
        self.lines.append(line_of(brief, draft, verdict))
        self.seen.add(brief, draft, verdict)
        self._level(brief, draft)
        if codes & {"duplicate", "contaminated"}:
            self.copies[verdict.cell or brief.cell.key] += 1
        self._faults(brief, draft, verdict)
        for key in demonstrations_of(brief):
            self.shown[key][int(right)] += 1
            self.where.setdefault(key, brief.cell.key)

    def withdraw(self, brief: Brief, draft: Draft, verdict: Verdict) -> None:
        """A person took a row back; what was learnt from its words stays.

        Args:
            verdict: As it was before.
        """
        self.seen.deliver(brief, draft, verdict, rows=-1)
        if self.use is not None:
            self.use.add(places_of(draft), -1)

    def _level(self, brief: Brief, draft: Draft) -> None:
        if brief.cell.difficulty == ANY:
            return
        level = self.levels[brief.cell.part, brief.cell.difficulty]
        level.readings += sum("wrong label" in codes for codes in draft.tries)
        for piece in draft.evidence:
            if isinstance(piece, Agreement) and piece.by != "record":
                level.readings += 1
                level.right += piece.share
                return
            if isinstance(piece, Classification) and piece.slot:
                level.readings += 1
                level.right += piece.ok
                return

    def _faults(self, brief: Brief, draft: Draft, verdict: Verdict) -> None:
        kept = self.faults[brief.cell.part, brief.cell.leaf]
        strayed = verdict.cell and verdict.cell != brief.cell.key
        elsewhere = [key for key in draft.assigned if key != brief.cell.key] if draft.row else []
        if strayed or any(reason.code == "off concept" for reason in verdict.reasons):
            towards = (elsewhere or [""])[-1]
            leaf = towards.split("/")[1] if towards else ""
            kept.append(Fault("off concept", "assignment", "", leaf, draft.text))
        wrong: dict[str, Reason] = {}
        for reason in verdict.reasons:
            if reason.code not in ("surplus", "duplicate", "contaminated", "off concept"):
                wrong.setdefault(reason.code, reason)
        kept += [Fault(code, reason.by, reason.detail, "", draft.text) for code, reason in wrong.items()]
        self.refused[brief.cell.part, brief.cell.leaf] += bool(wrong)
        del kept[:-_KEPT]


def line_of(brief: Brief, draft: Draft, verdict: Verdict) -> Line:
    """A candidate in short, as it was decided at first."""
    codes = {reason.code for reason in verdict.reasons}
    outcome: Outcome = "wrong"
    if verdict.state == "accepted" or codes == {"surplus"}:
        outcome = "accepted"
    elif codes & {"duplicate", "contaminated"}:
        outcome = "near-copies"
    elif codes & {"off concept", "wrong label"}:
        outcome = "elsewhere"
    by = () if outcome == "accepted" else refused_by(draft, verdict)
    words = draft.text.casefold().split()
    start = " ".join(words[:_OPENING]) if len(words) >= _OPENING else draft.text.casefold()[:_SHORTEST]
    sizes = (float(len(draft.text)), sum(map(len, words)) / max(len(words), 1))
    return Line(brief.number, brief.cell.key, outcome, by, start, sizes)


def refused_by(draft: Draft, verdict: Verdict) -> tuple[str, ...]:
    """Ids of the checks that refused a candidate, of the judge's the sentences."""
    said = [piece.by for piece in draft.evidence if not piece.ok and piece.by.startswith("rubric.")]
    others = [one.by for one in verdict.reasons if not (said and one.by == "rubric")]
    return tuple(dict.fromkeys([*others, *said]))


def demonstrations_of(brief: Brief) -> list[str]:
    """What identifies the demonstrations that a brief shows: SHA-256 of their canonical JSON."""
    from seedbed.memory.exact.canonical import digest

    made = brief.grounding.get("made", ())
    return [digest(row) for row in (*brief.demonstrations, *made)] if brief.form == "strong" else []


def fresh_state(
    spec: Spec, examples: Mapping[str, Sequence[str]], resources: Resources | None = None
) -> CriticState:
    """A memory with nothing in it yet.

    Args:
        examples: Part → the user's own texts.
        resources: Documents, if there are any, of which the use is measured.
    """
    from seedbed.tools.knowledge.coverage import Use

    use = Use(resources.chunks) if resources and resources.chunks else None
    return CriticState(Diversity(examples, spec.seed, spec.accept.near_duplicate, spec.language), use=use)
