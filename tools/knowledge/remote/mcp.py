"""An MCP server's search tool, called through `langchain-mcp-adapters` (extra `mcp`).

Each search has a session of its own (`mcp_session.py`). What the server says about itself (names,
descriptions, prompts) reaches no model.
"""

from seedbed.memory.errors import ToolFault
from seedbed.memory.search import Mcp
from seedbed.tools.knowledge.remote.egress import Cleared
from seedbed.tools.knowledge.remote.found import Found, founds
from seedbed.tools.knowledge.remote.mcp_session import texts_in, tools_of


async def search_mcp(server: Mcp, query: Cleared) -> tuple[Found, ...]:
    """The texts that the server's tool answers with, in its order.

    Raises:
        ToolFault: the extra isn't installed, the server can't be started or reached, has no such tool, takes
            too long, or its tool fails.
    """
    async with tools_of(server) as tools:
        tool = tools.get(server.tool)
        if tool is None:
            raise ToolFault(f"it has no tool {server.tool!r}; it has {', '.join(sorted(tools)) or 'none'}")
        if server.query not in tool.args:
            takes = ", ".join(tool.args) or "none"
            raise ToolFault(f"{server.tool} has no argument {server.query!r}; it has {takes}")
        content = await tool.ainvoke({**server.arguments, server.query: query.text})
    return tuple(found for text in texts_in(content) for found in founds(text))
