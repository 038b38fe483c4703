"""Search tools among the sources: asked once, before the documents are cut, with the user's own words.

What they answered is kept in the run like any document. A tool that can't answer is named and passed over;
where it was the only source, the build stops."""

from seedbed.graphs.run import Run
from seedbed.memory.errors import ToolFault, UserFault
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Event
from seedbed.tools.knowledge.remote.ask import Remote
from seedbed.tools.knowledge.remote.egress import gate_of, queries
from seedbed.tools.knowledge.sources import Source

SEARCHED = "searched"


async def search_elsewhere(run: Run) -> tuple[Source, ...]:
    """What the spec's search tools answer: the first time from them, later from what the run keeps. Raises
    UserFault: none could answer and the spec has no other source; or the run's copy of an answer is gone."""
    spec = run.known_spec()
    if not spec.search:
        return ()
    remote = Remote(gate_of(spec), run.store, run.folder.sources)
    kept = run.store.meta(SEARCHED)
    if kept is None:
        found, faults = await _ask_all(run, remote, spec)
        if not found and not spec.sources:
            what = "no source: " + ("; ".join(faults) or "the search tools found nothing")
            step = "see to the search tool and start the build again, or name documents with --from"
            raise UserFault(what, where="sources", next_step=step)
        kept = list(found)
        run.store.set_meta(SEARCHED, kept)
    sources = remote.placed(kept)
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
