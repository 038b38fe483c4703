"""The one door to the models, over the wire against the simulated endpoint."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from seedbed.agent.answers import Answer
from seedbed.agent.models.ask import Client, Endpoint, Purpose
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import Prompt, brief_block
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault, BudgetSpent, Paused, UserFault
from seedbed.memory.profile import Profile, Quirks
from seedbed.memory.spec import Budget, Price
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.conftest import answering
from tests.loopback import Request, loopback
from tests.simulator.fixtures import Start
from tests.simulator.launch import Running

PURPOSE = Purpose("sample", "cell", "method")
DECODE = Decode(max_tokens=300)
NO_CAP = Budget()


class WriteText(Answer):
    """A text."""

    text: str


def prompt(seed: int) -> Prompt:
    brief = {
        "job": "write_text",
        "offline": "labels",
        "topic": "bikes",
        "text_kind": "message",
        "about": "intent",
        "label": "refund",
        "label_definition": "wants money back",
        "concept": {"name": "tours", "inside": "", "outside": ""},
        "difficulty": "any",
        "attributes": {},
        "guidance": [],
        "seed": seed,
    }
    return Prompt("write_text", "h", ({"role": "user", "content": f"Write.\n\n{brief_block(brief)}"},))


def slot(n: int) -> Slot:
    return Slot(f"{n:064d}", "writer", "write_text")


class Desks:
    """Desks on one store, closed at the end."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.open: list[Client] = []

    def __call__(
        self, base_url: str, model: str = "sim-strong", budget: Budget = NO_CAP, **more: Any
    ) -> Client:
        quirks = more.pop("quirks", Quirks())
        end = Endpoint(
            "default",
            model,
            base_url,
            more.pop("key", "k"),
            Profile(model=model, exam_version=1, quirks=quirks),
            price=Price(prompt=1.0, completion=2.0),
            timeout=more.pop("timeout", 30.0),
        )
        client = Client(self.store, Ledger(self.store, budget), {"default": end}, max_concurrent=16, **more)
        self.open.append(client)
        return client


@pytest.fixture
async def clients(store: SqlStore) -> AsyncIterator[Desks]:
    made = Desks(store)
    yield made
    for client in made.open:
        await client.aclose()


async def test_an_answer_is_journaled_and_never_paid_twice(
    simulated: Start, clients: Desks, store: SqlStore
) -> None:
    end = simulated()
    client = clients(end.base_url)
    first, reply = await client.ask(slot(1), prompt(1), WriteText, PURPOSE, DECODE)
    again, _ = await clients(end.base_url).ask(slot(1), prompt(1), WriteText, PURPOSE, DECODE)
    assert first == again and reply.slot == slot(1).key
    assert end.stats()["requests"] == 1
    totals = store.totals()
    assert totals.calls == 1 and totals.usd > 0
    assert totals.prompt_tokens == end.stats()["tokens"]["prompt"]


async def test_another_request_under_a_journaled_slot_is_refused_or_asked_anew(
    simulated: Start, clients: Desks
) -> None:
    end = simulated()
    await clients(end.base_url).ask(slot(1), prompt(1), WriteText, PURPOSE, DECODE)
    with pytest.raises(UserFault, match="another request"):
        await clients(end.base_url).ask(slot(1), prompt(2), WriteText, PURPOSE, DECODE)
    changed = clients(end.base_url, changed=True)
    await changed.ask(slot(1), prompt(2), WriteText, PURPOSE, DECODE)
    assert end.stats()["requests"] == 2


async def test_faults_of_transport_heal_and_change_no_answer(
    simulated: Start, clients: Desks, store: SqlStore
) -> None:
    calm, rough = simulated(), simulated(errors=0.3, rate_limit=6, hangs=0.05)
    want = await asyncio.gather(
        *(clients(calm.base_url).ask(slot(n), prompt(n), WriteText, PURPOSE, DECODE) for n in range(20))
    )
    client = clients(rough.base_url, timeout=2.0)
    got = await asyncio.gather(
        *(
            client.ask(Slot(f"x{n}", "writer", "write_text"), prompt(n), WriteText, PURPOSE, DECODE)
            for n in range(20)
        )
    )
    assert all(isinstance(value, WriteText) for value, _ in got) and len(got) == len(want)
    assert store.totals().failed_calls == sum(1 for _ in store.failures())
    assert store.totals().failed_calls > 0
    assert rough.stats()["repeated"] == 0


