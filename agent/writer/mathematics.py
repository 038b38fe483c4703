"""Mathematics word problems: a program draws numbers and computes the answer before a word is written.

Sure form: the program's own wording, written by hand for its family, and no model at all. (An opening
sentence by the embedded model was tried: of 40 read, 27 were odd or at odds with the problem, so there is
none.) Strong form: a model words the quantities; the text must hold exactly these numbers, and an
independent solver must get the program's answer from the text alone, twice. Both are graded *proven*: the
answer is computed from inputs that stand in the text. That a text of the strong form asks for it rests on
the solver's agreement beside it.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from seedbed.agent.answers import WriteProblem, job_name
from seedbed.agent.critic.sample import judge_row
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, render
from seedbed.agent.solver.agreement import agreed
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.language import english_only
from seedbed.memory.candidate import EVIDENCE, Evidence
from seedbed.memory.canonical import digest
from seedbed.memory.spec import ANY

if TYPE_CHECKING:
    from seedbed.tools.verification.problems.price import Price
    from seedbed.tools.verification.problems.problem import Problem

_WRITE = Decode(max_tokens=500, temperature=0.9)
_SHOWN = 2
"""Demonstrations of one order."""
_ITEMS = (4, 8, 16)
"""How many priced items an order may choose from; all, where these don't suffice."""


# choosing and drawing ---------------------------------------------------------------------------------


def choose(choice: Choice, bench: Bench) -> Chosen | None:
    """Level and prices for a problem of the leaf's family; None where it can't be drawn.

    A family that can do without the documents' prices does without them where they don't suffice.

    Raises:
        ProblemFault: the leaf names no family.
    """
    from seedbed.tools.verification.problems import library
    from seedbed.tools.verification.problems.ordered import family_of
    from seedbed.tools.verification.problems.problem import ProblemFault

    name, level = family_of(choice.cell.leaf), choice.cell.difficulty
    family = next((family for family in library.families() if family.name == name), None)
    if family is None:
        raise ProblemFault(f"the leaf {choice.cell.leaf!r} names no problem family", where="plan.yaml")
    if level == ANY:
        level = choice.rng.choice(family.levels)
    elif level not in family.levels:
        return None
    prices = _some_prices(choice, bench, family.name, level) if family.takes_prices else ()
    if not library.fits(family.name, level, prices=prices):
        if family.needs_prices or not library.fits(family.name, level):
            return None
        prices = ()
    listed = [[p.item, p.unit, p.amount, p.currency] for p in prices]
    place = _firm(bench) if prices else ""
    return Chosen({"level": level, "prices": listed} | ({"place": place} if place else {}))


def _firm(bench: Bench) -> str:
    """What the documents call the firm whose prices they are; empty when they don't say."""
    from seedbed.tools.knowledge.firm import firm_name

    derived = bench.shelf.derived
    if "firm" not in derived:
        derived["firm"] = firm_name(bench.shelf.sources)
    name: str = derived["firm"]
    return name


def _some_prices(choice: Choice, bench: Bench, family: str, level: str) -> "tuple[Price, ...]":
    """All prices of some items, so few that orders differ and so many that the family can be drawn."""
    from seedbed.tools.verification.problems import library
    from seedbed.tools.verification.problems.price import Price

    every = tuple(Price(p.item, p.unit, p.amount, p.currency) for p in bench.shelf.prices)
    items = list(dict.fromkeys(price.item for price in every))
    choice.rng.shuffle(items)
    for number in _ITEMS:
        some = set(items[:number])
        prices = tuple(price for price in every if price.item in some)
        if number < len(items) and library.fits(family, level, prices=prices):
            return prices
    return every


def choose_with_examples(choice: Choice, bench: Bench) -> Chosen | None:
    """As `choose`, with right wordings as demonstrations: the user's, and programs' of other families."""
    from seedbed.tools.verification.problems import library
    from seedbed.tools.verification.problems.ordered import family_of

    chosen = choose(choice, bench)
    if chosen is None:
        return None
    mine = [row["question"] for row in bench.shelf.examples.get(choice.part.name, ()) if row.get("question")]
    shown: list[dict[str, Any]] = [
        {"problem": text} for text in choice.rng.sample(mine, min(_SHOWN, len(mine)))
    ]
    level = chosen.grounding["level"]
    others = [
        f.name for f in library.families() if f.name != family_of(choice.cell.leaf) and not f.needs_prices
    ]
    while others and len(shown) < _SHOWN:
        other = others.pop(choice.rng.randrange(len(others)))
        if library.fits(other, level):
            shown.append({"problem": library.draw(other, level, choice.rng).text})
    return replace(chosen, demonstrations=tuple(shown))


async def draw(work: Work, bench: Bench) -> Work:
    """The problem, a pure function of the brief: every attempt has the same."""
    from seedbed.tools.verification.problems.ordered import ordered
    from seedbed.tools.verification.problems.problem import ProblemFault

    try:
        problem = ordered(work.brief.cell.leaf, work.brief.grounding, work.brief.seed)
    except ProblemFault as fault:
        return work.because("malformed", "problem library", str(fault))
    signature = digest([problem.program, dict(problem.inputs)])
    return replace(work, material={"problem": problem}, signature=signature)


