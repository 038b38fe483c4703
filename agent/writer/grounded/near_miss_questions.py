"""Near misses written by a model (`way: unanswerable`, strong form): SQuAD 2.0, Rajpurkar et al. 2018, §4.

The model takes a question that a passage answers and changes it into one that it doesn't. Readers must say
so: of the passage, and of what two searches of all documents bring, for the question and for its bare words,
each twice. So that a reader who always says no doesn't carry it, the same reader has to answer a control
question of that passage: one that structure made, where there is one, else the writer's own. No reading of
some passages proves that no passage answers; the rows are graded *supported*.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.answers import WriteNearMiss, job_name
from seedbed.agent.critic.sample import judge_row
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.researcher.research import retrieve
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.grounded.passage_choice import as_grounding, material_of, roomiest
from seedbed.agent.writer.grounded.question_checks import faults, same_answer
from seedbed.agent.writer.grounded.questions import WORDS_PER_QUESTION
from seedbed.agent.writer.grounded.round_trip import read_answer
from seedbed.agent.writer.grounded.unanswerable import stock, unanswered
from seedbed.memory.candidate import Agreement
from seedbed.tools.evaluation.recheck_readings import CONTROL_DRAW
from seedbed.tools.knowledge.claims.lexicon import FUNCTION_WORDS
from seedbed.tools.knowledge.questions.items import BETWEEN
from seedbed.tools.knowledge.questions.unique import content_words

KINDS = ("entity", "number", "negation", "condition", "attribute")
"""How a question is changed; worded in `prompts/write_near_miss.md`."""
DRAWS = 2
"""Readings of each: the first at temperature 0, the second so that it may come out otherwise."""
OTHERWISE = 0.7
NEAR = 0.3
"""Share of a question's content words that its passage must hold."""
_WRITE = Decode(max_tokens=500, temperature=0.9)
_SHOWN = 3
_TAKEN = 8
_CONTROLS = "control questions by passage"


def choose_control(choice: Choice, bench: Bench) -> Chosen | None:
    """The leaf's passage with most room left, how to change a question, and a control that structure made."""
    passage = roomiest(choice, bench, WORDS_PER_QUESTION, material_of)
    if passage is None:
        return None
    controls = _controls(bench).get(passage.id, ())
    rows = choice.accepted(choice.cell.key)
    grounding = {
        "passage": as_grounding(passage),
        "kind": choice.rng.choice(KINDS),
        "taken": [row["question"] for row in rows if row["context"] == passage.text][-_TAKEN:],
        "control": dict(choice.rng.choice(controls)) if controls else None,
    }
    near = stock(choice.part, bench.shelf)
    shown = [one for leaf, some in near.items() if leaf != choice.cell.leaf for one in some]
    drawn = choice.rng.sample(shown, min(_SHOWN, len(shown)))
    demonstrations = tuple({"question": one.question} for one in drawn)
    return Chosen(grounding, demonstrations, material_of(choice, passage.id))


def _controls(bench: Bench) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """Passage → questions that structure made of it, with their answers; worked out once."""
    if _CONTROLS not in bench.shelf.derived:
        found: dict[str, list[dict[str, str]]] = {}
        for item in (item for items in bench.shelf.items.values() for item in items):
            if not item.hops and item.kind != "cloze":
                one = {"question": item.question, "answer": item.answer}
                found.setdefault(item.chunk, []).append(one)
        bench.shelf.derived[_CONTROLS] = found
    known: Mapping[str, Sequence[Mapping[str, str]]] = bench.shelf.derived[_CONTROLS]
    return known


async def write_near_miss(work: Work, bench: Bench) -> Work:
    """A question that the passage answers, changed into one that it doesn't.

    Raises:
        AnswerFault: the writer's answer was unusable to the last.
    """
    brief, part = work.brief, bench.part(work)
    passage, kind = brief.grounding["passage"], brief.grounding["kind"]
    slot = work.slot("writer", job_name(WriteNearMiss))
    nonce = slot.key[:12]
    block = {
        "job": job_name(WriteNearMiss),
        "concept": bench.plan.part(part.name).tree[brief.cell.leaf].name,
        "difficulty": brief.cell.difficulty,
        "attributes": brief.attributes,
        "kind": kind,
        "passage_nonce": nonce,
        "seed": brief.seed,
    }
    heading = " > ".join(passage["heading"])
    prompt = render(
        job_name(WriteNearMiss),
        source=passage["name"],
        heading=heading,
        passage=delimit(passage["text"], nonce),
        kind=kind,
        language=bench.spec.language,
        rules=brief.guidance,
        attributes=brief.attributes,
        examples=[shown["question"] for shown in brief.demonstrations],
        taken=brief.grounding["taken"],
        feedback=work.notes.get("feedback", ()),
        brief=brief_block(block),
    )
    said, reply = await bench.desk.ask(slot, prompt, WriteNearMiss, work.purpose, _WRITE)
    work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
    question = " ".join(said.question.split())
    notes = {
        **work.notes,
        "kind": kind,
        "answerable": {"question": " ".join(said.answerable.split()), "answer": said.answer.strip()},
    }
    row = unanswered(question, passage["text"], passage["name"], heading)
    return replace(work, row=row, text=question, group=passage["id"], notes=notes)


