"""A conversation with tools: what is run, what is told to the model, where it ends."""

import json
from typing import Any

import pytest
from langchain_core.messages import AIMessage, convert_to_messages
from langchain_core.tools import tool
from langchain_core.utils.function_calling import convert_to_openai_tool

from seedbed.agent.models.wire import Decode, Reply
from seedbed.agent.toolloop import CALLS, LONGEST, TURNS, Conversation, Talking, use
from seedbed.graphs.candidate.conversation import converse
from seedbed.memory.brief import Slot
from seedbed.memory.errors import ToolFault
from seedbed.tools.verification.calculator import ExpressionFault, calculate, format_value
from tests.agent.scripted import PURPOSE, ScriptedClient, client


@tool
def calculator(expression: str) -> str:
    """The value of an expression."""
    try:
        return format_value(calculate(expression))
    except ExpressionFault as fault:
        raise ToolFault(f"calculator: {fault}") from fault


@tool
def clock() -> str:
    """What time it is."""
    return "noon"


TOOLS = tuple(convert_to_openai_tool(one) for one in (calculator, clock))
SLOT = Slot("brief", "solver", "solve_with_tools")
START = [{"role": "user", "content": "What is 6 times 7?"}]


async def _run(name: str, arguments: dict[str, Any], _place: str) -> str:
    return str(await {"calculator": calculator, "clock": clock}[name].ainvoke(arguments))


def _call(expression: str) -> tuple[str, str]:
    return "calculator", json.dumps({"expression": expression})


async def _held(*answers: Any, **more: Any) -> tuple[Conversation, ScriptedClient]:
    door, scripted = client(*answers)
    more = {"run": _run, **more}
    return await converse(START, Talking(door, SLOT, TOOLS, PURPOSE, Decode(), **more)), scripted


async def test_a_call_is_run_and_its_result_goes_back_before_the_answer() -> None:
    talk, scripted = await _held([_call("6*7")], "It is 42.")
    assert talk.reply is not None
    assert talk.reply.text == "It is 42."
    first, second = scripted.asked
    assert [m["role"] for m in second[1]] == ["user", "assistant", "tool"]
    assert second[1][2] == {"role": "tool", "tool_call_id": "c0", "content": "42"}
    assert (first[0].step, second[0].step) == ("solve_with_tools/turn-1", "solve_with_tools/turn-2")
    assert [str(one) for one in talk.used] == ['calculator({"expression": "6*7"}) → 42']


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (("rm", "{}"), "fault: there is no such tool; there are calculator, clock"),
        (("calculator", "{expression"), "fault: the arguments are not JSON"),
        (("calculator", "[1]"), "fault: the arguments are not a JSON object"),
        (("calculator", "{}"), "fault: expression: Field required"),
        (("calculator", '{"expression": "9**9**9"}'), "fault: calculator: "),
        (("calculator", '{"expression": "__import__(1)"}'), "fault: calculator: "),
    ],
)
async def test_a_call_that_fails_is_told_to_the_model(call: tuple[str, str], told: str) -> None:
    _, scripted = await _held([call], "I see.")
    assert scripted.asked[1][1][-1]["content"].startswith(told)


async def test_turns_and_calls_are_bounded() -> None:
    many = [_call("1+1")] * (CALLS + 3)
    talk, scripted = await _held(*([many] * TURNS))
    assert talk.reply is None
    assert len(scripted.asked) == TURNS
    assert [one.result for one in talk.used].count("2") == CALLS * TURNS


async def test_a_long_result_is_cut() -> None:
    async def long(name: str, arguments: dict[str, Any], place: str) -> str:
        assert place == "1.1"
        return "x" * (3 * LONGEST)

    _, scripted = await _held([_call("1")], "Done.", run=long)
    assert len(scripted.asked[1][1][-1]["content"]) == LONGEST


async def test_calls_of_no_known_form_do_not_break_the_talk() -> None:
    odd = [("calculator", None), (None, "{}"), ("calculator", {"expression": "2+2"}), ("calculator", 7)]
    talk, scripted = await _held(odd, "Done.")
    assert [one.result.startswith("fault: ") for one in talk.used] == [True, True, False, True]
    assert scripted.asked[1][1][1]["role"] == "assistant"


@pytest.mark.parametrize(
    ("call", "sent"),
    [
        ({"id": "a", "function": {"name": "calculator", "arguments": "{"}}, "{}"),
        ({"id": "a", "function": {"name": "calculator", "arguments": "[" * 100_000}}, "{}"),
        ({"id": "a", "function": {"name": "calculator", "arguments": f'{{"n": {"1" * 5_000}}}'}}, "{}"),
        ({"id": "a", "function": {"name": "calculator", "arguments": '{"n": "\\ud800"}'}}, "{}"),
        ({"function": {"name": "calculator", "arguments": '{"expression": "6*7"}'}}, '{"expression": "6*7"}'),
        ({"id": 5, "function": {"name": None, "arguments": None}}, "{}"),
        ({"id": "a"}, "{}"),
        (5, "{}"),
    ],
)
async def test_calls_are_sent_back_in_a_form_that_the_client_takes(call: Any, sent: str) -> None:
    door, _ = client()
    reply = Reply("k", "", "", "tool_calls", (call,), (), {})
    said, _, _ = await use([reply], Talking(door, SLOT, TOOLS, PURPOSE, Decode(), _run))
    (message,) = convert_to_messages(said[:1])
    assert isinstance(message, AIMessage) and len(message.tool_calls) == 1
    assert said[0]["tool_calls"][0]["function"]["arguments"] == sent
    assert said[0]["tool_calls"][0]["id"] == said[1]["tool_call_id"] != ""


async def test_a_tool_may_end_the_talk_and_bounds_are_told() -> None:
    answers = [_call("1+1")], [("clock", "{}")], "never asked"
    talk, scripted = await _held(*answers, ends="clock", left=lambda so_far: f"{len(so_far)} of 9")
    assert talk.reply is None
    assert [one.name for one in talk.used] == ["calculator", "clock"]
    assert scripted.asked[1][1][-1]["content"] == "2\n\n1 of 9"
    assert len(scripted.asked) == 2


async def test_the_talk_ends_where_its_bound_is_met() -> None:
    _, scripted = await _held(*[[_call("1+1")]] * 5, left=lambda so_far: "" if len(so_far) == 2 else "more")
    assert len(scripted.asked) == 2
