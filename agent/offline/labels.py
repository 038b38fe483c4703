"""Texts with a label: topic, intent, sentiment, spam and any other codebook; graded *supported*.

Frames and examples' beginnings that a small model fills (`sure_text.py`). No row is kept whose label only one
signal supports.
"""

from dataclasses import replace

from seedbed.agent.offline.label_checks import check_label
from seedbed.agent.offline.language import english_only
from seedbed.agent.offline.sure_text import LEAST_EXAMPLES, choose_frame, own_examples, write_sure
from seedbed.agent.work import Bench, Method, Work
from seedbed.memory.spec import Part
from seedbed.tools.curation.text_quality import text_faults
from seedbed.tools.offline.matching import bank_label

_MOST_WORDS = 80


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
        f"from its name alone it can't write texts labelled {named} — "
        f"give at least {LEAST_EXAMPLES} examples per label with --examples FILE"
    )


def _against_rules(work: Work, bench: Bench) -> Work:
    faults = text_faults(
        work.text,
        language=bench.spec.language,
        shown=[str(row["text"]) for row in work.brief.demonstrations],
        codes=[label.name for label in bench.part(work).labels],
        most=_MOST_WORDS,
    )
    for fault in faults:
        work = work.because(fault.code, "text rules", fault.detail)
    return work


async def verify_sure(work: Work, bench: Bench) -> Work:
    """Form and label of a filled frame, and whether the concept's words stand in it."""
    work = _against_rules(work, bench)
    if not work.reasons:
        work = await check_label(work, bench)
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


SURE = Method(
    name="offline/labels",
    offline="labels",
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
