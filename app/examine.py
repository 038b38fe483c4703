"""Models asked outside a run; and the exam for `seedbed models check`, which each of them sits once."""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import Any

from seedbed.agent.models.ask import Client
from seedbed.agent.models.exam.sitting import sit_exam
from seedbed.agent.models.settings import Settings
from seedbed.app.console import table, words
from seedbed.graphs.endpoints import open_endpoints, players
from seedbed.memory.profile import Profile
from seedbed.memory.spec import Budget
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.opening import open_store


@asynccontextmanager
async def apart(settings: Settings, said: Callable[[str], None], calls: int = 16) -> AsyncIterator[Client]:
    """A client that belongs to no run: what is answered is kept until the end.

    Args:
        said: Told in a line of an endpoint that is down, or back.
        calls: Under way at once, at most."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        store = stack.enter_context(closing(open_store(Path(folder) / "run.sqlite")))
        endpoints = await open_endpoints(stack, settings)
        client = Client(
            store,
            Ledger(store, Budget()),
            endpoints,
            max_concurrent=calls,
            told=lambda message, _: said(message),
        )
        stack.push_async_callback(client.aclose)
        yield client


async def profiles_of(settings: Settings, said: Callable[[str], None]) -> dict[str, Profile]:
    """Name of a model → what it can do.

    Raises:
        UserFault: an endpoint's address, key or model is wrong.
        EndpointDown: it doesn't answer."""
    profiles: dict[str, Profile] = {}
    async with apart(settings, said) as client:
        for role in players(client):
            if (name := client.endpoint(role).name) not in profiles:
                profiles[name] = await sit_exam(client, role, said)
    return profiles


def shown(name: str, profile: Profile) -> Iterator[Any]:
    """What a model can do, for people."""
    yield words(f"{name}: {profile.model}, prompts up to {profile.context_tokens:,} tokens", "bold")
    made = table("Skill", "Passed", "At least", "Needed", "", numbers=("Passed", "At least", "Needed"))
    for skill, result in profile.skills.items():
        made.add_row(
            skill.replace("_", " "),
            f"{result.passed} of {result.tried}",
            f"{100 * result.low:.0f} %",
            f"{100 * result.threshold:.0f} %",
            words(result.outcome, "green" if result.shown else "yellow"),
        )
    yield made
    quirks = profile.quirks
    wire: list[str] = [quirks.max_tokens_field]
    for name in ("temperature", "seed", "system", "response_format", "tools", "grammar", "completions"):
        wire.append(name if getattr(quirks, name) else f"no {name}")
    thinks = {"none": "doesn't reason", "hidden": "reasons unseen"}
    wire.append(thinks.get(quirks.thinking, f"reasons, in {quirks.thinking}"))
    yield words(f"wire: {', '.join(wire)}", "dim")
