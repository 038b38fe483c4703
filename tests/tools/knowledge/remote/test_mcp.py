"""A real MCP server, as a program and at an address: its answers, and what is said where there are none."""

import json
import logging
import sys
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.errors import ToolFault
from seedbed.memory.search import Mcp, Search
from seedbed.tools.knowledge.remote.egress import Found, cleared, send
from tests.tools.knowledge.remote.notes import PROGRAM, Notes, notes

pytest.importorskip("langchain_mcp_adapters", reason="the extra `mcp` isn't installed")
__all__ = ["notes"]
QUERY = cleared("cargo bike", ("cargo bike",), egress=False)


def _mcp(*command: str, **rest: Any) -> Search:
    return Search(mcp=Mcp(command=command, **rest))


async def test_answers_come_as_texts_with_titles_and_arguments_are_sent(tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = _mcp(sys.executable, str(PROGRAM), str(log), tool="search_notes", arguments={"limit": 2})
    found = await send(program, QUERY)
    assert [one.title for one in found] == ["Deposits", "Hours/../.."]
    assert found[0].text.startswith("The deposit for a cargo bike is £180.")
    assert json.loads(log.read_text(encoding="utf-8")) == {"query": "cargo bike", "limit": 2}


async def test_plain_text_is_one_answer_and_marks_alone_are_none(notes: Notes) -> None:
    found = await send(_mcp(url=notes.url, tool="say"), QUERY)
    assert found == (Found("Helmets are lent free of charge at the Mill Lane shop."),)
    assert await send(_mcp(url=notes.url, tool="empty"), QUERY) == ()


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
        await send(_mcp(url=notes.url, tool=tool), QUERY)


NONSENSE = "print('hello', flush=True); print('{}', flush=True); input(); input()"


@pytest.mark.parametrize(
    ("server", "said"),
    [
        ({"command": ("no-such-program",)}, "No such file"),
        ({"command": (sys.executable, "-c", NONSENSE), "timeout": 1}, "no usable answer within 1 seconds"),
        ({"command": (sys.executable, "-c", ""), "timeout": 10}, "Connection closed"),
        ({"url": "http://127.0.0.1:9/mcp", "timeout": 5}, "ConnectError"),
    ],
)
async def test_what_is_no_server_is_a_fault_of_the_tool(server: dict[str, Any], said: str) -> None:
    with pytest.raises(ToolFault, match=said):
        await send(Search(mcp=Mcp(tool="x", **server)), QUERY)


async def test_a_server_that_says_hello_brings_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The library logs one of each line that is none of the protocol; nobody took them."""
    greets = (
        f"print('Ready!', flush=True); import runpy; runpy.run_path({str(PROGRAM)!r}, run_name='__main__')"
    )
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    program = _mcp(sys.executable, "-c", greets, str(tmp_path / "log"), tool="search_notes")
    assert len(await send(program, QUERY)) == 2
    assert capsys.readouterr().err == ""
