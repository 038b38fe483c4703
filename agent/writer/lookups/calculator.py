"""Tool use with the calculator (`way: calculator`): a problem of the library, its sums by calls, the answer.

Sure form; no model. The problem is drawn and worded as in mathematics; the assistant computes it at once or
step by step, later calls with earlier results, independent ones in one message. Each call is executed by the
calculator that the row offers, and the answer is a sentence made of what the problem asks for. Proven: each
call's computation, and the problem's own from the numbers of its text.
"""

from dataclasses import replace

from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer import mathematics
from seedbed.agent.writer.language import english_only
from seedbed.agent.writer.lookups.frames import drawn_frame
from seedbed.memory.candidate import EVIDENCE


def choose(choice: Choice, bench: Bench) -> Chosen | None:
    """Level and prices for a problem of the leaf's family, and what stands around it."""
    chosen = mathematics.choose(choice, bench)
    if chosen is None:
        return None
    rng = choice.rng
    frame = drawn_frame(rng, ("calculate",), "search", opens=True)
    how = {"frame": frame, "steps": rng.random() < 0.5, "explains": rng.random() < 0.5}
    return replace(chosen, grounding={**chosen.grounding, **how})


async def write(work: Work, bench: Bench) -> Work:
    """The talk about the problem that was drawn."""
    from seedbed.tools.world.lookups.rows import ordered_row
    from seedbed.tools.world.lookups.talk import turns, words_of_user
    from seedbed.tools.world.operations import WorldError

    problem = work.material["problem"]
    try:
        row = ordered_row(work.brief.grounding, problem)
    except (WorldError, ValueError) as fault:
        return work.because("malformed", "calculator", str(fault)[:400])
    notes = {
        **work.notes,
        "program": problem.program,
        "unit": problem.answer_unit,
        "turns": turns(row["messages"]),
    }
    return replace(work, row=row, text=words_of_user(row["messages"]), notes=notes)


async def verify(work: Work, bench: Bench) -> Work:
    """Every call made again, every number accounted for, the problem's answer computed from its text."""
    from seedbed.tools.verification.evidence import computation, faults
    from seedbed.tools.world.lookups.evidence import computed_calls, schema
    from seedbed.tools.world.lookups.rows import row_fault

    problem, row = work.material["problem"], work.row or {}
    if fault := row_fault(row):
        return work.because("malformed", "calls made again", fault)
    answered = computation(problem)
    for fault in faults(answered, work.text, problem.answer):
        work = work.because("wrong answer", "computation", fault)
    if work.reasons:
        return work
    found = (schema(), answered, *computed_calls(row))
    work = work.with_evidence(*(EVIDENCE.validate_python(one) for one in found))
    work = work.with_evidence(*mathematics.price_citations(problem, bench.shelf.prices))
    return replace(work, grade="proven", assigned=(work.brief.cell.key,))


SURE = Method(
    name="tool_use/sure/calculator",
    task="tool_use",
    way="calculator",
    form="sure",
    grade="proven",
    needs={},
    choose=choose,
    lacks=english_only,
    ground=mathematics.draw,
    write=write,
    verify=verify,
    attempts=1,
)
