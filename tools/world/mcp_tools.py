"""An MCP server's tools in a world: their schemas, and how they are called (extra `mcp`).

The server is somebody's program: what it answers may change from call to call. So each answer is kept by
tool and arguments before it is used, and the same call gets the same answer for as long as the run lives; a
trajectory can be executed again without the server. Its names and descriptions reach the models, for that is
how a tool is known: name only servers that you trust."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from seedbed.memory.errors import Paused, ToolFault
from seedbed.memory.exact.canonical import digest
from seedbed.memory.search import McpServer
from seedbed.tools.knowledge.remote.mcp_session import Unreached, texts_in, tools_of
from seedbed.tools.verification.toolcalls import loads
from seedbed.tools.world.world import LONGEST_RESULT, Real

T = TypeVar("T")
KIND = "tool"
"""Kind of an answer's entry in the journal."""
_WAITS = (1, 5, 25)
"""Seconds before a server that can't be reached is tried again."""


class Server(McpServer):
    """A server as a world's file names it."""

    tools: tuple[str, ...] = ()
    """Names of those that are offered; empty: all."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where answers are kept: the run's journal, or nothing but what was kept before."""

    read: Callable[[str], Any | None]
    """Key → what was kept, or None."""
    write: Callable[[str, str, Any], None]
    """Keeps an entry: key, kind, value."""
    asks: bool = True
    """Whether a server is called for what wasn't kept. Not where a run is read that may be anybody's: the
    command that starts one stands in it."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock, compare=False)
    """Held by the one call that is out."""

    def answered(
        self, tool: list[Any], about: Mapping[str, Any], run: Real | None, arguments: Mapping[str, Any]
    ) -> Any:
        """What a tool answered to these arguments. Raises ToolFault: it answered with an error, or no answer
        was kept and nobody is to be asked. Raises Unasked: no answer was kept yet."""
        key = f"{KIND}/{digest([*tool, dict(arguments)])}"
        said = self.read(key)
        if said is None:
            if run is None:
                raise ToolFault(f"{about['tool']}: the run has no answer to this call")
            if self.asks:
                raise Unasked(self, key, {**about, "arguments": dict(arguments)}, run)
            said = _said(run, arguments)
        if "error" in said:
            raise ToolFault(str(said["error"]))
        return said["value"]


def _said(run: Real, arguments: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"value": run(arguments)}
    except Unreached:
        raise  # no answer of the tool
    except ToolFault as error:
        return {"error": str(error)}


class Unasked(Exception):
    """A call of a tool whose answer isn't kept yet."""

    def __init__(self, kept: Kept, key: str, about: Mapping[str, Any], run: Real) -> None:
        self._kept, self._key, self._about, self._run = kept, key, about, run
        super().__init__(key)

    async def ask(self) -> None:
        """Have the answer kept, in turn. Raises Paused: the server can't be reached."""
        async with self._kept.turn:
            if self._kept.read(self._key) is None:
                said = await self._answer()
                self._kept.write(self._key, KIND, {**self._about, **said})

    async def _answer(self) -> dict[str, Any]:
        for wait in (*_WAITS, None):
            try:
                return await asyncio.to_thread(_said, self._run, self._about["arguments"])
            except Unreached as fault:
                if wait is None:
                    what = f"the MCP server {self._about['place']} can't be reached: {fault}"
                    raise Paused(f"{what}; `seedbed resume` goes on once it is there") from fault
                await asyncio.sleep(wait)
        raise AssertionError


async def with_tools(work: Callable[[], T]) -> T:
    """What a function gives that calls tools: it is begun anew after each call whose answer wasn't kept. That
    call takes place in a thread, one of a world at a time, so that nobody waits for it but whom it is for."""
    while True:
        try:
            return work()
        except Unasked as call:
            missing = call
        await missing.ask()


NOTHING_KEPT = Kept(lambda key: None, lambda *_: None, asks=False)
"""Without a run: no server is called, and functions are executed each time."""


async def list_tools(server: Server) -> tuple[dict[str, Any], ...]:
    """The server's tools as `read_tools` takes them, in its order. Raises ToolFault: it can't be reached, or
    has no tool of a name that is wanted."""
    async with tools_of(server) as tools:
        if missing := [name for name in server.tools if name not in tools]:
            raise ToolFault(f"it has no tool {missing[0]!r}; it has {', '.join(sorted(tools)) or 'none'}")
        return tuple(
            {"name": name, "description": tool.description, "parameters": tool.args_schema}
            for name, tool in tools.items()
            if not server.tools or name in server.tools
        )


def real_tools(server: Server, names: tuple[str, ...], kept: Kept) -> dict[str, Real]:
    """What executes each of the server's tools: it is asked once for each call."""
    real: dict[str, Real] = {}
    for name in names:
        tool, about = [list(server.command), server.url, name], {"tool": name, "place": server.place}
        run = partial(_called, server, name) if kept.asks else None
        real[name] = partial(kept.answered, tool, about, run)
    return real


def _called(server: Server, name: str, arguments: Mapping[str, Any]) -> Any:
    return asyncio.run(_ask(server, name, dict(arguments)))


async def _ask(server: Server, name: str, arguments: dict[str, Any]) -> Any:
    """A tool's answer. Raises ToolFault: the tool fails, or can't be asked."""
    async with tools_of(server) as tools:
        if name not in tools:
            raise ToolFault(f"the server has no tool {name!r} any more")
        content = await tools[name].ainvoke(arguments)
    texts = texts_in(content)
    if (size := sum(map(len, texts))) > LONGEST_RESULT:
        raise ToolFault(f"{name} answered with {size:,} characters; {LONGEST_RESULT:,} are taken")
    values = [_value(text) for text in texts]
    return values[0] if len(values) == 1 else values


def _value(text: str) -> Any:
    """A text as the JSON that it is, or as itself."""
    try:
        return loads(text)
    except ValueError:
        return text
