"""What counts as having done what a blueprint asks for, and what doesn't."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from seedbed.tools.world.blueprints.blueprint import Blueprint, Kind
from seedbed.tools.world.blueprints.drawing import draw_blueprint
from seedbed.tools.world.blueprints.reached import unreached
from seedbed.tools.world.copies import REAL
from seedbed.tools.world.world import World
from seedbed.tools.world.world_file import read_world
from tests.tools.world.blueprints.transcript import spoken, transcript

HIRE = read_world(Path(__file__).parents[4] / "scenarios" / "tool_use" / "world.yaml", REAL)
Messages = list[dict[str, Any]]


def talk(kind: Kind, number: int = 0, *words: str) -> tuple[Blueprint, Messages]:
    """A blueprint and a talk that goes its steps; the last words tell every value of the last result."""
    blueprint = draw_blueprint(HIRE, kind, 1, number)
    texts = [_words(blueprint, place, words) for place in range(len(spoken(blueprint)))]
    return blueprint, transcript(HIRE, blueprint, texts)["messages"]


def _words(blueprint: Blueprint, place: int, words: Sequence[str]) -> str:
    message = spoken(blueprint)[place]
    if message.role == "user":
        return "I want this."
    if words:
        return words[min(sum(one.role == "assistant" for one in spoken(blueprint)[:place]), len(words) - 1)]
    if message.act == "ask":
        return "Which one?"
    if message.act in ("report", "decline"):
        return "That can't be done."
    return f"Here: {json.dumps([blueprint.steps[number].value for number in message.steps])}"


def left(blueprint: Blueprint, messages: Messages, world: World = HIRE) -> list[str]:
    return list(unreached(world, blueprint, messages))


@pytest.mark.parametrize(
    "kind",
    [
        "single",
        "parallel",
        "sequential",
        "nested",
        "follow-up",
        "missing argument",
        "error and recovery",
        "no suitable tool",
        "distractors",
    ],
)
def test_a_talk_that_goes_the_steps_has_done_it(kind: Kind) -> None:
    for number in range(4):
        assert left(*talk(kind, number)) == []


def test_another_end_is_named_by_record_and_field() -> None:
    blueprint, messages = talk("nested")
    call = messages[-3]["tool_calls"][0]["function"]
    call["arguments"] = json.dumps({**json.loads(call["arguments"]), "days": 1, "customer": "Nobody"})
    (why,) = left(blueprint, messages)
    assert "bookings K-1001 has customer 'Nobody', not " in why and "days 1, not " in why


def test_nothing_done_and_too_much_done() -> None:
    blueprint, messages = talk("follow-up")
    why = left(blueprint, [messages[0], messages[-1]])
    assert "bookings K-1001 is as before" in why[0] and f"{blueprint.steps[0].name} is never" in why[1]
    none, declined = talk("no suitable tool")
    made = left(none, [declined[0], messages[1], messages[2], declined[1]])
    assert "was changed" in made[0] and made[1].endswith("is called though no tool serves")


def test_a_record_may_be_found_another_way() -> None:
    read = next(n for n in range(30) if draw_blueprint(HIRE, "single", 1, n).steps[0].name == "get_bike")
    blueprint, messages = talk("single", read)
    function = messages[1]["tool_calls"][0]["function"]
    function |= {"name": "find_bikes", "arguments": "{}"}
    assert left(blueprint, messages) == []


def test_parallel_calls_stand_in_one_message() -> None:
    blueprint, messages = talk("parallel")
    calls = messages[1]["tool_calls"]
    apart = [{**messages[1], "tool_calls": [one]} for one in calls]
    number = len(calls)
    why = left(blueprint, [messages[0], *apart, *messages[2:]])
    assert why == [f"the {number} calls are not made in one turn"]


def test_what_is_missing_is_asked_for_before() -> None:
    blueprint, messages = talk("missing argument")
    assert left(blueprint, [messages[0], *messages[3:]]) == [
        "what is missing isn't asked for before the call"
    ]


def test_an_error_is_told_before_it_is_done_otherwise() -> None:
    blueprint, messages = talk("error and recovery")
    silent = [one for number, one in enumerate(messages) if number not in (3, 4)]
    assert left(blueprint, silent) == ["the user isn't told of what was refused before it is done otherwise"]
    assert "is refused" in left(blueprint, [messages[0], *messages[5:]])[0]
