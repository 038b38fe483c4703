"""What a search tool answers, as texts: data, whatever it says.

An answer is plain text, or JSON in one of the usual shapes: an object with its text under `text`, `content`,
`snippet` or `description`, or a list of such. No page is opened and no redirect followed; what a server says
about itself reaches no model."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote

from seedbed.memory.errors import ToolFault
from seedbed.memory.exact.canonical import parsed
from seedbed.memory.search import Mcp, Search, Web
from seedbed.tools.knowledge.formats.characters import unix_lines
from seedbed.tools.knowledge.remote.egress import Cleared
from seedbed.tools.knowledge.remote.mcp_session import texts_in, tools_of

LARGEST = 5_000_000
"""Bytes of an answer, at most."""
_MOST, _LONGEST = 50, 200_000
"""Texts of one answer, and characters of one text, at most."""
_TEXTS = ("text", "raw_content", "content", "snippet", "description")
_TITLES = ("title", "name", "heading")
_ADDRESSES = ("url", "uri", "link", "source", "path")
_LISTS = ("results", "result", "documents", "passages", "items")


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
    return tuple(islice((found for answer in answers for found in _founds(answer)), _MOST))


async def _called(server: Mcp, query: Cleared) -> list[str]:
    async with tools_of(server) as tools:
        tool = tools.get(server.tool)
        if tool is None:
            raise ToolFault(f"it has no tool {server.tool!r}; it has {', '.join(sorted(tools)) or 'none'}")
        if server.query not in tool.args:
            takes = ", ".join(tool.args) or "none"
            raise ToolFault(f"{server.tool} has no argument {server.query!r}; it has {takes}")
        return texts_in(await tool.ainvoke({**server.arguments, server.query: query.text}))


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
    url = web.url.replace("{query}", quote(query.text, safe=""))
    data = bytearray()
    try:
        async with (
            httpx.AsyncClient(timeout=web.timeout, follow_redirects=False) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            if response.status_code != 200:
                raise ToolFault(f"it answered with HTTP {response.status_code}")
            async for piece in response.aiter_bytes():
                data += piece
                if len(data) > LARGEST:
                    raise ToolFault(f"its answer is larger than {LARGEST // 1_000_000} MB")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ToolFault(f"it can't be reached ({type(error).__name__}: {error})") from error
    text = data.decode("utf-8-sig", errors="replace")
    if isinstance(parsed(text), dict | list):
        return text
    raise ToolFault("its answer is not JSON")


def _founds(answer: str) -> Iterator[Found]:
    value = parsed(answer)
    yield from _in(value if isinstance(value, str | dict | list) else answer)


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
    text = unix_lines(value[:_LONGEST]).replace("\0", "")
    return text.encode("utf-8", errors="replace").decode("utf-8").strip()
