"""`seedbed verify --kind claims` with a model: what words alone decide, and then what the model adds.

A veto of the claim check stands. A judge whom the exam trusts reads the claims that aren't there word for
word, and its quote becomes the span. Where only likelihoods can be had (the embedded model) the score is that
of check and likelihood together, and the likelihood may refuse a claim, never accept one. Everything is kept
in a store of its own that is gone at the end.
"""

import asyncio
import hashlib
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seedbed.agent.annotator.claims import Checked
    from seedbed.agent.models.ask import Desk
    from seedbed.agent.models.settings import Settings
    from seedbed.agent.researcher.research import Passage
    from seedbed.agent.work import Bench, Work
    from seedbed.tools.verification.row_checks import Verdict
    from seedbed.tools.verification.row_source import Row

_CALLS = 4
_LONGEST = 3_000
"""Characters of a passage that a judge reads at once; longer evidence is cut between sentences."""
_MOST_PASSAGES = 3
"""Of one claim's evidence that are judged, those first that share most words with it."""
_SUPPORTED = 0.95
"""Score of a claim that a judge's quote supports, at least."""


def claims_by_model(
    rows: "Iterable[Row]", where: str, settings: "Settings", said: Callable[[str], None]
) -> "Generator[Verdict, None, None]":
    """A verdict a row, in order, as `verify` gives them.

    Args:
        settings: Who is asked.
        said: Told in a line what is being done (the exam).

    Raises:
        UserFault: the endpoint's address, key or model is wrong, or no row has the fields of the kind.
        EndpointDown: it doesn't answer.
    """
    from seedbed.tools.verification.rows import verdicts

    waiting: dict[int, Row] = {}

    def remembered() -> "Iterator[Row]":
        for row in rows:
            waiting[row.number] = row
            yield row

    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            desk = runner.run(_opened(stack, settings, said))
            for verdict in verdicts(remembered(), "claims", where):
                yield runner.run(_with_model(verdict, waiting.pop(verdict.row), desk))
        finally:
            runner.run(stack.aclose())


async def _opened(stack: AsyncExitStack, settings: "Settings", said: Callable[[str], None]) -> "Desk":
    from seedbed.agent.models.ask import Desk
    from seedbed.agent.models.exam import sit_exam
    from seedbed.graphs.endpoints import open_endpoints
    from seedbed.memory.ledger import Ledger
    from seedbed.memory.spec import Budget
    from seedbed.memory.store.opening import open_store

    folder = stack.enter_context(tempfile.TemporaryDirectory())
    store = open_store(Path(folder) / "verify.sqlite")
    stack.callback(store.close)
    endpoints = await open_endpoints(stack, settings)
    desk = Desk(store, Ledger(store, Budget()), endpoints, max_concurrent=_CALLS)
    stack.push_async_callback(desk.aclose)
    examined: set[str] = set()
    for role in ("annotator", "judge"):
        if (name := desk.endpoint(role).name) not in examined:
            examined.add(name)
            await sit_exam(desk, role, said)
    return desk


async def _with_model(verdict: "Verdict", row: "Row", desk: "Desk") -> "Verdict":
    """The verdict with the model's word on each claim."""
    if not verdict.evidence:
        return verdict
    given = row.fields["evidence"]
    texts = [str(text) for text in given] if isinstance(given, list) else [str(given)]
    question = row.fields.get("question")
    asked = question if isinstance(question, str) else ""
    work, bench = _place(row.number, desk)
    items = []
    for number, item in enumerate(verdict.evidence):
        items.append(await _item(dict(item), texts, asked, number, work, bench))
    ok = all(item["ok"] for item in items)
    wrong = next((item for item in items if not item["ok"]), None)
    reason = "" if wrong is None else f"«{wrong['claim'][:80]}»: {'; '.join(wrong['reasons'][:3])}"
    return replace(
        verdict,
        ok=ok,
        score=round(min(item["score"] for item in items), 6),
        reason=" ".join(reason.split()),
        evidence=tuple(items),
    )


