"""The solver as an agent: it answers a check's question with tools at hand, where its part is dispatched so.

A bounded conversation: calculator, algebra, a program in the sandbox, and `answer`, which ends it. Where the
row has no figures it isn't held. What a tool said is journaled by its place, for a sandbox isn't everywhere.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from seedbed.agent.models.wire import Decode, Reply
from seedbed.agent.prompting import Prompt, render
from seedbed.agent.toolloop import Talking
from seedbed.agent.work import Bench, Work
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault, ToolFault
from seedbed.tools.checks.check import Question
from seedbed.tools.running.run import run
from seedbed.tools.verification.checks import computed
from seedbed.tools.verification.expression import calculate, format_value

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

TOOLS = {
    "calculate": ("expression", "Exact arithmetic: + - * / ^, brackets, sqrt, floor, gcd, median, 15%."),
    "algebra": (
        "expression",
        "Exact algebra (LaTeX or plain): of an equation its solutions, sums, integrals.",
    ),
    "python": ("program", "Runs a Python program (standard library, 5 seconds) and gives what it prints."),
}
"""Tool → its one argument, and what the solver is told of it."""
_ANSWER = "answer"
_TURNS = 5
_LONGEST = 2_000
_FIGURE = re.compile(r"\d+")
_FIGURES = 2
"""Figures in what the solver sees from which a tool may help."""


def has_figures(question: Question) -> bool:
    """Whether there is something to compute."""
    return sum(len(_FIGURE.findall(text)) for text in question.texts.values()) >= _FIGURES


async def solve(
    question: Question,
    filled: Prompt,
    slot: Slot,
    tools: Sequence[str],
    work: Work,
    bench: Bench,
    *,
    decode: Decode,
    validated: Callable[[Any], Any],
) -> tuple[Any, tuple[Reply, ...]]:
    """The answer (None: it ended without a usable one) and every reply.

    Args:
        tools: Names of `TOOLS`.
        validated: Gives back an answer that keeps the question's schema; raises AnswerFault for another.
    """
    given: list[Any] = []

    async def does(tool: "BaseTool", arguments: dict[str, Any], place: str) -> str:
        if tool.name == _ANSWER:
            try:
                given.append(validated(arguments))
            except AnswerFault as fault:
                raise ToolFault(fault.detail) from fault
            return "taken"
        store, key = bench.desk.store, f"solver/{slot.key}/{place}"
        found = store.journaled(key)
        if found is None:
            try:
                found = await _result(tool.name, str(arguments.get(TOOLS[tool.name][0], "")))
            except ToolFault as fault:
                found = f"fault: {fault}"
            store.journal(key, "solver", found)
        return str(found)

    about = render("solve_with_tools", tools=[(name, TOOLS[name][1]) for name in tools]).messages[0][
        "content"
    ]
    *first, last = filled.messages
    messages = (*first, {**last, "content": f"{last['content']}\n\n{about}"})
    talking = Talking(
        bench.desk,
        slot,
        _as_tools(tools, question),
        work.purpose,
        decode,
        run=does,
        longest=_LONGEST,
        turns=_TURNS,
        ends=_ANSWER,
    )
    talk = await bench.converse(messages, talking)
    return (given[-1] if given else None), talk.replies


def _as_tools(tools: Sequence[str], question: Question) -> "list[BaseTool]":
    from langchain_core.tools import StructuredTool

    offered = [
        StructuredTool(name=name, description=TOOLS[name][1], args_schema=_takes(TOOLS[name][0]))
        for name in tools
    ]
    answer = StructuredTool(
        name=_ANSWER, description="Gives the answer, and ends.", args_schema=dict(question.schema)
    )
    return [*offered, answer]


def _takes(argument: str) -> dict[str, Any]:
    return {
        "type": "object",
        "title": "tool",
        "properties": {argument: {"type": "string"}},
        "required": [argument],
        "additionalProperties": False,
    }


async def _result(name: str, text: str) -> str:
    """What a tool makes of its argument.

    Raises:
        ToolFault: nothing.
    """
    if name == "calculate":
        return format_value(calculate(text))
    if name == "algebra":
        found = await asyncio.to_thread(computed, text)
        return found.result if found.state == "done" else f"fault: {found.reason}"
    ran = await run("python", text)
    return str(ran["stdout"]) or f"fault: {ran['said'] or ran['stderr'] or 'it printed nothing'}"
