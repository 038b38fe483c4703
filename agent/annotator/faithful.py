"""A text held against passages, claim by claim: what supports each becomes evidence, what doesn't a reason.

It knows no task: a writer's answer, a summary, one turn of an assistant. A claim that differs from the
passages in a number, name or negation is refused before any model is asked about the others (claims:
FActScore, Min et al. 2023, §3; searches: SAFE, Wei et al. 2024, §3). Each supported claim leaves a citation
of its place (`tools/knowledge/claims/cited.py` says what it rests on) and, where a judge was asked, its
judgement and the likelihood, with their slots. The reasons name claim and fault, so that a repair tells the
writer.
"""

from collections.abc import Sequence
from dataclasses import replace

from seedbed.agent.annotator.claims import Checked, check_claim
from seedbed.agent.researcher.research import Passage
from seedbed.agent.work import Bench, Work
from seedbed.memory.candidate import Citation, Evidence
from seedbed.tools.knowledge.claims.cited import (
    LITERAL,
    carried_by,
    claims_of,
    compare,
    strays,
    vetoes,
)

BY = "claims"
"""Name of this check in reasons."""
MOST_CLAIMS = 40
"""Claims of one text; a longer one is refused before anybody is asked."""


async def verify_claims(
    work: Work,
    bench: Bench,
    text: str,
    passages: Sequence[Passage],
    question: str = "",
    *,
    elsewhere: bool = False,
    first: int = 0,
) -> Work:
    """The candidate with a citation for each claim of a text, or with a reason for each that has no support.

    It is graded *proven* if the very words of every claim stand in the passages, else *supported*.

    Args:
        passages: What the text was made from, the most important first; at least one.
        question: What the text answers.
        elsewhere: Whether what these passages don't say is searched for in the run's index.
        first: Number of the first claim in its row, where the row has several texts.

    Raises:
        AnswerFault: a model's answer was unusable to the last.
    """
    claims, texts = claims_of(text), [passage.text for passage in passages]
    if not claims:
        return work.because("low quality", BY, "it claims nothing")
    if len(claims) > MOST_CLAIMS:
        return work.because("low quality", BY, f"it makes {len(claims)} claims; {MOST_CLAIMS} are checked")
    if not elsewhere:
        for claim in claims:
            if differs := vetoes(compare(claim, texts)):
                work = _unsupported(work, claim, "; ".join(differs[:3]))
        for stray in strays(text, texts):
            work = work.because("unsupported claim", BY, stray)
        if work.reasons:
            return work
    literal = True
    for number, claim in enumerate(claims, first):
        work, checked = await check_claim(claim, passages, work, bench, question, number, elsewhere=elsewhere)
        if not checked.settled.ok:
            work = _unsupported(work, claim, _why(checked))
            continue
        cited = _citation(checked, bench)
        literal = literal and cited.by == LITERAL
        work = work.with_evidence(cited, *_beside(checked))
    return replace(work, grade="proven" if literal else "supported")


def _unsupported(work: Work, claim: str, why: str) -> Work:
    # On one line and without back-ticks: the writer is told it, and it must not look like part of a prompt.
    said = " ".join(claim.split()).replace("`", "'")
    return work.because("unsupported claim", BY, f"«{said[:200]}»: {why.replace('`', chr(39))[:300]}")


def _why(checked: Checked) -> str:
    """Why a claim isn't supported: the verdict, and what the judge said of it."""
    read = checked.sought.best if checked.sought else None
    reason = " ".join(read.reason.split()) if read else ""
    return f"{checked.settled.why}. {reason}".strip() if reason else checked.settled.why


def _citation(checked: Checked, bench: Bench) -> Citation:
    source = next(one for one in bench.shelf.sources if one.sha256 == checked.source)
    by = carried_by(checked.claim, checked.quote, checked.compared)
    return Citation(
        ok=bool(by),
        by=by,
        claim=checked.claim,
        source=source.name,
        sha256=checked.source,
        start=checked.start,
        end=checked.end,
        quote=checked.quote,
    )


def _beside(checked: Checked) -> tuple[Evidence, ...]:
    """The judgement that supports a claim and the likelihood, where there were any."""
    read = checked.sought.best if checked.sought else None
    found: list[Evidence] = [read.judgement()] if read is not None and read.supports else []
    return (*found, *([checked.likelihood] if checked.likelihood else []))
