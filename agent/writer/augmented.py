"""Problems asked backward, made of accepted ones without a model (FOBAR; MetaMath, Yu et al. 2024, §3).

A number becomes `x`, the answer is told, `x` is asked for, all by the program. `x` is solved for from the
parent's steps, and only numbers that the answer determines are asked for.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.language import english_only
from seedbed.agent.writer.parents import family_group, parent_of
from seedbed.memory.candidate import EVIDENCE
from seedbed.memory.canonical import digest
from seedbed.memory.spec import Part

if TYPE_CHECKING:
    from seedbed.tools.verification.backward import Masked
    from seedbed.tools.verification.worked import Step


def choose(choice: Choice, bench: Bench) -> Chosen | None:
    """The row to start from, and which of its numbers becomes the unknown; None while there is none."""
    parent = parent_of(choice, bench, lambda row: len(_masks(row, bench)))
    if parent is None:
        return None
    return Chosen({"parent": parent.row, "variant": parent.variant}, material=parent.material)


def _steps(row: Mapping[str, Any]) -> "tuple[Step, ...]":
    """The annotated steps of a row; none where one of them doesn't hold."""
    from seedbed.tools.verification.worked import annotated, steps_of

    found = steps_of(annotated(str(row.get("solution", ""))))
    return () if found.faults else found.steps


def _masks(row: Mapping[str, Any], bench: Bench) -> "tuple[Masked, ...]":
    """What can be asked of a row backward; worked out once."""
    from seedbed.tools.verification.backward import maskable

    key = f"backward/{digest(dict(row))}"
    if key not in bench.shelf.derived:
        steps = _steps(row)
        bench.shelf.derived[key] = maskable(str(row["question"]), steps, str(row["answer"])) if steps else ()
    found: tuple[Masked, ...] = bench.shelf.derived[key]
    return found


async def recall(work: Work, bench: Bench) -> Work:
    """The unknown of the brief, from the row that it starts from."""
    grounding = work.brief.grounding
    masks = _masks(grounding["parent"], bench)
    masked = masks[grounding["variant"] % len(masks)]
    return replace(work, material={"masked": masked})


async def ask_backward(work: Work, bench: Bench) -> Work:
    """The FOBAR question: the parent's text with `x`, its answer, and what is asked."""
    from seedbed.tools.verification.backward import asked_backward

    parent, masked = work.brief.grounding["parent"], work.material["masked"]
    text = asked_backward(masked, str(parent["answer"]))
    row = {"question": text, "answer": masked.answer, "solution": masked.solution}
    # Its signature keeps it from being taken for a copy of its siblings, which it resembles.
    signature = digest([parent["question"], masked.equation])
    return replace(work, text=text, row=row, group=family_group(parent), signature=signature)


async def verify_backward(work: Work, bench: Bench) -> Work:
    """The unknown put back into the equation."""
    from seedbed.tools.verification import backward
    from seedbed.tools.verification.wording import plain_faults

    masked, row = work.material["masked"], work.row or {}
    evidence = backward.evidence(masked)
    for fault in plain_faults(work.text, bench.spec.language, questions=2):
        work = work.because("malformed", "wording", fault)
    for fault in backward.recheck(evidence, row):
        work = work.because("wrong answer", "calculator", fault)
    work = work.with_evidence(EVIDENCE.validate_python({**evidence, "ok": not work.reasons}))
    by_program = not bench.spec.part(bench.part(work).of).way
    return replace(work, grade="proven" if by_program else "supported", assigned=(work.brief.cell.key,))


def lacks(part: Part, bench: Bench) -> str | None:
    """Why backward questions can't be asked or, where that is demanded, proven; None: they can."""
    parent = bench.spec.part(part.of)
    if parent.task != "mathematics":
        return f"the rows of {part.of!r} follow a recipe — ask backward by the recipe backward-problems"
    if bench.spec.accept.grade == "proven" and parent.way:
        what = f"rows of {part.of!r} are supported only, so what is made of them can't be proven"
        return f"{what} — leave out `grade: proven`"
    return english_only(part, bench)


FOBAR = Method(
    name="mathematics/sure/fobar",
    task="mathematics",
    way="fobar",
    form="sure",
    grade="proven",
    needs={},
    lacks=lacks,
    choose=choose,
    ground=recall,
    write=ask_backward,
    verify=verify_backward,
    attempts=1,
)
