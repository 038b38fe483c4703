"""Texts with a label: topic, intent, sentiment, spam and any other codebook; graded *supported*.

Strong form: a model writes for a label, a concept, a difficulty and attributes (label-conditional writing:
ZeroGen, Ye et al. 2022; conditions: AttrPrompt, Yu et al. 2023) in one of three manners (`manners.py`), and
label and concept are read again from the text alone. Sure form: frames and examples' beginnings that a small
model fills (`sure_text.py`). In both, no row is kept whose label only one signal supports.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from seedbed.agent.annotator.checks import check_label
from seedbed.agent.annotator.reading import assign_concept
from seedbed.agent.answers import WritePlannedText, WriteText, job_name
from seedbed.agent.critic.sample import judge_row
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.language import english_only
from seedbed.agent.writer.manners import Manner, method_name, noted, row_to_vary, still_shown
from seedbed.agent.writer.matching import bank_label
from seedbed.agent.writer.sure_text import LEAST_EXAMPLES, choose_frame, own_examples, write_sure
from seedbed.memory.brief import Brief
from seedbed.memory.spec import ANY, Label, Part
from seedbed.memory.tree import ConceptTree
from seedbed.tools.curation.text_quality import text_faults

HARD: Mapping[str, str] = {
    "near": "it could almost be «{other}», and a hurried reader would say so; read with care, one label fits",
    "implicit": "the label is never named nor said outright; it follows from what happens or what is asked",
    "mixed": "it speaks of a second matter too, perhaps of «{other}», but what it is really about is clear",
    "noisy": "it is written in haste: slips, missing words, a thought broken off; the label still follows",
}
"""What makes a hard text hard; one is drawn for each."""
_WRITE = Decode(max_tokens=700, temperature=1.0)
_SHOWN = 3
"""Demonstrations of one order, at most."""


def lacks(part: Part, bench: Bench) -> str | None:
    """Why the sure form can't serve a part: a label without frames in the bank and with too few examples."""
    if found := english_only(part, bench):
        return found
    rows = bench.shelf.examples.get(part.name, ())
    poor = [
        label.name
        for label in part.labels
        if bank_label(part, label.name) is None and len(own_examples(part, label.name, rows)) < LEAST_EXAMPLES
    ]
    if not poor:
        return None
    named = ", ".join(repr(name) for name in poor[:4]) + (f" and {len(poor) - 4} more" if poor[4:] else "")
    return (
        f"from its name alone it can't write texts labelled {named}: "
        f"give at least {LEAST_EXAMPLES} examples per label with --examples FILE"
    )


# strong form ------------------------------------------------------------------------------------------


