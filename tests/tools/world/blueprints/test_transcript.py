"""A blueprint with words is a talk that the checks of trajectories and the exports take."""

import pytest

from seedbed.tools.export.conversation import is_conversation
from seedbed.tools.verification.trajectories.check import check_trajectory
from seedbed.tools.verification.trajectories.read import read_trajectory
from seedbed.tools.world.blueprints.blueprint import KINDS, Blueprint, Kind, Message
from seedbed.tools.world.blueprints.drawing import draw_blueprint
from seedbed.tools.world.world import World
from tests.tools.world.blueprints.transcript import spoken, transcript


def words(blueprint: Blueprint) -> list[str]:
    return [_words(number, message) for number, message in enumerate(spoken(blueprint))]


def _words(number: int, message: Message) -> str:
    facts = ", ".join(f"{name} {value}" for one in message.facts for name, value in one.items())
    said = {
        "request": f"Please help me with this ({number}): {facts}.",
        "inform": f"It is {facts}.",
        "correct": f"Then take {facts} instead.",
        "ask": f"Which {' and '.join(message.asks)} is it?",
        "report": "That isn't possible, sorry. What shall I do?",
        "answer": "That is done." if number < 3 else "And so is that.",
        "decline": "I have no tool with which I could do that, sorry.",
    }
    return said[message.act]


@pytest.mark.parametrize("kind", KINDS)
def test_a_blueprint_with_words_is_a_sound_trajectory(hire: World, kind: Kind) -> None:
    for number in range(6):
        blueprint = draw_blueprint(hire, kind, 21, number)
        row = transcript(hire, blueprint, words(blueprint))
        assert is_conversation(row)
        checked = check_trajectory(read_trajectory(row), hire)
        assert [fault.reason for fault in checked.faults] == []
        assert len(checked.calls) == len(blueprint.steps)


def test_words_are_as_many_as_messages_that_need_them(hire: World) -> None:
    blueprint = draw_blueprint(hire, "single", 21, 0)
    with pytest.raises(ValueError, match="1 texts for 2 messages"):
        transcript(hire, blueprint, ["Hello."])
