"""The check `trajectory`: calls of tools with their results, in order; what is planted is found."""

import asyncio
from random import Random
from typing import Any

import pytest

from seedbed.tools.checks.check import Verdict
from seedbed.tools.checks.running.trajectory import CHECK, TrajectoryArguments
from tests.tools.checks.asking import verify

TOOLS = [
    {
        "name": "calculate",
        "parameters": {
            "type": "object",
            "required": ["expression"],
            "properties": {"expression": {"type": "string"}},
        },
    }
]


def _call(key: str, name: str, arguments: str) -> dict[str, Any]:
    return {
        "role": "assistant",
        "content": "",
        "tool_calls": [{"id": key, "type": "function", "function": {"name": name, "arguments": arguments}}],
    }


TALK = [
    {"role": "user", "content": "What are 806 euros for 31?"},
    _call("c1", "calculate", '{"expression": "806/31"}'),
    {"role": "tool", "tool_call_id": "c1", "content": '{"result": "26"}'},
    {"role": "assistant", "content": "26 euros each."},
]


def say(talk: Any, tools: Any = TOOLS, world: Any = None, **arguments: Any) -> Verdict:
    """What the check says of a talk."""
    given = {"of": talk, "tools": tools}
    found: Verdict = asyncio.run(verify("trajectory", given, arguments, world=world))
    return found


def test_a_talk_with_its_call_and_result_holds() -> None:
    assert say(TALK).state == "held"
    assert say(TALK, least=1).state == "held"


def test_a_talk_without_calls_holds_unless_some_are_wanted() -> None:
    talk = [{"role": "user", "content": "Hello?"}, {"role": "assistant", "content": "Hello."}]
    assert say(talk).state == "held"
    assert say(talk, least=1).state == "failed"


@pytest.mark.parametrize(
    "talk",
    [
        [TALK[0], _call("c1", "compute", '{"expression": "806/31"}'), *TALK[2:]],
        [TALK[0], _call("c1", "calculate", '{"formula": "806/31"}'), *TALK[2:]],
        [TALK[0], TALK[1], TALK[3]],
        [TALK[0], TALK[2], TALK[3]],
        [{"role": "nobody", "content": "x"}],
        [],
    ],
    ids=["no such tool", "no such argument", "no result", "no call", "no such role", "empty"],
)
def test_what_is_wrong_fails(talk: Any) -> None:
    found = say(talk)
    assert found.state == "failed"
    assert found.detail


@pytest.mark.parametrize("defect", ["function", "result"])
def test_a_planted_defect_is_found(defect: str) -> None:
    changed = CHECK.spoil[defect]({"of": TALK, "tools": TOOLS}, TrajectoryArguments(), Random(1))
    assert changed is not None
    assert say(changed["of"]).state == "failed"
    assert say(TALK).state == "held", "the row itself stays as it was"
    assert CHECK.spoil[defect]({"of": TALK[:1], "tools": TOOLS}, TrajectoryArguments(), Random(1)) is None


def test_an_identifier_in_a_call_is_one_that_somebody_gave() -> None:
    tools = [{"name": "look", "parameters": {"type": "object", "properties": {"id": {"type": "string"}}}}]
    talk = [
        {"role": "user", "content": "Where is my parcel? It is K-1001."},
        _call("c1", "look", '{"id": "K-1001"}'),
        {"role": "tool", "tool_call_id": "c1", "content": '{"place": "Ghent"}'},
        {"role": "assistant", "content": "In Ghent."},
    ]
    assert say(talk, tools).state == "held"
    spoil = CHECK.spoil["identifier"]
    changed = spoil({"of": talk, "tools": tools}, TrajectoryArguments(), Random(1))
    assert changed is not None
    found = say(changed["of"], tools)
    assert "K-2112" in found.detail and found.code == "unsupported claim"
    assert spoil({"of": TALK, "tools": TOOLS}, TrajectoryArguments(), Random(1)) is None


def test_calls_are_made_again_where_there_is_a_world() -> None:
    from seedbed.tools.world.calculator import WORLD

    assert say(TALK, world=WORLD).state == "held"
    other = [*TALK[:2], {**TALK[2], "content": '{"result": "27"}'}, TALK[3]]
    assert say(other).state == "held" and "the world answers" in say(other, world=WORLD).detail
