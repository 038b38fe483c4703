"""Tutoring talks, strong form: the lesson drawn again from the brief, and every message held against it.

The problem has to begin the talk word for word, its numbers are the computation's inputs, and each rule of
the build (`tools/verification/tutoring/talk_rules.py`) is applied again: calculations, who states what first,
what the tutor calls right or wrong, and that the student's last message states the answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from seedbed.memory.brief import Brief, Slot
from seedbed.memory.candidate import Citation, Computation, Draft
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import StoredAnswer
from seedbed.tools.evaluation.recheck_place import Checked, Place

if TYPE_CHECKING:
    from seedbed.tools.verification.tutoring.lesson import Lesson


def lesson_talk(evidence: Any, place: Place) -> Checked | None:
    """Re-check one piece of evidence; None: it is checked as any talk's."""
    if place.brief.form != "strong":
        return None
    if isinstance(evidence, Computation):
        return "recomputed", _computation(evidence, place)
    if isinstance(evidence, Citation):
        return "recomputed", _price(evidence, place)
    return None


def _lesson(brief: Brief) -> "Lesson | None":
    """The brief's lesson; None: its grounding orders none."""
    from seedbed.tools.verification.problems.problem import ProblemFault
    from seedbed.tools.verification.tutoring.lesson import lesson_of

    try:
        return lesson_of(brief.cell.leaf, brief.grounding, brief.seed)
    except (ProblemFault, KeyError, TypeError, ValueError):
        return None


def _computation(evidence: Computation, place: Place) -> str:
    from seedbed.tools.verification.evidence import faults
    from seedbed.tools.verification.tutoring.talk_rules import talk_faults, unsolved

    lesson = _lesson(place.brief)
    if lesson is None:
        return "its brief orders no lesson"
    problem = lesson.problem
    if found := faults(evidence.model_dump(), problem.text, problem.answer):
        return found[0]
    messages = place.row.get("messages") or ()
    for number, fault in talk_faults(lesson, messages):
        return f"turn {number + 1}: {fault}"
    return unsolved(lesson, messages)


def _price(evidence: Citation, place: Place) -> str:
    """Whether a price of the problem stands in its source."""
    from seedbed.tools.knowledge.citations import holds

    lesson = _lesson(place.brief)
    amounts = {one.amount for one in lesson.problem.prices} if lesson else set()
    if not holds(evidence.model_dump(), place.folder.sources):
        return f"the quote does not stand at {evidence.start}–{evidence.end} of {evidence.sha256[:12]}…"
    return "" if any(one in evidence.quote for one in amounts) else "the problem has no such price"


def origin_of_lesson(
    draft: Draft, brief: Brief, part: Part, answers: Sequence[tuple[Slot, StoredAnswer]]
) -> Iterator[str] | None:
    """What of a tutoring talk nobody said: the problem stands before the student's first words; None: the
    row isn't of this form."""
    from seedbed.tools.evaluation.origin_talks import spoken

    lesson = _lesson(brief) if brief.form == "strong" else None
    if lesson is None:
        return None
    messages: list[Mapping[str, Any]] = [dict(one) for one in (draft.row or {}).get("messages") or ()]
    if messages:
        own = str(messages[0].get("content") or "").removeprefix(lesson.problem.text).strip()
        messages[0] = {**messages[0], "content": own}
    return spoken(messages, draft.attempts - 1, answers)
