"""Tool use with the calculator: what a brief orders, and what its row holds."""

from dataclasses import replace

from seedbed.agent.writer.lookups import calculator
from seedbed.memory.candidate import Computation
from seedbed.tools.verification.evidence import CALCULATOR as ENGINE
from tests.agent.writer.lookups.lookups import again, calculated

QUIET = {"opening": 0, "greeting": None, "farewell": None, "offered": ["calculate"]}


async def test_a_row_is_proven_call_by_call() -> None:
    work, _ = await calculated(steps=True, frame=QUIET)
    assert work.reasons == () and work.grade == "proven" and work.row is not None
    called = [one for one in work.row["messages"] if one.get("tool_calls")]
    calls = sum(len(one["tool_calls"]) for one in called)
    assert len(called) > 1  # later calls take earlier results
    computed = [one for one in work.evidence if isinstance(one, Computation)]
    assert [one.engine == ENGINE for one in computed] == [False, *[True] * calls]
    assert work.evidence[0].kind == "schema" and work.notes["turns"] == 2
    assert work.text == work.material["problem"].text == work.row["messages"][0]["content"]


async def test_at_once_one_call_computes_all_of_it() -> None:
    work, _ = await calculated(steps=False, frame={**QUIET, "offered": ["search", "calculate"]})
    assert work.row is not None
    assert [one["role"] for one in work.row["messages"]] == ["user", "assistant", "tool", "assistant"]
    assert [one["function"]["name"] for one in work.row["tools"]] == ["search", "calculate"]
    (call,) = work.row["messages"][1]["tool_calls"]
    assert work.material["problem"].expression in call["function"]["arguments"]


async def test_an_answer_with_a_number_of_its_own_is_refused() -> None:
    work, bench = await calculated(steps=False, frame=QUIET)
    row = {**(work.row or {})}
    row["messages"] = [*row["messages"][:-1], {"role": "assistant", "content": "The change is £4,321.99."}]
    refused = await calculator.verify(replace(again(work), row=row), bench)
    assert [one.by for one in refused.reasons] == ["calls made again"] and refused.evidence == ()
