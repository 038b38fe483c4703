"""Retrieval pairs whose queries a model writes from a passage (InPars, Bonifacio et al. 2022; Promptagator,
Dai et al. 2022).

The writer marks the sentence that answers its query, and that sentence has to stand in the passage. A search
for the query has to bring the passage among the first, and a reader of the passage alone has to find the
answer in the marked sentence. Hard negatives come from the same search. What holds the answer, or says what
that sentence says, is refused by words and values; the rest is read: the judge is shown it among the
positive, in an order that tells nothing, and names all that answer. A judge who doesn't name the positive
hasn't read, so its word on the others isn't taken; a query that most of them answer is too vague. That no
negative answers rests on that judge: the rows are graded *supported*.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.answers import FindAnswering, WriteQuery, job_name
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.grounded.cited_places import cited
from seedbed.agent.writer.grounded.pairs import pair_row, ranks, searched
from seedbed.agent.writer.grounded.passage_choice import as_grounding, material_of, roomiest
from seedbed.agent.writer.grounded.query_checks import query_faults
from seedbed.agent.writer.grounded.round_trip import read_answer
from seedbed.agent.writer.manners import still_shown
from seedbed.memory.candidate import Agreement
from seedbed.tools.knowledge.pairs.mining import FIRST, READ, Found, mined, rank_of
from seedbed.tools.knowledge.pairs.negatives import stands_near, wanted
from seedbed.tools.knowledge.pairs.passage import passage_text
from seedbed.tools.knowledge.pairs.query import question_query

STYLES = ("question", "keywords", "request", "misspelt")
"""How people ask; each is worded in `prompts/write_query.md`."""
WORDS_PER_QUERY = 40
"""A passage bears one query per so many words."""
_WRITE = Decode(max_tokens=400, temperature=0.9)
_JUDGE = Decode(max_tokens=300, temperature=0.0)
_SHOWN = 3
"""Demonstrations of one order, at most."""
_EXCERPT = 600
"""Characters of a demonstration's passage."""


def choose_passage(choice: Choice, bench: Bench) -> Chosen | None:
    """The leaf's passage with most room left, a style, and what was asked of it before."""
    passage = roomiest(choice, bench, WORDS_PER_QUERY, material_of)
    if passage is None:
        return None
    heading = " > ".join(passage.heading_path)
    positive = passage_text(heading, passage.text)
    grounding = {
        "passage": as_grounding(passage),
        "style": choice.rng.choice(STYLES),
        "taken": [
            row["query"] for row in choice.accepted(choice.cell.key) if row.get("positive") == positive
        ][-8:],
    }
    return Chosen(grounding, _demonstrations(choice, bench), material_of(choice, passage.id))


def _demonstrations(choice: Choice, bench: Bench) -> tuple[dict[str, Any], ...]:
    """The user's pairs; without any, questions that structure made elsewhere, with their sentences."""
    mine = [
        {"passage": str(row["positive"])[:_EXCERPT], "query": row["query"]}
        for row in still_shown(bench.shelf.examples.get(choice.part.name, ()), choice)
        if row.get("query") and row.get("positive")
    ]
    if not mine:
        items = (i for leaf, some in bench.shelf.items.items() if leaf != choice.cell.leaf for i in some)
        natural = [item for item in items if item.kind == "sentence"]
        mine = [
            {"passage": i.shown, "query": query} for i in natural if (query := question_query(i.question))
        ]
    return tuple(choice.rng.sample(mine, min(_SHOWN, len(mine))))


async def write_query(work: Work, bench: Bench) -> Work:
    """A query in the brief's style, and the sentence that answers it; the row has no negatives yet.

    Raises:
        AnswerFault: the writer's answer was unusable to the last.
    """
    brief, part = work.brief, bench.part(work)
    passage, style = brief.grounding["passage"], brief.grounding["style"]
    concept = bench.plan.part(part.name).tree[brief.cell.leaf]
    slot = work.slot("writer", "write_query")
    nonce = slot.key[:12]
    heading = " > ".join(passage["heading"])
    block = {
        "job": job_name(WriteQuery),
        "concept": concept.name,
        "style": style,
        "difficulty": brief.cell.difficulty,
        "attributes": brief.attributes,
        "passage_nonce": nonce,
        "seed": brief.seed,
    }
    prompt = render(
        "write_query",
        source=passage["name"],
        heading=heading,
        passage=delimit(passage["text"], nonce),
        topic=part.topic,
        language=bench.spec.language,
        style=style,
        level=brief.cell.difficulty,
        rules=brief.guidance,
        attributes=brief.attributes,
        examples=brief.demonstrations,
        taken=brief.grounding["taken"],
        feedback=work.notes.get("feedback", ()),
        brief=brief_block(block),
    )
    written, reply = await bench.desk.ask(slot, prompt, WriteQuery, work.purpose, _WRITE)
    work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
    query = written.query.strip()
    positive = Found(passage["id"], 0, passage_text(heading, passage["text"]))
    row = pair_row(query, positive, (), passage["name"], passage["heading"])
    notes = {"style": style, "quote": written.quote.strip()}
    return replace(work, row=row, text=query, group=passage["id"], notes={**work.notes, **notes})


