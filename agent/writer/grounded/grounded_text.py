"""Free text about a passage: answers in words of their own, summaries, instructions with their responses.

One mechanism: a passage is chosen, a model writes, form and copying are checked, every claim of the text is
held against the passage (`agent/annotator/faithful.py`), and a judge reads the whole by a rubric. Questions
make the round trip as well, their answers compared by their claims. What differs between tasks is a `Free`.

Strong form only: nothing but a model can say something in other words, and without a judge whom the exam
trusts nobody could tell whether it says the same. Graded *supported*, whatever the claims' evidence: that a
text answers its question or follows its instruction is the readers' and the judge's word.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from seedbed.agent.annotator.faithful import verify_claims
from seedbed.agent.annotator.support import support_by_judge
from seedbed.agent.answers import (
    Answer,
    WriteGroundedAnswer,
    WriteGroundedInstruction,
    WriteSummary,
    job_name,
)
from seedbed.agent.critic.sample import judge_row
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.researcher.research import Passage
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.grounded import grounded_checks
from seedbed.agent.writer.grounded.passage_choice import (
    as_grounding,
    as_passage,
    freest_stretch,
    material_of,
    roomiest,
)
from seedbed.agent.writer.grounded.questions import KINDS as QUESTIONS
from seedbed.agent.writer.grounded.round_trip import round_trip
from seedbed.agent.writer.language import english_only
from seedbed.agent.writer.manners import still_shown
from seedbed.memory.canonical import digest_text
from seedbed.memory.task import Task, Way
from seedbed.tools.curation.copied import covered
from seedbed.tools.knowledge.claims.cited import compare, vetoes

INSTRUCTIONS = ("explain", "steps", "compare", "rewrite", "extract", "message")
"""Kinds of instruction, worded in `prompts/write_grounded_instruction.md`."""
RATIOS = (0.25, 0.4)
"""Words that a summary may have, as a share of its text's."""
_WORDS_PER_ANSWER, _WORDS_PER_INSTRUCTION = 40, 60
_USES = 2
"""Summaries of one stretch of passages."""
_WRITE = Decode(max_tokens=1200, temperature=0.9)
_SHOWN = 2
_TAKEN = 8


@dataclass(frozen=True, slots=True)
class Free:
    """One task of free text about a passage."""

    task: Task
    way: Way
    answer: type[Answer]
    """What the writer gives; its fields are the row's."""
    rubric: str
    """Name of the judge's prompt."""
    passage: str
    """The row's field that holds the passage."""
    claims: str
    """The one whose claims are checked."""
    asked: str
    """The one that it answers or follows; empty: none."""
    order: Callable[[Choice, Bench], dict[str, Any] | None]
    """Passage and kind of one row; None: the leaf has nothing left."""
    faults: Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[str]]
    """(row, order) → what is wrong with its form, a line each."""

    @property
    def written(self) -> tuple[str, ...]:
        """The fields that a model writes."""
        return tuple(self.answer.model_fields)


# what is ordered --------------------------------------------------------------------------------------


def _order_answer(choice: Choice, bench: Bench) -> dict[str, Any] | None:
    kinds = QUESTIONS.get(choice.cell.difficulty) or tuple(
        kind for level in QUESTIONS.values() for kind in level
    )
    passage = roomiest(choice, bench, _WORDS_PER_ANSWER, material_of)
    return passage and {"passage": as_grounding(passage), "kind": choice.rng.choice(kinds)}


def _order_summary(choice: Choice, bench: Bench) -> dict[str, Any] | None:
    stretch = freest_stretch(choice, bench, _USES)
    return stretch and {"passage": stretch, "kind": "summary", "ratio": choice.rng.choice(RATIOS)}


def _order_instruction(choice: Choice, bench: Bench) -> dict[str, Any] | None:
    passage = roomiest(choice, bench, _WORDS_PER_INSTRUCTION, material_of)
    return passage and {"passage": as_grounding(passage), "kind": choice.rng.choice(INSTRUCTIONS)}


def choose(choice: Choice, bench: Bench, free: Free) -> Chosen | None:
    """A passage of the leaf, a kind, what was written about it before, examples; None: nothing is left."""
    order = free.order(choice, bench)
    if not order:
        return None
    passage = order["passage"]
    rows = [row for row in choice.accepted(choice.cell.key) if row[free.passage] == passage["text"]]
    order["taken"] = [row[free.asked or free.claims] for row in rows][-_TAKEN:]
    mine = still_shown(bench.shelf.examples.get(choice.part.name, ()), choice)
    shown = [{name: row[name] for name in free.written} for row in mine if all(map(row.get, free.written))]
    return Chosen(
        order, tuple(choice.rng.sample(shown, min(_SHOWN, len(shown)))), material_of(choice, passage["id"])
    )


