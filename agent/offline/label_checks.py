"""Whether a text has the label that it should have, by at least two signals that don't know of each other.

Signals: calibrated few-shot likelihood, nearest centroid on static embeddings. Both must agree.
"""

from seedbed.agent.offline import likelihood
from seedbed.agent.offline.language import english_only
from seedbed.agent.offline.references import references
from seedbed.agent.work import Env, Work
from seedbed.memory.candidate import Classification, Likelihood
from seedbed.tools.verification.nearest import NAME, nearest


async def check_label(work: Work, env: Env) -> Work:
    """The candidate with evidence for its label, or with the reason «wrong label».

    Raises:
        AnswerFault: a model's answer was unusable to the last.
    """
    part = env.part(work)
    known = references(part, env.resources)
    # The embeddings were tested in English only.
    near = None
    if known.usable and english_only(part, env) is None:
        found, shares = nearest(work.text, known.texts)
        near = Classification(
            ok=found == work.brief.cell.label,
            by=NAME,
            label=found,
            probability=shares[found],
            alternatives=shares,
        )
    if near is None or not likelihood.measurable(env.client):
        return work.because("wrong label", "label checks", "fewer than two signals can be had for its label")
    if (work := _with(work, near)).reasons:
        return work
    work, measured = await likelihood.measure(work, part, known, work.brief.cell.label, env.client)
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
