"""The index of a run's passages: which one it is, who embeds them, and their embedding once that is approved.

An index lies in the run, or where runs share one (`--knowledge`). Passages are embedded where rows are made
by searching them: on this machine when documents are prepared; by an endpoint only after plan and cost were
approved, for it is paid and gets their text. Else they are found by their words alone."""

from collections.abc import Sequence

from seedbed.agent.making.method import searches
from seedbed.agent.making.parts import recipe_of
from seedbed.agent.models.embedding import BATCH, MOST_CHARACTERS, Embeddings
from seedbed.agent.models.endpoint import elsewhere
from seedbed.agent.models.settings import EMBEDDER
from seedbed.agent.planner.estimate import Estimate, embedded
from seedbed.graphs.observer import progress
from seedbed.graphs.run import Run
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Event
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.search.collection import is_server
from seedbed.tools.knowledge.search.embedder import STATIC, Embedder
from seedbed.tools.knowledge.search.index import KnowledgeIndex, searchable


async def index_of(run: Run, chunks: Sequence[Chunk]) -> KnowledgeIndex:
    """The index of a run's passages, embedded where that is done on this machine. Where the documents' text
    leaves this machine, it says to which host. Raises UserFault: it can't be opened, or may not be."""
    spec, place = run.known_spec(), run.known_spec().knowledge
    if is_server(place) and spec.egress and (host := elsewhere(place)):
        run.observer.said(f"the documents' text goes to the Chroma server at {host}")
    there = place or str(run.folder.index)
    embedder = Embeddings(run.client) if run.client.has(EMBEDDER) else None
    by = Embedder(embedder.name, embedder.of) if embedder else STATIC
    index = KnowledgeIndex(chunks, there, by, shared=bool(place), egress=spec.egress)
    if not _is_searched(spec) and run.client.has(EMBEDDER):
        model = run.client.endpoint(EMBEDDER).model
        run.observer.said(f"no row is made by a search, so {model} embeds nothing")
    elif _is_searched(spec) and not run.client.has(EMBEDDER):
        await _fill(run, index)
    return index


def _is_searched(spec: Spec) -> bool:
    """Whether rows are made by searching the documents, or others are to."""
    return bool(spec.knowledge) or any(part.recipe and searches(recipe_of(part)) for part in spec.parts)


async def _fill(run: Run, index: KnowledgeIndex) -> None:
    """Embed on this machine what isn't embedded yet."""
    if new := await index.fill(progress(run.observer.said, "indexed {done:,} of {total:,} passages")):
        run.observer.said(f"indexed {new:,} passages")


async def embed_passages(run: Run) -> None:
    """Embed what is not embedded yet: by an endpoint, or of recipes that have come to search since.

    Raises:
        UserFault: the endpoint makes no embeddings, or the index can't be written.
        Paused: the budget is used up, the endpoint is down, or a person stopped the build."""
    index = run.resources.index
    if index is None or not _is_searched(run.known_spec()):
        return
    if not run.client.has(EMBEDDER):
        await _fill(run, index)
        return
    if index.missing():
        run.enter("embed")
    end = run.client.endpoint(EMBEDDER)
    new = await index.fill(progress(run.observer.said, "embedded {done:,} of {total:,} passages"))
    if new:
        run.observer.said(f"embedded {new:,} passages by {end.model} at {end.base_url}")
        run.store.record([Event("run", "embedded", {"passages": new, "embedder": end.model})])


def with_embeddings(run: Run, estimate: Estimate) -> Estimate:
    """The estimate with what it takes to embed the passages that aren't embedded yet."""
    if run.resources.index is None or not (run.client.has(EMBEDDER) and _is_searched(run.known_spec())):
        return estimate
    sizes = [min(len(searchable(chunk)), MOST_CHARACTERS) for chunk in run.resources.index.missing()]
    return embedded(estimate, sum(sizes), -(-len(sizes) // BATCH), run.client.endpoint(EMBEDDER).price)
