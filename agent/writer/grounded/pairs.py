"""Retrieval pairs made by structure: a query, the passage that answers it, passages that look like it.

Sure form; no model. The query is a question that the documents' structure made (`tools/knowledge/questions`),
or its keywords; the positive is the whole passage that holds the answer, so that its length tells nothing;
negatives are what a search for the query ranks highest and what surely doesn't answer it
(`tools/knowledge/pairs`). A query counts only if the search brings its passage among the first
(round-trip filter: Promptagator, Dai et al. 2022). Queries that a model writes: `written_pairs.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.researcher.research import retrieve
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.grounded.cited_places import cited, item_id
from seedbed.agent.writer.grounded.questions import choose_among
from seedbed.agent.writer.language import english_only
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.pairs.mining import FIRST, NEGATIVES, SEARCHED, Found, found_of, mined, rank_of
from seedbed.tools.knowledge.pairs.negatives import telling, wanted
from seedbed.tools.knowledge.pairs.passage import passage_text
from seedbed.tools.knowledge.pairs.query import SURE_STYLES, core_of, query_of

STEP = "round_trip"
"""The search of a row, as the journal names it."""


def stock(part: Part, shelf: Shelf) -> Mapping[str, Sequence[Any]]:
    """The questions of which a pair can be made, by leaf; derived once a run."""
    if "pairs" not in shelf.derived:
        chunks = {chunk.id: chunk for chunk in shelf.chunks}
        pairs = {
            leaf: tuple(
                {
                    item.id: item  # of those that ask for one place the first
                    for item in reversed(items)
                    if _bears(item, chunks[item.chunk], "question", shelf)
                }.values()
            )
            for leaf, items in shelf.items.items()
        }
        shelf.derived["pairs"] = {leaf: items for leaf, items in pairs.items() if items}
    known: Mapping[str, Sequence[Any]] = shelf.derived["pairs"]
    return known


def _bears(item: Any, chunk: Any, style: str, shelf: Shelf) -> bool:
    """Whether an item's query leads to its passage, which names what it asks, and to some negative."""
    if item.kind == "cloze" or item.hops or shelf.index is None:
        return False
    query, asked = query_of(item.question, style, item.shown), query_of(item.question, "question")
    positive = passage_text(" > ".join(chunk.heading_path), chunk.text)
    if not query or not telling(asked) <= telling(positive):
        return False
    hits = shelf.index.search(query, SEARCHED, spread=False)
    found = found_of([{"id": hit.chunk, "heading": hit.heading, "text": hit.text} for hit in hits])
    sought = wanted(core_of(item.question), item.answer, item.shown, positive)
    return 0 < rank_of(found, chunk.id) <= FIRST and bool(mined(found, chunk.id, sought, 1))


def _material(choice: Choice, item: str) -> str:
    """Id under which a part uses up an item: what it makes of it leaves it whole for other parts."""
    return f"{choice.part.name}/{item}"


def choose_item(choice: Choice, bench: Bench) -> Chosen | None:
    """An item of the leaf that the part hasn't used (`questions.choose_among`), and a style.

    A style in which the item can't be asked gives way to the question. Other parts may ask the same.
    """
    items = stock(choice.part, bench.shelf).get(choice.cell.leaf, ())
    mine = {item.id: choice.used.get(_material(choice, item.id), 0) for item in items}
    chosen = choose_among(replace(choice, used=mine), bench, items)
    if chosen is None:
        return None
    item = next(item for item in items if item.id == chosen.material)
    chunk = next(chunk for chunk in bench.shelf.chunks if chunk.id == item.chunk)
    style = choice.rng.choice(SURE_STYLES)
    if style != "question" and not _bears(item, chunk, style, bench.shelf):
        style = "question"
    return Chosen({**chosen.grounding, "style": style}, material=_material(choice, item.id))


async def take_item(work: Work, bench: Bench) -> Work:
    """The row of the item that the brief names, from what the search for its query brings."""
    item, style = work.brief.grounding["item"], work.brief.grounding["style"]
    query = query_of(item["question"], style, item["shown"])
    found = await searched(query, work, bench)
    work = replace(work, text=query, signature=item_id(item), group=item["chunk"])
    if not (rank := rank_of(found, item["chunk"])) or rank > FIRST:
        return work.because("low quality", "round trip", "a search for the query does not bring its passage")
    positive = found[rank - 1]
    sought = wanted(core_of(item["question"]), item["answer"], item["shown"], positive.text)
    negatives = mined(found, positive.id, sought)
    if not negatives:
        return work.because("low quality", "hard negatives", "every passage near the query could answer it")
    row = pair_row(query, positive, negatives, item["name"], item["heading_path"])
    notes = {"kind": item["kind"], "style": style, **ranks(positive, negatives)}
    return replace(work, row=row, notes={**work.notes, **notes})


async def searched(query: str, work: Work, bench: Bench) -> tuple[Found, ...]:
    """What the run's index brings for a query, journaled before it is used."""
    hits = await retrieve(query, work, bench, STEP, SEARCHED, spread=False)
    return found_of([{"id": hit.id, "heading": hit.heading, "text": hit.text} for hit in hits])


def pair_row(
    query: str, positive: Found, negatives: Sequence[Found], source: str, heading: Sequence[str]
) -> dict[str, Any]:
    """The row's fields."""
    return {
        "query": query,
        "positive": positive.text,
        "negatives": [one.text for one in negatives[:NEGATIVES]],
        "source": source,
        "heading": " > ".join(heading),
    }


def ranks(positive: Found, negatives: Sequence[Found]) -> dict[str, Any]:
    """The ranks in the search, for whoever asks why the row is there."""
    return {"rank": positive.rank, "negative_ranks": [one.rank for one in negatives[:NEGATIVES]]}


async def verify_item(work: Work, bench: Bench) -> Work:
    """The answer's citation, made again from its source."""
    item = work.brief.grounding["item"]
    return cited(work, bench, item["answer"], item["source"], item["start"], item["end"])


SURE = Method(
    name="retrieval/sure",
    task="retrieval",
    form="sure",
    grade="proven",
    needs={},
    stock=stock,
    choose=choose_item,
    lacks=english_only,
    write=take_item,
    verify=verify_item,
    attempts=1,
)
