"""By which proxy and under which address an endpoint is reached."""

import pytest

from seedbed.agent.models.settings import resolve
from seedbed.memory.errors import EndpointDown, UserFault
from seedbed.memory.spec import Model
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.conftest import client_at
from tests.agent.models.test_ask import ask


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
