"""What a plan will cost, where it isn't a matter of rows alone: talks that are held several times."""

from pathlib import Path

import pytest

from seedbed.agent.making.parts import settled
from seedbed.agent.methods import METHODS
from seedbed.agent.planner.estimate import Estimate, estimate
from seedbed.agent.planner.old_tasks import renewed
from seedbed.memory.spec import Part, Price, Spec
from tests.agent.scripted import desk

CHEAP = Price(prompt=1, completion=2)


def told(repeats: int, price: Price | None = CHEAP) -> Estimate:
    old = Part(task="tool_use", topic="t", rows=100, world="w.yaml", repeats=repeats)
    door, _ = desk(can=["json_schema", "judging"])
    spec = settled(renewed(Spec(parts=(old,)), door, METHODS), Path())
    return estimate(spec, {"rows": METHODS[0]}, {"writer": price})


def test_calls_and_money_grow_with_the_role_plays_of_a_task() -> None:
    once, four = told(1), told(4)
    assert 3 < four.calls / once.calls < 4, "checks are made of one talk"
    assert four.usd == pytest.approx(four.calls / once.calls * (once.usd or 0), rel=0.01)
    assert four.candidates == once.candidates


def test_an_unknown_price_is_unknown() -> None:
    assert told(1, None).usd is None
