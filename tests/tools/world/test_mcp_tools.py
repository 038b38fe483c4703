"""A real MCP server's tools in a world: described, called once a call, kept; what a bad server gives."""

from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.errors import Paused, ToolFault
from seedbed.tools.verification.toolcalls import Call, read_tools
from seedbed.tools.world import mcp_tools
from seedbed.tools.world.mcp_tools import Kept, Server, list_tools, real_tools, with_tools
from seedbed.tools.world.world import World
from tests.tools.knowledge.remote.notes import Notes, notes

pytest.importorskip("langchain_mcp_adapters", reason="the extra `mcp` isn't installed")
__all__ = ["notes"]


def _journal(entries: dict[str, Any], *, live: bool = True) -> Kept:
    def write(key: str, _kind: str, value: Any) -> None:
        entries[key] = value

    return Kept(entries.get, write, asks=live)


async def _world(server: Server, kept: Kept) -> World:
    tools = {tool.name: tool for tool in read_tools(list(await list_tools(server)))}
    return World(tools, real=real_tools(server, tuple(tools), kept))


async def test_a_call_is_sent_once_and_answered_again_without_the_server(notes: Notes) -> None:
    before, entries = len(notes.sent()), dict[str, Any]()
    world = await _world(Server(url=notes.url, tools=("search_notes",)), _journal(entries))
    assert list(world.tools) == ["search_notes"]
    call = Call("search_notes", {"query": "deposit", "limit": 1})
    _, first = await with_tools(partial(world.call, world.start(), call))
    assert first.ok and first.value["title"] == "Deposits"
    _, refused = world.call(world.start(), Call("search_notes", {"query": 7}))
    assert "query" in refused.error
    kept = _journal(entries, live=False)
    again = World(world.tools, real=real_tools(Server(url=notes.url), ("search_notes",), kept))
    assert again.call(again.start(), call)[1] == first
    assert world.call(world.start(), call)[1] == first
    assert len(notes.sent()) == before + 1
    other = Call("search_notes", {"query": "hours"})
    assert "the run has no answer" in again.call(again.start(), other)[1].error


async def test_a_tool_that_fails_is_an_error_in_the_transcript_and_stays_one(notes: Notes) -> None:
    entries: dict[str, Any] = {}
    world = await _world(Server(url=notes.url), _journal(entries))
    assert set(world.tools) == {"search_notes", "say", "empty", "fails", "other"}
    _, outcome = await with_tools(partial(world.call, world.start(), Call("fails", {"query": "x"})))
    assert "the notes are locked" in outcome.error
    assert [kept["error"] for kept in entries.values()] == [outcome.error]


async def test_a_server_that_is_away_is_waited_for_and_is_no_answer(
    notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mcp_tools, "_WAITS", (0,))
    entries: dict[str, Any] = {}
    world = await _world(Server(url=notes.url), _journal(entries))
    away = Server(url="http://127.0.0.1:9/mcp")
    gone = World(world.tools, real=real_tools(away, tuple(world.tools), _journal(entries)))
    with pytest.raises(Paused, match=r"can't be reached: .*resume"):
        await with_tools(partial(gone.call, gone.start(), Call("say", {"query": "x"})))
    assert entries == {}


async def test_a_tool_that_is_wanted_and_not_there_is_named(notes: Notes) -> None:
    with pytest.raises(ToolFault, match="it has no tool 'book'; it has empty, fails"):
        await list_tools(Server(url=notes.url, tools=("book",)))


@pytest.mark.parametrize("asks", [False, True])
async def test_a_run_that_is_read_starts_no_server_for_a_call_that_it_lacks(
    asks: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command stands in the run, which may be anybody's."""
    made, kept = tmp_path / "made", _journal({}, live=asks)
    server = Server(command=("touch", str(made)))
    (tool,) = read_tools([{"name": "say", "description": "Says it.", "parameters": {"type": "object"}}])
    world = World({"say": tool}, real=real_tools(server, ("say",), kept))
    monkeypatch.setattr(mcp_tools, "_WAITS", ())
    with pytest.raises(Paused) if asks else nullcontext():
        _, outcome = await with_tools(partial(world.call, world.start(), Call("say", {})))
        assert not outcome.ok
    assert made.exists() == asks
