"""A session with an MCP server: opened, used, closed; what may go wrong in it, in a line.

A server that died is started anew with the next session, and none outlives its own."""

import asyncio
import logging
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from seedbed.memory.errors import ToolFault
from seedbed.memory.search import McpServer

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool
    from mcp import ClientSession


_SILENT = logging.NullHandler()


class Unreached(ToolFault):
    """A server can't be started or reached: nothing was asked of it."""


@asynccontextmanager
async def tools_of(server: McpServer) -> AsyncIterator[dict[str, "BaseTool"]]:
    """The server's tools by name, in its order, for as long as the session is open. Raises ToolFault: the
    extra isn't installed, the server can't be started or reached, what is done in the session takes too long,
    or the server or one of its tools fails. Unreached: that is so before the session is open."""
    try:
        from langchain_mcp_adapters.tools import load_mcp_tools
    except ImportError as error:
        raise Unreached("an MCP server needs the extra `mcp`: pip install 'seedbed[mcp]'") from error
    import anyio
    import httpx
    from langchain_core.tools import ToolException
    from mcp import McpError

    gone = (anyio.ClosedResourceError, anyio.BrokenResourceError, anyio.EndOfStream)
    failed = (ExceptionGroup, McpError, ToolException, httpx.HTTPError, OSError, ValueError, RuntimeError)
    fault: type[ToolFault] = Unreached
    try:
        async with asyncio.timeout(server.timeout), _session(server) as session:
            await session.initialize()
            tools = await load_mcp_tools(session, handle_tool_errors=False)
            fault = ToolFault
            yield {tool.name: tool for tool in tools}
    except TimeoutError as error:
        raise fault(f"no usable answer within {server.timeout:g} seconds") from error
    except (*gone, *failed) as error:
        cause: BaseException = error
        while isinstance(cause, BaseExceptionGroup):
            cause = cause.exceptions[0]
        told = cause if isinstance(cause, ToolFault) else f"{type(cause).__name__}: {cause}"
        told = "Connection closed" if isinstance(cause, gone) else told
        raise fault(" ".join(str(told).split())[:300]) from error


@asynccontextmanager
async def _session(server: McpServer) -> "AsyncIterator[ClientSession]":
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import get_default_environment, stdio_client
    from mcp.client.streamable_http import streamable_http_client

    reached: Any
    # A program's log lines would stand in the midst of ours, and of each that is none of the protocol a
    # traceback by the library.
    logging.getLogger("mcp").addHandler(_SILENT)
    with tempfile.TemporaryFile("w") as errors:
        if server.url:
            reached = streamable_http_client(server.url)
        else:
            program, *arguments = server.command
            given = {name: os.environ[name] for name in server.env if name in os.environ}
            environ = {**get_default_environment(), **given}
            started = StdioServerParameters(command=program, args=arguments, env=environ)
            reached = stdio_client(started, errlog=errors)
        async with reached as (read, write, *_), ClientSession(read, write) as session:
            yield session


def texts_in(content: object) -> list[str]:
    """The texts of a tool's answer; pictures and the like are none."""
    if isinstance(content, str):
        return [content]
    blocks = content if isinstance(content, list) else []
    texts = [block.get("text") if isinstance(block, dict) else block for block in blocks]
    return [text for text in texts if isinstance(text, str)]
