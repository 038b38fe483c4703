"""Evidence in words: what it says, and how anybody can re-check it. What it quotes is data, not escaped."""

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
from seedbed.tools.evaluation.report.pages import Page, no_pages


@dataclass(frozen=True, slots=True)
class Ground:
    """One piece of evidence, told."""

    kind: str
    ok: bool
    by: str
    says: str
    recheck: str


def ground(evidence: Evidence, page: Page = no_pages) -> Ground:
    """What a piece of evidence says, and how it is re-checked.

    Args:
        page: Tells the page of a place in a source.
    """
    says, recheck = _told(evidence, page)
    return Ground(evidence.kind, evidence.ok, evidence.by, says, recheck)


def _told(evidence: Evidence, page: Page) -> tuple[str, str]:
    match evidence:
        case Computation():
            inputs = ", ".join(f"{name} = {value}" for name, value in evidence.inputs.items())
            return (
                f"{evidence.expression} = {evidence.result}",
                f"compute it from {inputs or 'the numbers in the text'}",
            )
        case Execution() if evidence.by.startswith("world of tools"):
            return (
                "its calls, executed in the world, come to these results and this end",
                "execute them again",
            )
        case Execution():
            return f"run with its tests: {evidence.outcome}", "run it with them again"
        case Citation():
            on = page(evidence.sha256, evidence.start)
            return (
                f"“{evidence.quote}”, from {evidence.source}{f', page {on}' if on else ''}",
                f"characters {evidence.start}–{evidence.end} of sources/{evidence.sha256[:12]}….txt",
            )
        case Agreement() if evidence.by == "record":
            return f"{evidence.question}: {', '.join(evidence.answers)}", "count the stored verdicts"
        case Agreement():
            return (
                f"{100 * evidence.share:.0f} % of {len(evidence.answers)} answers agree: "
                f"{', '.join(dict.fromkeys(evidence.answers))}",
                "compare the stored answers",
            )
        case Likelihood():
            return _likelihood(evidence), _slot(evidence.slot)
        case Classification():
            return (
                f"reads as {evidence.label}, {100 * evidence.probability:.0f} %",
                _slot(evidence.slot) if evidence.slot else "fit it again",
            )
        case Schema() if " check " in evidence.validator:
            return f"every turn passes the {evidence.validator}", "`seedbed audit` checks it again"
        case Schema():
            return "validates against the schema of the spec", f"validate it ({evidence.validator})"
        case Rule():
            return f"{evidence.check} of {', '.join(evidence.of)} holds", "`seedbed audit` checks it again"
        case Judgement() if evidence.scale == (0.0, 1.0):
            said = evidence.rubric.partition(": ")[2] or evidence.rubric
            return f"{'yes' if evidence.ok else 'no'}: {said} ({evidence.reason})", _slot(evidence.slot)
        case Judgement():
            low, high = evidence.scale
            return (
                f"scored {evidence.score:g} on {low:g}–{high:g} by {evidence.rubric}: {evidence.reason}",
                _slot(evidence.slot),
            )
        case Human():
            return f"decided by {evidence.reviewer}: {evidence.decision}", "ask them"


def _likelihood(evidence: Likelihood) -> str:
    """Scores of the alternatives, the likeliest first; they may be calibrated, so not all below 0."""
    ranked = sorted(evidence.alternatives.items(), key=lambda pair: (-pair[1], pair[0]))
    said = ", ".join(f"{name} {value:+.2f}" for name, value in ranked[:4])
    more = f" and {len(ranked) - 4} more" if len(ranked) > 4 else ""
    raw = f"log-likelihood {evidence.logprob:.2f}"
    return f"likeliest is {said}{more} ({raw})" if said else raw


def _slot(slot: str) -> str:
    return (
        f"read it again from the stored answer {slot[:16]}"
        if slot
        else "read it again from the stored answer"
    )
