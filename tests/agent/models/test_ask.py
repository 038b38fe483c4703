"""The one door to the models, over the wire against the simulated endpoint."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest

from seedbed.agent.answers import Answer
from seedbed.agent.models.ask import Client
from seedbed.agent.models.chat import LARGEST
from seedbed.agent.models.endpoint import Purpose
from seedbed.agent.models.listing import names_at
from seedbed.agent.models.settings import ResolvedModel
from seedbed.agent.models.wire import Decode, Reply
from seedbed.agent.prompting import Prompt, brief_block
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault, BudgetSpent, EndpointDown, Paused, UserFault
from seedbed.memory.profile import Quirks
from seedbed.memory.spec import Budget, Model, Price
from seedbed.memory.store.protocol import Event
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.conftest import answering, client_at
from tests.loopback import CHUNKED, Request, bytewise, chunk, loopback
from tests.simulator.fixtures import Start

PURPOSE = Purpose("sample", "cell", "method")
DECODE = Decode(max_tokens=300)


class WriteText(Answer):
    """A text."""

    text: str


def prompt(seed: int) -> Prompt:
    brief = brief_block({"job": "write_text", "topic": "bikes", "seed": seed})
    return Prompt("write_text", "h", ({"role": "user", "content": f"Write.\n\n{brief}"},))


def slot(n: int) -> Slot:
    return Slot(f"{n:064d}", "writer", "write_text")


async def ask(
    client: Client, number: int, seed: int = 0, purpose: Purpose = PURPOSE
) -> tuple[WriteText, Reply]:
    return await client.ask(slot(number), prompt(seed or number), WriteText, purpose, DECODE)


Clients = Callable[..., Awaitable[Client]]


@pytest.fixture
async def clients(store: SqlStore) -> AsyncIterator[Clients]:
    """Clients on one store, closed at the end."""
    async with AsyncExitStack() as stack:

        async def on(base_url: str, model: str = "sim-strong", **more: Any) -> Client:
            return await stack.enter_async_context(client_at(store, base_url, model, **more))

        yield on


async def test_an_answer_is_journaled_and_never_paid_twice(
    simulated: Start, clients: Clients, store: SqlStore
) -> None:
    end = simulated()
    first, reply = await ask(await clients(end.base_url, price=Price(prompt=1.0, completion=2.0)), 1)
    again, _ = await ask(await clients(end.base_url), 1)
    assert first == again and reply.slot == slot(1).key
    assert end.stats()["requests"] == 1
    totals = store.totals()
    assert totals.calls == 1 and totals.usd > 0
    assert totals.prompt_tokens == end.stats()["tokens"]["prompt"]


async def test_another_request_under_a_journaled_slot_is_refused_or_asked_anew(
    simulated: Start, clients: Clients, store: SqlStore
) -> None:
    end = simulated()
    client = await clients(end.base_url)
    await ask(client, 1)
    ordered = Event("planner", "ordered", {"number": 1, "brief": slot(1).brief})
    store.record([ordered])
    with pytest.raises(UserFault, match="another request"):
        await ask(client, 1, seed=2)
    await ask(await clients(end.base_url, changed=True), 1, seed=2)
    store.record([ordered])  # the build had ended short, and goes on with fewer rows beside this one
    await ask(client, 1, seed=3)
    await ask(client, 1, seed=3)
    assert end.stats()["requests"] == 3


async def test_faults_of_transport_heal(simulated: Start, clients: Clients, store: SqlStore) -> None:
    rough = simulated(errors=0.3, rate_limit=6, hangs=0.05)
    client = await clients(rough.base_url, timeout=2.0)
    got = await asyncio.gather(*(ask(client, n) for n in range(1, 21)))
    assert all(isinstance(value, WriteText) for value, _ in got)
    assert store.totals().failed_calls == sum(1 for _ in store.failures())
    assert store.totals().failed_calls > 0
    assert rough.stats()["repeated"] == 0


async def test_an_endpoint_that_takes_longer_than_its_timeout_is_given_the_time(
    simulated: Start, clients: Clients, store: SqlStore
) -> None:
    client = await clients(simulated(latency=700).base_url, timeout=0.5)
    for number in range(1, 4):
        await ask(client, number)
    first, *more = store.failures()
    assert (first.code, first.detail) == ("timeout", "no answer within 0.5 s")
    assert len(more) <= 1, "a busy machine may take as long again"


async def test_an_answer_that_may_be_long_has_longer_than_the_timeout(
    simulated: Start, clients: Clients, store: SqlStore
) -> None:
    client = await clients(simulated(latency=700).base_url, timeout=0.5)
    await client.ask(slot(1), prompt(1), WriteText, PURPOSE, replace(DECODE, max_tokens=18_000))
    assert not list(store.failures())


async def test_one_that_never_answers_is_said_to_be_perhaps_too_slow(
    simulated: Start, clients: Clients, store: SqlStore
) -> None:
    client = await clients(simulated(latency=5000).base_url, timeout=0.1)
    with pytest.raises(EndpointDown, match=r"no answer within 0.4 s, 3 tries: .*`timeout`"):
        await ask(client, 1)
    assert len(list(store.failures())) == 3


async def test_malformed_answers_are_asked_again_and_kept_as_failures(
    simulated: Start, clients: Clients, store: SqlStore
) -> None:
    client = await clients(simulated(malformed=0.4, truncated=0.1).base_url)
    done = await asyncio.gather(*(ask(client, n) for n in range(1, 41)), return_exceptions=True)
    failed = [one for one in done if isinstance(one, BaseException)]
    assert len(failed) <= 10 and all(isinstance(one, AnswerFault) for one in failed)
    codes = {failure.code for failure in store.failures()}
    assert {"malformed", "truncated"} <= codes
    assert all(failure.raw for failure in store.failures())


@pytest.mark.parametrize(
    ("profile", "quirks"),
    [
        ("thinker", Quirks(thinking="field", think_tokens=400)),
        ("no-schema", Quirks(response_format=False)),
        ("quirky", Quirks(max_tokens_field="max_completion_tokens", temperature=False, seed=False)),
    ],
)
async def test_quirks_are_respected(simulated: Start, clients: Clients, profile: str, quirks: Quirks) -> None:
    end = simulated(profile=profile)
    value, reply = await ask(await clients(end.base_url, end.model, quirks=quirks), 1)
    assert value.text
    assert bool(reply.thought) == (profile == "thinker")


async def test_a_cap_is_never_passed(simulated: Start, clients: Clients, store: SqlStore) -> None:
    url = simulated().base_url
    client = await clients(url, budget=Budget(tokens=2500))
    done = await asyncio.gather(*(ask(client, n) for n in range(1, 81)), return_exceptions=True)
    assert any(isinstance(one, BudgetSpent) for one in done)
    totals = store.totals()
    assert totals.prompt_tokens + totals.completion_tokens <= 2500
    assert store.charge_lost() == 0
    with pytest.raises(BudgetSpent, match="1 call is used up"):
        await ask(await clients(url, budget=Budget(calls=1)), 201)


async def test_dollars_are_not_capped_where_nobody_says_what_a_model_costs(
    simulated: Start, clients: Clients, store: SqlStore
) -> None:
    cap, said = Budget(usd=5), r"\$5.00 can't be kept: nobody says what sim-strong costs — say its `price"
    with pytest.raises(UserFault, match=said):
        await ask(await clients("http://far.example/v1", budget=cap), 1)
    assert store.totals().calls == 0
    await ask(await clients(simulated().base_url, budget=cap), 1)  # on this machine nothing is billed


async def test_a_closing_client_lets_nothing_out(simulated: Start, clients: Clients) -> None:
    end = simulated()
    client = await clients(end.base_url)
    client.close(Paused("enough"))
    with pytest.raises(Paused, match="enough"):
        await ask(client, 1)
    assert end.stats()["requests"] == 0


async def test_a_model_that_isn_t_there_is_told_so_where_none_is_listed(clients: Clients) -> None:
    with answering("", (404, {"error": {"message": "model 'sim-strong' not found, pull it"}})) as url:
        client = await clients(url)
        with pytest.raises(UserFault, match=r"no model 'sim-strong'.*there are none"):
            await ask(client, 1)


async def test_a_model_that_is_listed_and_withdrawn_is_no_wrong_path(clients: Clients) -> None:
    gone = {"error": {"message": "The model `sim-strong` has been deprecated", "code": "model_not_found"}}
    with answering("sim-strong", (200, SAID), (404, gone)) as url:
        client = await clients(url)
        await ask(client, 1)
        with pytest.raises(
            UserFault, match=r"lists the model and refuses it \(The model `sim-strong` has been"
        ):
            await ask(client, 2)


async def test_a_bare_list_of_models_is_read(clients: Clients) -> None:
    """Together's."""
    bare = json.dumps([{"id": "a"}, {"id": "b"}]).encode()
    with loopback(lambda request: (200, "application/json", bare)) as address:
        client = await clients(f"{address}/v1")
        model = Model(model="a", base_url=f"{address}/v1")
        assert names_at(ResolvedModel("default", model, "", {})) == ["a", "b"]
        assert [one["id"] for one in await client.listing("default")] == ["a", "b"]


