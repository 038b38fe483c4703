"""Whether a text has the label that it should have, by at least two signals that don't know of each other.

Signals: a judge who reads text and codebook, calibrated few-shot likelihood, nearest centroid on static
embeddings. What is available depends on the endpoint and on the examples; every one that is must agree.
"""

from seedbed.agent.annotator import likelihood, neighbours
from seedbed.agent.annotator.reading import read_label
from seedbed.agent.annotator.references import References, references
from seedbed.agent.work import Bench, Work
from seedbed.memory.candidate import Classification, Likelihood

NEEDED = 2
"""Signals that a row needs."""


async def check_label(work: Work, bench: Bench, *, judged: bool) -> Work:
    """The candidate with evidence for its label, or with the reason «wrong label».

    Cheap signals come first; the first that disagrees ends the check.

    Args:
        judged: Whether the judge reads too (strong form).

    Raises:
        AnswerFault: a model's answer was unusable to the last.
    """
    part, label = bench.part(work), work.brief.cell.label
    known = references(part, bench.shelf)
    signals = 0
    if known.usable:
        signals += 1
        if (work := _with(work, neighbours.classify(work.text, known, label))).reasons:
            return work
        if likelihood.measurable(bench.desk):
            signals += 1
            work, measured = await likelihood.measure(work, part, known, label, bench.desk)
            if (work := _with(work, measured)).reasons:
                return work
    if judged:
        signals += 1
        work, read = await read_label(work, bench)
        work = _with(work, read)
    if signals < NEEDED and judged and not work.reasons:
        signals += 1
        work, again = await read_label(work, bench, role="annotator", draw=1)
        work = _with(work, again)
    if signals < NEEDED and not work.reasons:
        return work.because("wrong label", "label checks", "fewer than two signals can be had for its label")
    return work


def _with(work: Work, evidence: Classification | Likelihood) -> Work:
    """The candidate with a signal, and with a reason where it speaks against the label."""
    work = work.with_evidence(evidence)
    if evidence.ok:
        return work
    if isinstance(evidence, Classification):
        return work.because("wrong label", evidence.by, f"reads as {evidence.label!r}")
    from seedbed.tools.evaluation.label_evidence import likeliest

    return work.because("wrong label", evidence.by, f"{likeliest(evidence.alternatives)!r} is likelier")


def enough(known: References, *, likelihoods: bool, judged: bool) -> bool:
    """Whether two signals can be had at all."""
    return judged or (known.usable and likelihoods)
