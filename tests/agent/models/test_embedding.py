"""Vectors of an endpoint's model, over the wire against the simulated endpoint."""

import asyncio
import gc
from typing import Any

import numpy as np
import pytest

from seedbed.agent.models.embedding import BATCH, JOURNAL, Embeddings
from seedbed.memory.errors import BudgetSpent, UserFault
from seedbed.memory.spec import Budget, Price
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.conftest import answering, client_at
from tests.simulator.fixtures import Start
from tests.simulator.jobs.plain.embeddings import embed

MODEL, PRICE = "sim-embedding", Price(prompt=2.0)
TEXTS = [f"bike number {n} of the {place} shop" for n in range(30) for place in ("Mill", "Harbour", "Ridge")]


async def test_each_text_has_its_vector_and_none_is_paid_for_twice(store: SqlStore, simulated: Start) -> None:
    server = simulated(errors=0.3, rate_limit=2)
    async with client_at(store, server.base_url, MODEL, price=PRICE) as client:
        vectors = await Embeddings(client).of([*TEXTS, TEXTS[0], ""])
        spent = client.store.costs("role")["embedder"]
    assert vectors.dtype == np.float32
    assert np.allclose(vectors[7], embed(TEXTS[7]), atol=1e-5)
    assert np.array_equal(vectors[0], vectors[len(TEXTS)])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    said = server.stats()
    assert said["repeated"] == 0 and said["answered"] == -(-(len(TEXTS) + 1) // BATCH)
    assert spent.prompt_tokens == said["tokens"]["prompt"] and spent.usd > 0
    async with client_at(store, server.base_url, MODEL, price=PRICE) as again:
        queries = Embeddings(again)
        mixed = await queries.of([TEXTS[40], "a new one", TEXTS[2]])
        found = await asyncio.gather(*(queries.of(["how many bikes?"]) for _ in range(5)))
    assert np.array_equal(mixed[[0, 2]], vectors[[40, 2]])
    assert all(np.array_equal(found[0], other) for other in found)
    assert server.stats()["answered"] == said["answered"] + 2


async def test_a_query_leaves_nothing_behind_in_memory(store: SqlStore, simulated: Start) -> None:
    """A build of days asks some for each row: vectors, their turns, and how long they took."""
    server = simulated()
    async with client_at(store, server.base_url, MODEL, price=PRICE) as client:
        embeddings = Embeddings(client)
        await embeddings.of(TEXTS[:2])
        first = await embeddings.of(["how many bikes?"])
        gc.collect()
        began = len(gc.get_objects())
        for number in range(200):
            await embeddings.of([f"how many bikes has shop {number}?"])
        gc.collect()
        assert len(gc.get_objects()) - began < 200
        answered = server.stats()["answered"]
        assert np.array_equal(await embeddings.of(["how many bikes?"]), first)
    assert server.stats()["answered"] == answered == 202


async def test_what_came_before_the_budget_ended_is_kept(store: SqlStore, simulated: Start) -> None:
    server = simulated()
    async with client_at(store, server.base_url, MODEL, budget=Budget(calls=2)) as client:
        with pytest.raises(BudgetSpent):
            await Embeddings(client).of(TEXTS)
        assert len(client.store.answers_of(JOURNAL)) == 2
    async with client_at(store, server.base_url, MODEL, price=PRICE) as client:
        await Embeddings(client).of(TEXTS)
    assert server.stats()["repeated"] == 0


async def test_another_models_vectors_are_not_taken(store: SqlStore, simulated: Start) -> None:
    server = simulated()
    async with client_at(store, server.base_url, MODEL, price=PRICE) as client:
        await Embeddings(client).of(["a"])
    async with client_at(store, server.base_url, MODEL, parameters={"dimensions": 8}) as client:
        short = Embeddings(client)
        assert (await short.of(["a"])).shape == (1, 8)
        assert short.name == 'sim-embedding {"dimensions": 8}'


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (404, {"error": {"message": "Invalid URL (POST /v1/embeddings)"}}, "there is no such path"),
        (501, {"error": {"message": "start it with --embeddings"}}, "start it with --embeddings"),
        (200, {"data": []}, "it sent no 1 vectors"),
        (200, {"data": [{"index": 0, "embedding": [float("nan")]}]}, "it sent no 1 vectors"),
        (200, {"data": [{"index": 0, "embedding": "AAAA"}]}, "it sent no 1 vectors"),
    ],
)
async def test_an_endpoint_without_embeddings_is_told_with_the_next_step(
    store: SqlStore, status: int, body: Any, why: str
) -> None:
    with answering("sim-embedding", (status, body)) as base_url:
        async with client_at(store, base_url, MODEL) as client:
            with pytest.raises(UserFault, match="'sim-embedding' gives no embeddings") as told:
                await Embeddings(client).of(["a"])
    assert why in told.value.what
    assert told.value.where == f"{base_url}/embeddings"
    assert "leave it out" in told.value.next_step
