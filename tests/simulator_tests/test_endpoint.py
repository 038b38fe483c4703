"""What other tests rely on: answers that depend on requests alone, faults at their rates, judges and writers
as their names say, and counts that add up."""

import asyncio
from typing import Any

import openai
import pytest

from tests.simulator.fixtures import Start, endpoint, simulated
from tests.simulator.launch import Running
from tests.simulator_tests.asking import (
    CONCEPTS,
    answer,
    as_model,
    axes,
    body,
    client,
    concept_prompt,
    order,
    said,
    sentences,
    verdicts,
)

__all__ = ["endpoint", "simulated"]


def _raw(running: Running, count: int) -> list[tuple[str, str]]:
    """(content, finish reason) of the same orders."""
    with client(running) as asked:
        bodies = [order(running, number) for number in range(count)]
        choices = [asked.chat.completions.create(**one).choices[0] for one in bodies]
    return [(choice.message.content or "", choice.finish_reason) for choice in choices]


def _tries(running: Running, number: int) -> tuple[list[int], str]:
    """The statuses of the deliveries of one body until it is answered, and the answer."""
    statuses: list[int] = []
    with client(running) as found:
        while True:
            try:
                return statuses, said(found, order(running, number))
            except openai.APIStatusError as error:
                statuses.append(error.status_code)


def _adds_up(stats: dict[str, Any]) -> bool:
    ends = (
        "answered",
        "refused",
        "errors",
        "hung",
        "rate_limited",
        "abandoned",
        "expired",
        "in_flight",
        "waiting",
    )
    total = sum(stats[name] for name in ends)
    return bool(stats["requests"] == total == sum(stats["by_role"].values()))


# answers -------------------------------------------------------------------------------------------------


def test_two_processes_answer_alike_and_another_seed_otherwise(simulated: Start) -> None:
    faulty = {"malformed": 0.2, "truncated": 0.2, "defects": 0.3, "drift": 1.0, "repeats": 0.2}
    one, two, other = simulated(seed=5, **faulty), simulated(seed=5, **faulty), simulated(seed=6, **faulty)
    first = _raw(one, 20)
    assert first == _raw(two, 20) != _raw(other, 20)
    assert one.truth() == two.truth()


def test_malformed_and_cut_answers_come_at_their_rate(simulated: Start) -> None:
    good = _raw(simulated(), 50)
    for option in ("malformed", "truncated"):
        changed = [(a, b) for a, b in zip(good, _raw(simulated(**{option: 0.2}), 50), strict=True) if a != b]
        assert 4 < len(changed) < 17
        for (whole, _), (found, finish) in changed:
            assert finish == ("length" if option == "truncated" else "stop")
            assert whole.startswith(found) or option == "malformed"


def test_drift_and_repeats_are_told_and_read(simulated: Start) -> None:
    running = simulated(drift=1.5, repeats=0.3)
    listed = "\n".join(f"{i}. {name}: this and that" for i, name in enumerate(CONCEPTS, 1))
    with client(running) as found:
        for number in range(30):
            request = order(running, number, before=listed, concept=CONCEPTS[number % 4])
            text = answer(found, request)["text"]
            true = running.truth()[-1]
            chosen = answer(found, body(running, concept_prompt(text), "choose_concept"))["concept"]
            assert true["copy"] or CONCEPTS[chosen - 1] == true["concept"]
    truth = running.truth()
    assert 0.2 < sum(one["concept"] != one["asked_concept"] for one in truth) / 30 < 0.8
    assert 0.15 < sum(one["copy"] for one in truth) / 30 < 0.5


