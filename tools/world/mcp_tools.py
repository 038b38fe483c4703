"""An MCP server's tools in a world: their schemas, and how they are called (extra `mcp`).

The server is somebody's program: what it answers may change from call to call. So each answer is kept by
tool and arguments before it is used, and the same call gets the same answer for as long as the run lives; a
trajectory can be executed again without the server. Its names and descriptions reach the models, for that is
how a tool is known: name only servers that you trust.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from seedbed.memory.errors import ToolFault
from seedbed.memory.exact.canonical import digest, digest_text
from seedbed.memory.search import McpServer
from seedbed.tools.knowledge.remote.mcp_session import texts_in, tools_of
from seedbed.tools.verification.toolcalls.calls import loads
from seedbed.tools.world.operations import LONGEST_RESULT, Real, WorldError

KIND = "tool"
"""Kind of an answer's entry in the journal."""


class Server(McpServer):
    """A server as a world's file names it."""

    tools: tuple[str, ...] = ()
    """Names of those that are offered; empty: all."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where answers are kept: the run's journal, or nothing but what was kept before."""

    read: Callable[[str], Any | None]
    """Key → what was kept, or None."""
    write: Callable[[str, str, Any], None] | None
    """Keeps an entry: key, kind, value. None: no server is called, and what wasn't kept is an error."""


NOTHING_KEPT = Kept(lambda key: None, None)
"""Without a run: no server is called, and functions are executed each time."""


def remembered(real: Mapping[str, Real], of: str, kept: Kept) -> dict[str, Real]:
    """A file's functions, each answer kept by file, function and arguments where a run keeps answers.

    What a limit of time or memory made of a call may be otherwise another time; a resumed build must see the
    same.

    Args:
        of: The file's text.
    """
    if kept.write is None:
        return dict(real)
    return {name: partial(_once, f"{digest_text(of)}/{name}", run, kept) for name, run in real.items()}


def _once(name: str, run: Real, kept: Kept, arguments: Mapping[str, Any]) -> Any:
    key = f"{KIND}/{digest(['python', name, dict(arguments)])}"
    said = kept.read(key)
    if said is None:
        try:
            said = {"value": run(arguments)}
        except WorldError as error:
            said = {"error": str(error)}
        assert kept.write is not None
        kept.write(key, KIND, {"tool": name, "arguments": dict(arguments), **said})
    if "error" in said:
        raise WorldError(str(said["error"]))
    return said["value"]


async def list_tools(server: Server) -> tuple[dict[str, Any], ...]:
    """The server's tools as `read_tools` takes them, in its order.

    Raises:
        ToolFault: it can't be reached, or has no tool of a name that is wanted.
    """
    async with tools_of(server) as tools:
        if missing := [name for name in server.tools if name not in tools]:
            raise ToolFault(f"it has no tool {missing[0]!r}; it has {', '.join(sorted(tools)) or 'none'}")
        return tuple(
            {"name": name, "description": tool.description, "parameters": _schema(tool)}
            for name, tool in tools.items()
            if not server.tools or name in server.tools
        )


def _schema(tool: Any) -> dict[str, Any]:
    given = tool.args_schema
    return dict(given) if isinstance(given, Mapping) else dict(given.model_json_schema())


def real_tools(server: Server, names: tuple[str, ...], kept: Kept) -> dict[str, Real]:
    """What executes each of the server's tools."""
    return {name: partial(_called, server, name, kept) for name in names}


def _called(server: Server, name: str, kept: Kept, arguments: Mapping[str, Any]) -> Any:
    """A tool's answer, as it was kept; the first time from the server.

    Raises:
        WorldError: the tool fails, or can't be asked.
    """
    key = f"{KIND}/{digest([list(server.command), server.url, name, dict(arguments)])}"
    said = kept.read(key)
    if said is None:
        if kept.write is None:
            raise WorldError(f"{name}: the run has no answer to this call")
        # The server needs an event loop of its own: calls come from within one, and wait for their answer.
        with ThreadPoolExecutor(1) as threads:
            said = threads.submit(asyncio.run, _ask(server, name, dict(arguments))).result()
        kept.write(key, KIND, {"tool": name, "place": server.place, "arguments": dict(arguments), **said})
    if "error" in said:
        raise WorldError(str(said["error"]))
    return said["value"]


async def _ask(server: Server, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """What is kept of one call: `value`, or `error` in a line."""
    try:
        async with tools_of(server) as tools:
            if name not in tools:
                return {"error": f"the server has no tool {name!r} any more"}
            content = await tools[name].ainvoke(arguments)
    except ToolFault as fault:
        return {"error": str(fault)}
    texts = texts_in(content)
    if (size := sum(map(len, texts))) > LONGEST_RESULT:
        return {"error": f"{name} answered with {size:,} characters; {LONGEST_RESULT:,} are taken"}
    values = [_value(text) for text in texts]
    return {"value": values[0] if len(values) == 1 else values}


def _value(text: str) -> Any:
    """A text as the JSON that it is, or as itself."""
    try:
        return loads(text)
    except ValueError:
        return text
