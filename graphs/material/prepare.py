"""Preparing material: documents read, cut, indexed and searched for structure; the user's rows by part.

Reading the documents themselves, and what the run keeps of them, is `graphs/material/reading.py`."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from seedbed.agent.planner.reading.given import examples_for, read_examples
from seedbed.agent.planner.tree.grow_grounded import (
    LEAST_OF_SECTION,
    LEAST_WORDS,
    items_by_leaf,
    passages_by_leaf,
    sections_of,
)
from seedbed.agent.resources import Resources
from seedbed.agent.role_players.personas import Persona, read_personas
from seedbed.graphs.material.indexing import index_of
from seedbed.graphs.material.reading import read_own
from seedbed.graphs.run import Run
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.sources import Source
from seedbed.tools.offline.tables import make_questions, prices


async def prepare(run: Run, searched: Sequence[Source] = ()) -> Resources:
    """The resources of a run: the first time from the originals, later from what the run keeps.
    `searched`: what search tools answered (`graphs/material/searching.py`): documents like others. Raises
    UserFault: sources or examples can't be read, or what the run kept of them is gone."""
    spec = run.known_spec()
    examples, personas = _examples(run), _people(run)
    own = read_own(run)
    read = {source.sha256 for source in own}
    sources = (*own, *(source for source in searched if source.sha256 not in read))
    if not sources:
        return Resources(examples=examples, personas=personas)
    apart = any(part.each and part.each.of == "section" for part in spec.parts)
    chunks = chunk_sources([replace(source, apart=True) for source in sources] if apart else sources)
    sections = sections_of(chunks, LEAST_OF_SECTION if apart else LEAST_WORDS)
    asks = any(part.of_documents for part in spec.parts)
    return Resources(
        examples=examples,
        personas=personas,
        folder=run.folder.sources,
        sources=sources,
        chunks=chunks,
        sections=sections,
        items=items_by_leaf(make_questions(chunks), sections) if asks else {},
        passages=passages_by_leaf(chunks, sections),
        prices=prices(chunks) if any(part.offline for part in spec.parts) else (),
        index=await index_of(run, chunks),
    )


def _examples(run: Run) -> dict[str, Any]:
    """Part → the user's rows for it, as they were when the run was made."""
    kept = run.store.meta("examples")
    if kept is None:
        spec = run.known_spec()
        found = read_examples(spec.examples)
        kept = {part.name: list(examples_for(part, found)) for part in spec.parts}
        for part in spec.parts:
            if found and not kept[part.name]:
                fields = ", ".join(part.row_roles)
                run.observer.said(f"{part.name}: no example has its fields ({fields}), so it uses none")
        run.store.set_meta("examples", kept)
    return dict(kept)


def _people(run: Run) -> dict[str, tuple[Persona, ...]]:
    """Part → the users that people bring to its talks, as their file had them when the run was made."""
    kept = run.store.meta("personas")
    if kept is None:
        named = [part for part in run.known_spec().parts if part.personas]
        kept = {part.name: list(read_personas(Path(part.personas))) for part in named}
        if kept:
            run.store.set_meta("personas", kept)
    return {part: tuple(users) for part, users in dict(kept).items()}
