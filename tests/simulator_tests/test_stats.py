"""`/stats` counts every call once, and counts as repeated only what was answered in full before."""

import asyncio
from typing import Any

import httpx
import openai
import pytest

from tests.simulator.fixtures import Start
from tests.simulator.launch import Running
from tests.simulator_tests.asking import PASSAGE, body, client, delimited, said, text_brief


def _adds_up(stats: dict[str, Any]) -> bool:
    ends = ("answered", "refused", "errors", "hung", "rate_limited", "abandoned", "in_flight", "waiting")
    total = sum(stats[name] for name in ends)
    return bool(stats["requests"] == total == sum(stats["by_role"].values()))


def test_roles_tokens_and_repeats(endpoint: Running) -> None:
    before = endpoint.stats()
    with client(endpoint) as found:
        first = found.chat.completions.create(**body(endpoint, text_brief(1), "write_text"))
        again = found.chat.completions.create(**body(endpoint, text_brief(1), "write_text"))
        said(found, body(endpoint, delimited(PASSAGE, "What is the deposit?"), "choose_concept"))
        found.embeddings.create(model="sim-embedding", input="words")
        found.completions.create(model=endpoint.model, prompt="Once upon")
    after = endpoint.stats()
    assert first.choices == again.choices
    assert first.usage is not None
    assert after["repeated"] - before["repeated"] == 1
    assert after["distinct"] - before["distinct"] == 4
    assert after["by_role"]["write_text"] - before["by_role"].get("write_text", 0) == 2
    assert {"choose_concept", "embeddings", "completions"} <= set(after["by_role"])
    assert after["tokens"]["completion"] - before["tokens"]["completion"] > 2 * first.usage.completion_tokens
    assert _adds_up(after)


def test_equal_bodies_are_equal_calls_whatever_the_order_of_their_keys(endpoint: Running) -> None:
    request = body(endpoint, text_brief(2), "write_text")
    before = endpoint.stats()
    with httpx.Client(base_url=endpoint.base_url, trust_env=False) as plain:
        one = plain.post("/chat/completions", json=request).json()
        other = plain.post("/chat/completions", json=dict(reversed(request.items()))).json()
    after = endpoint.stats()
    assert one == other
    assert (after["distinct"] - before["distinct"], after["repeated"] - before["repeated"]) == (1, 1)


def test_an_answer_that_found_nobody_is_not_repeated(simulated: Start) -> None:
    running = simulated(latency=300)
    request = body(running, text_brief(1), "write_text")
    with client(running) as found:
        with pytest.raises(openai.APITimeoutError):
            found.with_options(timeout=0.1).chat.completions.create(**request)
        said(found, request)
        assert running.stats()["repeated"] == 0
        said(found, request)
    stats = running.stats()
    assert (stats["requests"], stats["distinct"], stats["repeated"], stats["abandoned"]) == (3, 1, 1, 1)
    assert _adds_up(stats)


async def test_the_figures_add_up_amid_faults(simulated: Start) -> None:
    running = simulated(
        latency=30, jitter=20, errors=0.2, hangs=0.05, rate_limit=6, malformed=0.1, truncated=0.1
    )
    async with openai.AsyncOpenAI(
        base_url=running.base_url, api_key="any", max_retries=0, timeout=1
    ) as found:

        async def ask(number: int) -> None:
            while True:
                try:
                    await found.chat.completions.create(**body(running, text_brief(number), "write_text"))
                    return
                except openai.APIError:
                    continue

        asked = asyncio.gather(*(ask(n) for n in range(60)))
        while not asked.done():
            assert _adds_up(await asyncio.to_thread(running.stats))
        await asked
    stats = running.stats()
    assert _adds_up(stats)
    assert (stats["answered"], stats["distinct"], stats["repeated"], stats["in_flight"]) == (60, 60, 0, 0)
    assert stats["errors"] > 0
    assert stats["hung"] > 0
    assert stats["rate_limited"] > 0


def test_what_is_refused_counts_too(simulated: Start) -> None:
    running = simulated()
    with client(running, "wrong") as found, pytest.raises(openai.AuthenticationError):
        said(found, body(running, "Hello"))
    with client(running) as found, pytest.raises(openai.NotFoundError):
        said(found, {**body(running, "Hello"), "model": "sim-strnog"})
    with httpx.Client(base_url=running.base_url, trust_env=False) as plain:
        assert plain.post("/chat/completions", content=b"{").status_code == 400
        assert plain.post("/chat/completions", json={"model": running.model}).status_code == 400
        assert plain.post("/nothing", json={}).status_code == 404
    stats = running.stats()
    assert (stats["requests"], stats["refused"], stats["answered"]) == (4, 4, 0)
    assert _adds_up(stats)