async def test_malformed_answers_are_asked_again_and_kept_as_failures(
    simulated: Start, clients: Desks, store: SqlStore
) -> None:
    client = clients(simulated(malformed=0.4, truncated=0.1).base_url)

    async def one(n: int) -> bool:
        try:
            await client.ask(slot(n), prompt(n), WriteText, PURPOSE, DECODE)
        except AnswerFault:
            return False
        return True

    fine = await asyncio.gather(*(one(n) for n in range(40)))
    assert sum(fine) >= 30
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
async def test_quirks_are_respected(simulated: Start, clients: Desks, profile: str, quirks: Quirks) -> None:
    end = simulated(profile=profile)
    client = clients(end.base_url, end.model, quirks=quirks)
    value, reply = await client.ask(slot(1), prompt(1), WriteText, PURPOSE, DECODE)
    assert value.text
    assert bool(reply.thought) == (profile == "thinker")


async def test_a_cap_is_never_passed(simulated: Start, clients: Desks, store: SqlStore) -> None:
    url = simulated().base_url
    client = clients(url, budget=Budget(tokens=9000))
    done = await asyncio.gather(
        *(client.ask(slot(n), prompt(n), WriteText, PURPOSE, DECODE) for n in range(200)),
        return_exceptions=True,
    )
    assert any(isinstance(one, BudgetSpent) for one in done)
    totals = store.totals()
    assert totals.prompt_tokens + totals.completion_tokens <= 9000
    assert store.charge_lost() == 0
    with pytest.raises(BudgetSpent, match="calls"):
        await clients(url, budget=Budget(calls=1)).ask(slot(201), prompt(1), WriteText, PURPOSE, DECODE)


async def test_a_closing_client_lets_nothing_out(simulated: Start, clients: Desks) -> None:
    end = simulated()
    client = clients(end.base_url)
    client.close(Paused("enough"))
    with pytest.raises(Paused, match="enough"):
        await client.ask(slot(1), prompt(1), WriteText, PURPOSE, DECODE)
    assert end.stats()["requests"] == 0


async def test_wrong_settings_are_named_with_the_next_step(simulated: Start, clients: Desks) -> None:
    end: Running = simulated()
    with pytest.raises(UserFault, match="refuses the key"):
        await clients(end.base_url, key="wrong").ask(slot(1), prompt(1), WriteText, PURPOSE, DECODE)
    with pytest.raises(UserFault, match="did you mean 'sim-strong'"):
        await clients(end.base_url, "sim-stong").ask(slot(2), prompt(1), WriteText, PURPOSE, DECODE)
    with pytest.raises(UserFault, match="/v1"):
        await clients(end.base_url.removesuffix("/v1")).ask(slot(3), prompt(1), WriteText, PURPOSE, DECODE)


async def test_an_address_that_speaks_html_is_named(clients: Desks) -> None:
    page = "<!doctype html><html><body>Welcome</body></html>"
    with answering(200, page, "m") as url, pytest.raises(UserFault, match="web page"):
        await clients(url).ask(slot(1), prompt(1), WriteText, PURPOSE, DECODE)


async def test_one_refused_request_of_an_endpoint_that_answered_is_told_in_its_own_words(
    clients: Desks,
) -> None:
    message = {"message": {"role": "assistant", "content": '{"text": "x"}'}, "finish_reason": "stop"}
    answers = iter([(200, {"choices": [message]}), (404, {"error": {"message": "no upstream"}})])

    def answer(request: Request) -> tuple[int, str, bytes]:
        status, body = next(answers) if request.body else (200, {"data": [{"id": "an alias"}]})
        return status, "application/json", json.dumps(body).encode()

    with loopback(answer) as url:
        client = clients(f"{url}/v1")
        await client.ask(slot(1), prompt(1), WriteText, PURPOSE, DECODE)
        with pytest.raises(UserFault, match="refuses the request: HTTP 404, no upstream"):
            await client.ask(slot(2), prompt(2), WriteText, PURPOSE, DECODE)
