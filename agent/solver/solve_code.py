"""The solver of programming tasks: a second, independent way from a problem's text to its function.

It sees the text and the function's name alone, never the solution or the tests. It runs nothing and decides
nothing: whoever asks runs what it wrote.
"""

import json

from seedbed.agent.answers import SolveCode
from seedbed.agent.models.wire import Decode, schema_of
from seedbed.agent.prompting import delimit, render
from seedbed.agent.work import Bench, Work
from seedbed.tools.verification.code_task import said_solution

_DECODE = Decode(max_tokens=2500, temperature=0.7)
"""Draws differ, so that their agreement says something (self-consistency, Wang et al. 2023)."""


async def solve_code(problem: str, entry_point: str, work: Work, bench: Bench, draw: int) -> tuple[Work, str]:
    """One draw of an independent solution: a program in the form in which rows have one.

    Raises:
        AnswerFault: the solver's answer was unusable to the last.
    """
    slot = work.slot("solver", "solve_code", draw)
    prompt = render(
        "solve_code",
        problem=delimit(problem, slot.key[:12]),
        entry_point=entry_point,
        schema=json.dumps(schema_of(SolveCode)),
    )
    answer, reply = await bench.desk.ask(slot, prompt, SolveCode, work.purpose, _DECODE)
    model = bench.desk.endpoint("solver").model
    return work.asked(prompt, reply, model), said_solution(answer.model_dump())
