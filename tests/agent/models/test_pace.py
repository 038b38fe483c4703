"""When a call is late, how many late ones are sent twice, and how soon one that failed is tried again."""

import asyncio
import math
from contextlib import nullcontext

import pytest

from seedbed.agent.models.delivery.deliver import deliver
from seedbed.agent.models.delivery.faults import Undone
from seedbed.agent.models.delivery.hedge import Pace
from seedbed.memory.errors import EndpointDown
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.conftest import client_at
from tests.agent.models.test_ask import ask
from tests.agent.models.test_flow import by, flow_of, replied
from tests.loopback import loopback


def test_a_step_of_which_few_calls_were_seen_is_late_by_what_its_job_took() -> None:
    pace = Pace()
    for late in (math.inf, 40.0, 20.0, 40.0 / 3, 10.0):
        assert pace.late("write/a") == pytest.approx(late) and not pace.spare()
        pace.took("write/b", 2.0)
    assert pace.late("write/a") == pace.late("write/b") == 8.0
    for _ in range(15):
        pace.took("write/b", 2.0)
    assert pace.late("write/b") == 3.0 and pace.late("write/a") == 8.0
    for _ in range(20):
        pace.took("write/a", 1.0)
    assert pace.late("write/a") == pace.late("write/a/repair-1") == 1.5
    for _ in range(20):
        pace.took("write/a/repair-1", 3.0)
    assert pace.late("write/a") == 4.5


def test_what_short_calls_took_makes_none_of_another_job_late() -> None:
    pace = Pace()
    for _ in range(40):
        pace.took("quirks/seed", 0.5)
    assert pace.late("read_request") == math.inf


def test_the_first_of_a_job_is_late_when_no_answer_could_fill_its_room_for_so_long() -> None:
    pace = Pace()
    for number in range(5):
        assert pace.late("judge", "fast", 300) == math.inf
        pace.took("write", 1.0 + number / 4, "fast", 100)
    assert pace.late("judge", "fast", 300) == pytest.approx(1.5 * (2.0 + 300 * 0.015))
    assert pace.late("judge", "slow", 300) == pace.late("judge", "fast", 0) == math.inf
    assert pace.late("judge", "fast", 1) == pytest.approx(1.5 * (2.0 + 0.015))
    for _ in range(200):
        pace.took("write", 0.1, "fast", 100)
    assert pace.late("judge", "fast", 300) == 3.0
    pace.took("judge", 20.0, "fast", 300)
    assert pace.late("judge", "fast", 300) == pytest.approx(1.5 * (20.0 + 300 * 39.9 / 20_200))
    for _ in range(5):
        pace.took("judge", 20.0, "fast", 300)
    assert pace.late("judge", "fast", 300) == 80.0


def test_few_are_sent_twice() -> None:
    pace = Pace()
    for _ in range(5):
        pace.took("write", 2.0)
    assert [pace.spare() for _ in range(4)] == [True] * 3 + [False]
    for _ in range(95):
        pace.took("write", 2.0)
    assert pace.late("write") == 3.0
    assert [pace.spare() for _ in range(3)] == [True] * 2 + [False]


@pytest.fixture
def longest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever may wait for so long before another try does."""
    monkeypatch.setattr("seedbed.agent.models.delivery.deliver.by_chance", lambda tries, longest: longest)


@pytest.mark.usefixtures("soon", "longest")
async def test_that_an_endpoint_went_is_said_within_seconds_though_one_call_is_out(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, rested, said = [replied(), *[replied(502, {})] * 9], list[float](), list[tuple[bool, float]]()

    async def rest(seconds: float) -> None:
        rested.append(seconds)

    def told(message: str, down: bool) -> None:
        said.append((down, sum(rested)))

    with loopback(lambda request: left.pop(0) if left else replied()) as address:
        async with client_at(store, f"{address}/v1", told=told) as client:
            monkeypatch.setattr(type(client.lines), "rest", staticmethod(rest))
            await ask(client, 1)
            await ask(client, 2)
    assert said == [(True, 7.0), (False, 9.0)]


@pytest.mark.parametrize(("answered", "others", "waits"), [(1, 0, 1.0), (1, 1, 60.0), (0, 0, 60.0)])
@pytest.mark.usefixtures("longest")
async def test_only_who_alone_asks_an_endpoint_that_has_answered_tries_again_soon(
    answered: int, others: int, waits: float
) -> None:
    """`others`: calls that are out meanwhile."""
    flow, rested = flow_of(), list[float]()
    flow.answers = answered

    async def send() -> str:
        if len(rested) < 3:
            raise Undone("connection", "no")
        return "answered"

    async def rest(seconds: float) -> None:
        rested.append(seconds)

    async with flow.place() if others else nullcontext():
        assert await deliver(send, *by(flow, rest)) == "answered"
    assert rested == [waits] * 3


async def test_what_an_endpoint_asks_to_wait_is_waited_no_longer_than_patience(store: SqlStore) -> None:
    asks = {"error": {"message": "slow", "details": [{"retryDelay": "600s"}]}}
    answers = [replied()]
    with loopback(lambda request: answers.pop() if answers else replied(429, asks)) as address:
        async with client_at(store, f"{address}/v1", patience=0.6) as client:
            await ask(client, 1)
            async with asyncio.timeout(10):
                with pytest.raises(EndpointDown, match="asks for 10 min until the next"):
                    await ask(client, 2)
