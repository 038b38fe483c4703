"""The solver: a second, independent way from a problem's text to its answer.

It sees the text alone, never the program behind it. Where the endpoint can call tools it calculates with
ours and then answers, and results that hang on the machine are journaled; elsewhere it gives one expression,
which our calculator evaluates. It decides nothing: whoever asks compares the solutions.
"""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from seedbed.agent.answers import SolveProblem
from seedbed.agent.models.ask import Desk
from seedbed.agent.models.wire import Decode, Reply, parse, schema_of
from seedbed.agent.prompting import Prompt, delimit, render
from seedbed.agent.toolloop import Run, Talking, run_tool
from seedbed.agent.work import Bench, Work
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

_DECODE = Decode(max_tokens=900, temperature=0.7)
"""Draws differ, so that their agreement says something (self-consistency, Wang et al. 2023)."""


@dataclass(frozen=True, slots=True)
class Solution:
    """One solution of a problem."""

    answer: str
    """As the calculator writes it; the model's own words where there is no expression; may be empty."""
    expression: str
    used: tuple[str, ...]
    """Tool calls on the way."""


async def solve(text: str, work: Work, bench: Bench, draw: int) -> tuple[Work, Solution]:
    """One draw of an independent solution of a problem.

    Raises:
        AnswerFault: the solver's answer was unusable to the last.
    """
    step = "solve_with_tools" if bench.desk.profile("solver").can("tool_calls") else "solve_problem"
    slot, model = work.slot("solver", step, draw), bench.desk.endpoint("solver").model
    problem = delimit(text, slot.key[:12])
    prompt = render(step, problem=problem, schema=json.dumps(schema_of(SolveProblem)))
    used: tuple[str, ...] = ()
    if step == "solve_with_tools":
        from seedbed.tools.verification.langchain_tools import verification_tools

        talking = Talking(
            bench.desk, slot, verification_tools(), work.purpose, _DECODE, _journaling(bench.desk, slot)
        )
        talk = await bench.converse(prompt.messages, talking)
        used = talk.used
        for reply in talk.replies:
            work = work.asked(prompt, reply, model)
        if talk.reply is not None and (answer := _read(talk.reply)) is not None:
            return work, _solution(answer, used)
        prompt = Prompt(prompt.name, prompt.sha256, (*talk.messages, *render("answer_now").messages))
        slot = replace(slot, step=f"{step}/answer")
    answer, reply = await bench.desk.ask(slot, prompt, SolveProblem, work.purpose, _DECODE)
    return work.asked(prompt, reply, model), _solution(answer, used)


def _journaling(desk: Desk, slot: Slot) -> Run:
    """Runs tools; what a limit of time or memory may change is kept: a resumed build sees it again."""
    from seedbed.tools.verification.langchain_tools import CLOCKED

    async def run(tool: "BaseTool", arguments: dict[str, Any], place: str) -> str:
        if tool.name not in CLOCKED:
            return await run_tool(tool, arguments, place)
        key = f"tool/{slot.key}/{place}"
        if (known := desk.store.journaled(key)) is None:
            known = await run_tool(tool, arguments, place)
            desk.store.journal(key, "tool", known)
        return str(known)

    return run


def _read(reply: Reply) -> SolveProblem | None:
    """The last answer of a conversation with tools, if it already has the form asked for."""
    try:
        return parse(reply, SolveProblem)
    except AnswerFault:
        return None


def _solution(answer: SolveProblem, used: tuple[str, ...]) -> Solution:
    """The expression's value where there is one: models plan better than they calculate (PAL, Gao 2023)."""
    from seedbed.tools.verification.expression import calculate, format_value
    from seedbed.tools.verification.syntax import ExpressionFault

    try:
        return Solution(format_value(calculate(answer.expression)), answer.expression, used)
    except ExpressionFault:
        return Solution(answer.answer.strip(), "", used)
