"""Web search against a local server of the documented shape; the service itself was never asked."""

from collections.abc import Iterator

import pytest

from seedbed.memory.errors import ToolFault
from seedbed.memory.search import Web
from seedbed.tools.knowledge.remote.egress import Cleared, Gate
from seedbed.tools.knowledge.remote.web import search_web
from tests.tools.knowledge.remote.web_server import Service, web_service


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("TAVILY_API_KEY", "tvly-test")
    with web_service() as running:
        yield running


def _query() -> Cleared:
    return Gate(("trailer deposit",), egress=False).clear("trailer deposit")


async def test_asks_as_documented_and_takes_the_page_before_the_snippet(service: Service) -> None:
    found = await search_web(Web(base_url=service.base_url, results=3), _query())
    assert [(one.title, one.address) for one in found] == [
        ("Deposits | Example", "https://example.com/deposits"),
        ("Opening", "https://example.com/opening"),
    ]
    assert found[0].text.endswith("It is paid back within 6 days.")
    assert found[1].text.startswith("The counter at Quay Road")
    assert service.asked == [
        {
            "query": "trailer deposit",
            "max_results": 3,
            "search_depth": "basic",
            "include_raw_content": True,
            "include_answer": False,
        }
    ]
    assert (service.keys, service.paths) == (["Bearer tvly-test"], ["/search"])


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (401, b"{}", "HTTP 401"),
        (500, b"oops", "HTTP 500"),
        (200, b"<html>", "not JSON"),
        (200, b"[]", "no list `results`"),
        (200, b'{"results": {}}', "no list `results`"),
        (200, b"[" * 100_000, "not JSON"),
        (200, b" " * 5_000_001, "larger than 5 MB"),
    ],
)
async def test_a_bad_answer_is_named(service: Service, status: int, answer: bytes, said: str) -> None:
    service.status, service.answer = status, answer
    with pytest.raises(ToolFault, match=said):
        await search_web(Web(base_url=service.base_url), _query())


async def test_a_redirect_is_not_followed(service: Service) -> None:
    service.status, service.headers = 302, {"Location": f"{service.base_url}/elsewhere"}
    with pytest.raises(ToolFault, match="HTTP 302"):
        await search_web(Web(base_url=service.base_url), _query())
    assert service.paths == ["/search"]


async def test_results_that_are_no_results_are_left_out(service: Service) -> None:
    service.answer = b'{"results": [7, null, {"content": 5}, {"url": "x"}, {"content": "One \\ud800 line"}]}'
    found = await search_web(Web(base_url=service.base_url), _query())
    assert [one.text for one in found] == ["One ? line"]


async def test_without_a_key_nothing_is_sent(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAVILY_API_KEY")
    with pytest.raises(ToolFault, match="set TAVILY_API_KEY"):
        await search_web(Web(base_url=service.base_url), _query())
    assert service.asked == []


async def test_a_service_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAVILY_API_KEY", "k")
    with pytest.raises(ToolFault, match="can't be reached"):
        await search_web(Web(base_url="http://127.0.0.1:9"), _query())