def _place(number: int, desk: "Desk") -> "tuple[Work, Bench]":
    """A bench without documents, and the row's own slots."""
    from seedbed.agent.shelf import Shelf
    from seedbed.agent.work import Bench, Work
    from seedbed.graphs.dialogue import role_play
    from seedbed.graphs.talk import converse
    from seedbed.memory.brief import Brief, Cell
    from seedbed.memory.plan import Plan
    from seedbed.memory.spec import Part, Spec

    cell = Cell(part="claims", leaf="claims", label="any", difficulty="any")
    brief = Brief(number=number + 1, seat=0, cell=cell, method="verify/claims", form="sure", seed=number)
    spec = Spec(parts=(Part(offline="problems", topic="claims", rows=1),))
    return Work(brief, stage="verify"), Bench(spec, Plan(parts=()), desk, Shelf(), converse, role_play)


async def _item(
    item: dict[str, Any], texts: Sequence[str], question: str, number: int, work: "Work", bench: "Bench"
) -> dict[str, Any]:
    from seedbed.agent.annotator.claims import check_claim
    from seedbed.agent.annotator.support import support_by_likelihood
    from seedbed.memory.errors import AnswerFault
    from seedbed.tools.evaluation.claim_likelihood import beside, is_literal

    passages = _passages(texts, item["claim"])
    if not passages or is_literal(item):  # whose very words stand there, nobody need be asked about
        return item
    try:
        if bench.desk.profile("judge").can("json_schema", "judging"):
            _, found = await check_claim(item["claim"], passages, work, bench, question, number)
            return _judged(item, found, texts, passages)
        _, likely = await support_by_likelihood(item["claim"], passages[0], work, bench, question, number)
    except AnswerFault as fault:
        return {**item, "model": f"no usable answer: {fault.code}"}
    if likely is None:
        return item
    ok, score = beside(likely.alternatives, item["ok"], item["score"])
    told = {**item, "ok": ok, "score": round(score, 6)}
    told |= {"model": likely.by, "likelihood": likely.alternatives["probability"]}
    if item["ok"] and not ok:
        told["reasons"] = ["the evidence makes it no likelier"]
    return told


def _judged(
    item: Mapping[str, Any], found: "Checked", texts: Sequence[str], passages: "Sequence[Passage]"
) -> dict[str, Any]:
    """The item as all voices together have it; the judge's quote is its span where that supports it."""
    from seedbed.tools.evaluation.claim_likelihood import REFUSED_SCORE

    read = found.sought.best if found.sought else None
    told = {**item, "ok": found.settled.ok, "reasons": [] if found.settled.ok else [found.settled.why]}
    if read is not None:
        told |= {"model": read.model, "verdict": read.verdict, "reason": read.reason}
    if not found.settled.ok:
        return {**told, "score": min(item["score"], REFUSED_SCORE)}
    told["score"] = max(item["score"], _SUPPORTED)
    if not found.quote:
        return told
    name = next((passage.name for passage in passages if passage.source == found.source), item["source"])
    source = f"evidence.{name}" if item["source"] != "evidence" else "evidence"
    place = {"start": found.start, "end": found.end, "quote": texts[int(name)][found.start : found.end]}
    return {**told, **place, "source": source, "sha256": found.source}


def _passages(texts: Sequence[str], claim: str) -> "list[Passage]":
    """The evidence in pieces that can be judged, those that share most words with the claim first.

    A passage's name is the number of the text that it is from.
    """
    from seedbed.agent.researcher.research import Passage
    from seedbed.tools.knowledge.sentences import sentence_spans

    wanted = set(claim.casefold().split())
    found: list[Passage] = []
    for number, text in enumerate(texts):
        digest = hashlib.sha256(text.encode()).hexdigest()
        begin = end = 0
        cuts: list[tuple[int, int]] = []
        for start, stop in sentence_spans(text):
            if end > begin and stop - begin > _LONGEST:
                cuts.append((begin, end))
                begin = start
            end = stop
        if end > begin:
            cuts.append((begin, end))
        for first, last in cuts:
            key = f"{number}.{first}"
            found.append(Passage(key, text[first:last], digest, str(number), "", first, last))
    found.sort(key=lambda passage: -len(wanted & set(passage.text.casefold().split())))
    return found[:_MOST_PASSAGES]