@pytest.mark.parametrize(
    ("status", "how"),
    [
        (429, {"code": "insufficient_quota"}),
        (400, {"type": "budget_exceeded", "code": "400"}),  # LiteLLM's
        (402, {}),
    ],
)
async def test_an_account_without_money_is_not_tried_again(
    clients: Clients, store: SqlStore, status: int, how: dict[str, str]
) -> None:
    spent = {"error": {"message": "You exceeded your quota", **how}}
    with answering("sim-strong", (status, spent)) as url:
        client = await clients(url)
        with pytest.raises(EndpointDown, match="exceeded your quota"):
            await ask(client, 1)
    assert len(list(store.failures())) == 1


async def test_a_generation_that_failed_is_tried_again(clients: Clients) -> None:
    failed = {"error": "Request failed during generation: out of memory", "error_type": "generation"}
    with answering("tgi", (424, failed), (200, SAID)) as url:
        assert await ask(await clients(url), 1)


async def test_one_refused_request_of_an_endpoint_that_answered_is_told_in_its_own_words(
    clients: Clients,
) -> None:
    refusal = {"error": {"message": "no upstream"}}
    with answering("an alias", (200, SAID), (404, refusal)) as url:
        client = await clients(url)
        await ask(client, 1)
        with pytest.raises(UserFault, match="refuses the request: HTTP 404, no upstream"):
            await ask(client, 2)


