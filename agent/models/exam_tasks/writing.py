"""Tasks that show how a model writes and plans, through the prompts of the strong forms themselves."""

import re

from seedbed.agent.answers import (
    AnswerQuestion,
    ProposeConcepts,
    WriteProblem,
    WriteQuestion,
    WriteText,
    job_name,
)
from seedbed.agent.models.exam_tasks.sitting import Sitting, answered, lots, material
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.memory.randomness import draw_seed
from seedbed.memory.spec import Label
from seedbed.memory.tree import Concept

_FAMILIES = ("easy", "medium")


async def wording(sitting: Sitting, number: int) -> bool:
    """A drawn problem worded anew with the same numbers (`tools/verification/wording`)."""
    from seedbed.tools.verification.problems import library
    from seedbed.tools.verification.wording import check_wording

    draw = lots("wording", number)
    level = _FAMILIES[number % len(_FAMILIES)]
    fitting = [f for f in library.families() if level in f.levels and not f.needs_prices]
    family = draw.choice([f for f in fitting if library.fits(f.name, level)])
    problem = library.draw(family.name, level, draw)
    block = {
        "job": job_name(WriteProblem),
        "quantities": [
            {"name": q.name, "value": q.value, "unit": q.unit, "noun": q.noun} for q in problem.quantities
        ],
        "expression": problem.expression,
        "asks": problem.asks,
        "scene": problem.scene,
        "concept": {"name": family.name.replace("_", " "), "inside": "", "outside": ""},
        "difficulty": level,
        "sure_text": problem.text,
        "seed": draw_seed(0, "exam/wording", number),
    }
    prompt = render(
        "write_problem",
        topic="everyday life",
        language="English",
        level=level,
        attributes={},
        rules=(),
        examples=(),
        priced=False,
        feedback=(),
        brief=brief_block(block),
    )
    slot = sitting.slot(f"wording/{number}")
    written = await answered(sitting, slot, prompt, WriteProblem, Decode(500, 0.9))
    return not check_wording(problem, " ".join(written.problem.split()))


async def span_question(sitting: Sitting, number: int) -> bool:
    """A question on a passage, well formed, whose answer stands there and is found again by a reader."""
    from seedbed.agent.writer.grounded.question_checks import faults, same_answer

    draw = lots("span_question", number)
    passage = material()["passages"][number % len(material()["passages"])]
    slot = sitting.slot(f"span_question/{number}")
    nonce = slot.key[:12]
    block = {
        "job": job_name(WriteQuestion),
        "concept": passage["title"],
        "difficulty": "any",
        "attributes": {},
        "passage_nonce": nonce,
        "seed": draw_seed(0, "exam/span_question", number),
    }
    prompt = render(
        "write_question",
        source=passage["title"],
        heading="",
        passage=delimit(passage["text"], nonce),
        language="English",
        kind=draw.choice(("fact", "quantity", "condition")),
        level="any",
        rules=(),
        attributes={},
        examples=(),
        taken=(),
        feedback=(),
        brief=brief_block(block),
    )
    written = await answered(sitting, slot, prompt, WriteQuestion, Decode(400, 0.9))
    question, answer = written.question.strip(), written.answer.strip()
    if faults(question, answer) or answer not in passage["text"] or nonce in question:
        return False
    again = sitting.slot(f"span_question/{number}/read")
    mark = again.key[:12]
    reading = render("answer_question", text=delimit(passage["text"], mark), question=delimit(question, mark))
    read = await answered(sitting, again, reading, AnswerQuestion, Decode(300, 0.0))
    return read.answerable and same_answer(answer, read.answer)


async def keep_label(sitting: Sitting, number: int) -> bool:
    """A text that by its words has the label ordered, and none of the others."""
    codebooks = material()["codebooks"]
    codebook = codebooks[number % len(codebooks)]
    labels = [Label(name=name, definition=one["definition"]) for name, one in codebook["labels"].items()]
    label = lots("keep_label", number).choice(labels)
    concept = {"name": codebook["topic"], "inside": "", "outside": ""}
    block = {
        "job": job_name(WriteText),
        "task": "classification",
        "topic": codebook["topic"],
        "text_kind": codebook["kind"],
        "about": codebook["about"],
        "label": label.name,
        "label_definition": label.definition,
        "concept": concept,
        "difficulty": "easy",
        "attributes": {},
        "guidance": [],
        "seed": draw_seed(0, "exam/keep_label", number),
    }
    prompt = render(
        "write_text",
        kind=codebook["kind"],
        topic=codebook["topic"],
        about=codebook["about"],
        labels=labels,
        label=label,
        concept=None,
        path="",
        level="easy",
        hard="",
        attributes={},
        rules=(),
        examples=(),
        planned=False,
        vary="",
        language="English",
        feedback=(),
        brief=brief_block(block),
    )
    slot = sitting.slot(f"keep_label/{number}")
    written = await answered(sitting, slot, prompt, WriteText, Decode(400, 0.9))
    hits = {name: _hits(written.text, one["signs"]) for name, one in codebook["labels"].items()}
    mine = hits.pop(label.name)
    return mine > max(hits.values()) and len(written.text.split()) >= 4


def _hits(text: str, signs: list[str]) -> int:
    """How many of a label's signs (beginnings of words) stand in a text."""
    return sum(re.search(rf"\b{re.escape(sign)}", text, re.IGNORECASE) is not None for sign in signs)


async def subtopics(sitting: Sitting, number: int) -> bool:
    """Six subconcepts, of which at least five are distinct from each other and from the whole."""
    from seedbed.agent.planner.distinct import Proposal, keep_distinct

    topics = material()["topics"]
    topic = topics[number % len(topics)]
    parent = Concept(id="root", name=topic)
    block = {
        "job": job_name(ProposeConcepts),
        "topic": topic,
        "parent": {"name": topic, "inside": "", "outside": ""},
        "siblings": [],
        "wanted": 6,
        "task": "classification",
    }
    prompt = render(
        "propose_concepts",
        kind="texts",
        one="text",
        topic=topic,
        about="",
        labels=(),
        parent=parent,
        only_label="",
        wanted=6,
        rows_each=20,
        language="English",
        siblings=(),
        refused=(),
        headings="",
        examples="",
        brief=brief_block(block),
    )
    slot = sitting.slot(f"subtopics/{number}")
    said = await answered(sitting, slot, prompt, ProposeConcepts, Decode(1500, 0.7))
    kept, _ = keep_distinct([Proposal(c.name) for c in said.concepts], [topic])
    return len(kept) >= 5