async def verify_pair(work: Work, bench: Bench) -> Work:
    """Form, the sentence's place, the round trip, the reader's answer, and the reading of the negatives.

    Raises:
        AnswerFault: the answer of reader or judge was unusable to the last.
    """
    from seedbed.tools.knowledge.citations import quote_span

    assert work.row is not None
    passage, query, quote = work.brief.grounding["passage"], work.row["query"], work.notes["quote"]
    for fault in query_faults(query, quote, passage["text"], work.notes["style"], bench.spec.language):
        work = work.because("malformed", "form of the query", fault)
    span = quote_span(quote, passage["text"])
    if span is None:
        detail = f"the sentence {quote[:120]!r} does not stand in the passage word for word"
        return work.because("unsupported claim", "span in source", detail)
    if work.reasons:
        return work
    found = await searched(query, work, bench)
    rank = rank_of(found, passage["id"])
    if not 0 < rank <= FIRST:
        detail = "a search for the query does not lead to its passage: it fits others better"
        return work.because("low quality", "round trip", detail)
    work, answer = await _answer(work, bench, query, quote, found[rank - 1].text)
    if answer is None:
        return work
    sought = wanted(query, answer, quote, found[rank - 1].text, read=True)
    near = mined(found, passage["id"], sought, READ)
    if not near:
        return work.because("low quality", "hard negatives", "every passage near the query could answer it")
    work, negatives = await _unanswering(work, bench, query, found[rank - 1], near)
    if work.reasons:
        return work
    row = pair_row(query, found[rank - 1], negatives, passage["name"], passage["heading"])
    work = replace(work, row=row, notes={**work.notes, **ranks(found[rank - 1], negatives)})
    start, end = (passage["start"] + at for at in span)
    return cited(work, bench, quote, passage["source"], start, end, "supported")


async def _answer(work: Work, bench: Bench, query: str, quote: str, positive: str) -> tuple[Work, str | None]:
    """The reader's answer from the positive, where it lies in the marked sentence; else a reason."""
    work, said = await read_answer(work, bench, query, [positive], 0)
    if said is None:
        detail = "a reader of the passage finds no answer to the query, or several"
        return work.because("unsupported claim", "round trip", detail), None
    if not stands_near(said, quote):
        detail = f"a reader of the passage answers {said[:120]!r}, not from the sentence that was marked"
        return work.because("wrong answer", "round trip", detail), None
    model = bench.desk.endpoint("judge").model
    agreed = Agreement(ok=True, by=model, question=query, answers=(quote, said), share=1.0)
    return work.with_evidence(agreed), said


async def _unanswering(
    work: Work, bench: Bench, query: str, positive: Found, near: Sequence[Found]
) -> tuple[Work, Sequence[Found]]:
    """Those of the passages that the judge doesn't name as answering, read among the positive."""
    shown = [positive, *near]
    work.rng.shuffle(shown)  # so that its place doesn't tell the positive
    slot = work.slot("judge", "find_answering")
    nonce = slot.key[:12]
    passages = [delimit(one.text, nonce) for one in shown]
    prompt = render("find_answering", passages=passages, query=delimit(query, nonce))
    read, reply = await bench.desk.ask(slot, prompt, FindAnswering, work.purpose, _JUDGE)
    work = work.asked(prompt, reply, bench.desk.endpoint("judge").model)
    answering = {shown[number - 1].id for number in read.answering if 0 < number <= len(shown)}
    work = replace(work, notes={**work.notes, "read": [one.id for one in shown]})
    if positive.id not in answering:
        detail = "a reader of several passages does not find the answer in the right one"
        return work.because("low quality", "reading of negatives", detail), ()
    left = [one for one in near if one.id not in answering]
    if 2 * len(left) < len(near):
        detail = (
            f"{len(near) - len(left)} of {len(near)} other passages answer the query too: it is too vague"
        )
        return work.because("low quality", "reading of negatives", detail), ()
    return work, left


STRONG = Method(
    name="retrieval/strong",
    task="retrieval",
    form="strong",
    grade="supported",
    needs={"writer": ("json_schema", "span_question"), "judge": ("json_schema", "judging")},
    choose=choose_passage,
    write=write_query,
    verify=verify_pair,
    calls=3,
    prompt_tokens=4200,
    completion_tokens=250,
)
