"""The index of a run's passages: which one it is, who embeds them, and their embedding once that is approved.

An index lies in the run, or where runs share one (`--knowledge`). Passages are embedded on this machine when
documents are prepared; by an endpoint only after plan and cost were approved, for it is paid and gets their
text.
"""

import asyncio
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from seedbed.agent.models.embedding import BATCH, MOST_CHARACTERS, Embeddings
from seedbed.agent.models.settings import EMBEDDER
from seedbed.agent.planner.estimate import Estimate, embedded
from seedbed.graphs.run import Run
from seedbed.memory.store.protocol import Event
from seedbed.tools.knowledge.search.collection import is_loopback, is_server
from seedbed.tools.knowledge.search.embedder import STATIC, Embedder
from seedbed.tools.knowledge.search.index import KnowledgeIndex, open_index, open_shared, searchable

_PAUSE = 5.0
"""Seconds between two lines about an embedding that takes long."""


def index_of(run: Run) -> KnowledgeIndex:
    """The run's index, opened. Where the documents' text leaves this machine, it says to which host.

    Raises:
        UserFault: it can't be opened, or may not be.
    """
    spec, embedder = run.known_spec(), embedder_of(run)
    if not spec.knowledge:
        return open_index(run.folder.index, embedder)
    host = urlsplit(spec.knowledge).hostname or "" if is_server(spec.knowledge) else ""
    if host and spec.egress and not is_loopback(host):
        run.observer.said(f"the documents' text goes to the Chroma server at {host}")
    return open_shared(spec.knowledge, egress=spec.egress, embedder=embedder)


def embedder_of(run: Run) -> Embedder:
    """Who embeds a run's passages and queries."""
    if not run.client.has(EMBEDDER):
        return STATIC
    embeddings = Embeddings(run.client)
    return Embedder(embeddings.name, elsewhere=embeddings.of)


async def embed_passages(run: Run) -> None:
    """Embed what an endpoint has not embedded yet; does nothing where it is done on this machine.

    Raises:
        UserFault: the endpoint makes no embeddings, or the index can't be written.
        Paused: the budget is used up, the endpoint is down, or a person stopped the build.
    """
    index = run.resources.index
    if index is None or not run.client.has(EMBEDDER):
        return
    if index.missing(run.resources.chunks):
        run.enter("embed")
    end = run.client.endpoint(EMBEDDER)
    looking = asyncio.create_task(run.look())
    try:
        added = await index.fill(run.resources.chunks, _progress(run.observer.said))
    finally:
        looking.cancel()
    if added.new:
        run.observer.said(f"embedded {added.new:,} passages by {end.model} at {end.base_url}")
        run.store.record([Event("run", "embedded", {"passages": added.new, "embedder": end.model})])


def _progress(said: Callable[[str], None]) -> Callable[[int, int], None]:
    last = time.monotonic()

    def told(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _PAUSE and done < total:
            last = now
            said(f"embedded {done:,} of {total:,} passages")

    return told


def with_embeddings(run: Run, estimate: Estimate) -> Estimate:
    """The estimate with what it takes to embed the passages that aren't embedded yet."""
    if run.resources.index is None or not run.client.has(EMBEDDER):
        return estimate
    sizes = [
        min(len(searchable(chunk)), MOST_CHARACTERS)
        for chunk in run.resources.index.missing(run.resources.chunks)
    ]
    return embedded(estimate, sum(sizes), -(-len(sizes) // BATCH), run.client.endpoint(EMBEDDER).price)
