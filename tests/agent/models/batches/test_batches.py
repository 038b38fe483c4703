"""Calls in batches, over the wire: what goes into a file, what it costs, what becomes of too large ones."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import IO, Any

import httpx2
import openai
import pytest
from openai._response import AsyncAPIResponse
from openai.pagination import AsyncPage as Page
from openai.resources.batches import AsyncBatches
from openai.resources.files import AsyncFiles
from openai.types import Batch

from seedbed.agent.models.ask import Client
from seedbed.agent.models.batches import api, batches
from seedbed.agent.models.batches.api import BatchApi
from seedbed.agent.models.delivery.call import Call
from seedbed.memory.batch import figures
from seedbed.memory.errors import EndpointDown
from seedbed.memory.spec import Price
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.conftest import client_at
from tests.agent.models.test_ask import PURPOSE, ask
from tests.simulator.fixtures import Start


def out(client: Client) -> bool:
    return client.batches is not None and client.batches.out


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("_QUIET", 0.1), ("_TICK", 0.02), ("_SOONEST", 0.05)):
        monkeypatch.setattr(batches, name, seconds)


PRICE = Price(prompt=1000.0, completion=2000.0, batch=0.25)


async def test_files_keep_to_the_limit_and_what_comes_back_is_charged_at_the_price_of_batches(
    simulated: Start, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_CALLS", 3)
    end, said = simulated(batches=0.3), list[str]()
    async with client_at(store, end.base_url, price=PRICE) as client:
        await client.go_by_batches(said.append, ["writer"])
        waiting = asyncio.gather(*(ask(client, n) for n in range(1, 8)))
        while not out(client):
            await asyncio.sleep(0.01)
        assert figures(store)["out"] and figures(store)["calls"] in (3, 6, 7)
        texts = {answer.text for answer, _ in await waiting}
    used = end.stats()["tokens"]
    assert len(texts) == 7 and end.stats()["batches"] == 3
    totals = store.totals()
    assert totals.usd == pytest.approx(0.25 * (1000 * used["prompt"] + 2000 * used["completion"]) / 1e6)
    assert [one for one in said if "is out" in one] == [
        "a batch of 3 calls is out", "a batch of 3 calls is out", "a batch of 1 call is out"
    ]  # fmt: skip


async def test_where_an_account_takes_no_more_tokens_files_are_halved_and_wait_for_each_other(
    simulated: Start, store: SqlStore
) -> None:
    end, said = simulated(batches=0.1, batch_room=2), list[str]()
    async with client_at(store, end.base_url) as client:
        await client.go_by_batches(said.append, ["writer"])
        await asyncio.gather(*(ask(client, n) for n in range(1, 6)))
    assert "5 calls unanswered (Enqueued token limit reached)" in said[1]
    assert [one.partition(" is")[0] for one in said[2::2]] == [
        "a batch of 2 calls", "a batch of 2 calls", "a batch of 1 call"
    ]  # fmt: skip
    assert store.totals().failed_calls == 5 and figures(store)["out"] == 0


async def test_batches_that_all_fail_end_the_build_with_the_reason(
    simulated: Start, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = simulated(batches=0.0, batches_failing=9)
    async with client_at(store, end.base_url) as client:
        await client.go_by_batches(print, ["writer"])
        with pytest.raises(EndpointDown, match=r"nothing came of 3 batches in a row: The file can't be read"):
            await ask(client, 1)


@pytest.mark.parametrize(("status", "times"), [(400, 9), (401, 1)])
async def test_a_refused_batch_is_no_row_s_fault_and_sends_none_by_itself(
    simulated: Start, store: SqlStore, monkeypatch: pytest.MonkeyPatch, status: int, times: int
) -> None:
    """As OpenAI refuses one at the account's limit; as a gateway loses a key for a moment."""
    left, create = [status] * times, AsyncBatches.create

    async def refused(self: Any, **more: Any) -> Any:
        if left:
            response = httpx2.Response(left.pop(), request=httpx2.Request("POST", "http://x/v1/batches"))
            kinds = {400: openai.BadRequestError, 401: openai.AuthenticationError}
            raise kinds[status]("Billing hard limit", response=response, body=None)
        return await create(self, **more)

    monkeypatch.setattr(AsyncBatches, "create", refused)
    end = simulated(batches=0.0)
    async with client_at(store, end.base_url) as client:
        await client.go_by_batches(print, ["writer"])
        if times == 1:
            assert (await ask(client, 1, purpose=replace(PURPOSE, row=1)))[0].text
            return
        with pytest.raises(
            EndpointDown, match=r"refuses batches: .* HTTP 400, Billing hard limit: see to it"
        ):
            await ask(client, 1, purpose=replace(PURPOSE, row=1))
    assert end.stats()["requests"] == 0


