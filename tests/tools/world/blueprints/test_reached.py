"""What counts as having done what a blueprint asks for, and what doesn't."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from seedbed.tools.verification.trajectories.check import check_trajectory
from seedbed.tools.verification.trajectories.read import read_trajectory
from seedbed.tools.world.blueprints.blueprint import Blueprint, Kind
from seedbed.tools.world.blueprints.drawing import draw_blueprint
from seedbed.tools.world.blueprints.reached import unreached
from seedbed.tools.world.copies import REAL
from seedbed.tools.world.world import World, offered_tools
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


def test_a_refusal_must_be_said() -> None:
    blueprint, messages = talk("no suitable tool", 0, "Lovely weather today.")
    assert left(blueprint, messages) == ["the assistant doesn't say that it can't do what is wanted"]


def test_what_was_done_or_found_must_be_told() -> None:
    denied = "There is no booking here, nothing was made."
    blueprint, messages = talk("nested", 0, denied)
    assert left(blueprint, messages) == ["the assistant doesn't say that book_bike was carried out"]
    assert left(*talk("nested", 0, "No problem, that's booked now.")) == []
    read = next(n for n in range(30) if draw_blueprint(HIRE, "single", 1, n).goal.wants[0].does == "get")
    (why,) = left(*talk("single", read, "I have looked."))
    assert why.startswith("the assistant doesn't tell what get_")


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
    blueprint, messages = talk("missing argument", 0, "One moment.", "Done: all of it is there.")
    assert "what is missing isn't asked for before the call" in left(blueprint, messages)


def test_an_error_is_told_before_it_is_done_otherwise() -> None:
    blueprint, messages = talk("error and recovery")
    silent = [one for number, one in enumerate(messages) if number not in (3, 4)]
    assert left(blueprint, silent) == ["the user isn't told of what was refused before it is done otherwise"]
    assert "is refused" in left(blueprint, [messages[0], *messages[5:]])[0]


NATURAL: list[tuple[Kind, int, tuple[str, ...]]] = [
    ("single", 0, ("Your booking K-802 now starts on 14 June 2026. It is still for one day with bike B05.",)),
    (
        "single",
        1,
        ("K-804 has been cancelled. It was for bike B07, so nothing is reserved for you any more.",),
    ),
    (
        "sequential",
        1,
        ("That is K-803: bike B09, seven days from 5 June 2026. It has been cancelled, though.",),
    ),
    (
        "parallel",
        0,
        ("K-805 now runs for 11 days from 12 June 2026. Bike B06 is a tandem in size L; it is in repair.",),
    ),
    (
        "parallel",
        1,
        ("K-807 and K-801 are cancelled. K-806 is Elena Petrova's booking of bike B12, cancelled already.",),
    ),
    (
        "follow-up",
        2,
        ("You have K-1001, bike B02, seven days from Monday, 8 June 2026.", "It now ends on 11 June 2026."),
    ),
    (
        "distractors",
        1,
        ("K-802 is for bike B05, a tandem at the Harbour. It costs €35 per day and is ready.",),
    ),
]


@pytest.mark.parametrize(("kind", "number", "words"), NATURAL)
def test_as_assistants_say_it_nothing_is_wrong(kind: Kind, number: int, words: tuple[str, ...]) -> None:
    blueprint, messages = talk(kind, number, *words)
    row = {"messages": messages, "tools": offered_tools(HIRE, blueprint.offered)}
    assert check_trajectory(read_trajectory(row), HIRE).reason == ""
    assert left(blueprint, messages) == []


def test_a_status_of_the_booking_is_none_of_its_bike() -> None:
    blueprint, messages = talk("nested", 0, "Done: the number is K-1001, for bike {}, its status is booked.")
    bike = blueprint.steps[2].arguments["bike_id"]
    messages[-1]["content"] = messages[-1]["content"].format(bike)
    row = {"messages": messages, "tools": offered_tools(HIRE, blueprint.offered)}
    assert check_trajectory(read_trajectory(row), HIRE).reason == ""
