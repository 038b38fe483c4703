"""Whether a text has the label that it should have, by at least two signals that don't know of each other.

Signals: a judge who reads text and codebook, calibrated few-shot likelihood, nearest centroid on static
embeddings. Which are to be had depends on the endpoint and on the examples.
"""

from seedbed.agent.annotator import likelihood, neighbours
from seedbed.agent.annotator.reading import read_label
from seedbed.agent.annotator.references import References, references
from seedbed.agent.work import Bench, Work
from seedbed.agent.writer.language import english_only
from seedbed.memory.candidate import Classification, Likelihood


async def check_label(work: Work, bench: Bench, *, judged: bool) -> Work:
    """The candidate with evidence for its label, or with the reason «wrong label».

    Without a judge, neighbours and likelihood must both agree. With one, it reads first; neighbours that
    agree are the second signal, and where they don't (a hard text lies near another label's examples) or
    there are none, a second reading with the labels in another order decides.

    Args:
        judged: Whether the judge reads (strong form).

    Raises:
        AnswerFault: a model's answer was unusable to the last.
    """
    part = bench.part(work)
    known = references(part, bench.shelf)
    # The embeddings were tested in English only.
    near = None
    if known.usable and english_only(part, bench) is None:
        neighbours.keep(known, part.name, bench.shelf, bench.desk.store)
        near = neighbours.classify(work.text, known, work.brief.cell.label)
    return await (_by_judge(work, bench, near) if judged else _by_likelihood(work, bench, known, near))


async def _by_judge(work: Work, bench: Bench, near: Classification | None) -> Work:
    work, read = await read_label(work, bench)
    work = _with(work, read)
    if work.reasons:
        return work
    if near is not None and near.ok:
        return work.with_evidence(near)
    work, again = await read_label(work, bench, role="annotator", draw=1)
    return _with(work, again)


async def _by_likelihood(work: Work, bench: Bench, known: References, near: Classification | None) -> Work:
    if near is None or not likelihood.measurable(bench.desk):
        return work.because("wrong label", "label checks", "fewer than two signals can be had for its label")
    if (work := _with(work, near)).reasons:
        return work
    work, measured = await likelihood.measure(
        work, bench.part(work), known, work.brief.cell.label, bench.desk
    )
    return _with(work, measured)


def _with(work: Work, evidence: Classification | Likelihood) -> Work:
    """The candidate with a signal, and with a reason where it speaks against the label."""
    work = work.with_evidence(evidence)
    if evidence.ok:
        return work
    if isinstance(evidence, Classification):
        return work.because("wrong label", evidence.by, f"reads as {evidence.label!r}")
    from seedbed.tools.evaluation.label_evidence import likeliest

    return work.because("wrong label", evidence.by, f"{likeliest(evidence.alternatives)!r} is likelier")