# sure form --------------------------------------------------------------------------------------------


async def take_text(work: Work, bench: Bench) -> Work:
    """The program's own wording."""
    return _row(work, work.material["problem"].text)


def _row(work: Work, text: str) -> Work:
    from seedbed.tools.verification.problems.solution import solution

    problem = work.material["problem"]
    row = {"question": text, "answer": problem.answer, "solution": solution(problem)}
    signature = digest([problem.program, dict(problem.inputs)])
    notes = {**work.notes, "program": problem.program, "unit": problem.answer_unit}
    return replace(work, row=row, text=text, signature=signature, notes=notes)


async def verify_text(work: Work, bench: Bench) -> Work:
    """The numbers of the text, and the answer computed again from them."""
    return _computed(_worded(work), bench)


def _worded(work: Work) -> Work:
    """Reasons for whatever the wording lacks or has too much."""
    from seedbed.tools.verification.wording import check_wording

    for fault in check_wording(work.material["problem"], work.text):
        work = work.because("malformed", "wording", fault)
    return work


def _computed(work: Work, bench: Bench) -> Work:
    """The candidate with the computation as evidence, and citations of the prices that it uses."""
    from seedbed.tools.verification.evidence import computation, faults

    problem = work.material["problem"]
    evidence = computation(problem)
    cited = tuple(price_citations(problem, bench.shelf.prices))
    for fault in faults(evidence, work.text, problem.answer):
        work = work.because("wrong answer", "computation", fault)
    work = work.with_evidence(EVIDENCE.validate_python({**evidence, "ok": not work.reasons}), *cited)
    return work if work.reasons else replace(work, grade="proven", assigned=(work.brief.cell.key,))


def price_citations(problem: "Problem", prices: "Sequence[Price]") -> Iterator[Evidence]:
    """Where the sources state the prices that the problem was made of; no others, though they be equal."""
    used = {(price.item, price.unit, price.amount, price.currency) for price in problem.prices}
    for price in prices:
        if (price.item, price.unit, price.amount, price.currency) in used and price.citation is not None:
            yield EVIDENCE.validate_python({"kind": "citation", **price.citation})


# strong form ------------------------------------------------------------------------------------------


async def write_problem(work: Work, bench: Bench) -> Work:
    """A model's wording of the problem.

    Raises:
        AnswerFault: the writer's answer was unusable to the last.
    """
    problem: Problem = work.material["problem"]
    brief, part = work.brief, bench.part(work)
    concept = bench.plan.part(part.name).tree[brief.cell.leaf]
    quantities = [
        {"name": q.name, "value": q.value, "unit": q.unit, "noun": q.noun} for q in problem.quantities
    ]
    block = {
        "job": job_name(WriteProblem),
        "quantities": quantities,
        "expression": problem.expression,
        "asks": problem.asks,
        "scene": problem.scene,
        "concept": {"name": concept.name, "inside": concept.inside, "outside": concept.outside},
        "difficulty": problem.level,
        "sure_text": problem.text,
        "seed": brief.seed,
    }
    prompt = render(
        "write_problem",
        topic=part.topic,
        language=bench.spec.language,
        level=problem.level,
        attributes=brief.attributes,
        rules=brief.guidance,
        examples=[shown["problem"] for shown in brief.demonstrations],
        priced=bool(brief.grounding["prices"]),
        feedback=work.notes.get("feedback", ()),
        brief=brief_block(block),
    )
    slot = work.slot("writer", "write_problem")
    written, reply = await bench.desk.ask(slot, prompt, WriteProblem, work.purpose, _WRITE)
    work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
    return _row(work, " ".join(written.problem.split()))


async def verify_problem(work: Work, bench: Bench) -> Work:
    """The numbers of the text; then independent solutions of it, which must be the program's.

    Raises:
        AnswerFault: the solver's answer was unusable to the last.
    """
    problem: Problem = work.material["problem"]
    work = _computed(_worded(work), bench)
    if work.reasons:
        return work
    work = await agreed(work, bench, problem.answer, problem.answer_unit)
    return replace(work, grade="supported" if work.reasons else "proven")


async def judge_problem(work: Work, bench: Bench) -> Work:
    """The judge's reading of the text.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    row = json.dumps({key: (work.row or {})[key] for key in ("question", "answer")}, ensure_ascii=False)
    return await judge_row(work, bench, "score_problem", {"row": row}, language=bench.spec.language)


SURE = Method(
    name="mathematics/sure",
    task="mathematics",
    form="sure",
    grade="proven",
    needs={},
    choose=choose,
    lacks=english_only,
    ground=draw,
    write=take_text,
    verify=verify_text,
    attempts=1,
)
STRONG = Method(
    name="mathematics/strong",
    task="mathematics",
    form="strong",
    grade="proven",
    needs={"writer": ("json_schema", "wording"), "solver": ("json_schema",)},
    choose=choose_with_examples,
    lacks=english_only,
    ground=draw,
    write=write_problem,
    verify=verify_problem,
    judge=judge_problem,
    calls=4,
    prompt_tokens=2200,
    completion_tokens=400,
)
