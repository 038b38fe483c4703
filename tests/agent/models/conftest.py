"""A store, a server that answers as it is told, and the embedded model where it is there."""

import importlib.util
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.models.ask import Client
from seedbed.agent.models.delivery.flow import Told
from seedbed.agent.models.endpoint import Endpoint
from seedbed.agent.models.local.embedded import find
from seedbed.memory.profile import Profile, Quirks
from seedbed.memory.spec import Budget
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.sql import SqlStore
from tests.loopback import Request, loopback
from tests.simulator.fixtures import simulated

__all__ = ["simulated"]
NO_CAP = Budget()
needs_model = pytest.mark.skipif(
    importlib.util.find_spec("xllamacpp") is None or find() is None,
    reason="needs xllamacpp and the weights (`seedbed models pull`)",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(tmp_path / "run.sqlite")
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is tried again at once, unless the endpoint says when."""
    monkeypatch.setattr("seedbed.agent.models.delivery.deliver.by_chance", lambda tries, longest: 0.01)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether an endpoint is back is looked at soon."""
    monkeypatch.setattr("seedbed.agent.models.delivery.flow._FIRST_PAUSE", 0.05)


@asynccontextmanager
async def client_at(
    store: SqlStore,
    base_url: str,
    model: str = "sim-strong",
    key: str = "k",
    budget: Budget = NO_CAP,
    quirks: Quirks = Quirks(),  # noqa: B008  # frozen
    timeout: float = 30.0,
    changed: bool = False,
    told: Told = print,
    patience: float = 60.0,
    **more: Any,
) -> AsyncIterator[Client]:
    profile = Profile(model=model, exam_version=0, quirks=quirks)
    end = Endpoint("default", model, base_url, key, profile, timeout=timeout, **more)
    ledger, roles = Ledger(store, budget), {"default": end}
    client = Client(store, ledger, roles, max_concurrent=16, changed=changed, told=told, patience=patience)
    try:
        yield client
    finally:
        await client.aclose()


@contextmanager
def answering(lists: str, *answers: tuple[int, Any]) -> Iterator[str]:
    """A server that lists one model (or none) and answers with statuses and bodies, the last for ever."""
    left = list(answers)

    def answer(request: Request) -> tuple[int, str, bytes]:
        status, body = 200, {"object": "list", "data": [{"id": lists}] if lists else []}
        if request.body:
            status, body = left.pop(0) if len(left) > 1 else left[0]
        return status, "application/json", json.dumps(body).encode()

    with loopback(answer) as address:
        yield f"{address}/v1"
