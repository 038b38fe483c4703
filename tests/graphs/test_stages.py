"""What the graph's stages leave behind."""

from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from seedbed.agent.planner.hints import Hints
from seedbed.graphs import stages
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.spec import Budget
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.opening import open_store
from tests.graphs import toy


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
        run: Any = SimpleNamespace(store=store, ledger=Ledger(store, Budget()), folder=RunFolder(tmp_path))
        run.hints = Hints(budget=said if said.model_fields_set else None)
        run.enter, run.keep_spec, run.client = enter, lambda: None, None
        run.known_spec = lambda: run.spec
        await stages.interpret(run)
        assert run.ledger.budget.tokens == held_to
