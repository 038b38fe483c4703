"""Asking the search tools of a spec: what may leave the machine, how it is sent, and what comes back.

This is the one place that every remote call passes. A spec without `egress: true` lets only the user's own
words out: the words of the spec that a person wrote, each phrase once at most and in the spec's order, so
that neither words nor their choice can carry a document's text. What is sent is then put together anew from
those words: spacing, punctuation and letters that can't be seen stay here. `send` takes what `cleared` gives
and nothing else.

An answer is data, whatever it says: plain text, or JSON in one of the usual shapes, an object with its text
under `text`, `content`, `snippet` or `description`, or a list of such. No page is opened and no redirect
followed; what a server says about itself reaches no model. Every answer is written into `sources/` under its
hash and journaled before it is used, so that a citation of it can be shown and audited later, and a resumed
run doesn't ask again."""

import asyncio
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, NewType
from urllib.parse import quote

from seedbed.memory.errors import ToolFault
from seedbed.memory.exact.canonical import digest, digest_text, parsed
from seedbed.memory.search import Mcp, Search, Web
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Event, Store
from seedbed.tools.curation.duplicates import words
from seedbed.tools.knowledge.formats.characters import unix_lines
from seedbed.tools.knowledge.remote.mcp_session import texts_in, tools_of
from seedbed.tools.knowledge.sources import Source, read_kept, write_source

LONGEST = 400
"""Characters of a search, at most."""
MOST_QUERIES = 20
"""Searches that are made of one tool when a run is prepared, at most."""
LARGEST = 5_000_000
"""Bytes of an answer, at most."""
_MOST_TEXTS, _LONGEST_TEXT = 50, 200_000
"""Texts of one answer, and characters of one text, at most."""
_TEXTS = ("text", "raw_content", "content", "snippet", "description")
_TITLES = ("title", "name", "heading")
_ADDRESSES = ("url", "uri", "link", "source", "path")
_LISTS = ("results", "result", "documents", "passages", "items")
KIND = "remote"
"""Kind of a search's entry in the journal."""


Cleared = NewType("Cleared", str)
"""Text that may be sent. Only `cleared` makes one."""


def cleared(text: str, own: Sequence[str], *, egress: bool) -> Cleared:
    """Text that may be sent. Raises ToolFault: it holds anything that isn't the user's own, and the spec
    doesn't let that out; or it is empty or too long.

    Args:
        own: The user's own phrases, in the spec's order.
        egress: Whether other text may leave too."""
    if not (said := words(text)):
        raise ToolFault("a search needs words")
    if len(text) > LONGEST:
        raise ToolFault(f"a search has at most {LONGEST} characters")
    if egress:
        return Cleared(" ".join(text.split()))
    reached = {0}
    for phrase in filter(None, map(words, own)):  # each once at most, in their order
        reached |= {at + len(phrase) for at in reached if said[at : at + len(phrase)] == phrase}
    if len(said) not in reached:
        raise ToolFault(
            "not sent: it holds words that the user didn't write; `queries` in the spec says what to "
            "ask, and `egress: true` lets other words out"
        )
    return Cleared(" ".join(said))


def own_words(spec: Spec) -> tuple[str, ...]:
    """The phrases of a spec that a person wrote: topics, labels, attributes, searches.

    Where the spec was read from plain words, a model may have put it: then only those that stand in the
    request."""
    said = list(filter(words, _phrases(spec)))
    if spec.request:
        request = f" {' '.join(words(spec.request))} "
        said = [phrase for phrase in said if f" {' '.join(words(phrase))} " in request]
    asked = (query for search in spec.search for query in search.queries)
    return tuple(dict.fromkeys((*said, *asked)))


def _phrases(spec: Spec) -> Iterator[str]:
    for part in spec.parts:
        yield from (part.topic, part.about, part.text_kind)
        yield from (label.name for label in part.labels)
        for attribute in part.attributes:
            yield from (attribute.name, *attribute.values)


def queries(spec: Spec, search: Search) -> tuple[str, ...]:
    """What a search tool is asked when a run is prepared: the user's searches; without any, by rule."""
    by_rule = [
        " ".join(filter(None, (part.topic, name)))
        for part in spec.parts
        for name in ("", *(label.name for label in part.labels))
    ]
    return tuple(dict.fromkeys(search.queries or by_rule))[:MOST_QUERIES]


@dataclass(frozen=True, slots=True)
class Found:
    """One text that a search tool answered with."""

    text: str
    title: str = ""
    address: str = ""
    """Where the tool says it stands; never opened."""


