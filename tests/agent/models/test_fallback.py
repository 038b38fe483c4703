"""While an endpoint is down another answers in its place, and who answered is what is charged and kept. One
that answers others isn't down for the request that it never answers."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from seedbed.agent.models.ask import Client
from seedbed.agent.models.endpoint import fallback_of
from seedbed.memory.errors import AnswerFault, EndpointDown
from seedbed.memory.profile import SKILLS, Quirks
from seedbed.memory.spec import Price
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.conftest import client_at
from tests.agent.models.test_ask import PURPOSE, ask
from tests.agent.models.test_flow import Reply, replied
from tests.agent.scripted import able
from tests.loopback import Request, loopback

pytestmark = pytest.mark.usefixtures("soon")
REFUSED = {"error": {"message": "no"}}


class Ends:
    """Two endpoints, the second of which is the first one's fallback."""

    def __init__(self) -> None:
        self.status = {"first": 200, "other": 200}
        self.bodies = {"first": b"", "other": b""}
        self.said: list[str] = []

    def _answer(self, name: str, request: Request) -> Reply:
        self.bodies[name] = request.body or self.bodies[name]
        return replied() if self.status[name] == 200 else replied(self.status[name], REFUSED)

    def _told(self, message: str, down: bool) -> None:
        self.said.append(message)

    @asynccontextmanager
    async def client(self, store: SqlStore, *cant: str) -> AsyncIterator[Client]:
        """Of a first model with every skill, and another with all but those."""
        quirks = Quirks(max_tokens_field="max_completion_tokens")
        with ExitStack() as stack:
            a, b = (stack.enter_context(loopback(partial(self._answer, name))) for name in self.status)
            async with client_at(store, f"{a}/v1", "first", told=self._told, patience=0.3) as client:
                first = replace(client.endpoint("default"), profile=able(*SKILLS, model="first"))
                can = able(*(one for one in SKILLS if one not in cant), model="other")
                other = replace(
                    first,
                    name="other",
                    model="other",
                    base_url=f"{b}/v1",
                    price=Price(prompt=1.0, completion=1.0),
                    profile=can.model_copy(update={"quirks": quirks}),
                )
                client._roles |= {"default": first, fallback_of("default"): other}
                async with asyncio.timeout(60):  # beside other work 20 weren't always enough
                    yield client


async def by(client: Client, first: int, last: int) -> list[str]:
    """Who answers so many calls at once."""
    return [reply.model for _, reply in await asyncio.gather(*(ask(client, n) for n in range(first, last)))]


async def test_calls_go_elsewhere_while_an_endpoint_is_down_and_return_once_it_answers(
    store: SqlStore,
) -> None:
    ends = Ends()
    async with ends.client(store) as client:
        assert await by(client, 1, 2) == ["first"]
        ends.status["first"] = 500
        assert set(await by(client, 2, 40)) == {"other"}
        assert (
            b'"max_completion_tokens":' in ends.bodies["other"] and b'"model":"other"' in ends.bodies["other"]
        )
        ends.status["first"], number = 200, 40
        while await by(client, number, number + 1) == ["other"]:
            number += 1
            await asyncio.sleep(0.01)
        ends.status["other"] = 500  # what it answered is found in the journal
        assert await by(client, 1, 41) == ["first", *["other"] * 38, "other" if number > 40 else "first"]
    assert store.costs("model")["other"].usd > 0 == store.costs("model")["first"].usd
    went, back = ends.said
    assert went.endswith("answers nothing (no): until it does, other answers in its place")
    assert "answers again, after" in back


async def test_of_two_with_one_name_the_other_is_named_by_its_address(store: SqlStore) -> None:
    ends = Ends()
    async with ends.client(store) as client:
        spare = replace(client.endpoint(fallback_of("default")), model="first")
        client._roles[fallback_of("default")] = spare
        await ask(client, 1)
        ends.status["first"] = 500
        await by(client, 2, 20)
    assert ends.said[0].endswith(f"until it does, first at {spare.base_url} answers in its place")


async def test_an_account_without_money_is_one_that_is_down(store: SqlStore) -> None:
    ends = Ends()
    ends.status["first"] = 402
    async with ends.client(store) as client:
        assert set(await by(client, 1, 20)) == {"other"}
    assert len(ends.said) == 1


@pytest.mark.parametrize("instead", [True, False])
async def test_who_took_requests_and_refuses_a_word_too_is_down(store: SqlStore, instead: bool) -> None:
    """As Anthropic says that an account has no money, or whoever serves another model under the name."""
    ends, row = Ends(), replace(PURPOSE, row=1)
    async with ends.client(store) as client:
        if not instead:
            del client._roles[fallback_of("default")]
        await ask(client, 1, purpose=row)
        ends.status["first"] = 400
        if instead:
            assert (await ask(client, 2, purpose=row))[1].model == "other"
            return
        with pytest.raises(EndpointDown, match="HTTP 400, no, and answers no word either"):
            await ask(client, 2, purpose=row)


async def test_without_money_the_other_is_waited_for_and_not_for_ever(store: SqlStore) -> None:
    ends = Ends()
    async with ends.client(store) as client:
        client.lines.patience = 20
        ends.status["first"] = 402
        await by(client, 1, 2)
        ends.status["other"] = 503
        waiting = asyncio.create_task(by(client, 2, 20))
        while len(ends.said) < 2:
            await asyncio.sleep(0.01)
        while sum(one.code == "http 402" for one in store.failures()) < 3 and not waiting.done():
            await asyncio.sleep(0.01)
        ends.status["other"] = 200
        assert set(await waiting) == {"other"}
        client.lines.patience, ends.status["other"] = 0, 503
        with pytest.raises(EndpointDown):
            await by(client, 20, 40)


@pytest.mark.parametrize("back", ["first", "other"])
async def test_with_both_down_the_first_that_is_back_answers(store: SqlStore, back: str) -> None:
    ends = Ends()
    async with ends.client(store) as client:
        client.lines.patience = 20
        await ask(client, 1)
        ends.status = {"first": 500, "other": 500}
        waiting = asyncio.create_task(by(client, 2, 20))
        while len(ends.said) < 2:
            await asyncio.sleep(0.01)
        ends.status[back] = 200
        assert set(await waiting) == {back}


async def test_a_model_that_can_less_answers_in_nobodys_place(store: SqlStore) -> None:
    ends = Ends()
    async with ends.client(store, "judging") as client:
        await ask(client, 1)
        ends.status["first"] = 500
        with pytest.raises(EndpointDown):
            await by(client, 2, 20)
    assert not ends.bodies["other"]


async def test_a_request_for_which_all_wait_is_given_up_once_words_are_answered(store: SqlStore) -> None:
    words: list[dict[str, Any]] = []

    def answer(request: Request) -> Reply:
        asked = json.loads(request.body or "{}")
        words.extend([asked] if "word" in str(asked.get("messages"))[-8:] else [])
        return replied() if asked in words else replied(500, {})

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1", patience=0.3) as client:
            with pytest.raises(AnswerFault, match=r"unanswered: http 500 .* 10 times"):
                await ask(client, 1, purpose=replace(PURPOSE, row=1))
            with pytest.raises(EndpointDown, match="http 500"):  # what is for no row holds the build up
                await ask(client, 2)
    assert len(words) == 3 and not any("response_format" in body for body in words)
    assert Counter(row.state for row in store.deliveries(f"{1:064d}")) == {"failed": 10, "settled": 3}
