"""By which proxy and under which address an endpoint is reached, and when it is to be asked again."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import openai
import pytest

from seedbed.agent.models.delivery.faults import retry_after
from seedbed.agent.models.settings import resolve
from seedbed.memory.errors import EndpointDown, UserFault
from seedbed.memory.spec import Model
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.conftest import client_at
from tests.agent.models.test_ask import SAID, ask
from tests.loopback import Request, loopback


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ALL_PROXY", "socks5://ann:secret@127.0.0.1:1", "ALL_PROXY: a SOCKS proxy can't be used"),
        ("http_proxy", "::bad", "http_proxy: is no address of a proxy"),
        ("HTTPS_PROXY", "ftp://127.0.0.1:1", "HTTPS_PROXY: is no address of a proxy"),
    ],
)
def test_a_proxy_that_cant_be_used_is_told_with_the_settings(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UserFault, match=said) as told:
        resolve({"default": Model(base_url="http://models.example/v1", model="m")}, environ={})
    assert "secret" not in str(told.value)


async def test_a_proxy_of_socks_for_others_is_let_be(
    monkeypatch: pytest.MonkeyPatch, store: SqlStore
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    resolve({"default": Model(base_url="http://127.0.0.1:9/v1", model="m")}, environ={})
    async with client_at(store, "http://127.0.0.1:9/v1") as client:
        with pytest.raises(EndpointDown, match=r"can't be reached \(connection refused\): start the server"):
            await ask(client, 1)


async def test_the_proxy_that_cant_be_reached_is_named(
    monkeypatch: pytest.MonkeyPatch, store: SqlStore
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://ann:secret@127.0.0.1:9")
    said = r"\(by the environment's proxy 127.0.0.1:9: connection refused\): .* NO_PROXY=models.example"
    async with client_at(store, "http://models.example/v1") as client:
        with pytest.raises(EndpointDown, match=said):
            await ask(client, 1)


async def test_a_call_goes_by_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, store: SqlStore
) -> None:
    seen: list[Request] = []

    def answer(request: Request) -> tuple[int, str, bytes]:
        seen.append(request)
        return 200, "application/json", json.dumps(SAID).encode()

    with loopback(answer) as address:
        monkeypatch.setenv("HTTP_PROXY", address.replace("http://", "http://ann:secret@"))
        async with client_at(store, "http://models.example/v1") as client:
            assert (await ask(client, 1))[0].text == "x"
    assert [one.path for one in seen] == ["http://models.example/v1/chat/completions"]
    assert "Proxy-Authorization" in seen[0].headers


async def test_a_redirect_is_told_and_not_followed(store: SqlStore) -> None:
    came: list[Request] = []

    def elsewhere(request: Request) -> tuple[int, str, bytes]:
        came.append(request)
        return 200, "application/json", json.dumps(SAID).encode()

    answers = [(200, "application/json", json.dumps(SAID).encode())]
    with loopback(elsewhere) as other:
        moved = 307, f"{other}/v2/chat/completions", b""
        with loopback(lambda _: moved) as address:
            async with client_at(store, f"{address}/v1") as client:
                with pytest.raises(UserFault, match=rf"sends on to {other}/v2.* --base-url {other}/v2$"):
                    await ask(client, 1)
                assert await client.listing("default") == []
        with loopback(lambda _: answers.pop() if answers else moved) as address:
            async with client_at(store, f"{address}/v1") as client:
                await ask(client, 2)
                with pytest.raises(EndpointDown, match=f"sends on to {other}/.* has answered before"):
                    await ask(client, 3)
    assert not came


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("words", [False, True])
async def test_who_lists_models_and_answers_no_word_is_waited_for(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, words: bool
) -> None:
    """As hosts list them whatever else is down. `words`: only those are answered."""
    monkeypatch.setattr("seedbed.agent.models.delivery.flow._LONGEST_PAUSE", 0.05)
    asked = list[str]()

    def answer(request: Request) -> tuple[int, str, bytes]:
        if not request.body:
            return 200, "application/json", b'{"data": [{"id": "sim-strong"}]}'
        asked.append(json.loads(request.body)["messages"][-1]["content"])
        fine = len(asked) == 1 or (words and asked[-1] == "word") or (not words and len(asked) > 24)
        return (200, "application/json", json.dumps(SAID).encode()) if fine else (502, "text/html", b"<html>")

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1", told=lambda said, down: None) as client:
            await ask(client, 1)
            if words:
                with pytest.raises(EndpointDown, match=r"http 502 .* after \d+ tries"):
                    await ask(client, 2)
            else:
                assert (await ask(client, 2))[0].text == "x"
    assert asked.count("word") == (3 if words else 16)


@pytest.mark.parametrize(("ahead", "waits"), [(20, 20), (-20, 0), (9_000, 9_000)])
def test_a_date_to_try_again_after_is_heeded(ahead: float, waits: float) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead), usegmt=True)
    assert retry_after(limited(until)) == pytest.approx(waits, abs=3)


def test_what_google_asks_to_wait_in_the_error_is_heeded() -> None:
    told = ([{"quotaId": "PerMinute"}, {"retryDelay": "18.5s"}], [{"retryDelay": [1]}], "none")
    assert [retry_after(limited("", {"details": one})) for one in told] == [18.5, 0, 0]


@pytest.mark.parametrize("told", ["", "soon", "²", "Mon, 99 Foo 2020", "Mon, 31 Feb 2020 10:00:00 GMT"])
def test_what_is_neither_seconds_nor_a_date_tells_nothing(told: str) -> None:
    assert retry_after(limited(told)) == 0


def limited(told: str, body: Any = None) -> openai.RateLimitError:
    headers = [(b"retry-after", told.encode())]
    request = httpx2.Request("POST", "http://x/v1")
    return openai.RateLimitError(
        "", response=httpx2.Response(429, headers=headers, request=request), body=body
    )


@pytest.mark.parametrize(("status", "where"), [(200, "message"), (400, "raw"), (500, "text"), (200, "text")])
async def test_keys_and_headers_that_are_repeated_stand_nowhere(
    store: SqlStore, status: int, where: str
) -> None:
    said = 'Bearer sk-of-ann, of-"bob"'
    error = {"message": said if where == "message" else "no", "metadata": {"raw": said}}
    text = said if where == "text" else json.dumps({"error": error})
    reply = (status, "text/plain" if where == "text" else "application/json", text.encode())
    with loopback(lambda request: reply) as address:
        headers = {"x-api-key": 'of-"bob"'}
        async with client_at(
            store, f"{address}/v1", key="sk-of-ann", patience=0.1, headers=headers
        ) as client:
            with pytest.raises((UserFault, EndpointDown)) as told:
                await ask(client, 1)
    kept = str([*store.failures()]) + str(told.value)
    assert "[key]" in kept and "of-ann" not in kept and "bob" not in kept