async def send(search: Search, query: Cleared) -> tuple[Found, ...]:
    """The texts that a search tool answers with, in its order. Raises ToolFault: the tool isn't there, can't
    be reached, refuses, takes too long or answers nonsense."""
    answers = await _called(search.mcp, query) if search.mcp else [await _fetched(search.web, query)]
    read = ((parsed(answer), answer) for answer in answers)
    founds = (_in(value if isinstance(value, str | dict | list) else text) for value, text in read)
    return tuple(islice(chain.from_iterable(founds), _MOST_TEXTS))


async def _called(server: Mcp, query: Cleared) -> list[str]:
    async with tools_of(server) as tools:
        tool = tools.get(server.tool)
        if tool is None:
            raise ToolFault(f"it has no tool {server.tool!r}; it has {', '.join(sorted(tools)) or 'none'}")
        if server.query not in tool.args:
            takes = ", ".join(tool.args) or "none"
            raise ToolFault(f"{server.tool} has no argument {server.query!r}; it has {takes}")
        return texts_in(await tool.ainvoke({**server.arguments, server.query: query}))


async def _fetched(web: Web | None, query: Cleared) -> str:
    import httpx

    assert web is not None
    if missing := [name for name in web.headers.values() if not os.environ.get(name)]:
        raise ToolFault(f"no key: set {missing[0]} in the environment")
    headers = {header: os.environ[name].strip() for header, name in web.headers.items()}
    for header, key in headers.items():  # httpx would show it in what it says
        if not (key.isascii() and key.isprintable()):
            told = "a line break, or a character that can't be sent: copy it anew"
            raise ToolFault(f"the key in {web.headers[header]} holds {told}")
    url = web.url.replace("{query}", quote(query, safe=""))
    data = bytearray()
    try:
        async with (
            asyncio.timeout(web.timeout),
            httpx.AsyncClient(timeout=web.timeout, follow_redirects=False) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            if response.status_code != 200:
                raise ToolFault(f"it answered with HTTP {response.status_code}")
            async for piece in response.aiter_bytes():
                data += piece
                if len(data) > LARGEST:
                    raise ToolFault(f"its answer is larger than {LARGEST // 1_000_000} MB")
    except TimeoutError as error:
        raise ToolFault(f"no usable answer within {web.timeout:g} seconds") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ToolFault(f"it can't be reached ({type(error).__name__}: {error})") from error
    text = data.decode("utf-8-sig", errors="replace")
    if isinstance(parsed(text), dict | list):
        return text
    raise ToolFault("its answer is not JSON")


def _in(value: Any, depth: int = 0) -> Iterator[Found]:
    if isinstance(value, str):
        if text := _clean(value):
            yield Found(text)
    elif isinstance(value, list) and depth < 4:
        for one in value:
            yield from _in(one, depth + 1)
    elif isinstance(value, dict) and depth < 4:
        if text := _first(value, _TEXTS):
            title, address = _first(value, _TITLES), _first(value, _ADDRESSES)
            yield Found(text, " ".join(title.split())[:120], " ".join(address.split())[:300])
        else:
            for name in _LISTS:
                yield from _in(value.get(name), depth + 1)


def _first(value: dict[str, Any], names: tuple[str, ...]) -> str:
    """The first of some fields that holds words."""
    return next((text for name in names if (text := _clean(value.get(name)))), "")


def _clean(value: Any) -> str:
    """Text that can be written and hashed; empty where there is none."""
    if not isinstance(value, str) or not re.search(r"\w", value):
        return ""
    text = unix_lines(value[:_LONGEST_TEXT]).replace("\0", "")
    return text.encode("utf-8", errors="replace").decode("utf-8").strip()


@dataclass(frozen=True, slots=True)
class Remote:
    """The search tools of a run."""

    own: tuple[str, ...]
    """As of `cleared`, and the next."""
    egress: bool
    store: Store
    folder: Path
    """The run's `sources/`."""

    async def ask(self, search: Search, text: str) -> tuple[Source, ...]:
        """What a tool answers, best first; from the journal if it has been asked this before. Raises
        ToolFault: the text may not leave, or the tool can't answer; nothing is journaled then."""
        query = cleared(text, self.own, egress=self.egress)
        key = f"{KIND}/{digest([search.model_dump(mode='json', exclude={'queries'}), query])}"
        kept = self.store.journaled(key)
        if kept is None:
            sources = _sources(search, await send(search, query))
            for one in sources:
                write_source(self.folder, one)
            asked = {"tool": search.name, "place": search.place, "query": query}
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
