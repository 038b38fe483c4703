"""Mathematics word problems, drawn and worded by a program; graded *proven*. (An opening sentence by the
embedded model was tried: of 40 read, 27 were odd or at odds with the problem, so there is none.)"""

from dataclasses import replace

from seedbed.agent.work import Choice, Chosen, Env, Method, Work, english_only
from seedbed.memory.candidate import Computation
from seedbed.memory.exact.canonical import digest
from seedbed.memory.exact.randomness import rng
from seedbed.memory.spec import ANY
from seedbed.tools.offline.problems import library

_ITEMS = 4
"""Items that an order chooses from, where they suffice, so that orders differ."""


def choose(choice: Choice, env: Env) -> Chosen | None:
    """Level of a problem of the leaf's family; None where there is none of that level. Raises ProblemFault:
    the leaf names no family."""
    level = choice.cell.difficulty
    if level == ANY:
        level = choice.rng.choice(library.LEVELS)
    elif level not in library.LEVELS:
        return None
    library.shapes_of(library.family_of(choice.cell.leaf), level)
    return Chosen({"level": level})


async def take_problem(work: Work, env: Env) -> Work:
    """The problem, a pure function of brief and prices, in the program's own words."""
    family, level = library.family_of(work.brief.cell.leaf), work.brief.grounding["level"]
    draw, every = rng(work.brief.seed, "problem"), env.resources.prices
    items = list(dict.fromkeys(price.item for price in every))
    few = draw.sample(items, min(_ITEMS, len(items)))
    some = [price for price in every if price.item in few]
    try:
        problem = library.draw(family, level, draw, some if library.fits(family, level, some) else every)
    except library.ProblemFault as fault:
        return work.because("malformed", "problem library", str(fault))
    signature = digest([problem.program, dict(problem.inputs)])
    row = {"question": problem.text, "answer": problem.answer, "solution": problem.solution}
    notes = {**work.notes, "program": problem.program, "unit": problem.answer_unit}
    material = {"problem": problem}
    return replace(work, material=material, row=row, text=problem.text, signature=signature, notes=notes)


async def verify_text(work: Work, env: Env) -> Work:
    """The answer computed again from the numbers of the text, with citations of the prices that it uses."""
    problem = work.material["problem"]
    cited = (price.citation for price in problem.prices if price.citation is not None)
    for fault in library.faults(problem, work.text):
        work = work.because("wrong answer", "computation", fault)
    evidence = Computation(
        ok=not work.reasons,
        by="calculator",
        expression=problem.expression,
        result=problem.answer,
        engine=f"seedbed problems 1: {problem.program}",
        inputs=dict(problem.inputs),
    )
    work = work.with_evidence(evidence, *cited)
    return work if work.reasons else replace(work, grade="proven", assigned=(work.brief.cell.key,))


SURE = Method(
    name="offline/problems",
    offline="problems",
    grade="proven",
    choose=choose,
    lacks=english_only,
    write=take_problem,
    verify=verify_text,
    attempts=1,
)
