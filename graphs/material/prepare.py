"""Preparing material: documents read, cut, indexed and searched for structure; the user's rows by part.

Reading the documents themselves, and what the run keeps of them, is `graphs/material/reading.py`. Search
tools are asked once, before documents are cut, with the user's own words; what they answered is kept in the
run like any document. One that can't answer is named and passed over; where it was the only source, the build
stops."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.planner.reading.given import examples_for, read_examples, read_held_out
from seedbed.agent.planner.tree.grow_grounded import (
    LEAST_OF_SECTION,
    LEAST_WORDS,
    items_by_leaf,
    passages_by_leaf,
    sections_of,
)
from seedbed.agent.resources import Resources
from seedbed.graphs.material.indexing import index_of
from seedbed.graphs.material.reading import read_own
from seedbed.graphs.run import Run
from seedbed.memory.errors import ToolFault, UserFault
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Event
from seedbed.tools.curation.duplicates import HELD_OUT
from seedbed.tools.knowledge.chunks import Chunk, chunk_sources
from seedbed.tools.knowledge.remote.egress import Remote, own_words, placed, queries
from seedbed.tools.knowledge.sources import UNREAD, Source
from seedbed.tools.offline.tables import make_questions, prices

SEARCHED = "searched"
"""Key of the run's values: hashes of the texts that search tools answered."""


def by_sections(spec: Spec) -> bool:
    """Whether each section of a document is to have rows."""
    return any(part.each and part.each.of == "section" for part in spec.parts)


def cut(spec: Spec, sources: Sequence[Source]) -> tuple[Chunk, ...]:
    """The documents' chunks, as this spec has them cut."""
    return chunk_sources(
        [replace(source, apart=True) for source in sources] if by_sections(spec) else sources
    )


async def prepare(run: Run) -> Resources:
    """The resources of a run: the first time from the originals, later from what the run keeps. What search
    tools answered are documents like others. Raises UserFault: sources or examples can't be read, or what the
    run kept of them is gone."""
    spec = run.known_spec()
    searched, examples, personas = await _search_elsewhere(run), _examples(run), _people(run)
    held_out = tuple(_once(run, HELD_OUT, lambda: read_held_out(spec.held_out)))
    own = read_own(run)
    read = {source.sha256 for source in own}
    sources = (*own, *(source for source in searched if source.sha256 not in read))
    if not sources:
        return Resources(examples=examples, held_out=held_out, personas=personas)
    apart, chunks = by_sections(spec), cut(spec, sources)
    sections = sections_of(chunks, LEAST_OF_SECTION if apart else LEAST_WORDS)
    asks = any(part.of_documents for part in spec.parts)
    return Resources(
        examples=examples,
        held_out=held_out,
        personas=personas,
        folder=run.folder.sources,
        sources=sources,
        unread=[(path, why) for path, why in run.store.meta(UNREAD) or ()],
        chunks=chunks,
        sections=sections,
        items=items_by_leaf(make_questions(chunks), sections) if asks else {},
        passages=passages_by_leaf(chunks, sections),
        prices=prices(chunks) if any(part.offline for part in spec.parts) else (),
        index=await index_of(run, chunks),
    )


def _examples(run: Run) -> dict[str, Any]:
    """Part → the user's rows for it, as they were when the run was made."""
    spec = run.known_spec()

    def read() -> dict[str, Any]:
        found = read_examples(spec.examples)
        kept = {part.name: list(examples_for(part, found)) for part in spec.parts}
        for part in spec.parts:
            if found and not kept[part.name]:
                fields = ", ".join(part.row_roles)
                run.observer.said(f"{part.name}: no example has its fields ({fields}), so it uses none")
        return kept

    return dict(_once(run, "examples", read))


def _once(run: Run, key: str, read: Callable[[], Any]) -> Any:
    """What is read when the run is made, and kept from then on, unless it is nothing."""
    if (kept := run.store.meta(key)) is None and (kept := read()):
        run.store.set_meta(key, kept)
    return kept


def _people(run: Run) -> dict[str, Any]:
    """Part → the users that people bring to its talks, as their file had them when the run was made."""
    named = {part.name: part.personas for part in run.known_spec().parts if part.personas}

    def read() -> dict[str, Any]:
        form = '{"name": "Ann", "age": 34}'
        return {part: list(read_examples([path], "--personas", form)) for part, path in named.items()}

    return dict(_once(run, "personas", read))


# search tools -------------------------------------------------------------------------------------------


async def _search_elsewhere(run: Run) -> tuple[Source, ...]:
    """What the spec's search tools answer: the first time from them, later from what the run keeps. Raises
    UserFault: none could answer and the spec has no other source; or the run's copy of an answer is gone."""
    spec = run.known_spec()
    if not spec.search:
        return ()
    kept = run.store.meta(SEARCHED)
    if kept is None:
        remote = Remote(own_words(spec), spec.egress, run.store, run.folder.sources)
        found, faults = await _ask_all(run, remote, spec)
        if not found and not spec.sources:
            what = "no source: " + ("; ".join(faults) or "the search tools found nothing")
            step = "see to the search tool and start the build again, or name documents with --from"
            raise UserFault(what, where="sources", next_step=step)
        kept = list(found)
        run.store.set_meta(SEARCHED, kept)
    sources = placed(run.store, run.folder.sources, kept)
    if missing := sorted(set(kept) - {source.sha256 for source in sources}):
        what = "the run's copy of a search's answer is gone or was changed"
        step = "`seedbed audit` says what it touches; restore it, or build anew"
        raise UserFault(what, where=str(run.folder.sources / f"{missing[0]}.txt"), next_step=step)
    return tuple(sources)


async def _ask_all(run: Run, remote: Remote, spec: Spec) -> tuple[dict[str, None], list[str]]:
    """Hashes of what was found, and what went wrong, a line per tool."""
    found: dict[str, None] = {}
    faults: list[str] = []
    for search in spec.search:
        asked = queries(spec, search)
        run.observer.said(f"asking {search.name} ({search.place}): {'; '.join(asked)}")
        mine: dict[str, None] = {}
        for query in asked:
            try:
                mine |= {source.sha256: None for source in await remote.ask(search, query)}
            except ToolFault as fault:
                faults.append(f"{search.name} ({search.place}): {fault}")
                run.observer.said(f"search tool passed over: {faults[-1]}")
                run.store.record([Event("run", "search failed", {"tool": search.name, "fault": str(fault)})])
                break
        else:
            run.observer.said(f"{search.name} answered with {len(mine)} texts")
        found |= mine
    return found, faults