async def test_what_is_out_when_all_rows_are_there_is_cancelled_and_charged_at_its_upper_bound(
    simulated: Start, store: SqlStore
) -> None:
    end = simulated(batches=600)
    async with client_at(store, end.base_url) as client:
        await client.go_by_batches(print, ["writer"])
        waiting = asyncio.gather(ask(client, 1), ask(client, 2), return_exceptions=True)
        while not out(client):
            await asyncio.sleep(0.01)
        waiting.cancel()
        assert client.batches is not None
        await client.batches.give_up()
    assert end.stats()["cancelled"] == 1 and not out(client)
    assert {row.state for n in (1, 2) for row in store.deliveries(f"{n:064d}")} == {"lost"}
    assert store.totals().prompt_tokens > 600


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"response": None, "error": "no room"}, "no room"),
        ({"response": "lost", "error": None}, "no answer"),
        ({"response": {"body": {"error": "no room"}}, "error": [1]}, "no room"),
    ],
)
async def test_an_odd_line_is_a_call_that_came_back_unanswered(
    simulated: Start, store: SqlStore, monkeypatch: pytest.MonkeyPatch, odd: dict[str, Any], said: str
) -> None:
    wrong, download = [odd], BatchApi.download

    async def once_odd(self: BatchApi, file: str, call: Call, into: IO[bytes]) -> str:
        unlike = await download(self, file, call, into)
        if wrong:
            line = {**json.loads(into.readline()), **wrong.pop()}
            into.seek(0)
            into.truncate()
            into.write(b"[" * 100_000 + b"\n" + json.dumps(line).encode())
            into.seek(0)
        return unlike

    monkeypatch.setattr(BatchApi, "download", once_odd)
    async with client_at(store, simulated(batches=0.0).base_url) as client:
        await client.go_by_batches(print, ["writer"])
        assert (await ask(client, 1))[0].text
    assert [said in one.detail for one in store.failures()] == [True]


