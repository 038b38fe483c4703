"""Grounded question answering: questions whose answers are spans of the user's documents.

Sure form: question, answer and place come from the structure of the text (`tools/knowledge/questions`); no
model may change a word. Strong form: a model asks something about a passage and answers in the passage's own
words; the answer has to stand there, and a reader must find it again, once from the passage and once from
whatever a search for the question brings, without being told which passage it came from (round-trip filter:
Alberti et al. 2019; retrieval: Promptagator, Dai et al. 2022).

Both are graded *proven* as design.md §2 has it, «quoted from the source»: the evidence is a citation whose
quote holds the answer at its offsets. That the quote answers this question is proven by construction in the
sure form; in the strong form it rests on the agreement that stands beside the citation, and without a trusted
judge there is no strong form.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from seedbed.agent.answers import WriteQuestion, job_name
from seedbed.agent.critic.sample import judge_row
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.grounded.cited_places import (
    around,
    cite_several,
    cited,
    item_id,
    place_id,
    shown,
    source_of,
)
from seedbed.agent.writer.grounded.passage_choice import as_grounding, roomiest
from seedbed.agent.writer.grounded.question_checks import faults
from seedbed.agent.writer.grounded.round_trip import round_trip, spans_alike
from seedbed.agent.writer.grounded.spread import least_used, naming_anew
from seedbed.agent.writer.language import english_only
from seedbed.memory.spec import ANY, Part

KINDS: Mapping[str, tuple[str, ...]] = {
    "easy": ("fact", "quantity"),
    "medium": ("condition", "reason", "procedure"),
    "hard": ("exception", "comparison", "combination"),
}
"""Difficulty → kinds of question, worded in `prompts/write_question.md`."""
WORDS_PER_QUESTION = 20
"""A passage bears one question per so many words."""
_WRITE = Decode(max_tokens=400, temperature=0.9)
_SHOWN = 3
"""Demonstrations of one order, at most."""


# sure form --------------------------------------------------------------------------------------------


def stock(part: Part, shelf: Shelf) -> Mapping[str, Sequence[Any]]:
    """The questions that structure made, by leaf; of those that ask for one place one."""
    return {
        leaf: tuple({item.id: item for item in reversed(items)}.values())
        for leaf, items in shelf.items.items()
    }


def choose_item(choice: Choice, bench: Bench) -> Chosen | None:
    """An item of the leaf whose answer nothing else in the run cites (`choose_among`)."""
    return choose_among(choice, bench, bench.shelf.items.get(choice.cell.leaf, ()))


def choose_among(choice: Choice, bench: Bench, found: Sequence[Any]) -> Chosen | None:
    """One of a leaf's items that nothing else in the run has used, from section and passage used least.

    Kinds take turns; a cloze, the least natural of them, waits until nothing else is left there. Of one kind
    those come first that speak of a thing of which no other row does.
    """
    level = choice.cell.difficulty
    free = [item for item in found if not choice.used.get(item.id) and level in (ANY, item.difficulty)]
    if not free:
        return None
    items = least_used(found, free, choice.used, bench.shelf)
    kinds = list(dict.fromkeys(item.kind for item in items if item.kind != "cloze")) or ["cloze"]
    kind = choice.rng.choice(kinds)
    of_kind = [item for item in items if item.kind == kind]
    item = choice.rng.choice(naming_anew(of_kind, choice.used, bench.shelf))
    grounding = {"item": json.loads(json.dumps(asdict(item)))}
    return Chosen(grounding, material=item.id)


async def take_item(work: Work, bench: Bench) -> Work:
    """The row of the item that the brief names."""
    item = work.brief.grounding["item"]
    context, names = shown(bench, item.get("hops") or [item])
    row = _row(item["question"], item["answer"], context, names, item["heading_path"])
    return replace(
        work,
        row=row,
        text=item["question"],
        signature=item_id(item),
        group=item["chunk"],
        notes={**work.notes, "kind": item["kind"]},
    )


def _row(question: str, answer: str, context: str, source: str, headings: Sequence[str]) -> dict[str, str]:
    return {
        "question": question,
        "answer": answer,
        "context": context,
        "source": source,
        "heading": " > ".join(headings),
    }


async def verify_item(work: Work, bench: Bench) -> Work:
    """The citations, made again from the sources, and the answer computed again where it takes several."""
    item = work.brief.grounding["item"]
    if item.get("hops"):
        return cite_several(work, bench, item)
    return cited(work, bench, item["answer"], item["source"], item["start"], item["end"])


# strong form ------------------------------------------------------------------------------------------


def choose_passage(choice: Choice, bench: Bench) -> Chosen | None:
    """The leaf's passage with most room left, a kind of question, and what was asked about it before."""
    passage = roomiest(choice, bench, WORDS_PER_QUESTION)
    if passage is None:
        return None
    kinds = KINDS.get(choice.cell.difficulty) or tuple(kind for level in KINDS.values() for kind in level)
    rows = choice.accepted(choice.cell.key)
    grounding = {
        "passage": as_grounding(passage),
        "kind": choice.rng.choice(kinds),
        "taken": [row["question"] for row in rows if row["context"] in passage.text][-8:],
    }
    return Chosen(grounding, _demonstrations(choice, bench), material=passage.id)