def test_each_defect_of_a_recipes_row_is_planted_and_denied(simulated: Start) -> None:
    running = simulated(defects=0.5)
    lines = ("for: they want more", "not sarcastic: the words mean the opposite")
    seat: dict[str, Any] = {"axes": {"stance": "for", "sarcastic": False, "author": "a nurse"}}
    with client(running) as found:
        for seed in range(40):
            made = answer(found, order(running, seed, "a", "b", lines=lines, level="easy", **seat))
            true = running.truth()[-1]
            assert ("no" in verdicts(found, sentences(running, *made.values()))) is bool(true["defect"])
    planted = [one for one in running.truth() if one["defect"]]
    assert 10 < len(planted) < 30
    kinds = {one["defect"] for one in planted}
    assert kinds == {"wrong_axis", "off_concept", "broken_relation", "low_quality"}
    # Only an axis whose meaning the prompt tells is read by anybody.
    assert {one["wrong_axis"] for one in planted} == {None, "stance", "sarcastic"}


# deliveries ----------------------------------------------------------------------------------------------


def test_errors_heal_after_two_in_a_row_and_change_no_answer(simulated: Start) -> None:
    calm, rough, again = simulated(seed=3), simulated(seed=3, errors=0.7), simulated(seed=3, errors=0.7)
    tries = [_tries(rough, number) for number in range(12)]
    assert tries[::-1] == [_tries(again, number) for number in reversed(range(12))]
    assert [text for _, text in tries] == [_tries(calm, number)[1] for number in range(12)]
    assert {status for statuses, _ in tries for status in statuses} <= {500, 502, 503}
    assert max(len(statuses) for statuses, _ in tries) == 2


def test_a_hanging_call_ends_with_its_client_and_is_not_repeated(simulated: Start) -> None:
    running = simulated(hangs=1.0)
    request = order(running, 1)
    with client(running) as found:
        for _ in range(2):
            with pytest.raises(openai.APITimeoutError):
                found.with_options(timeout=0.2).chat.completions.create(**request)
        assert said(found, request)
    stats = running.stats()
    assert (stats["hung"], stats["answered"], stats["repeated"]) == (2, 1, 0)
    assert _adds_up(stats)


async def test_the_figures_add_up_amid_faults(simulated: Start) -> None:
    faults = {"errors": 0.2, "hangs": 0.1, "malformed": 0.1, "truncated": 0.1}
    running = simulated(latency=30, jitter=20, rate_limit=6, **faults)
    async with openai.AsyncOpenAI(
        base_url=running.base_url, api_key="any", max_retries=0, timeout=4
    ) as found:

        async def ask(number: int) -> None:
            while True:
                try:
                    await found.chat.completions.create(**order(running, number))
                    return
                except openai.RateLimitError as error:
                    assert error.response.headers["Retry-After"] == "1"
                except openai.APIError:
                    continue

        asked = asyncio.gather(*(ask(n) for n in range(30)))
        while not asked.done():
            assert _adds_up(await asyncio.to_thread(running.stats))
            await asyncio.sleep(0.02)
        await asked
    stats = running.stats()
    assert _adds_up(stats) and stats["in_flight_maximum"] >= 6
    assert (stats["answered"] - stats["repeated"], stats["distinct"], stats["in_flight"]) == (30, 30, 0)
    assert min(stats["errors"], stats["hung"], stats["rate_limited"]) > 0


# profiles ------------------------------------------------------------------------------------------------

STANCES = ("against", "none or several fit", "for", "neutral")


@pytest.mark.parametrize(
    ("model", "low", "high", "verdict"),
    [("strong", 1, 1, "yes"), ("weak", 0.5, 0.9, ""), ("yes-man", 0, 0, "yes"), ("no-man", 0, 0, "no")],
)
def test_judges_are_right_as_often_as_their_names_say(
    endpoint: Running, model: str, low: float, high: float, verdict: str
) -> None:
    judge = as_model(endpoint, f"sim-{model}")
    lines, seat = ("for: they want more",), {"stance": "for"}
    with client(endpoint) as found:
        texts = [answer(found, order(endpoint, n, lines=lines, axes=seat))["text"] for n in range(12)]
        read = [
            answer(found, axes(judge, text, STANCES, seed=n))["stance"] for text in texts for n in range(4)
        ]
        assert not verdict or verdicts(found, sentences(judge, texts[0])) == {verdict}
    assert low <= read.count("for") / len(read) <= high
