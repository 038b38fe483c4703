"""Search tools in a spec: among its sources, as the user writes them; faults are named."""

from typing import Any

import pytest

from seedbed.memory.errors import UserFault
from seedbed.memory.files.spec_file import parse_spec, spec_text

HEAD = "offline: questions\ntopic: the rules of a bike-rental firm\nrows: 2\nsources:\n"
MCP = "  - mcp: {command: [python, notes.py], tool: search_notes}\n"


def test_search_tools_stand_among_the_sources_and_come_back_equal() -> None:
    spec = parse_spec(
        HEAD
        + "  - docs\n"
        + MCP
        + "  - web: {url: 'https://example.com/s?q={query}'}\n    queries: [bike deposits]\n"
    )
    assert spec.sources == ("docs",)
    assert [search.name for search in spec.search] == ["mcp:mcp", "web:web"]
    assert [search.place for search in spec.search] == ["the program python", "example.com"]
    assert parse_spec(spec_text(spec)) == spec


def test_a_search_tool_is_a_source_for_grounded_questions() -> None:
    assert parse_spec(HEAD + MCP).sources == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  - mcp: {tool: x}", "either `command` or `url`"),
        ("  - mcp: {tool: x, url: 'file:///etc/passwd'}", "http"),
        ("  - mcp: {command: [a]}", "tool"),
        ("  - {}", "either `mcp` or `web`"),
        ("  - web: {url: 'file:///x?{query}'}", "url"),
        ("  - web: {url: 'https://example.com/s'}", "url"),
        ("  - web: {url: 'https://{query}.example.com/'}", "url"),
        ("  - web: {url: 'https://e/?{query}', key: secret}", "key"),
        (2 * "  - web: {url: 'https://example.com/?{query}'}\n", "two search tools are called 'web:web'"),
    ],
)
def test_what_is_wrong_is_named(line: str, said: Any) -> None:
    with pytest.raises(UserFault, match=said):
        parse_spec(HEAD + line + "\n")
