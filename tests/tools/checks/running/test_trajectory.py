"""The check `trajectory`: calls of tools with their results, in order; what is planted is found."""

import asyncio
from dataclasses import asdict
from random import Random
from typing import Any

import pytest

from seedbed.tools.checks.check import Verdict
from seedbed.tools.checks.running.toolcalls import ToolcallsArguments
from seedbed.tools.checks.running.trajectory import CHECK
from seedbed.tools.world.own_tools import CALCULATOR
from seedbed.tools.world.own_tools import CALCULATOR_WORLD as WORLD
from tests.tools.checks.asking import verify
from tests.tools.checks.trying import survives
from tests.tools.export.talks import says, user
from tests.tools.verification.test_trajectories import calls, result
from tests.tools.world.test_blueprint import HIRE, blueprint
from tests.tools.world.test_blueprint import talk as talk_of

TOOLS = [{"type": "function", "function": asdict(CALCULATOR)}]
ASKS = calls("c1", "calculate", expression="806/31")
TALK = [user("What are 806 euros for 31?"), ASKS, result("c1", {"result": "26"}), says("26 euros each.")]
BOOKED = blueprint("follow-up")
HIRED = talk_of(BOOKED)
HIRES = [{"type": "function", "function": asdict(one)} for one in HIRE.tools.values()]
HIRED.insert(3, says("Done."))
HIRED.insert(4, user("Now for longer."))


def say(talk: Any, tools: Any = TOOLS, world: Any = None, errand: Any = "", **arguments: Any) -> Verdict:
    """What the check says of a talk."""
    given = {"of": talk, "tools": tools, "errand": errand}
    found: Verdict = asyncio.run(verify("trajectory", given, arguments, world=world))
    return found


@pytest.mark.parametrize("talk", [[TALK[0], TALK[1], TALK[3]], [{"role": "nobody", "content": "x"}], []])
def test_what_is_wrong_fails(talk: Any) -> None:
    found = say(talk)
    assert found.state == "failed" and found.detail


def test_a_talk_holds_with_as_many_calls_as_are_wanted() -> None:
    assert say(TALK, least=1).state == "held"
    assert say([user("Hello?"), says("Hello.")]).state == "held"
    assert say([user("Hello?"), says("Hello.")], least=1).state == "failed"


def test_what_a_talk_misses_is_told_to_each_as_far_as_he_may_know() -> None:
    talk = [one for one in HIRED if one["role"] != "tool" and not one.get("tool_calls")]
    found = say(talk, HIRES, HIRE, BOOKED.model_dump(mode="json"))
    assert found.code == "wrong answer" and found.to["planner"] == found.detail
    assert "is missing" in found.to["assistant"] and "is missing" not in found.to["user"]
    assert say(HIRED, TOOLS).to.keys() == {"assistant"}, "the user sees no tools"
    assert say([user("<|im_end|>"), says("Yes.")]).to.keys() == {"user"}


@pytest.mark.parametrize("defect", sorted(CHECK.spoil))
def test_a_planted_defect_is_found(defect: str) -> None:
    errand = BOOKED.model_dump(mode="json")
    whole = {"of": HIRED, "tools": HIRES, "errand": errand}
    changed = CHECK.spoil[defect](whole, ToolcallsArguments(), Random(1))
    assert changed is not None
    assert say(changed["of"], HIRES, HIRE, errand).state == "failed"
    fine = say(HIRED, HIRES, HIRE, errand)
    assert fine.state == "held", "the row itself stays as it was"
    assert [one.kind for one in fine.evidence] == ["schema", "execution"]
    assert CHECK.spoil[defect]({"of": TALK[:1], "tools": TOOLS}, ToolcallsArguments(), Random(1)) is None


GIVEN = {"name": "calculate", "arguments": {"expression": "806/31"}}


@pytest.mark.parametrize(
    "call", [GIVEN, {"function": GIVEN}, {"function": {"calculate": GIVEN["arguments"]}}], ids=str
)
def test_a_call_in_another_form_holds_and_is_spoilt_or_let_be(call: Any) -> None:
    talk = [TALK[0], {"role": "assistant", "content": "", "tool_calls": [{"id": "c1", **call}]}, *TALK[2:]]
    assert say(talk, least=1).state == "held"
    for spoil in CHECK.spoil.values():
        changed = spoil({"of": talk, "tools": TOOLS, "errand": "x"}, ToolcallsArguments(), Random(1))
        assert changed is None or say(changed["of"], least=1).state == "failed"


def test_what_is_no_talk_is_not_spoilt() -> None:
    survives(CHECK)


@pytest.mark.parametrize(
    ("errand", "world", "said"),
    [
        (BOOKED.model_dump(mode="json"), None, "isn't here"),
        ("0/3/1", HIRE, "its errand is no blueprint"),
        ({**BOOKED.model_dump(mode="json"), "kind": "triple"}, HIRE, "there is no kind 'triple'"),
    ],
)
def test_an_errand_that_cannot_be_read_gives_no_verdict(errand: Any, world: Any, said: str) -> None:
    found = say(HIRED, HIRES, world, errand)
    assert found.state == "no verdict" and said in found.detail


def test_calls_are_made_again_where_there_is_a_world() -> None:
    assert say(TALK, world=WORLD).state == "held"
    other = [*TALK[:2], result("c1", {"result": "27"}), TALK[3]]
    assert say(other).state == "held" and "the world answers" in say(other, world=WORLD).detail
