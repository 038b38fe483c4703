"""The tools of a solver whose part is dispatched as an agent (`agent/roles/asker.py`). Where the row has no
figures it answers in one call."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from seedbed.agent.prompting import Prompt, render
from seedbed.agent.subagents import Hand
from seedbed.tools.checks.check import Question
from seedbed.tools.running.run import run
from seedbed.tools.verification.calculator import calculate, shown_value
from seedbed.tools.verification.equivalence import computed

_FIGURE = re.compile(r"\d+")
_FIGURES = 2
"""Figures in what the solver sees from which a tool may help."""


def has_figures(question: Question) -> bool:
    """Whether there is something to compute."""
    return sum(len(_FIGURE.findall(text)) for text in question.texts.values()) >= _FIGURES


def with_tools(filled: Prompt, tools: Sequence[str]) -> Prompt:
    """The question with what a solver should know of its tools, names of `TOOLS`."""
    about = render("solve_with_tools", tools=tools).messages[0]["content"]
    *first, last = filled.messages
    return replace(filled, messages=(*first, {**last, "content": f"{last['content']}\n\n{about}"}))


async def _calculate(expression: str) -> str:
    return shown_value(calculate(expression))


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
