"""What is planted in answers is told and read, and counts add up amid faults. That answers depend on requests
alone, and faults heal, those tests show that rely on it."""

import asyncio
from typing import Any

import openai

from tests.simulator.fixtures import Start, endpoint, simulated
from tests.simulator_tests.asking import (
    CONCEPTS,
    answer,
    body,
    client,
    concept_prompt,
    order,
    sentences,
    verdicts,
)

__all__ = ["endpoint", "simulated"]


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


async def test_the_figures_add_up_amid_faults(simulated: Start) -> None:
    faults = {"errors": 0.2, "hangs": 0.1, "malformed": 0.1, "truncated": 0.1}
    running = simulated(latency=30, jitter=20, rate_limit=6, **faults)
    async with openai.AsyncOpenAI(
        base_url=running.base_url, api_key="any", max_retries=0, timeout=1
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
