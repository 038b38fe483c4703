"""Requests that an endpoint refuses or never answers: for their schema, for their matter, or all of them."""

import json
import time
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import httpx2
import openai
import pytest

from seedbed.agent.models.delivery.call import EXAM
from seedbed.agent.models.delivery.deliver import deliver
from seedbed.agent.models.delivery.faults import Refused
from seedbed.agent.models.delivery.flow import Flow
from seedbed.agent.models.endpoint import Purpose
from seedbed.agent.models.wire import Decode
from seedbed.agent.toolloop import tool
from seedbed.memory.errors import AnswerFault, EndpointDown, UserFault
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.conftest import client_at
from tests.agent.models.test_ask import PURPOSE, ask, slot
from tests.agent.models.test_flow import GOOD, Reply, by, flow_of, replied
from tests.loopback import Request, loopback

ROW = replace(PURPOSE, row=1)
LONG = {"error": {"message": "The maximum context length is 8192.", "code": "context_length_exceeded"}}
TIME = [{"role": "user", "content": "What time is it?"}]
TOOLS = (tool("get_time", "The time.", {"type": "object", "properties": {}}),)


def _asked(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(request.body or "{}")
    return found


async def test_a_schema_that_is_refused_stands_in_the_prompt_from_then_on(store: SqlStore) -> None:
    sent: list[dict[str, Any]] = []
    told: list[str] = []

    def answer(request: Request) -> Reply:
        sent.append(_asked(request))
        return (
            replied(400, {"error": {"message": "Invalid schema"}})
            if "response_format" in sent[-1]
            else replied()
        )

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1", told=lambda said, down: told.append(said)) as client:
            await ask(client, 3)
            for number in (1, 2):
                await ask(client, number, purpose=ROW)
            _, again = await ask(client, 1, purpose=ROW)
    assert ["response_format" in body for body in sent] == [True, False, False, False]
    assert '"required": ["text"]' in sent[1]["messages"][0]["content"]
    assert again.text == '{"text": "x"}' and len(sent) == 4
    assert told == [f"{address}/v1 refuses the schema of write_text: it stands in the prompt instead"]


@pytest.mark.parametrize("purpose", [PURPOSE, ROW])
async def test_what_a_model_wrote_and_its_endpoint_held_to_be_no_json_is_its_answer(
    store: SqlStore, purpose: Purpose
) -> None:
    """As Groq says it of a model that it doesn't hold to a schema."""
    failed = {"message": "Failed to validate JSON.", "code": "json_validate_failed"}
    wrote = ['{"text": ', 'Sure: {"text": "x"}']
    sent: list[dict[str, Any]] = []

    def answer(request: Request) -> Reply:
        sent.append(_asked(request))
        return replied(400, {"error": {**failed, "failed_generation": wrote[len(sent) - 1]}})

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1") as client:
            value, _ = await ask(client, 1, purpose=purpose)
    assert value.text == "x" and len(sent) == 2
    assert all("response_format" in body and body["max_tokens"] == 300 for body in sent)
    assert [failure.code for failure in store.failures()] == ["malformed"]


@pytest.mark.parametrize(
    ("most", "status", "stage", "sent"),
    [
        (1000, 400, "sample", [4000, 2000, 1000]),
        (4096, 400, "sample", [4000]),
        (100, 400, "sample", [4000, 2000, 1000, 500]),
        (1000, 413, "sample", [4000, 2000, 1000]),
        (2000, 400, EXAM, [4000, 2000]),
        (100, 400, EXAM, [4000, 2000]),
    ],
)
async def test_room_that_is_more_than_a_model_has_is_halved(
    store: SqlStore, most: int, status: int, stage: str, sent: list[int]
) -> None:
    asked: list[int] = []

    def answer(request: Request) -> Reply:
        asked.append(_asked(request)["max_tokens"])
        return (
            replied()
            if asked[-1] <= most
            else replied(status, {"error": {"message": "max_tokens is too large"}})
        )

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1") as client:
            said = client.chat(slot(1), [{"role": "user", "content": "?"}], Purpose(stage), Decode(4000))
            if most < sent[-1]:
                with pytest.raises(Refused, match="max_tokens is too large"):
                    await said
            else:
                await said
    assert asked == sent


@pytest.mark.parametrize("status", [400, 403, 413, 422])
async def test_a_request_that_is_refused_for_what_is_in_it_costs_its_row_alone(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr("seedbed.agent.models.delivery.deliver._SHUT_OUT", 0.1)
    words, schemas = 0, set[bool]()

    def answer(request: Request) -> Reply:
        nonlocal words
        content = (asked := _asked(request))["messages"][-1]["content"]
        words += content == "word"
        if '"seed": 7' not in content:
            return replied()
        schemas.add("response_format" in asked)  # which is no reason for it
        return replied(status, LONG)

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1") as client:
            with pytest.raises(AnswerFault, match=f"unanswered: .*HTTP {status}, .*maximum context length"):
                await ask(client, 7, purpose=ROW)
            await ask(client, 1, purpose=ROW)
            with pytest.raises(EndpointDown if status == 403 else Refused, match="maximum context length"):
                await ask(client, 8, seed=7)
    assert words == 1 and schemas == {True}


async def test_where_each_is_refused_the_build_ends(store: SqlStore) -> None:
    def answer(request: Request) -> Reply:
        return replied() if _asked(request)["messages"][-1]["content"] == "word" else replied(400, LONG)

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1") as client:
            for number in range(1, 9):
                with pytest.raises(AnswerFault, match="unanswered"):
                    await ask(client, number, purpose=ROW)
            with pytest.raises(Refused, match=r"delete .*exams and build anew; where a prompt is too long"):
                await ask(client, 9, purpose=ROW)


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_wrong_key_or_address_is_no_rows_fault(store: SqlStore, status: int) -> None:
    with loopback(lambda request: replied(status, LONG)) as address:
        async with client_at(store, f"{address}/v1") as client:
            with pytest.raises(UserFault):
                await ask(client, 1, purpose=ROW)


@pytest.mark.parametrize("status", [401, 403])
async def test_a_key_that_was_taken_is_refused_for_good_only_if_that_lasts(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """By a gateway, say, that has lost it for a moment."""
    refusal, left = replied(status, {"error": {"message": "Wrong key sk-of-ann"}}), [replied()]
    with loopback(lambda request: left.pop() if left else refusal) as address:
        async with client_at(store, f"{address}/v1", key="sk-of-ann") as client:
            await ask(client, 1)
            left += [replied(), *[refusal] * 6]
            assert (await ask(client, 2, purpose=ROW))[0].text == "x"
            monkeypatch.setattr("seedbed.agent.models.delivery.deliver._SHUT_OUT", 0.2)
            why = rf"takes the key no more, .* before: HTTP {status}, Wrong key \[key\], after \d+ tries"
            with pytest.raises(EndpointDown, match=why):
                await ask(client, 3, purpose=ROW)
    kept = str([*store.failures()])
    assert "Wrong key [key]" in kept and "of-ann" not in kept


async def test_a_request_that_alone_is_never_answered_ends_by_itself() -> None:
    flow, tries = flow_of(), 0
    flow.answered()
    request = httpx2.Request("POST", "http://127.0.0.1/v1")

    async def send() -> str:
        nonlocal tries
        tries += 1
        flow.failed(time.monotonic(), "HTTP 500", "nothing")
        raise openai.InternalServerError("no", response=httpx2.Response(500, request=request), body=None)

    async def rest(seconds: float) -> None:
        flow.answered()  # of others

    with pytest.raises(AnswerFault, match=r"unanswered: http 500 .* 9 times, while others were answered"):
        await deliver(send, *by(flow, rest))
    assert tries == 9


@pytest.mark.parametrize("others", [0, 40])
async def test_a_request_that_alone_is_too_many_ends_by_itself_and_not_for_others(
    monkeypatch: pytest.MonkeyPatch, others: int
) -> None:
    """`others`: tries of it after each of which another is answered."""
    now, sent, words = 0.0, 0, [0.0]
    monkeypatch.setattr("seedbed.agent.models.delivery.deliver.time", SimpleNamespace(monotonic=lambda: now))
    flow = flow_of()
    flow.answered()
    request = httpx2.Request("POST", "http://127.0.0.1/v1")

    async def send() -> str:
        nonlocal sent
        sent += 1
        raise openai.RateLimitError(
            "Limit 30000, Requested 45000", response=httpx2.Response(429, request=request), body=None
        )

    async def rest(seconds: float) -> None:
        nonlocal now
        now += 60
        if sent <= others:
            flow.answered()

    async def word() -> bool:
        words.append(now)
        flow.answered(word=True)
        return True

    with pytest.raises(AnswerFault, match=r"unanswered: http 429 .*Requested 45000"):
        await deliver(send, *by(flow, rest), word)
    first = max(8 - 1, others + 3) * 60  # a limit of a minute was free for three
    assert words == [0, first, first + 60, first + 120] and sent == first // 60 + 3


@pytest.mark.parametrize(
    ("characters", "usage", "cut"),
    [
        (43_000, {"prompt_tokens": 2050}, True),
        (43_000, {"prompt_tokens": 50, "prompt_tokens_details": {"cached_tokens": 10_000}}, False),
        (43_000, {"prompt_tokens": 0}, False),
        (4_000, {"prompt_tokens": 12}, False),
    ],
)
async def test_a_prompt_that_was_cut_without_a_word_is_taken_for_too_long(
    store: SqlStore, characters: int, usage: dict[str, Any], cut: bool
) -> None:
    body = {"choices": [{"message": {"content": "x"}, "finish_reason": "stop"}], "usage": usage}
    said = [{"role": "user", "content": "x" * characters}]
    with loopback(lambda request: replied(200, body)) as address:
        async with client_at(store, f"{address}/v1") as client:
            if not cut:
                assert (await client.chat(slot(1), said, PURPOSE, Decode(400))).text == "x"
                return
            told = "cut a prompt of 43,000 characters to 2,050 tokens"
            with pytest.raises(Refused, match=f"{told} — give its server a longer context"):
                await client.chat(slot(1), said, PURPOSE, Decode(4000))
            with pytest.raises(AnswerFault, match=f"unanswered: .*{told}"):
                await client.chat(slot(2), said, ROW, Decode(4000))
    assert store.totals().prompt_tokens == 2 * 2050


@pytest.mark.parametrize(("after", "said"), [(60.0, 0), (21_600.0, 1)])
async def test_who_asks_for_more_than_a_minute_is_said_to_be_down_at_once(after: float, said: int) -> None:
    told: list[str] = []
    flow = Flow("the endpoint", 8, lambda message, down: told.append(message), patience=60)
    flow.answered()
    flow.failed(time.monotonic(), "a limit of a day", "too many", after)
    assert len(told) == said and all("a limit of a day" in line for line in told)


async def test_who_never_answered_and_asks_for_hours_is_not_asked_again(store: SqlStore) -> None:
    asked, told = list[Request](), list[str]()

    def answer(request: Request) -> Reply:
        asked.append(request)
        delay = {"message": "Rate limit reached", "details": [{"retryDelay": "100s"}]}
        return replied(429, {"error": delay})

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1", told=lambda said, down: told.append(said)) as client:
            why = "HTTP 429, Rate limit reached, after 1 try; it asks for 1 min 40 s until the next"
            with pytest.raises(EndpointDown, match=why):
                await ask(client, 1)
    assert len(asked) == 1 and not told


async def test_no_capacity_for_now_heals(store: SqlStore) -> None:
    """Groq's own HTTP 498 of its tier `flex`."""
    left = [replied(498, {"error": {"message": "Flex tier capacity exceeded", "code": "capacity_exceeded"}})]
    with loopback(lambda request: left.pop() if left else replied()) as address:
        async with client_at(store, f"{address}/v1") as client:
            await ask(client, 1)
    assert [failure.code for failure in store.failures()] == ["http 498"]


async def test_what_fails_while_a_word_is_answered_is_no_outage_for_the_exam(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As llama.cpp, without `--jinja`, fails at tools."""

    def answer(request: Request) -> Reply:
        fails = "tools" in _asked(request)
        return (
            replied(500, {"error": {"message": "tools param requires --jinja flag"}}) if fails else replied()
        )

    async def rest(seconds: float) -> None:
        pass

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1") as client:
            monkeypatch.setattr(type(client.lines), "rest", staticmethod(rest))
            await client.chat(slot(1), TIME, Purpose(EXAM), Decode(100))
            with pytest.raises(AnswerFault, match="unanswered: http 500"):
                await client.chat(slot(2), TIME, Purpose(EXAM), Decode(100), tools=TOOLS)


async def test_an_account_that_no_provider_suits_is_told_in_the_endpoint_s_words(store: SqlStore) -> None:
    """OpenRouter's."""
    why = "No endpoints found matching your data policy"

    def answer(request: Request) -> Reply:
        listed = replied(200, {"data": [{"id": "sim-strong"}]})
        return replied(404, {"error": {"message": why, "code": 404}}) if request.body else listed

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1") as client:
            with pytest.raises(Refused, match=rf"lists the model and refuses it \({why}"):
                await ask(client, 1)


async def test_what_is_no_completion_is_charged_as_it_says(store: SqlStore) -> None:
    usage = {"usage": {"prompt_tokens": 12, "completion_tokens": 3}}
    answers = [replied(200, {**GOOD, **usage}), replied(200, usage), replied(200, {**GOOD, **usage})]
    with loopback(lambda request: answers.pop(0)) as address:
        async with client_at(store, f"{address}/v1") as client:
            await ask(client, 1)
            await ask(client, 2)
    told = store.totals()
    assert (told.prompt_tokens, told.completion_tokens) == (36, 9)


@pytest.mark.parametrize("says", ["", "We are closed.", "<p style='{}'>closed</p>", '{"detail": "closed"}'])
async def test_an_endpoint_none_of_whose_answers_for_rows_can_be_read_is_paid_for_no_more(
    store: SqlStore, says: str
) -> None:
    sent: dict[bytes, None] = {}
    """What was asked without tools; what is late on a busy machine is asked once more."""
    right: list[bytes] = []

    def answer(request: Request) -> Reply:
        if "tools" not in _asked(request):
            sent[request.body] = None
            if len(sent) == 4 and not right:
                right.append(request.body)
        return replied() if request.body in right else _said(says)

    with loopback(answer) as address:
        for fresh in (4 + 32, 32):  # what is in the journal doesn't count
            async with client_at(store, f"{address}/v1") as client:
                sent.clear()
                with pytest.raises(EndpointDown, match=r"answered 32 calls for rows .* can be read, lastly "):
                    for number in range(1, 40):
                        with suppress(AnswerFault):
                            await ask(client, number, purpose=ROW)
                        if says:  # words in a talk with tools tell nothing
                            talk = replace(slot(number), step="talk")
                            await client.chat(talk, TIME, ROW, Decode(9), tools=TOOLS)
                assert len(sent) == fresh


@pytest.mark.parametrize("says", ['{"text": 5}', "", "closed"])
async def test_answers_of_another_kind_cut_or_withheld_are_no_endpoint_s_fault(
    store: SqlStore, says: str
) -> None:
    finish = "stop" if "text" in says else "length" if says else "content_filter"
    with loopback(lambda request: _said(says, finish)) as address:
        async with client_at(store, f"{address}/v1") as client:
            for number in range(1, 20):
                with pytest.raises(AnswerFault):
                    await ask(client, number, purpose=ROW)


def _said(text: str, finish: str = "stop") -> Reply:
    message = {"role": "assistant", "content": text}
    return replied(200, {"choices": [{"message": message, "finish_reason": finish}]})
