"""Asking the search tools of a spec, and keeping what they answer as sources of the run.

Every answer is written into `sources/` under its hash and journaled before it is used, so that a citation of
it can be shown and audited later, and a resumed run doesn't ask again."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from seedbed.memory.exact.canonical import digest, digest_text
from seedbed.memory.search import Search
from seedbed.memory.store.protocol import Event, Store
from seedbed.tools.knowledge.remote.egress import Gate
from seedbed.tools.knowledge.remote.sending import Found, send
from seedbed.tools.knowledge.sources import Source, read_kept, write_source

KIND = "remote"
"""Kind of a search's entry in the journal."""


@dataclass(frozen=True, slots=True)
class Remote:
    """The search tools of a run."""

    gate: Gate
    store: Store
    folder: Path
    """The run's `sources/`."""

    async def ask(self, search: Search, text: str) -> tuple[Source, ...]:
        """What a tool answers, best first; from the journal if it has been asked this before. Raises
        ToolFault: the text may not leave, or the tool can't answer; nothing is journaled then."""
        query = self.gate.clear(text)
        key = f"{KIND}/{digest([search.model_dump(mode='json', exclude={'queries'}), query.text])}"
        kept = self.store.journaled(key)
        if kept is None:
            sources = _sources(search, await send(search, query))
            for one in sources:
                write_source(self.folder, one)
            asked = {"tool": search.name, "place": search.place, "query": query.text}
            kept = {**asked, "found": [one.about() for one in sources]}
            self.store.journal(key, KIND, kept)
            self.store.record([Event("researcher", "searched elsewhere", {**asked, "found": len(sources)})])
        return tuple(source for about in kept["found"] if (source := read_kept(self.folder, about)))


def _sources(search: Search, founds: Iterable[Found]) -> tuple[Source, ...]:
    """Answers as sources. A name from elsewhere is a label: it stands after the tool's, without a slash, so
    that nobody takes it for a path."""
    sources: dict[str, Source] = {}
    for number, found in enumerate(founds, 1):
        text = found.text + "\n"
        sha256 = digest_text(text)
        called = " ".join((found.title or found.address or f"answer {number}").replace("/", " ").split())
        whole = json.dumps(asdict(found), ensure_ascii=False, sort_keys=True)
        source = Source(
            path=f"{search.name}#{found.address or number}",
            name=f"{search.name}: {called[:120]}",
            sha256=sha256,
            original_sha256=digest_text(whole),
            words=text,
            title=found.title,
        )
        sources.setdefault(sha256, source)
    return tuple(sources.values())


def known(store: Store) -> list[dict[str, Any]]:
    """What the run knows of the sources that searches have found, without their texts."""
    return [about for _, kept in store.journal_entries(KIND) for about in kept["found"]]


def placed(store: Store, folder: Path, sha256s: Iterable[str]) -> list[Source]:
    """Sources that searches of a run have found, by hash, from its `sources/`."""
    wanted = set(sha256s)
    found = {about["sha256"]: about for about in known(store) if about["sha256"] in wanted}
    return [source for _, about in sorted(found.items()) if (source := read_kept(folder, about))]


def used(store: Store) -> list[dict[str, Any]]:
    """Which search tools a run has asked: tool, place, searches, texts found; by tool."""
    told: dict[str, dict[str, Any]] = {}
    for _, kept in store.journal_entries(KIND):
        new = {"tool": kept["tool"], "place": kept["place"], "searches": 0, "found": 0}
        line = told.setdefault(kept["tool"], new)
        line["searches"] += 1
        line["found"] += len(kept["found"])
    return [told[name] for name in sorted(told)]
