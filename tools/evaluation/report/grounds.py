"""Evidence in words: what it says, and how anybody can re-check it. What it quotes is data, not escaped."""

from collections.abc import Callable
from dataclasses import dataclass

from seedbed.memory.candidate import (
    Agreement,
    Citation,
    Classification,
    Computation,
    Evidence,
    Execution,
    Human,
    Judgement,
    Likelihood,
    Rule,
    Schema,
)
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.report.amounts import first_of
from seedbed.tools.knowledge.sources import page_at

Page = Callable[[str, int], int | None]
"""(SHA-256 of a source's text, offset in it) → page, from 1; None: the source has no pages."""


def pages_of(store: Store) -> Page:
    """The pages of a run's sources."""
    known = {about["sha256"]: about.get("pages") or () for about in store.meta("sources") or ()}
    return lambda sha256, offset: page_at(known.get(sha256, ()), offset)


@dataclass(frozen=True, slots=True)
class Ground:
    """One piece of evidence, told."""

    kind: str
    ok: bool
    by: str
    says: str
    recheck: str


def ground(evidence: Evidence, page: Page = lambda sha256, offset: None) -> Ground:
    """What a piece of evidence says, and how it is re-checked."""
    says, recheck = _told(evidence, page)
    return Ground(evidence.kind, evidence.ok, evidence.by, says, recheck)


def _told(evidence: Evidence, page: Page) -> tuple[str, str]:
    read_again = "read it again from the stored answer"
    if slot := str(getattr(evidence, "slot", ""))[:16]:
        read_again += f" {slot}"
    match evidence:
        case Computation():
            inputs = ", ".join(f"{name} = {value}" for name, value in evidence.inputs.items())
            says = f"{evidence.expression} = {evidence.result}"
            return says, f"compute it from {inputs or 'the numbers in the text'}"
        case Execution() if evidence.by.startswith("world of tools"):
            says = "its calls, executed in the world, come to these results and this end"
            return says, "execute them again"
        case Execution() if evidence.tests:
            return f"run with its tests: {evidence.outcome}", "run it with them again"
        case Execution():
            return f"run: {evidence.outcome}", "run it again"
        case Citation():
            on = page(evidence.sha256, evidence.start)
            says = f"“{evidence.quote}”, from {evidence.source}{f', page {on}' if on else ''}"
            return says, f"characters {evidence.start}–{evidence.end} of sources/{evidence.sha256[:12]}….txt"
        case Agreement() if evidence.by == "record":
            return f"{evidence.question}: {', '.join(evidence.answers)}", "count the stored verdicts"
        case Agreement():
            said, asked = ", ".join(dict.fromkeys(evidence.answers)), len(evidence.answers)
            agreeing = f"{round(evidence.share * asked)} of {asked} independent answers agree"
            who = agreeing if asked > 1 else "an independent reader says"
            return f"{who}: {said}", "compare the stored answers"
        case Likelihood():
            return _likelihood(evidence), read_again
        case Classification():
            says = f"reads as {evidence.label}, {100 * evidence.probability:.0f} %"
            return says, read_again if evidence.slot else "fit it again"
        case Schema() if " check " in evidence.validator:
            return f"every turn passes the {evidence.validator}", "`seedbed audit` checks it again"
        case Schema():
            return "has the fields and types that were asked for", f"validate it ({evidence.validator})"
        case Rule():
            of = ", ".join(evidence.of)
            return f"{evidence.check} of {of} is as asked", "`seedbed audit` checks it again"
        case Judgement() if evidence.scale == (0.0, 1.0):
            said = evidence.rubric.removeprefix(f"{evidence.by}: ")
            return f"a judge says {'yes' if evidence.ok else 'no'}: {said} ({evidence.reason})", read_again
        case Judgement():
            score = "scored {:g} on {:g}–{:g}".format(evidence.score, *evidence.scale)
            return f"{score} by {evidence.rubric}: {evidence.reason}", read_again
        case Human():
            return f"decided by {evidence.reviewer}: {evidence.decision}", "ask them"


def _likelihood(evidence: Likelihood) -> str:
    """Scores of the alternatives, the likeliest first; they may be calibrated, so not all below 0."""
    ranked = sorted(evidence.alternatives.items(), key=lambda pair: (-pair[1], pair[0]))
    if not ranked:
        return f"the model finds these words likely (log-probability {evidence.logprob:.2f}; 0 is certain)"
    (best, top), *others = ranked
    then = first_of([f"{name} {value:+.2f}" for name, value in others])
    return f"the model finds “{best}” the likeliest: {top:+.2f}" + (f" (then {then})" if then else "")