@pytest.mark.parametrize(
    ("told", "usd"),
    [
        ({"prompt_tokens_details": {"cached_tokens": 800}}, 200 * 2 + 800 * 0.5 + 100 * 8),
        ({"prompt_cache_hit_tokens": 800, "prompt_cache_miss_tokens": 200}, 200 * 2 + 800 * 0.5 + 100 * 8),
        ({"cached_tokens": 800}, 200 * 2 + 800 * 0.5 + 100 * 8),
        ({"prompt_tokens_details": {"cached_tokens": 5000}}, 1000 * 2 + 100 * 8),
        ({"prompt_tokens_details": None}, 1000 * 2 + 100 * 8),
    ],
)
async def test_prompt_tokens_of_a_cache_have_their_own_price(
    clients: Clients, store: SqlStore, told: dict[str, Any], usd: float
) -> None:
    used = {"prompt_tokens": 1000, "completion_tokens": 100, **told}
    with answering("m", (200, {**SAID, "usage": used})) as url:
        await ask(await clients(url, price=Price(prompt=2, cached=0.5, completion=8)), 1)
    assert store.totals().usd == pytest.approx(usd / 1e6)


async def test_no_tokens_of_a_prompt_are_no_usage(clients: Clients, store: SqlStore) -> None:
    with answering("m", (200, {**SAID, "usage": {"prompt_tokens": 0, "completion_tokens": 0}})) as url:
        await ask(await clients(url), 1)
    lost, most = store.lost()
    assert (lost, store.totals().prompt_tokens) == (1, most.prompt_tokens) and most.prompt_tokens > 300


async def test_half_a_character_of_a_prompt_is_replaced(clients: Clients, store: SqlStore) -> None:
    with answering("m", (200, SAID)) as url:
        client, said = await clients(url), "the file caf\udce9.md"
        await client.chat(slot(1), [{"role": "user", "content": said}], PURPOSE, DECODE)
    ((_, answer),) = store.answers_of(slot(1).brief)
    sent = store.sent(answer.request)
    assert sent is not None and sent["messages"][0]["content"] == "the file caf?.md"


SAID: dict[str, Any] = {
    "choices": [
        {"message": {"role": "assistant", "content": '{"text": "x"}'}, "logprobs": {"content": True}}
    ],
    "usage": {"prompt_tokens": 12.0, "completion_tokens": "n/a", "prompt_tokens_details": [1]},
}