async def write(work: Work, bench: Bench, free: Free) -> Work:
    """The row, as a model writes it.

    Raises:
        AnswerFault: the writer's answer was unusable to the last.
    """
    brief, part, order = work.brief, bench.part(work), work.brief.grounding
    passage, job = order["passage"], job_name(free.answer)
    slot = work.slot("writer", job)
    block = {
        "job": job,
        "concept": bench.plan.part(part.name).tree[brief.cell.leaf].name,
        "kind": order["kind"],
        "most": grounded_checks.most_words(order) if "ratio" in order else 0,
        "attributes": brief.attributes,
        "passage_nonce": slot.key[:12],
        "seed": brief.seed,
    }
    prompt = render(
        job,
        source=passage["name"],
        heading=" > ".join(passage["heading"]),
        passage=delimit(passage["text"], slot.key[:12]),
        language=bench.spec.language,
        kind=order["kind"],
        most=block["most"],
        level=brief.cell.difficulty,
        rules=brief.guidance,
        attributes=brief.attributes,
        examples=brief.demonstrations,
        taken=order["taken"],
        feedback=work.notes.get("feedback", ()),
        brief=brief_block(block),
    )
    said, reply = await bench.desk.ask(slot, prompt, free.answer, work.purpose, _WRITE)
    work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
    written = {name: str(getattr(said, name)).strip() for name in free.written}
    row = {
        **written,
        free.passage: passage["text"],
        "source": passage["name"],
        "heading": " > ".join(passage["heading"]),
    }
    text = written["question"] if "question" in written else "\n".join(written.values())
    group = brief.cell.leaf if free.task == "summaries" else passage["id"]
    return replace(work, row=row, text=text, group=group, notes={**work.notes, "kind": order["kind"]})


async def verify(work: Work, bench: Bench, free: Free) -> Work:
    """Form and copying; every claim; for a question the round trip.

    Raises:
        AnswerFault: a judge's or reader's answer was unusable to the last.
    """
    row, order = work.row or {}, work.brief.grounding
    for fault in free.faults(row, order):
        work = work.because("malformed", "form of the text", fault)
    if work.reasons:
        return work
    asked = row[free.asked] if free.asked else ""
    work = await verify_claims(work, bench, row[free.claims], [as_passage(order["passage"])], asked)
    work = replace(work, grade="supported")
    if free.asked == "question" and not work.reasons:
        work = await round_trip(work, bench, order["passage"], answers_alike)
    if free.task == "summaries" and not work.reasons:
        share = covered(row[free.claims], row[free.passage]).share
        work = replace(work, notes={**work.notes, "covered": round(share, 3)})
    return work


async def answers_alike(work: Work, bench: Bench, said: str) -> tuple[Work, bool]:
    """Whether a reader's answer is borne by the row's: by its words, else, if nothing differs, by the judge.

    The question's words stand before the row's answer, for a reader leaves out what was asked; its numbers
    don't count.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    row = work.row or {}
    told, claim = f"{row['question']}\n{row['answer']}", said.rstrip(" .!")
    compared = compare(claim, [told])
    if vetoes(compared) or compare(claim, [row["answer"]]).signals["numbers"]:
        return work, False
    if compared.ok:
        return work, True
    id = f"answer-{digest_text(said)[:12]}"
    own = Passage(id, told, "", "", "", 0, len(told))
    work, read = await support_by_judge(claim, own, work, bench, row["question"])
    return work, read is not None and read.supports


async def judge(work: Work, bench: Bench, free: Free) -> Work:
    """The judge's reading of passage and row, by the task's rubric.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    row = work.row or {}
    shown = json.dumps({name: row[name] for name in free.written}, ensure_ascii=False)
    return await judge_row(work, bench, free.rubric, {"passage": row[free.passage], "row": shown})


def _method(free: Free, calls: int, prompt_tokens: int, completion_tokens: int) -> Method:
    return Method(
        name=f"{free.task}/strong/{free.way}".rstrip("/"),
        task=free.task,
        way=free.way,
        form="strong",
        grade="supported",
        needs={"writer": ("json_schema",), "judge": ("json_schema", "judging")},
        choose=partial(choose, free=free),
        lacks=english_only,
        write=partial(write, free=free),
        verify=partial(verify, free=free),
        judge=partial(judge, free=free),
        calls=calls,
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
    )


ABSTRACTIVE = _method(
    Free(
        task="grounded_qa",
        way="abstractive",
        answer=WriteGroundedAnswer,
        rubric="score_grounded_answer",
        passage="context",
        claims="answer",
        asked="question",
        order=_order_answer,
        faults=grounded_checks.answer_faults,
    ),
    calls=6,
    prompt_tokens=6000,
    completion_tokens=500,
)
SUMMARIES = _method(
    Free(
        task="summaries",
        way="",
        answer=WriteSummary,
        rubric="score_summary",
        passage="text",
        claims="summary",
        asked="",
        order=_order_summary,
        faults=grounded_checks.summary_faults,
    ),
    calls=8,
    prompt_tokens=9000,
    completion_tokens=900,
)
INSTRUCTED = _method(
    Free(
        task="instructions",
        way="",
        answer=WriteGroundedInstruction,
        rubric="score_grounded_instruction",
        passage="context",
        claims="response",
        asked="instruction",
        order=_order_instruction,
        faults=grounded_checks.instruction_faults,
    ),
    calls=9,
    prompt_tokens=9000,
    completion_tokens=1000,
)