def _demonstrations(choice: Choice, bench: Bench) -> tuple[dict[str, Any], ...]:
    """Questions of the user's examples; without any, those that structure made elsewhere in the documents."""
    mine = [
        {"question": row["question"], "answer": row["answer"]}
        for row in bench.shelf.examples.get(choice.part.name, ())
        if row.get("question") and row.get("answer")
    ]
    if not mine:
        items = (i for leaf, some in bench.shelf.items.items() if leaf != choice.cell.leaf for i in some)
        mine = [{"question": i.question, "answer": i.answer} for i in items if i.kind != "cloze"]
    return tuple(choice.rng.sample(mine, min(_SHOWN, len(mine))))


async def write_question(work: Work, bench: Bench) -> Work:
    """A question about the passage, and the answer in its words.

    Raises:
        AnswerFault: the writer's answer was unusable to the last.
    """
    brief, part = work.brief, bench.part(work)
    passage, kind = brief.grounding["passage"], brief.grounding["kind"]
    concept = bench.plan.part(part.name).tree[brief.cell.leaf]
    slot = work.slot("writer", "write_question")
    nonce = slot.key[:12]
    block = {
        "job": job_name(WriteQuestion),
        "concept": concept.name,
        "difficulty": brief.cell.difficulty,
        "attributes": brief.attributes,
        "passage_nonce": nonce,
        "seed": brief.seed,
    }
    prompt = render(
        "write_question",
        source=passage["name"],
        heading=" > ".join(passage["heading"]),
        passage=delimit(passage["text"], nonce),
        language=bench.spec.language,
        kind=kind,
        level=brief.cell.difficulty,
        rules=brief.guidance,
        attributes=brief.attributes,
        examples=brief.demonstrations,
        taken=brief.grounding["taken"],
        feedback=work.notes.get("feedback", ()),
        brief=brief_block(block),
    )
    written, reply = await bench.desk.ask(slot, prompt, WriteQuestion, work.purpose, _WRITE)
    work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
    row = _row(written.question.strip(), written.answer.strip(), "", passage["name"], passage["heading"])
    return replace(
        work, row=row, text=row["question"], group=passage["id"], notes={**work.notes, "kind": kind}
    )


async def verify_question(work: Work, bench: Bench) -> Work:
    """Form, the answer's place in the passage, and the round trip.

    Raises:
        AnswerFault: the reader's answer was unusable to the last.
    """
    assert work.row is not None
    passage, row = work.brief.grounding["passage"], work.row
    for fault in faults(row["question"], row["answer"], bench.spec.language):
        work = work.because("malformed", "form of the question", fault)
    place = _best_place(row["question"], row["answer"], passage["text"])
    if place is None:
        detail = f"the answer {row['answer'][:120]!r} does not stand in the passage word for word"
        return work.because("unsupported claim", "span in source", detail)
    if work.reasons:
        return work
    (start, end), quote = ((passage["start"] + a, passage["start"] + b) for a, b in place)
    block = around(bench, passage["id"], *quote)
    context = source_of(bench, passage["source"]).text[slice(*block)]
    signature = place_id(passage["source"], start, end)
    work = replace(work, row={**row, "context": context}, signature=signature)
    work = await round_trip(work, bench, passage, spans_alike)
    return work if work.reasons else cited(work, bench, row["answer"], passage["source"], *quote)


def _best_place(question: str, answer: str, text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where the answer stands, and the sentence or table row around it.

    Of several places the one whose sentence has most of the question's words.
    """
    words = answer.split()
    if not words:
        return None
    pattern = r"(?<!\w)" + r"\s+".join(re.escape(word) for word in words) + r"(?!\w)"
    asked = set(re.findall(r"\w{3,}", question.casefold()))
    found = []
    for match in re.finditer(pattern, text):
        quote = _sentence(text, *match.span())
        shared = asked & set(re.findall(r"\w{3,}", text[slice(*quote)].casefold()))
        found.append((len(shared), match.span(), quote))
    if not found:
        return None
    _, place, quote = max(found, key=lambda one: one[0])
    return place, quote


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence or line that start … end lies in; the lines, where it spans several."""
    from seedbed.tools.knowledge.sentences import sentence_spans

    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    line = text[begin : stop if stop >= 0 else len(text)]
    for first, last in sentence_spans(line):
        if begin + first <= start and end <= begin + last:
            return begin + first, begin + last
    return begin, begin + len(line)


async def judge_question(work: Work, bench: Bench) -> Work:
    """The judge's reading of question, answer and passage."""
    assert work.row is not None
    shown = {"question": work.row["question"], "answer": work.row["answer"]}
    texts = {"passage": work.brief.grounding["passage"]["text"], "row": json.dumps(shown, ensure_ascii=False)}
    return await judge_row(work, bench, "score_question", texts)


SURE = Method(
    name="grounded_qa/sure",
    task="grounded_qa",
    form="sure",
    grade="proven",
    needs={},
    stock=stock,
    choose=choose_item,
    lacks=english_only,
    write=take_item,
    verify=verify_item,
    attempts=1,
)
STRONG = Method(
    name="grounded_qa/strong",
    task="grounded_qa",
    form="strong",
    grade="proven",
    needs={"writer": ("json_schema", "span_question"), "judge": ("json_schema", "judging")},
    choose=choose_passage,
    write=write_question,
    verify=verify_question,
    judge=judge_question,
    calls=4,
    prompt_tokens=3600,
    completion_tokens=250,
)