async def verify_near_miss(work: Work, bench: Bench) -> Work:
    """Form and nearness; then readers of the passage, the control question, and readers of two searches.

    Raises:
        AnswerFault: a reader's answer was unusable to the last.
    """
    assert work.row is not None
    question, passage = work.row["question"], work.brief.grounding["passage"]
    for fault in (*faults(question, "", bench.spec.language), *_far(work)):
        work = work.because("malformed", "form of the question", fault)
    if work.reasons:
        return work
    heard: list[str] = []
    for place, texts in enumerate(([passage["text"]], None, None)):
        if place == 1:
            work = await _controlled(work, bench)
        if work.reasons:
            return work
        work, shown = (work, texts) if texts else await _searched(work, bench, place)
        work = await _unread(work, bench, shown or [], place, heard)
    if work.reasons:
        return work
    model = bench.desk.endpoint("judge").model
    agreed = Agreement(ok=True, by=model, question=question, answers=("", *heard), share=1.0)
    return replace(work, evidence=(agreed, *work.evidence), assigned=(work.brief.cell.key,))


def _far(work: Work) -> list[str]:
    """What is wrong with a question that shares too little with its passage, or is answered by copying."""
    assert work.row is not None
    asked = content_words(work.row["question"])
    held = asked & content_words(work.brief.grounding["passage"]["text"])
    found = []
    if not held or len(held) < NEAR * len(asked):
        found.append("the question has too little to do with the passage to look as if it answered it")
    if _words(work.row["question"]) == _words(work.notes["answerable"]["question"]):
        found.append("the question is still the one that the passage answers")
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def reworded(question: str) -> str:
    """A question's bare words, for another search: without question words and other small words."""
    words = re.findall(r"[\w'’-]+", question)
    return " ".join(word for word in words if word.lower() not in FUNCTION_WORDS)


async def _searched(work: Work, bench: Bench, place: int) -> tuple[Work, list[str]]:
    """The passages that a search brings, in an order that doesn't tell their rank."""
    assert work.row is not None
    question = work.row["question"]
    query, step = (question, "question") if place == 1 else (reworded(question), "reworded")
    found = await retrieve(query, work, bench, step, spread=False)
    texts = [passage.text for passage in found]
    work.rng.shuffle(texts)
    if not texts:
        work = work.because("low quality", "retrieval", "a search for the question brings no passage")
    return work, texts


async def _unread(work: Work, bench: Bench, texts: list[str], place: int, heard: list[str]) -> Work:
    """Readings of some passages, none of which may give an answer; they are noted in `heard`."""
    assert work.row is not None
    where = ("the passage", "what a search brings", "what another search brings")[place]
    for draw in range(DRAWS):
        if work.reasons:
            return work
        temperature = OTHERWISE if draw else 0.0
        number = place * DRAWS + draw
        work, said = await read_answer(work, bench, work.row["question"], texts, number, temperature)
        heard.append(said or "")
        if said is not None:
            detail = f"a reader of {where} answers {said[:120]!r}"
            work = work.because("wrong answer", "reader", detail)
    return work


async def _controlled(work: Work, bench: Bench) -> Work:
    """Whether the same reader answers a question that the passage does answer."""
    from seedbed.tools.knowledge.citations import contains

    if work.reasons:
        return work
    passage = work.brief.grounding["passage"]["text"]
    control = work.brief.grounding["control"] or work.notes["answerable"]
    if not contains(control["answer"], passage):
        detail = f"the answer {control['answer'][:80]!r} to the other question does not stand in the passage"
        return work.because("unsupported claim", "span in source", detail)
    work, said = await read_answer(work, bench, control["question"], [passage], CONTROL_DRAW)
    if said is None or not _answers(control["answer"], said):
        heard = "no answer" if said is None else f"{said[:120]!r}"
        detail = f"a reader of the passage finds {heard} to {control['question'][:200]!r}, which it answers"
        return work.because("low quality", "control question", detail)
    model = bench.desk.endpoint("judge").model
    return work.with_evidence(
        Agreement(
            ok=True,
            by=f"{model}, control question",
            question=control["question"],
            answers=(control["answer"], said),
            share=1.0,
        )
    )


def _answers(known: str, said: str) -> bool:
    """Whether a reader found what answers the control question: the span, part of it, or words around it."""
    from seedbed.tools.knowledge.citations import contains

    return same_answer(known, said) or contains(known, said) or contains(said, known)


async def judge_near_miss(work: Work, bench: Bench) -> Work:
    """The judge's reading of the question and of the passages that a search for it brings."""
    assert work.row is not None
    found = await retrieve(work.row["question"], work, bench, "question", spread=False)
    texts = dict.fromkeys([work.row["context"], *(passage.text for passage in found)])
    shown: dict[str, Any] = {"question": work.row["question"], "answerable": False}
    rows = {"passages": BETWEEN.join(texts), "row": json.dumps(shown, ensure_ascii=False)}
    return await judge_row(work, bench, "score_near_miss", rows)


STRONG = Method(
    name="grounded_qa/strong/unanswerable",
    task="grounded_qa",
    way="unanswerable",
    form="strong",
    grade="supported",
    needs={"writer": ("json_schema", "span_question"), "judge": ("json_schema", "judging")},
    choose=choose_control,
    write=write_near_miss,
    verify=verify_near_miss,
    judge=judge_near_miss,
    calls=9,
    prompt_tokens=14000,
    completion_tokens=600,
)
