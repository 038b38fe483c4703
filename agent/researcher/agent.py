"""The researcher: what a search of the sources brings, with its places, journaled before it is used and read
from there on resume. Where its part is dispatched so, an agent: it searches in its own words, reads, and
chooses passages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import delimit, render
from seedbed.agent.subagents import Ending, Hand, held
from seedbed.agent.work import Env, Work
from seedbed.memory.errors import AnswerFault, ToolFault
from seedbed.tools.checks.asked import STRING, answer_schema

RESEARCHER = "researcher"
TOOLS = ("search", "read")
_HITS, _SHOWN = 5, 1200
_READ = Decode(max_tokens=1500, temperature=0.0)
_SCHEMA = answer_schema("choose", {"passages": {"type": "array", "items": STRING}})


async def research(
    need: str, wanted: int, step: str, tools: Sequence[str], work: Work, env: Env
) -> tuple[Work, Sequence[Any] | None]:
    """The passages that it chose (None: it ended without a choice), and the candidate with its answers noted.

    Args:
        need: What they are to tell about.
        tools: Some of `TOOLS`.
        step: What tells this search from the candidate's others."""
    slot = work.slot(RESEARCHER, f"research/{step}")
    nonce, chunks = slot.key[:12], {chunk.id: chunk for chunk in env.resources.chunks}

    def quoted(text: str) -> str:
        return delimit(text.replace(nonce, ""), nonce)

    async def search(query: str) -> str:
        index = env.resources.index
        hits = await index.find(query, _HITS, _counted(work, env)) if index is not None else ()
        told = [
            f"{one.id} ({one.name}, {one.heading}): {' '.join(one.text.split())[:_SHOWN]}" for one in hits
        ]
        return quoted("\n".join(told)) if told else "nothing was found"

    async def read(passage: str) -> str:
        if passage not in chunks:
            raise ToolFault("there is no such passage; ids are those that `search` gives")
        return quoted(chunks[passage].text)

    def chosen(given: Any) -> list[Any]:
        ids = list(dict.fromkeys(given["passages"])) if isinstance(given.get("passages"), list) else None
        if ids is None or any(id not in chunks for id in ids) or len(ids) > wanted:
            raise AnswerFault("malformed", f"`passages` are at most {wanted} ids that `search` gave")
        return [chunks[id] for id in ids]

    prompt = render("research", need=quoted(need), wanted=wanted)
    every = (
        Hand("search", "query", "The passages nearest to a query.", search),
        Hand("read", "passage", "One passage whole, by its id.", read),
    )
    hands = [hand for hand in every if hand.name in tools]
    ending = Ending("choose", "Gives the ids of the passages, and ends.", _SCHEMA, chosen)
    found, replies = await held(prompt, slot, hands, ending, work, env, _READ)
    return work.asked(prompt, *replies), found


def _counted(work: Work, env: Env) -> frozenset[str]:
    """Hashes of the documents of one source that rows are counted by: what is searched for lies in others."""
    each = env.spec.part(work.brief.cell.part).each
    return env.resources.within(each.source if each else "")


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


async def retrieve(query: str, work: Work, env: Env, step: str, k: int = 5) -> tuple[Passage, ...]:
    """The k best passages for a query, each for what it adds to those before; from the journal if this step
    of this attempt has asked before. Without sources there are none."""
    key = f"retrieval/{work.brief.id}/{step}/{work.written}"
    found = env.client.store.journaled(key)
    if found is None:
        if env.resources.index is None:
            return ()
        hits = await env.resources.index.find(query, k, _counted(work, env))
        found = [{name: getattr(hit, name) for name in Passage.__slots__} for hit in hits]
        env.client.store.journal(key, "retrieval", found)
    return tuple(Passage(**passage) for passage in found)
