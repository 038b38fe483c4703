"""Texts with a label, frames that a small model fills; graded *supported*. No row is kept whose label only
one signal supports: nearest centroid and calibrated few-shot likelihood must agree on it."""

from dataclasses import replace

from seedbed.agent.offline import likelihood
from seedbed.agent.offline.references import references
from seedbed.agent.offline.sure_text import choose_frame, write_sure
from seedbed.agent.work import Cost, Env, Method, Work, english_only
from seedbed.memory.candidate import Classification
from seedbed.memory.spec import Part
from seedbed.tools.evaluation.students import NAME, likeliest, nearest
from seedbed.tools.offline.frames import bank, bank_label


def lacks(part: Part, env: Env) -> str | None:
    """Why a part can't be served: another language, or a label without frames in the bank."""
    if found := english_only(part, env):
        return found
    poor = [label.name for label in part.labels if bank_label(part, label.name) is None]
    if not poor:
        return None
    named = ", ".join(repr(name) for name in poor[:4]) + (f" and {len(poor) - 4} more" if poor[4:] else "")
    known = ", ".join(label.name for label in bank().labels)
    return (
        f"it can't write texts labelled {named}: without a capable model there are {bank().family} by {known}"
    )


async def verify_sure(work: Work, env: Env) -> Work:
    """Both signals for the label of a filled frame, and whether the concept's words stand in it. Raises
    AnswerFault: a model's answer was unusable to the last."""
    part, label = env.part(work), work.brief.cell.label
    known = references(part, env.resources)
    found, shares = nearest(work.text, known.texts)
    near = Classification(
        ok=found == label, by=NAME, label=found, probability=shares[found], alternatives=shares
    )
    work = work.with_evidence(near)
    if not near.ok:
        return work.because("wrong label", NAME, f"reads as {found!r}")
    work, measured = await likelihood.measure(work, env, known, label)
    work = work.with_evidence(measured)
    if not measured.ok:
        return work.because("wrong label", measured.by, f"{likeliest(measured.alternatives)!r} is likelier")
    return _confirm_concept(work, env)


def _confirm_concept(work: Work, env: Env) -> Work:
    """The brief's cell, if the leaf is the only one of the label or its words stand in the text."""
    cell = work.brief.cell
    tree = env.plan.part(cell.part).tree
    leaves = [leaf for leaf in tree.leaves() if not leaf.labels or cell.label in leaf.labels]
    said = work.text.lower()
    wanted = [word for word in tree[cell.leaf].name.lower().split() if len(word) > 2]
    if len(leaves) < 2 or (wanted and all(word.removesuffix("s") in said for word in wanted)):
        return replace(work, assigned=(cell.key,))
    return work.because("off concept", "words of the concept", f"{tree[cell.leaf].name!r} isn't in the text")


SURE = Method(
    name="offline/labels",
    offline="labels",
    grade="supported",
    needs={"writer": ("likelihood",), "annotator": ("likelihood",)},
    choose=choose_frame,
    write=write_sure,
    verify=verify_sure,
    lacks=lacks,
    cost=lambda part: Cost(3, 1200, 20, {"writer": 3}),
)
