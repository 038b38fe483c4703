"""`seedbed verify --kind claims` with a model: the check `claims` of recipes on rows that exist.

What stands in the evidence word for word costs no call. Of anything else a judge whom the exam trusts lists
the statements and quotes for each the words that decide. Answers are kept in a store that is gone at the end.
"""

import asyncio
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from seedbed.agent.models.ask import Client
from seedbed.agent.models.exam.sitting import sit_exam
from seedbed.agent.models.settings import Settings
from seedbed.agent.resources import Resources
from seedbed.agent.roles.asker import ModelAsker
from seedbed.agent.work import Env, Work
from seedbed.app.examine import apart
from seedbed.graphs.candidate.conversation import converse
from seedbed.graphs.candidate.dialogue import role_play
from seedbed.memory.brief import Brief, Cell
from seedbed.memory.errors import AnswerFault
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Part, Spec
from seedbed.tools.checks.check import Case
from seedbed.tools.checks.relations.claiming import Source, check_claims
from seedbed.tools.knowledge import sources as documents
from seedbed.tools.knowledge.chunks import chunk_source
from seedbed.tools.knowledge.claims import item, summed
from seedbed.tools.knowledge.search.lexical import Lexicon
from seedbed.tools.verification.row_checks import KINDS, Verdict
from seedbed.tools.verification.row_source import Row
from seedbed.tools.verification.rows import fitting

_LONGEST = 12_000
"""Characters of evidence that a judge reads at once: of more, the passages that answer to the claim best."""


def claims_by_model(
    rows: Iterable[Row], where: str, settings: Settings, said: Callable[[str], None]
) -> Generator[Verdict, None, None]:
    """A verdict a row, in order, as `verify` gives them.

    Args:
        settings: Who is asked.
        said: Told in a line what is being done (the exam), and of an endpoint that is down.

    Raises:
        UserFault: the endpoint's address, key or model is wrong, or no row has the fields of the kind.
        EndpointDown: it doesn't answer."""
    with asyncio.Runner() as runner:
        asking = apart(settings, said, calls=4)
        client = runner.run(asking.__aenter__())
        try:
            runner.run(sit_exam(client, "judge", said))
            trusted = client.profile("judge").can("json_schema", "judging")
            for row in fitting(rows, "claims", where):
                verdict = KINDS["claims"].verdict(row)
                literal = verdict.ok or not verdict.evidence or not trusted
                yield verdict if literal else runner.run(_with_model(verdict, row, client))
        finally:
            runner.run(asking.__aexit__(None, None, None))


async def _with_model(verdict: Verdict, row: Row, client: Client) -> Verdict:
    given, text, asked = row.fields["evidence"], str(row.fields["claim"]), row.fields.get("question")
    several = isinstance(given, list)
    texts = [str(one) for one in given] if several else [str(given)]
    if not (sources := _pieces(texts, text)):
        return verdict
    case = Case(row={}, ask=ModelAsker(*_place(row.number, client)))
    asked = asked if isinstance(asked, str) else ""
    read = [Source("evidence", piece) for _, _, piece in sources]
    try:
        found = await check_claims(case, ("claim", text), read, step="claims", asked=asked)
    except AnswerFault as fault:
        return replace(verdict, reason=f"no usable answer: {fault.code}; {verdict.reason}")
    if not found.claims:
        return replace(verdict, ok=False, score=0.0, reason="it makes no claim", evidence=())
    items = []
    for claim in found.claims:
        piece, start, end = claim.places[0] if claim.places else (0, 0, 0)
        number, offset, _ = sources[piece]
        place = (number, offset + start, offset + end) if claim.places else (number, 0, 0)
        # What counts as supported without a quote that stands there isn't.
        why = claim.verdict if not claim.ok else "" if claim.places else "its quote isn't there"
        by = client.endpoint("judge").model
        one = item(claim.text, why, place, texts, several, by=by, score=float(not why))
        items.append({**one, "verdict": claim.verdict})
    ok, reason, _, score = summed(items)
    return replace(verdict, ok=ok, score=score, reason=reason, evidence=tuple(items))


def _place(number: int, client: Client) -> tuple[Work, Env]:
    """An environment without documents, and the row's own slots."""
    cell = Cell(part="claims", leaf="claims", label="any", difficulty="any")
    brief = Brief(number=number + 1, seat=0, cell=cell, method="verify/claims", form="sure", seed=number)
    spec = Spec(parts=(Part(offline="problems", topic="claims", rows=1),))
    return Work(brief, stage="verify"), Env(spec, Plan(parts=()), client, Resources(), converse, role_play)


def _pieces(texts: Sequence[str], claim: str) -> list[tuple[int, int, str]]:
    """(number of the text, offset in it, words) of what the judge reads: all, or the best passages of it."""
    found = [(number, 0, text) for number, text in enumerate(texts) if text.strip()]
    if sum(map(len, texts)) <= _LONGEST or not found:
        return found
    found = [
        (number, passage.start, passage.text)
        for number, _, text in found
        for passage in chunk_source(documents.Source("", "", "", "", text))
    ]
    scores = Lexicon([text for *_, text in found]).scores(claim)
    ranked = [found[at] for at in sorted(range(len(found)), key=lambda at: -scores[at])]
    sizes = accumulate(len(text) for *_, text in ranked)
    return [piece for piece, size in zip(ranked, sizes, strict=True) if size <= _LONGEST]
