"""How many calls an endpoint takes is found out by what comes back, and one that is down is waited for."""

import asyncio
import gc
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from seedbed.agent.models.ask import Client
from seedbed.agent.models.delivery.call import Call
from seedbed.agent.models.delivery.flow import Flow
from seedbed.agent.models.delivery.hedge import hedged
from seedbed.agent.models.endpoint import Endpoint
from seedbed.memory.errors import EndpointDown
from seedbed.memory.profile import Profile
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.conftest import client_at
from tests.agent.models.test_ask import DECODE, PURPOSE, WriteText, ask, prompt, slot
from tests.loopback import Request, loopback
from tests.simulator.fixtures import Start

GOOD = {"choices": [{"message": {"role": "assistant", "content": '{"text": "x"}'}, "finish_reason": "stop"}]}
Reply = tuple[int, str, bytes]
NOBODY = Endpoint("", "", "", "", Profile(model="", exam_version=0))


def replied(status: int = 200, body: Any = GOOD) -> Reply:
    return status, "application/json", json.dumps(body).encode()


def silent(message: str, down: bool) -> None:
    raise AssertionError(message)


async def all_of(client: Client, calls: int) -> list[Any]:
    return await asyncio.gather(*(ask(client, n) for n in range(1, calls + 1)), return_exceptions=True)


async def test_a_ceiling_below_what_was_asked_is_found_and_kept_to(simulated: Start, store: SqlStore) -> None:
    end = simulated(latency=20, rate_limit=4)
    async with client_at(store, end.base_url, told=silent) as client:  # twelve refusals at once, and not down
        done = await all_of(client, 200)
    assert not [one for one in done if isinstance(one, BaseException)]
    assert 12 <= end.stats()["rate_limited"] <= 12 + 0.1 * 200  # the first burst of 16 finds four places


def flow_of(most: int = 64) -> Flow:
    return Flow("the endpoint", most, silent)


def by(flow: Flow, rest: Callable[[float], Awaitable[None]]) -> tuple[Any, Any]:
    """Call and lines, as far as a delivery needs them."""

    async def listed() -> list[dict[str, str]]:
        return [{"id": "x"}]

    chat = SimpleNamespace(listed=listed, served=lambda path: False)
    call = SimpleNamespace(flow=flow, end=NOBODY, chat=chat, path="", elsewhere=lambda: False)
    return call, SimpleNamespace(rest=rest, patience=60)


async def rounds(flow: Flow, calls: int, fault: Callable[[int], bool]) -> None:
    """Calls one round after the other, as many at once as there are places."""
    number = 0
    while number < calls:
        taken = [flow.place() for _ in range(int(flow.places))]
        for one in taken:
            await one.__aenter__()
        sent = time.monotonic()
        for _ in taken:
            number += 1
            if fault(number):
                flow.failed(sent, "HTTP 503", "perhaps")
            else:
                flow.answered()
        for one in taken:
            await one.__aexit__(None, None, None)


async def test_faults_by_chance_cost_no_places_and_many_at_once_do() -> None:
    flow = flow_of()
    await rounds(flow, 3_000, lambda number: number % 20 == 0)
    assert flow.places == 64
    await rounds(flow, 200, lambda number: number % 2 == 0)
    assert flow.places < 32


async def test_a_first_burst_above_the_ceiling_costs_the_places_that_are_too_many_and_no_more() -> None:
    flow = flow_of()
    taken = [flow.place() for _ in range(64)]
    for one in taken:
        await one.__aenter__()
    sent = time.monotonic()
    for number, one in enumerate(taken):
        if number < 16:
            flow.failed(sent, "HTTP 429", "too many")
        else:
            flow.answered()
        await one.__aexit__(None, None, None)
    assert flow.places >= 48


async def test_refusals_take_half_of_the_places_in_a_round_at_most_and_calm_gives_them_back() -> None:
    flow = flow_of()
    sent = time.monotonic()
    for _ in range(60):
        flow.answered()
        flow.failed(sent, "HTTP 429", "too many")
    assert flow.places == 32
    await rounds(flow, 8_000, lambda number: False)
    assert flow.places == 64


async def test_a_call_that_is_answered_at_once_is_gone_without_the_collector(
    simulated: Start, store: SqlStore
) -> None:
    async with client_at(store, simulated().base_url, told=silent) as client:
        gc.collect()  # what other tests left
        gc.disable()
        try:
            for number in range(3):
                await ask(client, number)
            assert not [one for one in gc.get_objects() if isinstance(one, Call)]
        finally:
            gc.enable()