def choose_demonstrations(choice: Choice, bench: Bench, manner: Manner = "direct") -> Chosen | None:
    """What the writer sees: examples of the same label, rows made before, and what makes a hard text hard.

    Of what is shown as an example at most half was made by the program (no collapse: Shumailov et al. 2024);
    that is in `grounding["made"]`. The varied manner gets one row, in `grounding["vary"]`, and no made ones
    beside it; None while there is nothing to vary.
    """
    label = choice.cell.label
    known = own_examples(choice.part, label, bench.shelf.examples.get(choice.part.name, ()))
    rows = still_shown([{"text": text, "label": label} for text in known], choice)
    grounding: dict[str, Any] = {}
    made: list[dict[str, Any]] = []
    if manner == "varied":
        vary = row_to_vary(choice, bench, rows)
        if vary is None:
            return None
        grounding["vary"] = vary
        rows = [row for row in rows if row != vary]
    else:
        made = still_shown(choice.shown or choice.accepted(choice.cell.key), choice)
    room = min(_SHOWN // 2, len(rows), len(made))
    mine = choice.rng.sample(rows, min(_SHOWN - room, len(rows)))
    if room:
        grounding["made"] = choice.rng.sample(made, room)
    if choice.cell.difficulty == "hard":
        others = [entry.name for entry in choice.part.labels if entry.name != label]
        grounding |= {"hard": choice.rng.choice(sorted(HARD)), "other": choice.rng.choice(others)}
    return Chosen(grounding, tuple(mine))


async def write_text(work: Work, bench: Bench, manner: Manner = "direct") -> Work:
    """A text for the brief's label and concept; its plan, where it was planned, in the notes.

    Raises:
        AnswerFault: the writer's answer was unusable to the last.
    """
    brief, part = work.brief, bench.part(work)
    concept = bench.plan.part(part.name).tree[brief.cell.leaf]
    label = _label(part, brief.cell.label)
    kind = part.text_kind or "text"
    block = {
        "job": job_name(WriteText),
        "task": part.task,
        "topic": part.topic,
        "text_kind": kind,
        "about": part.about,
        "label": label.name,
        "label_definition": label.definition,
        "concept": {"name": concept.name, "inside": concept.inside, "outside": concept.outside},
        "difficulty": brief.cell.difficulty,
        "attributes": brief.attributes,
        "guidance": list(brief.guidance),
        "manner": manner,
        "seed": brief.seed,
    }
    hard, vary = brief.grounding.get("hard"), brief.grounding.get("vary")
    slot = work.slot("writer", "write_text")
    prompt = render(
        "write_text",
        kind=kind,
        topic=part.topic,
        about=part.about,
        labels=part.labels,
        label=label,
        concept=concept if concept.parents else None,
        path=" > ".join(c.name for c in bench.plan.part(part.name).tree.path(concept.id)),
        level="" if brief.cell.difficulty == ANY else brief.cell.difficulty,
        hard=HARD[hard].format(other=brief.grounding["other"]) if hard else "",
        attributes=brief.attributes,
        rules=brief.guidance,
        examples=[{"text": " ".join(str(row["text"]).split())} for row in _examples(brief)],
        planned=manner == "planned",
        vary=delimit(vary["text"], slot.key[:12]) if vary else "",
        language=bench.spec.language,
        feedback=work.notes.get("feedback", ()),
        brief=brief_block(block),
    )
    answer: type[WriteText] | type[WritePlannedText] = WritePlannedText if manner == "planned" else WriteText
    written, reply = await bench.desk.ask(slot, prompt, answer, work.purpose, _WRITE)
    text = written.text.strip()
    work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
    if isinstance(written, WritePlannedText):
        work = replace(work, notes={**work.notes, "plan": noted(written.plan)})
    return replace(work, row={"text": text, "label": label.name}, text=text, group=_group(work, bench))


def _examples(brief: Brief) -> list[dict[str, Any]]:
    """The rows that the writer is shown as examples: the user's, then those that were made."""
    return [*brief.demonstrations, *brief.grounding.get("made", ())]


def _group(work: Work, bench: Bench) -> str:
    """Rows of one leaf stay together; where the tree is one leaf, each row goes its own way."""
    cell = work.brief.cell
    tree: ConceptTree = bench.plan.part(cell.part).tree
    return f"{cell.part}/{cell.leaf}" if len(tree.leaves()) > 1 else ""


def _label(part: Part, name: str) -> Label:
    return next(label for label in part.labels if label.name == name)


async def verify_text(work: Work, bench: Bench) -> Work:
    """Form, label and concept of a written text.

    Raises:
        AnswerFault: a judge's answer was unusable to the last.
    """
    work = _against_rules(work, bench, most=400)
    if not work.reasons:
        work = await check_label(work, bench, judged=True)
    return work if work.reasons else await assign_concept(work, bench)


def _against_rules(work: Work, bench: Bench, most: int) -> Work:
    part = bench.part(work)
    vary = work.brief.grounding.get("vary")
    shown = [str(row["text"]) for row in (*_examples(work.brief), *([vary] if vary else []))]
    faults = text_faults(
        work.text,
        language=bench.spec.language,
        shown=shown,
        codes=[label.name for label in part.labels],
        most=most,
        strict_end=work.brief.form == "sure",
    )
    for fault in faults:
        work = work.because(fault.code, "text rules", fault.detail)
    return work


async def judge_text(work: Work, bench: Bench) -> Work:
    """The judge's reading of the text as a whole."""
    part = bench.part(work)
    return await judge_row(
        work,
        bench,
        "score_text",
        {"text": work.text},
        kind=part.text_kind or "text",
        topic=part.topic,
        language=bench.spec.language,
        rules=part.guidance,
    )


# sure form --------------------------------------------------------------------------------------------


async def verify_sure(work: Work, bench: Bench) -> Work:
    """Form and label of a filled frame, and whether the concept's words stand in it."""
    work = _against_rules(work, bench, most=80)
    if not work.reasons:
        work = await check_label(work, bench, judged=False)
    return work if work.reasons else _confirm_concept(work, bench)


def _confirm_concept(work: Work, bench: Bench) -> Work:
    """The brief's cell, if the leaf is the only one of the label or its words stand in the text."""
    cell = work.brief.cell
    tree = bench.plan.part(cell.part).tree
    leaves = [leaf for leaf in tree.leaves() if not leaf.labels or cell.label in leaf.labels]
    said = work.text.lower()
    wanted = [word for word in tree[cell.leaf].name.lower().split() if len(word) > 2]
    if len(leaves) < 2 or (wanted and all(word.removesuffix("s") in said for word in wanted)):
        return replace(work, assigned=(cell.key,))
    return work.because("off concept", "words of the concept", f"{tree[cell.leaf].name!r} isn't in the text")


def _strong(manner: Manner, prompt_tokens: int, completion_tokens: int) -> Method:
    return Method(
        name=method_name("classification/strong", manner),
        task="classification",
        form="strong",
        grade="supported",
        needs={"writer": ("json_schema", "keep_label"), "judge": ("json_schema", "judging")},
        choose=partial(choose_demonstrations, manner=manner),
        write=partial(write_text, manner=manner),
        verify=verify_text,
        judge=judge_text,
        calls=4,
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
    )


STRONG = _strong("direct", 3600, 390)
PLANNED = _strong("planned", 3700, 470)
VARIED = _strong("varied", 3800, 390)
SURE = Method(
    name="classification/sure",
    task="classification",
    form="sure",
    grade="supported",
    needs={"writer": ("likelihood",), "annotator": ("likelihood",)},
    choose=choose_frame,
    write=write_sure,
    verify=verify_sure,
    lacks=lacks,
    calls=3,
    prompt_tokens=1200,
    completion_tokens=20,
)
