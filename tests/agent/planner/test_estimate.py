"""What a plan will cost, where it isn't a matter of rows alone: turns, repeats, several models."""

import pytest

from seedbed.agent.methods import find
from seedbed.agent.planner.estimate import Estimate, estimate, length
from seedbed.memory.spec import Part, Price, Spec

CHEAP, DEAR = Price(prompt=1, completion=2), Price(prompt=10, completion=20)
ROLES = ("planner", "writer", "judge", "user", "assistant")


def told(part: Part, method: str, **prices: Price | None) -> Estimate:
    whole = {**dict.fromkeys(ROLES, CHEAP), **prices}
    return estimate(Spec(parts=(part,)), {part.name: find(method)}, whole)


@pytest.mark.parametrize(
    ("part", "times"),
    [
        (Part(task="dialogues", topic="t", rows=1), 1.0),
        (Part(task="dialogues", topic="t", rows=1, turns=(6, 12)), 1.0),
        (Part(task="dialogues", topic="t", rows=1, turns=(12, 24)), 2.0),
        (Part(task="dialogues", topic="t", rows=1, turns=(12, 24), at_once=True), 1.0),
        (Part(task="tool_use", topic="t", rows=1, world="w.yaml", repeats=4), 4.0),
        (Part(task="mathematics", topic="t", rows=1), 1.0),
    ],
)
def test_how_long_the_talks_of_a_part_are(part: Part, times: float) -> None:
    assert length(part) == times


def test_calls_and_money_grow_with_the_turns() -> None:
    usual = Part(task="dialogues", way="support", topic="t", rows=100, turns=(8, 14))
    long = usual.model_copy(update={"turns": (16, 28)})
    short, twice = (told(part, "dialogues/strong/support") for part in (usual, long))
    assert twice.calls == pytest.approx(2 * short.calls, abs=2)
    assert twice.usd == pytest.approx(2 * (short.usd or 0))
    assert twice.candidates == short.candidates


def test_the_dearest_of_those_who_speak_counts_and_an_unknown_price_is_unknown() -> None:
    part = Part(task="dialogues", way="support", topic="t", rows=100)
    plain = told(part, "dialogues/strong/support")
    assert (told(part, "dialogues/strong/support", assistant=DEAR).usd or 0) == pytest.approx(
        10 * (plain.usd or 0)
    )
    assert told(part, "dialogues/strong/support", user=None).usd is None
