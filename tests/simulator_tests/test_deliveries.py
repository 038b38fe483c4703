"""Errors, hangs and rate limits strike deliveries, heal, and never change the answer that comes at last."""

import asyncio
from collections import Counter

import openai
import pytest

from tests.simulator.fixtures import Start
from tests.simulator.launch import Running
from tests.simulator_tests.asking import body, client, said, text_brief


def _tries(running: Running, found: openai.OpenAI, number: int) -> tuple[list[int], str]:
    """The statuses of the deliveries of one body until it is answered, and the answer."""
    statuses: list[int] = []
    while True:
        try:
            return statuses, said(found, body(running, text_brief(number), "write_text"))
        except openai.APIStatusError as error:
            statuses.append(error.status_code)


def test_errors_heal_after_two_in_a_row_at_most(simulated: Start) -> None:
    calm, rough = simulated(seed=3), simulated(seed=3, errors=0.7)
    seen: Counter[int] = Counter()
    with client(calm) as at_calm, client(rough) as at_rough:
        for number in range(30):
            statuses, text = _tries(rough, at_rough, number)
            assert len(statuses) <= 2
            assert set(statuses) <= {500, 502, 503}
            assert text == _tries(calm, at_calm, number)[1]
            seen.update(statuses)
    assert set(seen) == {500, 502, 503}
    assert rough.stats()["errors"] == sum(seen.values()) > 15


def test_errors_depend_on_body_and_delivery_alone(simulated: Start) -> None:
    one, other = simulated(seed=3, errors=0.4), simulated(seed=3, errors=0.4)
    with client(one) as at_one, client(other) as at_other:
        forwards = {n: _tries(one, at_one, n)[0] for n in range(20)}
        backwards = {n: _tries(other, at_other, n)[0] for n in reversed(range(20))}
    assert forwards == backwards


def test_an_errored_body_is_struck_again_only_by_its_own_lot(simulated: Start) -> None:
    certain = simulated(errors=1.0)
    with client(certain) as found:
        assert [len(_tries(certain, found, 1)[0]) for _ in range(3)] == [2, 2, 2]


def test_a_hanging_call_ends_with_its_client(simulated: Start) -> None:
    running = simulated(hangs=1.0)
    request = body(running, text_brief(1), "write_text")
    with client(running) as found:
        for _ in range(2):
            with pytest.raises(openai.APITimeoutError):
                found.with_options(timeout=0.2).chat.completions.create(**request)
        assert said(found, request)
    stats = running.stats()
    assert (stats["hung"], stats["answered"], stats["in_flight"], stats["repeated"]) == (2, 1, 0, 0)


async def test_one_call_more_than_the_limit_is_refused_and_told_when_to_come_again(simulated: Start) -> None:
    running = simulated(rate_limit=2, latency=300)
    headers: list[tuple[str, str]] = []
    async with openai.AsyncOpenAI(base_url=running.base_url, api_key="any", max_retries=0) as found:

        async def ask(number: int) -> None:
            try:
                await found.chat.completions.create(**body(running, text_brief(number), "write_text"))
            except openai.RateLimitError as error:
                headers.append(
                    (error.response.headers["Retry-After"], error.response.headers["retry-after-ms"])
                )

        await asyncio.gather(*(ask(n) for n in range(6)))
    assert headers == [("1", "300")] * 4
    stats = running.stats()
    assert (stats["rate_limited"], stats["answered"], stats["in_flight_maximum"]) == (4, 2, 2)


async def test_who_was_refused_twice_waits_for_a_place(simulated: Start) -> None:
    running = simulated(rate_limit=1, latency=100)
    refused: Counter[int] = Counter()
    async with openai.AsyncOpenAI(base_url=running.base_url, api_key="any", max_retries=0) as found:

        async def ask(number: int) -> None:
            while True:
                try:
                    await found.chat.completions.create(**body(running, text_brief(number), "write_text"))
                    return
                except openai.RateLimitError:
                    refused[number] += 1

        await asyncio.gather(*(ask(n) for n in range(8)))
    stats = running.stats()
    assert max(refused.values()) <= 2
    assert (stats["answered"], stats["in_flight_maximum"], stats["waiting"]) == (8, 1, 0)
    assert stats["rate_limited"] == sum(refused.values())


async def test_64_calls_at_once_are_worked_on_at_once(simulated: Start) -> None:
    running = simulated(latency=200, jitter=True)
    async with openai.AsyncOpenAI(base_url=running.base_url, api_key="any", max_retries=0) as found:
        requests = (body(running, text_brief(n), "write_text") for n in range(64))
        answers = await asyncio.gather(*(found.chat.completions.create(**request) for request in requests))
    assert len({a.choices[0].message.content for a in answers}) == 64
    assert running.stats()["in_flight_maximum"] == 64
