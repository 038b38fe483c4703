"""What a user of the documents wants to find out: questions planned from a stretch of them, each read.

A model plans who asks and what, each question building on the one before. A reader has to find the answer of
each in the stretch, and none to one that the documents are said not to answer, there or in what a search for
it brings; a plan that fails is made anew with the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.agent.answers import PlanNeeds, job_name
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.researcher.research import retrieve
from seedbed.agent.work import Bench, Work
from seedbed.agent.writer.grounded.round_trip import read_answer

JOB = job_name(PlanNeeds)
TRIES = 3
"""Plans of one talk, at most."""
FEWEST = 2
"""Answerable needs of a talk."""
_PLAN = Decode(max_tokens=600, temperature=0.9)
_BETWEEN = 10
"""Readings of one plan that can be told apart, by their draws."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to find out."""

    asks: str
    in_documents: bool


@dataclass(frozen=True, slots=True)
class Needs:
    """A user's plan."""

    who: str
    needs: tuple[Need, ...]

    @property
    def listed(self) -> str:
        """The questions, numbered, a line each."""
        return "\n".join(f"  {number}. {one.asks}" for number, one in enumerate(self.needs, 1))


async def plan_needs(work: Work, bench: Bench) -> tuple[Work, Needs | None]:
    """The user's plan for the brief's stretch; None: no plan held, and the candidate has the reasons.

    Raises:
        AnswerFault: an answer was unusable to the last.
    """
    told: tuple[str, ...] = ()
    for number in range(TRIES):
        work, plan = await _planned(work, bench, number, told)
        told = tuple(_form(plan, work.brief.grounding))
        if not told:
            work, wrong = await _read(work, bench, plan, number)
            told = tuple(wrong.values())
            kept = tuple(one for at, one in enumerate(plan.needs) if at not in wrong)
            last = number == TRIES - 1
            if not told or (last and sum(one.in_documents for one in kept) >= FEWEST):
                return work, Needs(plan.who, kept)
    for fault in told:
        work = work.because("low quality", "plan of the talk", fault)
    return work, None


async def _planned(work: Work, bench: Bench, number: int, feedback: Sequence[str]) -> tuple[Work, Needs]:
    brief, order = work.brief, work.brief.grounding
    passage = order["passage"]
    slot = work.slot("planner", JOB + (f"/again-{number}" if number else ""))
    block = {
        "job": JOB,
        "concept": bench.plan.part(brief.cell.part).tree[brief.cell.leaf].name,
        "wanted": order["wanted"],
        "missing": order["missing"],
        "attributes": brief.attributes,
        "passage_nonce": slot.key[:12],
        "seed": brief.seed,
    }
    prompt = render(
        JOB,
        source=passage["name"],
        heading=" > ".join(passage["heading"]),
        passage=delimit(passage["text"], slot.key[:12]),
        wanted=order["wanted"],
        missing=order["missing"],
        language=bench.spec.language,
        attributes=brief.attributes,
        rules=brief.guidance,
        taken=order["taken"],
        persona=order["persona"],
        feedback=feedback,
        brief=brief_block(block),
    )
    said, reply = await bench.desk.ask(slot, prompt, PlanNeeds, work.purpose, _PLAN)
    work = work.asked(prompt, reply, bench.desk.endpoint("planner").model)
    needs = tuple(Need(" ".join(one.asks.split()), one.in_documents) for one in said.needs)
    return work, Needs(" ".join(said.who.split()), needs)


def _form(plan: Needs, order: Mapping[str, Any]) -> list[str]:
    """What is wrong with the form of a plan."""
    found, asked = [], [one.asks.casefold() for one in plan.needs]
    if len(asked) != order["wanted"]:
        found.append(f"it has {len(asked)} needs; exactly {order['wanted']} are wanted")
    if len(set(asked)) < len(asked):
        found.append("two needs are the same")
    found += [f"{one.asks[:120]!r} is no question" for one in plan.needs if not one.asks.endswith("?")]
    absent = [at for at, one in enumerate(plan.needs) if not one.in_documents]
    if len(absent) != int(order["missing"]) or absent[:1] == [0]:
        wanted = "one, not the first, is" if order["missing"] else "none is"
        found.append(f"{len(absent)} needs have in_documents false; {wanted} to")
    return found


async def _read(work: Work, bench: Bench, plan: Needs, number: int) -> tuple[Work, dict[int, str]]:
    """Needs that a reader finds to be other than the plan says: place → why."""
    text = work.brief.grounding["passage"]["text"]
    wrong: dict[int, str] = {}
    for at, need in enumerate(plan.needs):
        texts = [text]
        if not need.in_documents:
            step = f"{JOB}/{number}/{at}"
            texts += [one.text for one in await retrieve(need.asks, work, bench, step, spread=False)]
        work, said = await read_answer(work, bench, need.asks, texts, number * _BETWEEN + at)
        if need.in_documents and said is None:
            wrong[at] = f"a reader of the passage finds no answer, or several, to {need.asks[:160]!r}"
        elif not need.in_documents and said is not None:
            wrong[at] = f"the documents do answer {need.asks[:160]!r}: {said[:120]!r}"
    return work, wrong
