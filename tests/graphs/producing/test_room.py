"""Near a cap a candidate is begun only where what is left covers it and those begun."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from seedbed.graphs.producing.pool import Pool
from seedbed.memory.brief import Brief, Cell, Slot
from seedbed.memory.candidate import Draft
from seedbed.memory.errors import Paused
from seedbed.memory.spec import Budget
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Charge, StoredAnswer, Usage
from seedbed.memory.store.room import Room
from seedbed.memory.store.sql import SqlStore

CALLS, USED, BOUND = 4, 100, 150
"""Of each candidate the calls, and of a call the tokens that it takes and may take."""
NO_CRITIC = {"tokens": 0.0, "usd": 0.0}
BRIEFS = {
    number: Brief(
        number=number,
        seat=number,
        cell=Cell(part="texts", leaf="", label="", difficulty="any"),
        method="toy",
        form="sure",
        seed=number,
    )
    for number in range(1, 31)
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(tmp_path / "run.sqlite")
    yield opened
    opened.close()


async def pool(store: SqlStore, cap: dict[str, float], *, tried: bool = True) -> tuple[Pool, Ledger]:
    """Whose candidates make their calls one after the other. `tried`: after a dry run, of a call here."""
    ledger = Ledger(store, Budget.model_validate(cap))
    if tried:
        await call(ledger, Slot("trial", "writer", "step"), "trial")

    async def make(brief: Brief, whole: bool) -> Draft:
        for step in range(CALLS):
            slot = Slot(brief.id, "writer", f"step-{step}")
            if store.answer(slot) is None:
                await call(ledger, slot, "sample")
        return Draft()

    room = Room(ledger, store, {"texts": [CALLS * USED]} if tried else {}, 1000, NO_CRITIC)
    made = Pool(make, 20, room)
    for number, brief in BRIEFS.items():
        made.give(number, brief)
    return made, ledger


async def call(ledger: Ledger, slot: Slot, stage: str) -> None:
    charge = Charge(slot, "m", stage, "texts///any", "toy", BOUND, BOUND / 1e6)
    number = await ledger.reserve(charge)
    await asyncio.sleep(0)
    ledger.settle(number, slot, StoredAnswer(slot.key, "", "m", {}), Usage(USED, 0, USED / 1e6))


async def taken(made: Pool) -> tuple[int, str]:
    """Candidates that come before the first that doesn't, and why that one doesn't."""
    for number in BRIEFS:
        try:
            await made.take(number)
        except Paused as reason:
            await made.settle(reason)
            return number - 1, str(reason)
    return len(BRIEFS), ""


@pytest.mark.parametrize("cap", [{"tokens": 4_100}, {"usd": 0.0041}])
async def test_all_that_is_begun_is_finished(store: SqlStore, cap: dict[str, float]) -> None:
    made, ledger = await pool(store, cap)
    came, why = await taken(made)
    assert why.startswith("no further row fits: one takes about ")
    assert came == 9  # the last call of a tenth wouldn't fit by its upper bound
    assert ledger.tokens == USED + came * CALLS * USED


@pytest.mark.parametrize("cap", [{}, {"tokens": 12_300}])
async def test_without_a_cap_or_with_enough_all_are_made(store: SqlStore, cap: dict[str, float]) -> None:
    assert await taken((await pool(store, cap))[0]) == (30, "")


async def test_where_nothing_is_known_of_what_one_takes_the_cap_itself_ends_it(store: SqlStore) -> None:
    came, why = await taken((await pool(store, {"tokens": 4_100}, tried=False))[0])
    assert came < 9 and why.startswith("the next call may take 150 tokens; ")


async def test_one_that_was_begun_is_examined_though_others_wait_for_room(store: SqlStore) -> None:
    made, _ = await pool(store, {"tokens": 4_100})
    for number in range(1, 9):
        await made.take(number)
    made.examine(9, BRIEFS[9])
    await asyncio.wait_for(made.take(9, whole=True), 10)
    await made.aclose()


async def test_a_stop_ends_those_that_wait_for_room(store: SqlStore) -> None:
    made, _ = await pool(store, {"tokens": 4_100})
    await made.take(1)
    stop = Paused("a person stopped it")
    await asyncio.wait_for(made.settle(stop), 10)
    with pytest.raises(Paused, match="a person stopped it"):
        await made.take(30)
