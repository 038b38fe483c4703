"""A real MCP server in a process of its own: its answers, and what is said of one that can't answer."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.errors import ToolFault
from seedbed.memory.search import Mcp, Search
from seedbed.tools.knowledge.remote.egress import Cleared, Gate
from seedbed.tools.knowledge.remote.sending import Found, send

pytest.importorskip("langchain_mcp_adapters", reason="the extra `mcp` isn't installed")
SERVER = Path(__file__).with_name("mcp_server.py")


def _query(text: str = "cargo bike") -> Cleared:
    return Gate((text,), egress=False).clear(text)


def _mcp(*command: str, **rest: Any) -> Search:
    return Search(mcp=Mcp(command=command, **rest))


def _server(tmp_path: Path, tool: str, **rest: Any) -> Search:
    return _mcp(sys.executable, str(SERVER), str(tmp_path / "log"), tool=tool, **rest)


async def test_answers_come_as_texts_with_titles_and_arguments_are_sent(tmp_path: Path) -> None:
    found = await send(_server(tmp_path, "search_notes", arguments={"limit": 2}), _query())
    assert [one.title for one in found] == ["Deposits", "Hours/../.."]
    assert found[0].text.startswith("The deposit for a cargo bike is £180.")
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert json.loads(log) == {"query": "cargo bike", "limit": 2}


async def test_plain_text_is_one_answer_and_marks_alone_are_none(tmp_path: Path) -> None:
    found = await send(_server(tmp_path, "say"), _query())
    assert found == (Found("Helmets are lent free of charge at the Mill Lane shop."),)
    assert await send(_server(tmp_path, "empty"), _query()) == ()


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("fails", "the notes are locked"),
        ("nothing", "it has no tool 'nothing'; it has empty, fails, other, say, search_notes"),
        ("other", "other has no argument 'query'; it has words"),
    ],
)
async def test_a_tool_that_cant_answer_is_named(tmp_path: Path, tool: str, said: str) -> None:
    with pytest.raises(ToolFault, match=said):
        await send(_server(tmp_path, tool), _query())


async def test_a_program_that_isnt_there(tmp_path: Path) -> None:
    with pytest.raises(ToolFault, match="No such file"):
        await send(_mcp("no-such-program", tool="x"), _query())


async def test_a_program_that_talks_nonsense_is_given_up(tmp_path: Path) -> None:
    program = "print('hello', flush=True); print('{}', flush=True); input(); input()"
    with pytest.raises(ToolFault, match="no usable answer within 1 seconds"):
        await send(_mcp(sys.executable, "-c", program, tool="x", timeout=1), _query())


async def test_a_program_that_ends_at_once() -> None:
    with pytest.raises(ToolFault):
        await send(_mcp(sys.executable, "-c", "", tool="x", timeout=10), _query())


async def test_a_server_that_cant_be_reached() -> None:
    with pytest.raises(ToolFault):
        await send(_mcp(url="http://127.0.0.1:9/mcp", tool="x", timeout=5), _query())
