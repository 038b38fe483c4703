"""Defects of talks: one message is spoilt."""

from random import Random
from typing import Any

import pytest

from seedbed.agent.critic.planting import KINDS, Row
from seedbed.agent.critic.probes import Stock
from seedbed.agent.critic.seen import Seen
from seedbed.memory.candidate import Draft, Verdict
from seedbed.memory.spec import Part
from seedbed.memory.task import Way
from tests.agent.scenes import scene

PART = Part(task="tool_use", topic="bikes", rows=1, world="w.yaml")


def talk(*said: str) -> Row:
    roles = ("user", "assistant") * len(said)
    return {"messages": [{"role": role, "content": text} for role, text in zip(roles, said, strict=False)]}


MINE = talk(
    "We are 4 people and would like bikes for Friday. What do you have?",
    "There are seven city bikes and two tandems left for Friday.",
    "Then we take city bikes. Do you have helmets, too?",
    "Yes, for all 4 of you, and they are free of charge.",
)
OTHER = talk("Where do I park?", "You can leave your car behind the boat house until the evening.")
FOUND = ("another talk's answer", "said again", "for the user", "as the other")


@pytest.mark.parametrize("kind", FOUND)
def test_one_message_is_spoilt(kind: str) -> None:
    made = [KINDS["tool_use"][kind](MINE, OTHER, PART, Random(seed)) for seed in range(6)]
    rows = [one for one in made if one is not None]
    assert len(rows) == 6
    for row in rows:
        pairs = zip(row["messages"], MINE["messages"], strict=True)
        assert sum(mine != was for mine, was in pairs) == 1


def test_what_a_row_does_not_give_is_not_planted() -> None:
    short = talk("How much is it?", "Nine.")
    assert all(plant(short, short, PART, Random(1)) is None for plant in KINDS["tool_use"].values())


def test_talks_with_tools_get_another_value_than_the_result() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "price", "arguments": '{"days": 2}'}}
    tool = {"type": "function", "function": {"name": "price", "description": "p", "parameters": {}}}
    row: dict[str, Any] = {
        "tools": [tool],
        "messages": [
            {"role": "user", "content": "What are two days with a tandem?"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c", "content": '{"euros": 95}'},
            {"role": "assistant", "content": "Two days with a tandem come to 95 euros."},
        ],
    }
    for way in ("another number", "failed call"):
        made = KINDS["tool_use"][way](row, row, PART, Random(1))
        assert made is not None and made["messages"] != row["messages"]


@pytest.mark.parametrize(("way", "probed"), [("", True), ("calculator", False), ("search", False)])
def test_talks_are_probed_whose_checks_run_on_finished_rows(way: Way, probed: bool) -> None:
    world = "" if way else "w.yaml"
    _, bench, _ = scene(Part(task="tool_use", topic="bikes", rows=9, way=way, world=world), sources=["d"])
    assert ("rows" in Stock(bench, 0, {}, []).accepted) is probed


def test_a_turn_asked_again_counts_as_a_text_that_was_flagged() -> None:
    work, _, _ = scene(PART)
    seen = Seen()
    notes = {"asked_again": ["low quality: turn", "malformed: out of turn", "wrong answer: blueprint"]}
    draft = Draft(row=MINE, notes=notes)
    seen.add(work.brief, draft, Verdict(state="accepted"))
    assert seen.read == {("rows", False): [1, 1], ("rows", True): [2, 1]}
    assert seen.supported == {("rows", True): 1}