async def test_what_all_rows_wait_for_goes_first_then_the_oldest_row() -> None:
    flow, went = flow_of(1), list[int]()

    async def call(row: int) -> None:
        async with flow.place(row=row):
            went.append(row)
            await asyncio.sleep(0)

    async with flow.place(row=8):
        waiting = [asyncio.create_task(call(row)) for row in (7, 9, 3, 0, 9, -2, 3)]
        await asyncio.sleep(0)
        waiting[2].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert went == [-2, 0, 3, 7, 9, 9]


async def test_of_calls_to_several_endpoints_that_of_the_oldest_row_goes_first(store: SqlStore) -> None:
    came: list[int] = []

    def answer(request: Request) -> Reply:
        (said,) = json.loads(request.body)["messages"]
        came.append(next(row for row in range(10) if prompt(row).messages[0]["content"] == said["content"]))
        return replied()

    with loopback(answer) as one, loopback(answer) as other:
        async with client_at(store, f"{one}/v1", told=silent) as client:
            first = client.endpoint("default")
            client._roles["judge"] = replace(first, name="judge", base_url=f"{other}/v1")
            client.lines.confine(1)

            async def call(row: int, role: str) -> None:
                at, purpose = replace(slot(row), role=role), replace(PURPOSE, row=row)
                await client.ask(at, prompt(row), WriteText, purpose, DECODE)

            await asyncio.gather(*(call(row, ("writer", "judge")[row % 2]) for row in (8, 7, 9, 3, 4)))
    assert came == [8, 3, 4, 7, 9]


async def test_what_one_refused_call_is_to_wait_holds_the_others_only_where_many_are() -> None:
    flow = flow_of(8)
    flow.failed(time.monotonic(), "HTTP 429", "too many", 5.0)
    async with asyncio.timeout(1), flow.place():
        pass
    for _ in range(4):
        flow.failed(time.monotonic(), "HTTP 429", "too many", 0.3)
    began = time.monotonic()
    async with flow.place():
        assert 0.2 < time.monotonic() - began < 1


@pytest.mark.usefixtures("soon")
async def test_an_endpoint_that_is_down_is_waited_for_with_one_look_at_a_time(store: SqlStore) -> None:
    up, at_once = [True], []
    said: list[tuple[str, bool]] = []

    def answer(request: Request) -> Reply:
        at_once.append(time.monotonic())
        return replied() if up[0] else replied(500, {"error": {"message": "no"}})

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1", told=lambda *one: said.append(one)) as client:
            await ask(client, 1)
            up[0] = False
            waiting = [asyncio.create_task(ask(client, n)) for n in range(2, 40)]
            while not said:
                await asyncio.sleep(0.01)
            came = len(at_once)
            await asyncio.sleep(0.3)
            assert 1 <= len(at_once) - came <= 3 + 16  # all sixteen places may have been on their way
            up[0] = True
            await asyncio.gather(*waiting)
    (went, down), (came_back, still) = said
    assert "answers nothing (no): it is waited for" in went and "answers again, after" in came_back
    assert down and not still


async def test_an_answer_that_was_on_its_way_when_it_went_down_does_not_say_that_it_is_back() -> None:
    said = list[str]()
    flow = Flow("the endpoint", 64, lambda what, down: said.append(what), patience=60)
    for _ in range(9):
        flow.failed(time.monotonic(), "refused", "nothing")
    flow.answered(5)
    assert flow.down_for and len(said) == 1
    flow.answered()
    assert not flow.down_for and said[1].startswith("the endpoint answers again")


@pytest.mark.usefixtures("soon")
async def test_a_look_whether_it_is_back_is_a_word_and_costs_no_more(store: SqlStore) -> None:
    up, asked = [True], list[dict[str, Any]]()

    def answer(request: Request) -> Reply:
        asked.append(json.loads(request.body))
        return replied() if up[0] else (200, "text/html", b"<html>down</html>")

    said: list[str] = []
    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1", told=lambda what, down: said.append(what)) as client:
            await ask(client, 1)
            up[0] = False
            waiting = [asyncio.create_task(ask(client, n)) for n in range(2, 14)]
            while not said:
                await asyncio.sleep(0.02)
            await asyncio.sleep(0.1)  # those on their way come back
            looks = len(asked)
            while len(asked) < looks + 2:
                await asyncio.sleep(0.02)
            up[0] = True
            found = await asyncio.gather(*waiting)
    assert {one["messages"][-1]["content"] for one in asked[looks : looks + 2]} == {"word"}
    assert all(one["max_tokens"] <= 64 for one in asked[looks : looks + 2])
    assert {reply.text for _, reply in found} == {'{"text": "x"}'}
    words = [
        one for n in range(2, 14) for one in store.deliveries(f"{n:064d}") if one.slot.step.endswith("/word")
    ]
    assert words and max(one.usage.prompt_tokens for one in words) < 300


