"""Web search against a local server: what is sent, what comes out, what is refused."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from seedbed.memory.errors import ToolFault
from seedbed.memory.search import Search
from seedbed.tools.knowledge.remote.egress import cleared, send
from tests.tools.knowledge.remote.web_server import Service, web_service

QUERY = cleared("trailer deposit", ("trailer deposit",), egress=False)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("WORD", "secret")
    with web_service() as running:
        yield running


def _search(base_url: str, **rest: Any) -> Search:
    return Search.model_validate({"web": {"url": f"{base_url}/search?format=json&q={{query}}", **rest}})


async def test_asks_by_its_address_and_takes_the_page_before_the_snippet(service: Service) -> None:
    found = await send(_search(service.base_url, headers={"X-Key": "WORD"}), QUERY)
    assert [(one.title, one.address) for one in found] == [
        ("Deposits | Example", "https://example.com/deposits"),
        ("Opening", "https://example.com/opening"),
    ]
    assert found[0].text.endswith("It is paid back within 6 days.")
    assert found[1].text.startswith("The counter at Quay Road")
    (asked,) = service.asked
    assert (asked.path, asked.headers["X-Key"]) == ("/search?format=json&q=trailer%20deposit", "secret")


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (401, b"{}", "HTTP 401"),
        (302, b"", "HTTP 302"),
        (200, b"<html>", "not JSON"),
        (200, b'{"results": [{"content": "cut', "not JSON"),
        (200, b" " * 5_000_001, "larger than 5 MB"),
    ],
)
async def test_a_bad_answer_is_named(service: Service, status: int, answer: bytes, said: str) -> None:
    service.status, service.answer = status, answer
    with pytest.raises(ToolFault, match=said):
        await send(_search(service.base_url), QUERY)
    assert len(service.asked) == 1


async def test_results_that_are_no_results_are_left_out(service: Service) -> None:
    service.answer = b'{"results": [7, null, {"content": 5}, {"url": "x"}, {"content": "One \\ud800 line"}]}'
    assert [one.text for one in await send(_search(service.base_url), QUERY)] == ["One ? line"]


async def test_without_a_key_nothing_is_sent(service: Service) -> None:
    with pytest.raises(ToolFault, match="set NO_SUCH_KEY"):
        await send(_search(service.base_url, headers={"X-Key": "NO_SUCH_KEY"}), QUERY)
    assert service.asked == []


@pytest.mark.parametrize("key", ["sec\nret", "secret…"])
async def test_a_key_that_cant_be_sent_is_told_and_not_shown(
    service: Service, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("MY_KEY", key)
    with pytest.raises(ToolFault, match="the key in MY_KEY holds") as fault:
        await send(_search(service.base_url, headers={"X-Key": "MY_KEY"}), QUERY)
    assert key not in str(fault.value) and service.asked == []


async def test_an_answer_that_comes_a_byte_at_a_time_is_given_up() -> None:
    """Each byte came in time, so the whole could take hours."""

    over = asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        with suppress(ConnectionError):
            for _ in range(30):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.1)
        writer.close()
        over.set()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ToolFault, match=r"no usable answer within 0\.3 seconds"):
            await send(_search(f"http://127.0.0.1:{port}", timeout=0.3), QUERY)
        await over.wait()


async def test_a_service_that_is_down() -> None:
    with pytest.raises(ToolFault, match="can't be reached"):
        await send(_search("http://127.0.0.1:9"), QUERY)
