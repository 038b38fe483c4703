"""The solver as an agent: it answers a check's question with tools at hand, where its part is dispatched so.
Where the row has no figures it answers in one call."""

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Any

from seedbed.agent.models.wire import Decode, Reply
from seedbed.agent.prompting import Prompt, render
from seedbed.agent.subagents import Ending, Hand, held
from seedbed.agent.work import Env, Work
from seedbed.memory.brief import Slot
from seedbed.tools.checks.check import Question
from seedbed.tools.running.run import run
from seedbed.tools.verification.checks import computed
from seedbed.tools.verification.numbers.expression import calculate, format_value

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
    env: Env,
    *,
    decode: Decode,
    validated: Callable[[Any], Any],
) -> tuple[Any, tuple[Reply, ...]]:
    """The answer (None: it ended without a usable one) and every reply.

    Args:
        tools: Names of `TOOLS`.
        validated: Gives back an answer that keeps the question's schema; raises AnswerFault for another.
    """
    about = render("solve_with_tools", tools=tools).messages[0]["content"]
    *first, last = filled.messages
    messages = (*first, {**last, "content": f"{last['content']}\n\n{about}"})
    ending = Ending("answer", "Gives the answer, and ends.", question.schema, validated)
    return await held(messages, slot, [TOOLS[name] for name in tools], ending, work, env, decode)


async def _calculate(expression: str) -> str:
    return format_value(calculate(expression))


async def _algebra(expression: str) -> str:
    found = await asyncio.to_thread(computed, expression)
    return found.result if found.state == "done" else f"fault: {found.reason}"


async def _python(program: str) -> str:
    ran = await run("python", program)
    return str(ran["stdout"]) or f"fault: {ran['said'] or ran['stderr'] or 'it printed nothing'}"


_ARITHMETIC = "Exact arithmetic: + - * / ^, brackets, sqrt, floor, gcd, median, 15%."
_ALGEBRA = "Exact algebra (LaTeX or plain): of an equation its solutions, sums, integrals."
_PROGRAM = "Runs a Python program (standard library, 5 seconds) and gives what it prints."
_HANDS = (
    Hand("calculate", "expression", _ARITHMETIC, _calculate),
    Hand("algebra", "expression", _ALGEBRA, _algebra),
    Hand("python", "program", _PROGRAM, _python),
)
TOOLS = {hand.name: hand for hand in _HANDS}
"""Tools that a solver may be given, by name."""
