"""One claim of a row, by all voices: strict comparison first, then the judge with searches, then likelihood.

What stands in the passage word for word, with nothing that differs, is proven and costs no call. Where a
number, name, date or negation differs from the given passages, and there is no index to search, no model is
asked either: whatever it said, the comparison stands. A claim that only a passage found by search supports is
compared with that passage. Splitting a text into claims is `tools/knowledge/claims/split.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from seedbed.agent.annotator.support import Settled, Sought, seek_support, settle, support_by_likelihood
from seedbed.agent.researcher.research import Passage
from seedbed.agent.work import Bench, Work
from seedbed.memory.candidate import Likelihood
from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.claims.check import Support
from seedbed.tools.knowledge.claims.cited import compare, vetoes


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one claim."""

    claim: str
    settled: Settled
    compared: Support
    """The strict comparison that counted."""
    source: str = ""
    """SHA-256 of the text in which its support stands; empty: there is none."""
    start: int = 0
    end: int = 0
    """Code points in that text."""
    quote: str = ""
    sought: Sought | None = None
    """What judges read; None: nobody was asked."""
    likelihood: Likelihood | None = None


async def check_claim(
    claim: str,
    passages: Sequence[Passage],
    work: Work,
    bench: Bench,
    question: str = "",
    number: int = 0,
    *,
    elsewhere: bool = True,
) -> tuple[Work, Checked]:
    """The verdict about one claim of a row, and the words that support it.

    Args:
        passages: What the row was made from, the most important first; at least one.
        question: What the claim answers, if it is no sentence of its own.
        number: Of the claim in its row; it names the slots.
        elsewhere: Whether what these passages don't say is searched for in the run's index.

    Raises:
        AnswerFault: a model's answer was unusable to the last.
    """
    given = _compared(claim, passages)
    if _literal(claim, given):
        return work, _quoted(claim, given, passages, settle((), True, None, None))
    elsewhere = elsewhere and bench.shelf.index is not None
    if vetoes(given) and not elsewhere:
        return work, Checked(claim, settle(vetoes(given), False, None, None), given)
    work, sought = await seek_support(claim, passages, work, bench, question, number, elsewhere=elsewhere)
    best = sought.best
    if best is None or not best.supports or best.span is None:
        return work, Checked(claim, settle(vetoes(given), False, best, None), given, sought=sought)
    ours = any(best.passage.id == passage.id for passage in passages)
    read = passages if ours else (best.passage,)
    held = given if ours else _compared(claim, read)
    if vetoes(held):
        return work, Checked(claim, settle(vetoes(held), False, best, None), held, sought=sought)
    if _literal(claim, held):
        return work, _quoted(claim, held, read, settle((), True, best, None), sought)
    work, likely = await support_by_likelihood(claim, best.passage, work, bench, question, number)
    settled = settle((), False, best, likely)
    return work, Checked(claim, settled, held, best.passage.source, *best.span, best.quote, sought, likely)


def _compared(claim: str, passages: Sequence[Passage]) -> Support:
    return compare(claim, [passage.text for passage in passages])


def _literal(claim: str, compared: Support) -> bool:
    """Whether the claim's very words stand in the quote, and nothing there denies them."""
    return compared.ok and contains(claim.rstrip(" .!"), compared.quote)


def _quoted(
    claim: str,
    compared: Support,
    passages: Sequence[Passage],
    settled: Settled,
    sought: Sought | None = None,
) -> Checked:
    passage = passages[compared.item]
    start, end = passage.start + compared.start, passage.start + compared.end
    return Checked(claim, settled, compared, passage.source, start, end, compared.quote, sought)
