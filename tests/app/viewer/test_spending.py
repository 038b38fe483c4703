"""What a run has spent is summed up as the store sums it, however it came in."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from seedbed.app.viewer.spending import Spending
from seedbed.memory.brief import Slot
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Charge, FailedCall, StepCost, Store, StoredAnswer, Usage


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "run.sqlite")
    yield opened
    opened.close()


def reserved(store: Store, brief: str, role: str = "writer", cell: str = "p/all/a/any") -> tuple[int, Slot]:
    slot = Slot(brief, role, "write_text")
    return store.reserve(Charge(slot, "m", "sample", cell, "toy", 100, 0.5)), slot


def settle(store: Store, charge: tuple[int, Slot]) -> None:
    number, slot = charge
    store.settle(number, slot, StoredAnswer(slot.key, "", "m", {}), Usage(90, 10, 0.25, 2.0))


def bare(steps: Iterable[StepCost]) -> set[StepCost]:
    """Without the slot: any of a step's."""
    return {replace(one, slot="") for one in steps}


def agrees(spending: Spending, store: Store) -> None:
    spending.refresh(store)
    assert spending.totals() == store.totals()
    assert bare(spending.steps()) == bare(store.steps())


def test_calls_that_end_out_of_order_are_counted_once_each(store: Store) -> None:
    spending = Spending()
    assert not spending.ready
    agrees(spending, store)
    assert spending.ready
    long, short = reserved(store, "a"), reserved(store, "b", "judge", "q/all/a/any")
    agrees(spending, store)
    settle(store, short)
    agrees(spending, store)
    failed = reserved(store, "c")
    store.release(failed[0], FailedCall(failed[1].key, "c", "m", "http 500", "down", ""), None)
    settle(store, reserved(store, "d"))
    agrees(spending, store)
    settle(store, long)
    agrees(spending, store)
    assert spending.until == store.last_delivery()
    assert spending.totals().calls == 4
