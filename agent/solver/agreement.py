"""Independent solutions of a problem's text that must agree with its answer.

Self-consistency (Wang et al. 2023, §2), with the answer that the writer or a program gives as one more voice.

It knows neither how the problem came about nor how it is worded.
"""

from dataclasses import replace

from seedbed.agent.solver.solve import solve
from seedbed.agent.work import Bench, Work
from seedbed.memory.candidate import Agreement

DRAWS = 2
"""Solutions of a text that must all come to its answer."""


async def agreed(work: Work, bench: Bench, answer: str, unit: str) -> Work:
    """The candidate with what independent solvers get from its text, and a reason where that is another.

    The first that differs ends it: no further one is paid for.

    Raises:
        AnswerFault: the solver's answer was unusable to the last.
    """
    from seedbed.tools.verification.answers import same_answer

    answers: list[str] = []
    for number in range(DRAWS):
        work, found = await solve(work.text, work, bench, number)
        answers.append(found.answer)
        if found.used:
            work = replace(work, notes={**work.notes, f"tools of solution {number + 1}": list(found.used)})
        if not same_answer(found.answer, answer, unit):
            detail = f"a solver gets {found.answer[:60] or 'no answer'!r} from the text, not {answer}"
            work = work.because("wrong answer", "solver", detail)
            break
    right = sum(same_answer(said, answer, unit) for said in answers)
    evidence = Agreement(
        ok=not work.reasons,
        by=bench.desk.endpoint("solver").model,
        question=work.text,
        answers=(answer, *answers),
        share=right / len(answers),
    )
    return work.with_evidence(evidence)
