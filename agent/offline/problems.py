"""Mathematics word problems, drawn and worded by a program; graded *proven*. (An opening sentence by the
embedded model was tried: of 40 read, 27 were odd or at odds with the problem, so there is none.)"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seedbed.agent.work import Choice, Chosen, Env, Method, Work, english_only
from seedbed.memory.candidate import Computation, Evidence
from seedbed.memory.exact.canonical import digest
from seedbed.memory.exact.randomness import rng
from seedbed.memory.spec import ANY
from seedbed.tools.offline.problems import library
from seedbed.tools.offline.problems.price import Price

_ITEMS = (4, 8, 16)
"""How many priced items an order may choose from; all, where these don't suffice."""


def choose(choice: Choice, env: Env) -> Chosen | None:
    """Level and prices for a problem of the leaf's family; None where it can't be drawn. Where the documents'
    prices don't suffice it has made-up ones. Raises ProblemFault: the leaf names no family."""
    name, level = library.family_of(choice.cell.leaf), choice.cell.difficulty
    if level == ANY:
        level = choice.rng.choice(library.LEVELS)
    elif level not in library.LEVELS:
        return None
    prices = _some_prices(choice, env, name, level)
    if not library.fits(name, level, prices):
        prices = ()
    listed = [[p.item, p.unit, p.amount, p.currency] for p in prices]
    return Chosen({"level": level, "prices": listed})


def _some_prices(choice: Choice, env: Env, family: str, level: str) -> tuple[Price, ...]:
    """All prices of some items, so few that orders differ and so many that the family can be drawn."""
    every = tuple(env.resources.prices)
    items = list(dict.fromkeys(price.item for price in every))
    choice.rng.shuffle(items)
    for number in _ITEMS:
        some = set(items[:number])
        prices = tuple(price for price in every if price.item in some)
        if number < len(items) and library.fits(family, level, prices=prices):
            return prices
    return every


async def take_problem(work: Work, env: Env) -> Work:
    """The problem, a pure function of the brief, in the program's own words."""
    brief = work.brief
    prices = [Price(*price) for price in brief.grounding["prices"]]
    family, level = library.family_of(brief.cell.leaf), brief.grounding["level"]
    try:
        problem = library.draw(family, level, rng(brief.seed, "problem"), prices)
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
    cited = tuple(price_citations(problem, env.resources.prices))
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


def price_citations(problem: library.Problem, prices: Sequence[Price]) -> Iterator[Evidence]:
    """Where the sources state the prices that the problem was made of; no others, though they be equal."""
    used = {(price.item, price.unit, price.amount, price.currency) for price in problem.prices}
    for price in prices:
        if (price.item, price.unit, price.amount, price.currency) in used and price.citation is not None:
            yield price.citation


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
