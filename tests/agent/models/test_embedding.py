"""Vectors of an endpoint's model, over the wire against the simulated endpoint."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seedbed.agent.models.ask import Client, Endpoint
from seedbed.agent.models.embedding import BATCH, JOURNAL, Embeddings
from seedbed.memory.errors import BudgetSpent, UserFault
from seedbed.memory.profile import Profile
from seedbed.memory.spec import Budget, Price
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.opening import open_store
from tests.agent.models.conftest import answering
from tests.simulator.fixtures import Start
from tests.simulator.jobs.plain.embeddings import embed

NO_CAP = Budget()
TEXTS = [f"bike number {n} of the {place} shop" for n in range(30) for place in ("Mill", "Harbour", "Ridge")]


@asynccontextmanager
async def client_at(
    folder: Path, base_url: str, budget: Budget = NO_CAP, **end: Any
) -> AsyncIterator[Client]:
    model = end.pop("model", "sim-embedding")
    store = open_store(folder / "run.sqlite")
    point = Endpoint(
        "e", model, base_url, "k", Profile(model=model, exam_version=0), price=Price(prompt=2.0), **end
    )
    client = Client(store, Ledger(store, budget), {"embedder": point}, max_concurrent=4)
    try:
        yield client
    finally:
        await client.aclose()
        store.close()


async def test_each_text_has_its_vector_and_none_is_paid_for_twice(tmp_path: Path, simulated: Start) -> None:
    server = simulated(errors=0.3, rate_limit=2)
    async with client_at(tmp_path, server.base_url) as client:
        vectors = await Embeddings(client).of([*TEXTS, TEXTS[0], ""])
        spent = client.store.costs("role")["embedder"]
    assert vectors.dtype == np.float32
    assert np.allclose(vectors[7], embed(TEXTS[7]), atol=1e-5)
    assert np.array_equal(vectors[0], vectors[len(TEXTS)])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    said = server.stats()
    assert said["repeated"] == 0 and said["answered"] == -(-(len(TEXTS) + 1) // BATCH)
    assert spent.prompt_tokens == said["tokens"]["prompt"] and spent.usd > 0
    async with client_at(tmp_path, server.base_url) as again:
        queries = Embeddings(again)
        mixed = await queries.of([TEXTS[40], "a new one", TEXTS[2]])
        found = await asyncio.gather(*(queries.of(["how many bikes?"]) for _ in range(5)))
    assert np.array_equal(mixed[[0, 2]], vectors[[40, 2]])
    assert all(np.array_equal(found[0], other) for other in found)
    assert server.stats()["answered"] == said["answered"] + 2


async def test_what_came_before_the_budget_ended_is_kept(tmp_path: Path, simulated: Start) -> None:
    server = simulated()
    async with client_at(tmp_path, server.base_url, Budget(calls=2)) as client:
        with pytest.raises(BudgetSpent):
            await Embeddings(client).of(TEXTS)
        assert len(client.store.answers_of(JOURNAL)) == 2
    async with client_at(tmp_path, server.base_url) as client:
        await Embeddings(client).of(TEXTS)
    assert server.stats()["repeated"] == 0


async def test_another_models_vectors_are_not_taken(tmp_path: Path, simulated: Start) -> None:
    server = simulated()
    async with client_at(tmp_path, server.base_url) as client:
        await Embeddings(client).of(["a"])
    async with client_at(tmp_path, server.base_url, parameters={"dimensions": 8}) as client:
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
    tmp_path: Path, status: int, body: Any, why: str
) -> None:
    with answering(status, body, "sim-embedding") as base_url:
        async with client_at(tmp_path, base_url) as client:
            with pytest.raises(UserFault, match="'sim-embedding' gives no embeddings") as told:
                await Embeddings(client).of(["a"])
    assert why in told.value.what
    assert told.value.where == f"{base_url}/embeddings"
    assert "leave it out" in told.value.next_step