@pytest.mark.parametrize(
    ("status", "odd", "code", "said"),
    [
        (200, b'{"choices": "caf\xe9"}', "decoding", "can't decode byte 0xe9"),
        (200, b'{"a": ' * 100_000, "decoding", "while decoding a JSON object"),
        (200, b'{"id": ' + b"9" * 5_000 + b"}", "decoding", "5000 digits"),
        (200, b'{"error": {"message": "cut \\ud83d", "left": NaN}}', "http 502", "cut ?"),
        (404, b"404 page not found", "http 502", "HTTP 404, 404 page not found"),
        (500, b'{"error": {"message": "cut \\ud83d"}}', "http 500", "cut ?"),
        (200, b'{"choices": "cut \\ud83d"}', "not an answer", "no completion"),
    ],
)
async def test_what_cant_be_read_is_asked_for_again(
    clients: Clients, store: SqlStore, status: int, odd: bytes, code: str, said: str
) -> None:
    answers = iter([(200, "application/json", json.dumps(SAID).encode()), (status, "application/json", odd)])

    def answer(_: Request) -> tuple[int, str, bytes]:
        return next(answers, (200, "text/html; charset=utf-8", json.dumps(SAID).encode()))

    with loopback(answer) as address:
        client = await clients(f"{address}/v1")
        await ask(client, 1)
        written, reply = await ask(client, 2)
    assert (written.text, reply.logprobs, reply.tokens) == ("x", (), 12)
    assert [(one.code, said in one.detail) for one in store.failures()] == [(code, True)]
    assert store.totals().prompt_tokens == 24 or not code.startswith("http")  # may have been billed


async def test_an_answer_that_unpacks_to_gigabytes_is_asked_for_again(
    clients: Clients, store: SqlStore
) -> None:
    packed = CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")

    async def answer(number: int) -> AsyncIterator[bytes]:
        said = b"[" * (LARGEST + 1) if number == 1 else json.dumps(SAID).encode()
        yield packed + chunk(gzip.compress(said)) + chunk(b"")

    async with bytewise(answer) as address:
        client = await clients(f"{address}/v1")
        await ask(client, 1)
        assert (await ask(client, 2))[0].text == "x"
    kept = [(one.code, one.detail, one.raw) for one in store.failures()]
    assert kept == [("not an answer", "more than 16,000,000 bytes came", "[" * 200)]


async def test_a_list_of_models_that_unpacks_to_gigabytes_is_none(clients: Clients) -> None:
    packed = CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")

    async def answer(_: int) -> AsyncIterator[bytes]:
        yield packed + chunk(gzip.compress(b'[{"id": "a"}' + b" " * LARGEST + b"]")) + chunk(b"")

    async with bytewise(answer) as address:
        client = await clients(f"{address}/v1")
        assert await client.listing("default") == []
        model = ResolvedModel("default", Model(model="a", base_url=f"{address}/v1"), "", {})
        with pytest.raises(UserFault, match="more than 16,000,000 bytes came"):
            await asyncio.to_thread(names_at, model)


async def test_an_answer_that_trickles_in_is_given_up_in_time_and_may_be_paid(
    clients: Clients, store: SqlStore
) -> None:
    async def answer(number: int) -> AsyncIterator[bytes]:
        yield CHUNKED
        while not number:
            yield chunk(b" ")
            await asyncio.sleep(0.02)
        yield chunk(json.dumps(SAID).encode()) + chunk(b"")

    async with asyncio.timeout(5), bytewise(answer) as address:
        client = await clients(f"{address}/v1", timeout=0.2)
        assert (await ask(client, 1))[0].text == "x"
    assert [(one.code, one.detail) for one in store.failures()] == [("timeout", "no answer within 0.2 s")]
    assert store.totals().prompt_tokens > 24


@pytest.mark.parametrize(("quickest", "paid"), [(60.0, False), (0.0, True)])
async def test_a_connection_that_is_closed_later_than_an_answer_may_come_may_have_been_paid(
    clients: Clients, store: SqlStore, quickest: float, paid: bool
) -> None:
    async def answer(number: int) -> AsyncIterator[bytes]:
        if number != 1:
            yield CHUNKED + chunk(json.dumps(SAID).encode()) + chunk(b"")

    async with asyncio.timeout(10), bytewise(answer) as address:
        client = await clients(f"{address}/v1")
        await ask(client, 1)
        (flow,) = client.lines._flows.values()
        assert 0 < flow.quickest == flow.slowest
        flow.quickest = quickest
        assert (await ask(client, 2))[0].text == "x"
    assert [(one.code, one.detail) for one in store.failures()] == [("closed", "Server disconnected")]
    assert (store.totals().prompt_tokens > 24) == paid
