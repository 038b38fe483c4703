"""Preparing material: documents read, cut, indexed and searched for structure; the user's rows by part.

What was read is kept in the run (`sources/` and the store), so a resumed build works from the same texts even
where the originals are gone; where they changed, that is said.
"""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from seedbed.agent.planner.examples import examples_for, read_examples
from seedbed.agent.planner.grow_grounded import items_by_leaf, passages_by_leaf, sections_of
from seedbed.agent.shelf import Shelf
from seedbed.graphs.edits import check_originals
from seedbed.graphs.run import Run
from seedbed.graphs.searching import remote_of
from seedbed.memory.canonical import digest_text
from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.index import open_index
from seedbed.tools.knowledge.prices import prices
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.sources import Source, read_sources, write_source
from seedbed.tools.verification.problems.price import Price


def prepare(run: Run, searched: Sequence[Source] = ()) -> Shelf:
    """The shelf of a run: the first time from the originals, later from what the run keeps.

    Args:
        searched: What search tools answered (`graphs/searching.py`): documents like others.

    Raises:
        UserFault: sources or examples can't be read, or what the run kept of them is gone.
    """
    spec = run.known_spec()
    examples = _examples(run)
    own = _sources(run)
    read = {source.sha256 for source in own}
    sources = (*own, *(source for source in searched if source.sha256 not in read))
    if not sources:
        return Shelf(examples=examples)
    chunks = chunk_sources(sources)
    index = open_index(run.folder.index)
    if added := index.add(chunks).new:
        run.watcher.said(f"indexed {added} passages of {len(sources)} documents")
    sections = sections_of(chunks)
    asks = any(part.task == "grounded_qa" for part in spec.parts)
    return Shelf(
        examples=examples,
        sources=sources,
        chunks=chunks,
        sections=sections,
        items=items_by_leaf(make_questions(chunks), sections) if asks else {},
        passages=passages_by_leaf(chunks, sections),
        prices=[
            Price(fact.item, fact.unit, fact.amount, fact.currency, fact.citation) for fact in prices(chunks)
        ],
        index=index,
        remote=remote_of(run),
    )


def _examples(run: Run) -> dict[str, Any]:
    """Part → the user's rows for it, as they were when the run was made."""
    kept = run.store.meta("examples")
    if kept is None:
        spec = run.known_spec()
        found = read_examples(spec.examples)
        kept = {part.name: list(examples_for(part, found)) for part in spec.parts}
        run.store.set_meta("examples", kept)
    return dict(kept)


def _sources(run: Run) -> tuple[Source, ...]:
    spec = run.known_spec()
    kept = run.store.meta("sources")
    if kept is not None:
        check_originals(run.store, kept, accept=run.accept_changes)
        return tuple(_kept(run, about) for about in kept)
    if not spec.sources:
        return ()
    reading = read_sources([Path(path) for path in spec.sources])
    for skipped in reading.skipped:
        run.watcher.said(f"not read: {skipped.path} ({skipped.why})")
    for source in reading.sources:
        write_source(run.folder.sources, source)
    run.store.set_meta("sources", [{**asdict(source), "text": ""} for source in reading.sources])
    return reading.sources


def _kept(run: Run, about: dict[str, Any]) -> Source:
    """A source from the run's own copy."""
    path = run.folder.sources / f"{about['sha256']}.txt"
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserFault(
            f"the run's copy of {about['name']} can't be read: {error}", where=str(path)
        ) from error
    if digest_text(text) != about["sha256"]:
        raise UserFault(
            f"the run's copy of {about['name']} was changed",
            where=str(path),
            next_step="`seedbed audit` says what it touches; restore it, or build anew",
        )
    return Source(**{**about, "text": text})
