"""A real MCP server, as a program and at an address: its answers, and what is said where there are none."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.errors import ToolFault
from seedbed.memory.search import Mcp, Search
from seedbed.tools.knowledge.remote.egress import Cleared, Gate
from seedbed.tools.knowledge.remote.sending import Found, send
from tests.tools.knowledge.remote.notes import PROGRAM, Notes, notes

pytest.importorskip("langchain_mcp_adapters", reason="the extra `mcp` isn't installed")
__all__ = ["notes"]


def _query(text: str = "cargo bike") -> Cleared:
    return Gate((text,), egress=False).clear(text)


def _mcp(*command: str, **rest: Any) -> Search:
    return Search(mcp=Mcp(command=command, **rest))


async def test_answers_come_as_texts_with_titles_and_arguments_are_sent(tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = _mcp(sys.executable, str(PROGRAM), str(log), tool="search_notes", arguments={"limit": 2})
    found = await send(program, _query())
    assert [one.title for one in found] == ["Deposits", "Hours/../.."]
    assert found[0].text.startswith("The deposit for a cargo bike is £180.")
    assert json.loads(log.read_text(encoding="utf-8")) == {"query": "cargo bike", "limit": 2}


async def test_plain_text_is_one_answer_and_marks_alone_are_none(notes: Notes) -> None:
    found = await send(_mcp(url=notes.url, tool="say"), _query())
    assert found == (Found("Helmets are lent free of charge at the Mill Lane shop."),)
    assert await send(_mcp(url=notes.url, tool="empty"), _query()) == ()


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("fails", "the notes are locked"),
        ("nothing", "it has no tool 'nothing'; it has empty, fails, other, say, search_notes"),
        ("other", "other has no argument 'query'; it has words"),
    ],
)
async def test_a_tool_that_cant_answer_is_named(notes: Notes, tool: str, said: str) -> None:
    with pytest.raises(ToolFault, match=said):
        await send(_mcp(url=notes.url, tool=tool), _query())


async def test_a_program_that_isnt_there() -> None:
    with pytest.raises(ToolFault, match="No such file"):
        await send(_mcp("no-such-program", tool="x"), _query())


async def test_a_program_that_talks_nonsense_is_given_up() -> None:
    program = "print('hello', flush=True); print('{}', flush=True); input(); input()"
    with pytest.raises(ToolFault, match="no usable answer within 1 seconds"):
        await send(_mcp(sys.executable, "-c", program, tool="x", timeout=1), _query())


async def test_a_program_that_ends_at_once() -> None:
    with pytest.raises(ToolFault):
        await send(_mcp(sys.executable, "-c", "", tool="x", timeout=10), _query())


async def test_a_server_that_cant_be_reached() -> None:
    with pytest.raises(ToolFault):
        await send(_mcp(url="http://127.0.0.1:9/mcp", tool="x", timeout=5), _query())
