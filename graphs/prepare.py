"""Preparing material: documents read, cut, indexed and searched for structure; the user's rows sorted by part.

What was read is kept in the run (`sources/` and the store), so a resumed build works from the same texts even
where the originals are gone; where they changed, it says so and stops.
"""

from seedbed.agent.planner.examples import rows_of_parts
from seedbed.agent.planner.grow_grounded import items_by_leaf, passages_by_leaf
from seedbed.tools.knowledge.questions.make import make_questions

from seedbed.agent.shelf import Shelf
from seedbed.graphs.run import Run
from seedbed.memory.spec import Spec
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.index import open_index


def prepare(run: Run, spec: Spec) -> Shelf:
    """The shelf of a run: the first time from the originals, later from what the run keeps.

    Raises:
        UserFault: sources or examples can't be read, or changed since the run was made.
    """
    examples = run.store.meta("examples")
    if examples is None:
        examples = rows_of_parts(spec)
        run.store.set_meta("examples", examples)
    sources = _sources(run, spec)
    if not sources:
        return Shelf(examples=examples)
    chunks = chunk_sources(sources)
    index = open_index(run.folder.index)
    added = index.add(chunks)
    if added.new:
        run.watcher.said(f"indexed {added.new} passages of {len(sources)} documents")
    items = make_questions(chunks) if any(part.task == "grounded_qa" for part in spec.parts) else ()
    return Shelf(
        examples=examples,
        sources=sources,
        chunks=chunks,
        items=items_by_leaf(items),
        passages=passages_by_leaf(chunks),
        prices=_prices(chunks),
        index=index,
    )
