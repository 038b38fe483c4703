"""What a call sent is kept as it went over the wire, and nothing of keys and headers is."""

import json
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.models.endpoint import Purpose
from seedbed.agent.models.wire import Decode
from seedbed.memory.brief import Slot
from seedbed.memory.errors import EndpointDown, UserFault
from seedbed.memory.profile import Quirks
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.conftest import client_at
from tests.loopback import Request, loopback

SLOT = Slot("b" * 64, "writer", "write_text")
ANSWER = {"choices": [{"message": {"role": "assistant", "content": "é"}, "finish_reason": "stop"}]}
SECRETS = ("key-that-nobody-sees", "value-of-the-header")
TOOL = {"type": "function", "function": {"name": "look", "description": "", "parameters": {"type": "object"}}}
SAID: tuple[dict[str, Any], ...] = (
    {"role": "system", "content": "You help."},
    {"role": "user", "content": "Look."},
    {
        "role": "assistant",
        "content": "",
        "tool_calls": [{"id": "a", "type": "function", "function": {"name": "look", "arguments": "{}"}}],
    },
    {"role": "tool", "tool_call_id": "a", "content": "nothing"},
)


@pytest.mark.parametrize("status", [200, 401])
async def test_the_body_is_kept_as_it_was_sent_and_no_secret_with_it(
    status: int, store: SqlStore, tmp_path: Path
) -> None:
    came: list[Request] = []

    def answer(request: Request) -> tuple[int, str, bytes]:
        came.append(request)
        return status, "application/json", json.dumps(ANSWER if status == 200 else {"error": "no"}).encode()

    key, value = SECRETS
    quirks = Quirks(max_tokens_field="max_completion_tokens")
    with loopback(answer) as address:
        async with client_at(
            store, f"{address}/v1", key=key, quirks=quirks, headers={"X-Team": value}
        ) as client:
            try:
                await client.chat(SLOT, SAID, Purpose("sample"), Decode(), tools=[TOOL])
            except UserFault:
                assert status == 401
    headers = json.dumps(dict(came[-1].headers))
    assert key in headers and value in headers
    (request,) = {row.request for row in store.deliveries(SLOT.brief)}
    kept = store.sent(request)
    assert kept == json.loads(came[-1].body)
    assert kept is not None and kept["max_completion_tokens"] == 800 and kept["tools"] == [TOOL]
    store.close()
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [secret for secret in SECRETS if secret.encode() in held] == []


async def test_what_never_reached_anybody_is_kept_too(store: SqlStore) -> None:
    async with client_at(store, "http://127.0.0.1:9/v1") as client:
        with pytest.raises(EndpointDown):
            await client.chat(SLOT, SAID, Purpose("sample"), Decode())
    (first, *_), failures = store.deliveries(SLOT.brief), list(store.failures())
    assert failures and first.state == "failed"
    kept = store.sent(first.request)
    assert kept is not None and kept["messages"][1] == {"content": "Look.", "role": "user"}
