"""Search tools that a spec names as sources: an MCP server's tool, a web search. Values only.

sources:
  - handbook/
  - mcp: {command: [python, notes_server.py], tool: search_notes}
  - mcp: {name: wiki, url: "http://127.0.0.1:8000/mcp", tool: search, arguments: {limit: 5}}
  - web: {url: "http://127.0.0.1:8888/search?format=json&q={query}"}
    queries: [deposits for rental bikes]"""

from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, model_validator

_Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
_Seconds = Annotated[float, Field(gt=0, le=600)]


class McpServer(BaseModel, frozen=True, extra="forbid"):
    """An MCP server: a program that is started (`command`) or an address (`url`)."""

    command: tuple[str, ...] = ()
    """Program and arguments; it speaks MCP on standard input and output. No shell."""
    url: str = ""
    """Address of a server that speaks streamable HTTP."""
    env: tuple[str, ...] = ()
    """Names of environment variables that the program gets beside PATH, HOME and the like."""
    timeout: _Seconds = 60.0
    """Seconds that one call may take, the server's start included."""

    @model_validator(mode="after")
    def _reached_one_way(self) -> Self:
        if bool(self.command) == bool(self.url):
            raise ValueError("mcp: give either `command` or `url`")
        if self.url and urlsplit(self.url).scheme not in ("http", "https"):
            raise ValueError("url: an address that begins with http:// or https://")
        return self

    @property
    def place(self) -> str:
        """Where a call goes: a host, or the program that is started."""
        return f"the program {self.command[0]}" if self.command else urlsplit(self.url).netloc


class Mcp(McpServer):
    """The search tool of an MCP server."""

    name: _Name = "mcp"
    """What its results are called in the run."""
    tool: Annotated[str, Field(min_length=1)]
    query: Annotated[str, Field(min_length=1)] = "query"
    """The tool's argument that holds what is searched for."""
    arguments: dict[str, Any] = {}
    """Its other arguments, sent with each search."""


class Web(BaseModel, frozen=True, extra="forbid"):
    """A web search that answers in JSON, asked by GET. Keys are in the environment, never in a spec."""

    name: _Name = "web"
    url: Annotated[str, Field(pattern=r"^https?://[^/{}]+/.*\{query\}")]
    """Its address; `{query}` is where the words go."""
    headers: dict[str, str] = {}
    """Header → name of the environment variable that holds its value, such as a key."""
    timeout: _Seconds = 30.0


class Search(BaseModel, frozen=True, extra="forbid"):
    """One search tool, and what it is asked when a run is prepared."""

    mcp: Mcp | None = None
    web: Web | None = None
    queries: tuple[Annotated[str, Field(min_length=1, max_length=400)], ...] = ()
    """The user's own; without any, each part's topic, and the topic with each label's name."""

    @model_validator(mode="after")
    def _is_one(self) -> "Search":
        if (self.mcp is None) == (self.web is None):
            raise ValueError("give either `mcp` or `web`")
        return self

    @property
    def name(self) -> str:
        """What its results are called in the run."""
        return f"mcp:{self.mcp.name}" if self.mcp else f"web:{self.web.name}" if self.web else ""

    @property
    def place(self) -> str:
        """Where a search goes: a host, or the program that is started."""
        if self.mcp:
            return self.mcp.place
        return urlsplit(self.web.url if self.web else "").netloc
