"""What the graph's stages leave behind."""

from contextlib import ExitStack, closing
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest

from seedbed.agent.models.ask import Client
from seedbed.agent.models.delivery import hedge
from seedbed.agent.models.endpoint import Endpoint
from seedbed.agent.planner.hints import Hints
from seedbed.graphs import stages
from seedbed.graphs.approval.answers import capped
from seedbed.graphs.interrupting import heard
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.profile import Profile
from seedbed.memory.spec import Budget
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.opening import open_store
from tests.graphs import toy
from tests.loopback import Request, loopback
from tests.simulator.launch import simulator


@pytest.mark.parametrize("key", ["given_spec", "spec"])
def test_a_cap_that_is_raised_leaves_the_others_of_the_spec_as_they_are(key: str, tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "run.sqlite")) as store:
        store.set_meta(key, toy.spec(4, budget=Budget(usd=5.0, minutes=60.0)).model_dump(mode="json"))
        assert capped(store, Budget(usd=9.0)).budget == Budget(usd=9.0, minutes=60.0)
        store.set_meta(
            "hints", Hints(budget=Budget(calls=7)).model_dump(mode="json")
        )  # in place of the spec's
        assert capped(store, Budget(usd=9.0)).budget == Budget(usd=9.0, calls=7)


@pytest.mark.parametrize(("said", "held_to"), [(Budget(), 4000), (Budget(tokens=9), 9)])
async def test_a_cap_that_the_words_name_holds_for_plan_and_dry_runs(
    said: Budget, held_to: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = toy.spec(4, budget=Budget(tokens=4000))

    async def read(*_: object, **__: object) -> SimpleNamespace:
        return SimpleNamespace(said=(), spec=spec)

    def enter(_: str) -> None: ...

    monkeypatch.setattr(stages, "read_request", read)
    with closing(open_store(tmp_path / "run.sqlite")) as store:
        heard = SimpleNamespace(said=len)
        run: Any = SimpleNamespace(
            store=store, ledger=Ledger(store, Budget()), folder=RunFolder(tmp_path), observer=heard
        )
        run.hints = Hints(budget=said if said.model_fields_set else None)
        run.enter, run.keep_spec, run.client = enter, lambda: None, None
        run.known_spec = lambda: run.spec
        await stages.interpret(run)
        assert run.ledger.budget.tokens == held_to


async def test_two_models_sit_the_exam_at_the_same_time_and_one_of_two_names_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEEDBED_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(hedge, "_SOONEST", 60.0)  # no call goes out twice for being late
    both, asked = Barrier(2), dict[str, list[str]]()

    def behind(base_url: str, name: str) -> Any:
        def answer(request: Request) -> tuple[int, str, bytes]:
            if not asked.setdefault(name, []):
                both.wait(10)  # else neither would be answered
            asked[name].append(request.path)
            address = base_url.removesuffix("/v1") + request.path
            told = httpx2.request("POST" if request.body else "GET", address, content=request.body)
            return told.status_code, "application/json", told.content

        return loopback(answer)

    with ExitStack() as stack:
        store = stack.enter_context(closing(open_store(tmp_path / "run.sqlite")))
        base_url = stack.enter_context(simulator()).base_url
        first, second = (f"{stack.enter_context(behind(base_url, name))}/v1" for name in "ab")
        roles = {"default": ("default", first), "judge": ("reader", second), "solver": ("again", second)}
        ends = {
            role: Endpoint(name, "sim-strong", url, "k", Profile(model="sim-strong", exam_version=0))
            for role, (name, url) in roles.items()
        }
        client = Client(store, Ledger(store, Budget()), ends, max_concurrent=16)
        run: Any = SimpleNamespace(client=client, hints=Hints(), enter=len)
        run.observer = SimpleNamespace(said=len)
        await stages.examine(run)
        await client.aclose()
        profiles = [client.profile(role) for role in roles]
    assert all(profile.exam_version for profile in profiles) and profiles[1] == profiles[2]
    assert len(asked["a"]) == len(asked["b"])


async def test_a_budget_in_minutes_stands_still_while_a_person_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = 1000.0
    monkeypatch.setattr("seedbed.memory.store.ledger.time", SimpleNamespace(monotonic=lambda: clock))
    with closing(open_store(tmp_path / "run.sqlite")) as store:
        ledger = Ledger(store, Budget(minutes=1), seconds_before=30)
        run: Any = SimpleNamespace(ledger=ledger, stopping=None, wait_for=lambda why, most: None)

        async def typed() -> str:
            nonlocal clock
            clock += 3600
            assert ledger.seconds == 30
            return "y"

        assert await heard(run, typed(), "a yes") == "y"
        clock += 20
        assert (ledger.seconds, ledger.left()) == (50, 10)
