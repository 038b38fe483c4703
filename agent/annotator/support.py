"""Whether a passage supports a claim, by models: a judge that has to quote, and the likelihood of the claim.

The judge quotes first, and a quote that isn't in the passage word for word is no support, whatever it says
then; it sees claim and passage only. What the given passages don't support is searched for in the run's
index, at most three times (SAFE: Wei et al. 2024, §3), and each passage found is judged alike. The
likelihood (`tools/evaluation/claim_likelihood.py`) can refuse and never accepts. Strict comparisons of
numbers, names and dates are not made here: `settle` takes what they found, and a veto of theirs stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from seedbed.agent.answers import FindSupport
from seedbed.agent.models.forced import Forced, forced
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import delimit, render
from seedbed.agent.researcher.research import Passage, retrieve
from seedbed.agent.work import Bench, Work
from seedbed.memory.candidate import Citation, Grade, Judgement, Likelihood
from seedbed.tools.evaluation.claim_likelihood import (
    BY,
    LONGEST_CLAIM,
    REFUSED_UNDER,
    figures,
    probability,
    shown,
)
from seedbed.tools.evaluation.claim_verdicts import RUBRIC, SCALE, SCORES

LISTENER = "annotator"
"""Role whose endpoint tells likelihoods."""
JUDGE = "judge"
MOST_SEARCHES = 3
"""Of one claim that the given passages don't support."""
_FOUND = 2
"""New passages of a search that are judged, at most."""
_DECODE = Decode(max_tokens=600, temperature=0.0)

