"""The researcher: finds what the sources say about something, and brings it with its places.

Where the endpoint can call tools it searches and reads by itself, within bounds, and quotes; elsewhere one
search is made for it and the passages found are the notes. A note is always a piece of a source, word for
word. Whatever retrieval returned is journaled before it is used and read from there on resume.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from seedbed.agent.models.wire import Decode, Reply, load_object
from seedbed.agent.prompting import render
from seedbed.agent.toolloop import Talking, run_tool
from seedbed.agent.work import Bench, Work
from seedbed.memory.errors import AnswerFault

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


def retrieve(query: str, work: Work, bench: Bench, step: str, k: int = 5) -> tuple[Passage, ...]:
    """The k best passages for a query, from the journal if this step of this attempt has asked before.

    Without sources there are none.
    """
    if bench.shelf.index is None:
        return ()
    key = f"retrieval/{work.brief.id}/{step}/{work.attempt}"
    found = bench.desk.store.journaled(key)
    if found is None:
        hits = bench.shelf.index.search(query, k)
        found = [asdict(_passage(hit)) for hit in hits]
        bench.desk.store.journal(key, "retrieval", found)
    return tuple(Passage(**passage) for passage in found)


def _passage(hit: Any) -> Passage:
    return Passage(hit.chunk, hit.text, hit.source, hit.name, hit.heading, hit.start, hit.end)


async def research(question: str, work: Work, bench: Bench) -> tuple[Work, Notes]:
    """What the sources say about a question.

    Raises:
        AnswerFault: the researcher's answer was unusable.
    """
    if bench.shelf.index is None:
        return work, Notes(())
    if not bench.desk.profile("researcher").can("tool_calls"):
        return work, Notes(retrieve(question, work, bench, "research"), (question,))
    from seedbed.tools.knowledge.langchain_tools import knowledge_tools

    desk, store = bench.desk, bench.desk.store
    slot = work.slot("researcher", "research")

    async def journaled(tool: "BaseTool", arguments: dict[str, Any], place: str) -> str:
        key = f"retrieval/{work.brief.id}/research/{work.attempt}/{place}"
        if (known := store.journaled(key)) is None:
            known = await run_tool(tool, arguments, place)
            store.journal(key, "retrieval", known)
        return str(known)

    prompt = render("research", question=question, topic=bench.part(work).topic)
    tools = knowledge_tools(bench.shelf.index)
    talking = Talking(desk, slot, tools, work.purpose, _DECODE, journaled)
    talk = await bench.converse(prompt.messages, talking)
    for reply in talk.replies:
        work = work.asked(prompt, reply, desk.endpoint("researcher").model)
    if talk.reply is None:
        return work, Notes(retrieve(question, work, bench, "research"), (*talk.used, question))
    quoted = _placed(_quotes(talk.reply), bench.shelf.chunks)
    return work, Notes(quoted or retrieve(question, work, bench, "research"), talk.used)


def _quotes(reply: Reply) -> list[tuple[str, str]]:
    """(passage id, quote) pairs of a reply; what isn't one is left out, for a bad note is no note."""
    try:
        said = load_object(reply)
    except AnswerFault:
        return []
    notes = said.get("notes") if isinstance(said, dict) else None
    return [
        (str(note.get("passage", "")), str(note["quote"]))
        for note in (notes if isinstance(notes, list) else [])[:_MOST_NOTES]
        if isinstance(note, dict) and note.get("quote")
    ]


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
