"""What a search of the sources brings, with its places; journaled before it is used, and read from there on
resume."""

from dataclasses import dataclass

from seedbed.agent.work import Env, Work


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
        hits = await env.resources.index.find(query, k)
        fields = ("id", "text", "source", "name", "heading", "start", "end")
        found = [{name: getattr(hit, name) for name in fields} for hit in hits]
        env.client.store.journal(key, "retrieval", found)
    return tuple(Passage(**passage) for passage in found)