Verdict = Literal["supported", "partly", "contradicted", "not in the passage"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a judge made of one claim and one passage."""

    passage: Passage
    verdict: Verdict
    reason: str
    span: tuple[int, int] | None
    """Where the quote stands in the source's text (code points); None: it stands nowhere there."""
    quote: str
    """The source's own text there."""
    search: str
    """What the judge would look for elsewhere."""
    slot: str
    model: str

    @property
    def supports(self) -> bool:
        """Whether it is support: so called, with a quote that stands there."""
        return self.verdict == "supported" and self.span is not None

    def judgement(self) -> Judgement:
        """As evidence of a row."""
        return Judgement(
            ok=self.supports,
            by=self.model,
            rubric=RUBRIC,
            score=SCORES[self.verdict],
            scale=SCALE,
            reason=self.reason,
            slot=self.slot,
        )

    def citation(self, claim: str) -> Citation | None:
        """The quote as a citation of the claim, `ok` only where the claim's very words stand in it."""
        from seedbed.tools.knowledge.citations import BY as PLACED
        from seedbed.tools.knowledge.citations import contains

        if self.span is None:
            return None
        return Citation(
            ok=contains(claim, self.quote),
            by=PLACED,
            claim=claim,
            source=self.passage.name,
            sha256=self.passage.source,
            start=self.span[0],
            end=self.span[1],
            quote=self.quote,
        )


@dataclass(frozen=True, slots=True)
class Sought:
    """All that was read about one claim."""

    claim: str
    readings: tuple[Reading, ...]
    """In the order in which they were made; the last settles it if it supports or contradicts."""
    searches: tuple[str, ...] = ()

    @property
    def best(self) -> Reading | None:
        """The reading that supports it; else one that contradicts it; else the one that says most."""
        order: tuple[Verdict, ...] = ("contradicted", "partly", "supported", "not in the passage")
        return min(self.readings, key=lambda r: (not r.supports, order.index(r.verdict)), default=None)


@dataclass(frozen=True, slots=True)
class Settled:
    """What all voices together come to."""

    ok: bool
    grade: Grade | None
    """proven: the claim's words stand in a quote; supported: judge and likelihood agree; None: not ok."""
    why: str
    """One line."""


async def support_by_likelihood(
    claim: str, passage: Passage, work: Work, bench: Bench, question: str = "", number: int = 0
) -> tuple[Work, Likelihood | None]:
    """How much likelier the claim is after the passage; None where the endpoint tells no likelihoods.

    Args:
        question: What the claim answers, if it is no sentence of its own.
        number: Of the claim in its row; with the passage it names the slot.

    Raises:
        AnswerFault: `no logprobs`: the endpoint's answer holds none for this claim.
    """
    profile = bench.desk.profile(LISTENER)
    if not (profile.quirks.completions and profile.can("likelihood")):
        return work, None
    said = " " + _short(claim)
    step = f"claim_likelihood/{number}/{passage.id}"
    work, within = await _weighed(said, shown(claim, passage.text), question, step, work, bench)
    work, alone = await _weighed(said, "", question, f"{step}/alone", work, bench)
    after = [token.logprob for token in within]
    found = figures(after, [token.logprob for token in alone])
    likely = probability(found)
    evidence = Likelihood(
        ok=likely >= REFUSED_UNDER,
        by=f"{BY}, {bench.desk.endpoint(LISTENER).model}",
        logprob=round(sum(after), 6),
        per_token=round(sum(after) / len(after), 6),
        alternatives={**found, "probability": round(likely, 6), "tokens": float(len(after))},
        slot=work.slot(LISTENER, step).key,
    )
    return work, evidence


def _short(claim: str) -> str:
    """The claim on one line, at most LONGEST_CLAIM characters, cut between words."""
    words = " ".join(claim.split())
    return words if len(words) <= LONGEST_CLAIM else words[:LONGEST_CLAIM].rsplit(" ", 1)[0]


async def _weighed(
    said: str, passage: str, question: str, step: str, work: Work, bench: Bench
) -> tuple[Work, tuple[Forced, ...]]:
    prompt = render(
        "claim_likelihood", passage=" ".join(passage.split()), question=" ".join(question.split())
    )
    context = str(prompt.messages[0]["content"])
    tokens = await forced(bench.desk, work.slot(LISTENER, step), LISTENER, context, said, work.purpose)
    model = bench.desk.endpoint(LISTENER).model
    models = work.models if model in work.models else (*work.models, model)
    return replace(work, prompts={**work.prompts, prompt.name: prompt.sha256}, models=models), tokens


async def support_by_judge(
    claim: str, passage: Passage, work: Work, bench: Bench, question: str = "", number: int = 0
) -> tuple[Work, Reading | None]:
    """What the judge makes of one claim and one passage; None where the exam doesn't trust the judge.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    from seedbed.tools.knowledge.citations import quote_span

    if not bench.desk.profile(JUDGE).can("json_schema", "judging"):
        return work, None
    slot = work.slot(JUDGE, f"find_support/{number}/{passage.id}")
    nonce = slot.key[:12]
    prompt = render(
        "find_support",
        passage=delimit(passage.text, nonce),
        claim=delimit(claim, nonce),
        question=delimit(question, nonce) if question.strip() else "",
    )
    said, reply = await bench.desk.ask(slot, prompt, FindSupport, work.purpose, _DECODE)
    model = bench.desk.endpoint(JUDGE).model
    place = quote_span(said.quote, passage.text)
    reading = Reading(
        passage=passage,
        verdict=said.verdict,
        reason=said.reason,
        span=(passage.start + place[0], passage.start + place[1]) if place else None,
        quote=passage.text[slice(*place)] if place else "",
        search=" ".join(said.search.split())[:200],
        slot=reply.slot,
        model=model,
    )
    return work.asked(prompt, reply, model), reading


async def seek_support(
    claim: str,
    passages: Sequence[Passage],
    work: Work,
    bench: Bench,
    question: str = "",
    number: int = 0,
    *,
    elsewhere: bool = True,
) -> tuple[Work, Sought]:
    """A claim held against given passages, then against what up to three searches of the index bring.

    It ends with the first passage that supports the claim; a contradiction in a given passage ends it too,
    for the row is about that one. The first search is for the claim itself, the next for what the judge
    said is missing. Without a trusted judge there are no readings; without `elsewhere`, no searches.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    readings: list[Reading] = []
    searches: list[str] = []
    waiting, seen = list(passages), set[str]()
    while True:
        for passage in waiting:
            seen.add(passage.id)
            work, reading = await support_by_judge(claim, passage, work, bench, question, number)
            if reading is None:
                return work, Sought(claim, ())
            readings.append(reading)
            given = not searches and reading.verdict == "contradicted" and reading.span is not None
            if reading.supports or given:
                return work, Sought(claim, tuple(readings), tuple(searches))
        query = _next_search(claim, readings, searches)
        if not query or bench.shelf.index is None or not elsewhere:
            return work, Sought(claim, tuple(readings), tuple(searches))
        step = f"find_support/{number}/{len(searches)}"
        searches.append(query)
        found = await retrieve(query, work, bench, step)
        waiting = [passage for passage in found if passage.id not in seen][:_FOUND]


def _next_search(claim: str, readings: Sequence[Reading], made: Sequence[str]) -> str:
    """The claim first, then what judges asked for, latest first, each once; empty: enough."""
    if len(made) == MOST_SEARCHES:
        return ""
    wanted = [claim, *(reading.search for reading in reversed(readings))]
    return next((query for query in wanted if query.strip() and query not in made), "")


def settle(
    vetoes: Sequence[str], literal: bool, read: Reading | None, likelihood: Likelihood | None
) -> Settled:
    """The verdict about one claim: any veto, or no support, refuses it.

    Args:
        vetoes: What strict comparisons of numbers, dates, units, names and negations found; a line each.
        literal: Whether the claim's very words stand in the passage.
        read: The judge's best reading; None: there is no trusted judge.
        likelihood: None: the endpoint tells none.
    """
    if vetoes:
        return Settled(False, None, vetoes[0])
    if literal:
        return Settled(True, "proven", "its words stand in the passage")
    if read is None:
        return Settled(False, None, "not its words, and there is no judge whom the exam trusts")
    if not read.supports:
        lost = read.verdict == "supported"
        return Settled(False, None, "the judge's quote isn't in the passage" if lost else read.verdict)
    if likelihood is not None and not likelihood.ok:
        return Settled(False, None, "the judge calls it supported, and the passage makes it no likelier")
    return Settled(True, "supported", "the judge quotes its support")