async def test_a_pause_that_ends_while_it_is_looked_at_lets_the_calls_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, step = [100.0], [0.0]

    def clock() -> float:
        now[0] += step[0]
        return now[0]

    monkeypatch.setattr("seedbed.agent.models.delivery.flow.time", SimpleNamespace(monotonic=clock))
    flow = Flow("the endpoint", 4, lambda *_: None, patience=60)
    for _ in range(8):
        flow.failed(now[0], "no", "nothing")
    now[0], step[0] = 100.5 - 0.025, 0.01  # the third look comes after the pause of half a second
    async with asyncio.timeout(5):
        async with flow.place():
            assert flow.down_for > 0


@pytest.mark.usefixtures("soon")
async def test_patience_ends(store: SqlStore) -> None:
    answers = [replied()]
    with loopback(lambda request: answers.pop() if answers else replied(502, {})) as address:
        async with client_at(store, f"{address}/v1", patience=0.1, told=lambda message, down: None) as client:
            await ask(client, 1)
            waiting = [asyncio.create_task(ask(client, n)) for n in range(2, 13)]
            (first, *_), _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            reason = first.exception()
            assert isinstance(reason, EndpointDown) and "http 502" in str(reason)
            client.close(reason)
            async with asyncio.timeout(5):
                done = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(one) for one in done} == {EndpointDown}


@pytest.mark.parametrize(("number", "calls"), [(25, 40), (8, 12)])
async def test_a_call_that_hangs_is_sent_again_and_its_answer_kept_once(
    store: SqlStore, number: int, calls: int
) -> None:
    hung: list[bytes] = []

    def answer(request: Request) -> Reply:
        if f'"seed": {number}'.encode() in request.body.replace(b"\\", b"") and not hung:
            hung.append(request.body)
            time.sleep(25)
        return replied()

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1") as client:
            began = time.monotonic()
            await all_of(client, calls)
            assert time.monotonic() - began < 20
    assert hung and len(store.answers_of(f"{number:064d}")) == 1
    assert sorted(row.state for row in store.deliveries(f"{number:064d}")) == ["lost", "settled"]


async def test_of_two_answers_the_first_counts_and_a_cancellation_from_outside_stays_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("seedbed.agent.models.delivery.hedge._SOONEST", 0.05)
    sent: list[asyncio.Future[str]] = []

    async def send(gone_out: Callable[[], None]) -> str:
        sent.append(asyncio.get_running_loop().create_future())
        gone_out()
        return await sent[-1]

    async def twice() -> str:
        return await hedged(send, lambda: 0.0, lambda: True)

    async def both() -> asyncio.Task[str]:
        sent.clear()
        task = asyncio.create_task(twice())
        while len(sent) < 2:
            await asyncio.sleep(0.01)
        return task

    second = await both()
    sent[1].set_result("second")
    assert await second == "second" and sent[0].cancelled()
    tied = await both()
    sent[0].set_result("first")
    sent[1].set_result("second")
    assert await tied == "first"
    await asyncio.sleep(0)  # a cancellation that came late would come here
    ended = await both()
    sent[1].set_result("second")
    ended.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ended
    sent.clear()
    third = asyncio.create_task(twice())
    while len(sent) < 3:  # the second hangs, too
        await asyncio.sleep(0.01)
    sent[2].set_result("third")
    assert await third == "third" and sent[0].cancelled() and sent[1].cancelled()
    instead = await both()
    sent[1].set_exception(ValueError("no"))
    while len(sent) < 3:
        await asyncio.sleep(0.01)
    sent[2].set_result("instead")
    assert await instead == "instead" and sent[0].cancelled()


async def test_a_process_that_was_held_up_reads_what_came_before_it_sends_anything_twice() -> None:
    sent: list[asyncio.Future[str]] = []

    async def send(gone_out: Callable[[], None]) -> str:
        sent.append(asyncio.get_running_loop().create_future())
        gone_out()
        return await sent[-1]

    task = asyncio.create_task(hedged(send, lambda: 0.0, lambda: True))
    await asyncio.sleep(0)
    time.sleep(0.5)  # the loop stands still beyond the first look
    await asyncio.sleep(0.01)
    assert len(sent) == 1
    sent[0].set_result("read")
    assert await task == "read" and len(sent) == 1


async def test_faults_of_calls_that_went_out_before_an_outage_do_not_tell_of_another() -> None:
    said = list[str]()
    flow = Flow("the endpoint", 64, lambda what, down: said.append(what), patience=60)
    before = time.monotonic()
    for _ in range(9):
        flow.failed(time.monotonic(), "refused", "nothing")
    flow.answered()
    for _ in range(9):
        flow.failed(before, "refused", "nothing")  # they were noticed late
    flow.failed(time.monotonic(), "refused", "nothing")
    assert [what.partition(" answers ")[2][:5] for what in said] == ["nothi", "again"]
