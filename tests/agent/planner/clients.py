"""A real client on the simulated endpoint, with a planner that can plan."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from seedbed.agent.models.ask import Client, Endpoint
from seedbed.memory.profile import Skill
from seedbed.memory.spec import Budget
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.opening import open_store
from tests.agent.scripted import able
from tests.simulator.launch import Running

_NO_CAP = Budget()
PLANNER: tuple[Skill, ...] = ("json_schema", "subtopics", "judging")


@asynccontextmanager
async def planner_client(
    running: Running, folder: Path, *skills: Skill, budget: Budget = _NO_CAP
) -> AsyncIterator[Client]:
    """A client whose model can do these skills; by default what planning needs."""
    store = open_store(folder / "run.sqlite")
    profile = able(*(skills or PLANNER), model=running.model)
    end = Endpoint("default", running.model, running.base_url, "key", profile)
    client = Client(store, Ledger(store, budget), {"default": end}, max_concurrent=8)
    try:
        yield client
    finally:
        await client.aclose()
        store.close()
