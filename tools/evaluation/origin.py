"""Where a row that no recipe describes comes from: whether its fields are what its brief holds, and its words
what a model filled in.

Programs of the problem library are run again by the check of computations.
"""

from collections.abc import Iterator, Sequence

from seedbed.memory.brief import Brief, Slot
from seedbed.memory.candidate import Draft
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import StoredAnswer
from seedbed.memory.task import TALKS
from seedbed.tools.evaluation.origin_talks import origin_of_talk
from seedbed.tools.evaluation.stored_answers import said_text

Answers = Sequence[tuple[Slot, StoredAnswer]]


def origin(draft: Draft, brief: Brief, part: Part, answers: Answers) -> Iterator[str]:
    """What of a row nobody wrote.

    Args:
        answers: All that are stored for the brief.
    """
    row = draft.row or {}
    attempt = draft.attempts - 1
    if part.task in TALKS:
        yield from origin_of_talk(draft, brief, part, answers)
        return
    written = [answer for slot, answer in answers if slot.role == "writer" and slot.attempt == attempt]
    if part.way == "fobar":
        if row.get("question") != _asked_backward(brief):
            yield "is not what its brief asks of the row that it starts from"
    elif part.way == "unanswerable":
        if row.get("question") != (brief.grounding.get("near") or {}).get("question"):
            yield "its question is not its brief's"
    elif part.task == "grounded_qa":
        item = brief.grounding.get("item") or {}
        wrong = [key for key in ("question", "answer") if row.get(key) != item.get(key)]
        if wrong:
            yield f"its {' and '.join(wrong)} are not its brief's"
    elif part.task == "claims":
        item = brief.grounding.get("item") or {}
        wrong = [key for key in ("claim", "label") if row.get(key) != item.get(key)]
        if wrong:
            yield f"its {' and '.join(wrong)} are not its brief's"
    elif part.task == "retrieval":
        from seedbed.tools.knowledge.pairs.query import query_of

        item = brief.grounding.get("item") or {}
        style = str(brief.grounding.get("style"))
        if row.get("query") != query_of(str(item.get("question")), style, str(item.get("shown"))):
            yield "its query is not its brief's"
    elif part.task == "classification":
        # Words at the beginning of a sentence got a capital that the model did not write.
        text = str(row.get("text", "")).casefold()
        texts = [said_text(answer).casefold() for answer in written]
        for words in draft.notes.get("model_wrote", ()):
            if words.casefold() not in text or not any(words.casefold() in said for said in texts):
                yield f"its words {words[:60]!r} are not what the model answered"


def _asked_backward(brief: Brief) -> str:
    """The question that a program makes of a brief's row."""
    from seedbed.tools.verification.backward import asked_backward, maskable
    from seedbed.tools.verification.worked import annotated, steps_of

    parent, variant = brief.grounding["parent"], int(brief.grounding["variant"])
    steps = steps_of(annotated(str(parent["solution"]))).steps
    masked = maskable(str(parent["question"]), steps, str(parent["answer"]))
    return asked_backward(masked[variant], str(parent["answer"])) if variant < len(masked) else ""