async def test_what_is_no_file_or_batch_is_asked_for_again(
    simulated: Start, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind, name in ((AsyncFiles, "create"), (AsyncBatches, "create"), (AsyncBatches, "retrieve")):
        odd, right = iter(["<html>", Page[Any](object="list", data=[])]), getattr(kind, name)

        async def oddly(self: Any, *given: Any, odd: Any = odd, right: Any = right, **more: Any) -> Any:
            return next(odd, None) or await right(self, *given, **more)

        monkeypatch.setattr(kind, name, oddly)
    async with client_at(store, simulated(batches=0.0).base_url) as client:
        await client.go_by_batches(print, ["writer"])
        assert (await ask(client, 1))[0].text


async def test_a_file_that_breaks_off_and_a_404_of_something_before_the_endpoint_cost_nothing(
    simulated: Start, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, page = [True], [True]
    read, retrieve = AsyncAPIResponse.iter_bytes, AsyncBatches.retrieve

    async def breaks_off(self: Any, *given: Any) -> AsyncIterator[bytes]:
        async for piece in read(self, *given):
            if broken and broken.pop():
                raise httpx2.ReadError("cut")
            yield piece

    async def through_a_tunnel(self: Any, id: str, **more: Any) -> Any:
        if page and page.pop():
            request = httpx2.Request("GET", "http://x/v1")
            response = httpx2.Response(404, text="404 page not found", request=request)
            raise openai.NotFoundError("", response=response, body=response.text)
        return await retrieve(self, id, **more)

    monkeypatch.setattr(AsyncAPIResponse, "iter_bytes", breaks_off)
    monkeypatch.setattr(AsyncBatches, "retrieve", through_a_tunnel)
    async with client_at(store, simulated(batches=0.0).base_url) as client:
        await client.go_by_batches(print, ["writer"])
        assert (await ask(client, 1))[0].text
    assert not broken and not page and not [*store.failures()]


@pytest.mark.parametrize("always", [False, True])
@pytest.mark.parametrize(
    ("came", "told"),
    [
        ({"message": "No such file"}, "HTTP 404, No such file"),
        (b"<html><title>Bad\ngateway</title>\n</html>\n", "a web page: Bad gateway"),
        (b'{"error": "busy"}', """'{"error": "busy"}'"""),
        (b"", "a file that breaks off amid a line"),
    ],
)
async def test_what_comes_in_place_of_a_file_is_fetched_again_and_named_at_last(
    simulated: Start,
    store: SqlStore,
    monkeypatch: pytest.MonkeyPatch,
    came: dict[str, str] | bytes,
    told: str,
    always: bool,
) -> None:
    read, left = AsyncAPIResponse.iter_bytes, [api._FETCHES if always else 1]

    async def oddly(self: Any, *given: Any) -> AsyncIterator[bytes]:
        whole = b"".join([piece async for piece in read(self, *given)])
        left[0] -= 1
        if left[0] < 0:
            yield whole
        elif isinstance(came, dict):
            response = httpx2.Response(404, request=httpx2.Request("GET", "http://x/v1"))
            raise openai.NotFoundError("", response=response, body=came)
        else:
            yield came or whole[:-20]

    monkeypatch.setattr(AsyncAPIResponse, "iter_bytes", oddly)
    monkeypatch.setattr(api, "_LONGEST_REST", 0.01)
    said = list[str]()
    async with client_at(store, simulated(batches=0.0).base_url) as client:
        await client.go_by_batches(said.append, ["writer"])
        assert (await ask(client, 1))[0].text
    assert [one.detail for one in store.failures()] == [f"of its batch came {told}"] * always
    assert len([one for one in said if told in one]) == always
    assert (store.totals().prompt_tokens > 300) == always


@pytest.mark.parametrize("completed", [0, 1])
async def test_calls_that_a_batch_says_it_has_answered_are_paid_though_nothing_comes_of_it(
    simulated: Start, store: SqlStore, monkeypatch: pytest.MonkeyPatch, completed: int
) -> None:
    retrieve = AsyncBatches.retrieve

    async def without_a_file(self: Any, id: str, **more: Any) -> Any:
        found = await retrieve(self, id, **more)
        counts = {"total": 1, "completed": completed, "failed": 0}
        return Batch.model_validate({**found.to_dict(), "output_file_id": None, "request_counts": counts})

    monkeypatch.setattr(AsyncBatches, "retrieve", without_a_file)
    async with client_at(store, simulated(batches=0.0).base_url) as client:
        await client.go_by_batches(print, ["writer"])
        with pytest.raises(EndpointDown, match="nothing came of 3 batches in a row: its batch is completed"):
            await ask(client, 1)
    assert (store.totals().prompt_tokens > 600) == bool(completed)


async def test_a_clock_that_is_set_forwards_delays_no_look(
    simulated: Start, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = time.time
    async with asyncio.timeout(30), client_at(store, simulated(batches=0.6).base_url) as client:
        await client.go_by_batches(print, ["writer"])
        waiting = asyncio.ensure_future(ask(client, 1))
        while not out(client):
            await asyncio.sleep(0.01)
        monkeypatch.setattr(time, "time", lambda: real() + 3 * 86_400)
        await waiting


async def test_a_batch_that_is_overdue_is_nothing_to_wait_for_without_a_word(
    simulated: Start, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with client_at(store, simulated(batches=600).base_url) as client:
        await client.go_by_batches(print, ["writer"])
        waiting = asyncio.create_task(ask(client, 1))
        while not out(client):
            await asyncio.sleep(0.01)
        monkeypatch.setattr(batches, "_OVERDUE", 0.0)
        assert not out(client)
        waiting.cancel()
