"""The researcher: finds what the sources say about something, and brings it with its places.

Where the endpoint can call tools it plans its searches, reads within bounds, and quotes; elsewhere a few
searches are planned by rule and the passages found are the notes. A note is always a piece of a source, word
for word. That the sources don't say it is an answer of its own: then there are no notes, and whoever asked
knows. Whatever retrieval returned is journaled before it is used and read from there on resume.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from seedbed.agent.models.wire import Decode, Reply, load_object
from seedbed.agent.prompting import render
from seedbed.agent.researcher.elsewhere import chunks_elsewhere, tools_elsewhere
from seedbed.agent.researcher.planned import planned_queries, search_planned, speaks_of
from seedbed.agent.toolloop import Talking, run_tool
from seedbed.agent.work import Bench, Work
from seedbed.memory.brief import retrieval_key
from seedbed.memory.errors import AnswerFault, ToolFault

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

_DECODE = Decode(max_tokens=1200, temperature=0.0)
_MOST_NOTES = 12


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a source: `text` is the source's text from start to end (code points)."""

    id: str
    text: str
    source: str
    """SHA-256 of the source's text."""
    name: str
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Notes:
    """What was found."""

    passages: tuple[Passage, ...]
    """Quotes where the researcher chose them, else whole passages; the most useful first."""
    searches: tuple[str, ...] = ()
    """What was searched for, or which tools were called."""
    absent: bool = False
    """The sources were searched and don't say it; there are no passages then. False without sources."""


async def retrieve(
    query: str,
    work: Work,
    bench: Bench,
    step: str,
    k: int = 5,
    *,
    concept: str = "",
    among: Sequence[str] = (),
    spread: bool = True,
) -> tuple[Passage, ...]:
    """The k best passages for a query, from the journal if this step of this attempt has asked before.

    Without sources there are none.

    Args:
        concept: A leaf of the documents' sections to search in; empty, or one that is none: all of them.
        among: Passages to search in instead, by id; empty: those of the concept.
        spread: Without near-copies and diversified; else the k best ranked.
    """
    key = retrieval_key(work.brief.id, step, work.attempt)
    found = bench.desk.store.journaled(key)
    if found is None:
        if bench.shelf.index is None:
            return ()
        within = bench.shelf.passages.get(concept)
        ids = among or (None if within is None else [chunk.id for chunk in within])
        hits = await bench.shelf.index.find(query, k, among=ids, spread=spread)
        found = [asdict(_passage(hit)) for hit in hits]
        bench.desk.store.journal(key, "retrieval", found)
    return tuple(Passage(**passage) for passage in found)


def _passage(hit: Any) -> Passage:
    return Passage(hit.chunk, hit.text, hit.source, hit.name, hit.heading, hit.start, hit.end)


async def research(question: str, work: Work, bench: Bench, first: Sequence[str] = ()) -> tuple[Work, Notes]:
    """What the sources say about a question, or that they don't.

    Args:
        first: Passages to be read before others, by id: if they speak of it, the notes come from there.

    Raises:
        AnswerFault: the researcher's answer was unusable.
    """
    if bench.shelf.index is None:
        return work, Notes(())
    if not bench.desk.profile("researcher").can("tool_calls"):
        return work, await _by_rule(question, work, bench, first)
    from seedbed.tools.knowledge.langchain_tools import knowledge_tools

    desk, store, shelf = bench.desk, bench.desk.store, bench.shelf
    slot = work.slot("researcher", "research")
    elsewhere = tools_elsewhere(shelf.remote)
    heard: list[str] = []

    async def journaled(tool: "BaseTool", arguments: dict[str, Any], place: str) -> str:
        key = f"retrieval/{work.brief.id}/research/{work.attempt}/{place}"
        if (known := store.journaled(key)) is None:
            try:
                known = await run_tool(tool, arguments, place)
            except ToolFault as fault:
                known = f"fault: {fault}"
            store.journal(key, "retrieval", known)
        if any(tool.name == one.name for one in elsewhere):
            heard.append(str(known))
        return str(known)

    prompt = render("research", question=question, topic=bench.part(work).topic, first=list(first))
    tools = (*knowledge_tools(shelf.index), *elsewhere)
    talking = Talking(desk, slot, tools, work.purpose, _DECODE, journaled)
    talk = await bench.converse(prompt.messages, talking)
    for reply in talk.replies:
        work = work.asked(prompt, reply, desk.endpoint("researcher").model)
    said, quotes = _answer(talk.reply)
    if said is False and talk.used:
        return work, Notes((), talk.used, absent=True)
    if quoted := _placed(quotes, (*shelf.chunks, *chunks_elsewhere(shelf.remote, heard))):
        return work, Notes(quoted, talk.used)
    found = await _by_rule(question, work, bench, first)
    return work, replace(found, searches=(*talk.used, *found.searches))


async def _by_rule(question: str, work: Work, bench: Bench, first: Sequence[str]) -> Notes:
    """The passages that searches planned by rule bring; absent where none speaks of what was asked for."""
    queries = planned_queries(question, work, bench)
    leaf = work.brief.cell.leaf
    if first:
        named = await retrieve(question, work, bench, "research/first", among=first)
        if speaks_of(named, question):
            return Notes(named, queries[:1])
    passages = await search_planned(
        queries, lambda query, step: retrieve(query, work, bench, step, concept=leaf)
    )
    spoken = speaks_of(passages, question)
    return Notes(passages if spoken else (), queries, absent=not spoken)


def _answer(reply: Reply | None) -> tuple[bool | None, list[tuple[str, str]]]:
    """Whether the sources say it (None: not told), and (passage id, quote) pairs.

    What isn't a note is left out, for a bad note is no note.
    """
    try:
        said = load_object(reply) if reply else None
    except AnswerFault:
        said = None
    if not isinstance(said, dict):
        return None, []
    told, notes = said.get("in_sources"), said.get("notes")
    quotes = [
        (str(note.get("passage", "")), str(note["quote"]))
        for note in (notes if isinstance(notes, list) else [])[:_MOST_NOTES]
        if isinstance(note, dict) and note.get("quote")
    ]
    return (told if isinstance(told, bool) else None), quotes


def _placed(quotes: Sequence[tuple[str, str]], chunks: Sequence[Any]) -> tuple[Passage, ...]:
    """The quotes that stand in the sources word for word, with their places."""
    from seedbed.tools.knowledge.citations import quote_span

    found = []
    for named, quote in quotes:
        for chunk in sorted(chunks, key=lambda chunk: chunk.id != named):
            if span := quote_span(quote, chunk.text):
                start, end = chunk.start + span[0], chunk.start + span[1]
                heading = " > ".join(chunk.heading_path)
                text = chunk.text[slice(*span)]
                found.append(Passage(chunk.id, text, chunk.source, chunk.name, heading, start, end))
                break
    return tuple(found)
