"""What a plan will cost, where it isn't a matter of rows alone: repeats, several models."""

import pytest

from seedbed.agent.methods import find
from seedbed.agent.planner.estimate import Estimate, estimate
from seedbed.memory.spec import Part, Price, Spec

CHEAP, DEAR = Price(prompt=1, completion=2), Price(prompt=10, completion=20)
ROLES = ("planner", "writer", "judge", "user", "assistant")


def told(part: Part, method: str, **prices: Price | None) -> Estimate:
    whole = {**dict.fromkeys(ROLES, CHEAP), **prices}
    return estimate(Spec(parts=(part,)), {part.name: find(method)}, whole)


def test_calls_and_money_grow_with_the_role_plays_of_a_task() -> None:
    usual = Part(task="tool_use", topic="t", rows=100, world="w.yaml")
    once, four = (told(usual.model_copy(update={"repeats": n}), "tool_use/strong") for n in (1, 4))
    assert four.calls == pytest.approx(4 * once.calls, abs=2)
    assert four.usd == pytest.approx(4 * (once.usd or 0))
    assert four.candidates == once.candidates


def test_the_dearest_of_those_who_speak_counts_and_an_unknown_price_is_unknown() -> None:
    part = Part(task="tool_use", topic="t", rows=100, world="w.yaml")
    plain = told(part, "tool_use/strong")
    assert (told(part, "tool_use/strong", assistant=DEAR).usd or 0) == pytest.approx(10 * (plain.usd or 0))
    assert told(part, "tool_use/strong", user=None).usd is None
