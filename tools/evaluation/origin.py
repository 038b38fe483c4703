"""Where a row comes from: whether its fields are what a model answered, or what its brief holds.

The strong forms take a row whole from the writer's last answer; the sure forms build it from the brief, and a
model fills in words. Programs of the problem library are run again by the check of computations.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from seedbed.memory.brief import Brief, Slot
from seedbed.memory.candidate import Draft
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import StoredAnswer
from seedbed.memory.task import TALKS
from seedbed.tools.evaluation.origin_talks import origin_of_talk
from seedbed.tools.evaluation.stored_answers import said_object, said_text

Answers = Sequence[tuple[Slot, StoredAnswer]]


def origin(draft: Draft, brief: Brief, part: Part, answers: Answers) -> Iterator[str]:
    """What of a row nobody wrote.

    Args:
        answers: All that are stored for the brief.
    """
    row = draft.row or {}
    attempt = draft.attempts - 1
    if part.task in (*TALKS, "preferences"):
        yield from origin_of_talk(draft, brief, part, answers)
        return
    written = [answer for slot, answer in answers if slot.role == "writer" and slot.attempt == attempt]
    if brief.form == "strong":
        yield from _of_its_passage(row, brief, part)
        if not any(_is_written(row, part, said) for said in filter(None, map(said_object, written))):
            yield "is not what the writer answered"
    elif part.way == "fobar":
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


def _is_written(row: Mapping[str, Any], part: Part, said: Mapping[str, Any]) -> bool:
    """Whether a row is this answer of a writer."""
    if part.task == "records":
        from seedbed.tools.verification.record_wire import without_nulls

        record = said.get("record")
        return isinstance(record, dict) and without_nulls(record, part.fields or {}) == row
    if part.task == "code":
        from seedbed.tools.verification.code_task import said_task

        task = said_task(said)
        return task is not None and task.row() == row
    if part.way == "self-verification":
        from seedbed.tools.verification.backward import QUESTION

        return _plain(f"{said.get('statement')} {QUESTION}") == _plain(row.get("question"))
    if part.way == "unanswerable":
        return _plain(said.get("question")) == row.get("question") and row.get("answer") == ""
    fields = {
        "classification": {"text": "text"},
        "mathematics": {"problem": "question"},
        "grounded_qa": {"question": "question", "answer": "answer"},
        "retrieval": {"query": "query"},
        "extraction": {"text": "text"},
        "summaries": {"summary": "summary"},
        "instructions": {"instruction": "instruction", "response": "response"},
        "claims": {"claim": "claim"},
    }[part.task]
    return all(_plain(said.get(theirs)) == _plain(row.get(mine)) for theirs, mine in fields.items())


def _of_its_passage(row: Mapping[str, Any], brief: Brief, part: Part) -> Iterator[str]:
    """What of a row that shows its brief's whole passage isn't the brief's."""
    shown = {"summaries": "text", "instructions": "context"}.get(part.task)
    if part.task == "grounded_qa" and part.way == "abstractive":
        shown = "context"
    if shown is None:
        return
    passage = brief.grounding.get("passage") or {}
    ordered = {
        shown: passage.get("text"),
        "source": passage.get("name"),
        "heading": " > ".join(passage.get("heading") or ()),
    }
    if wrong := [name for name, value in ordered.items() if row.get(name) != value]:
        yield f"its {' and '.join(wrong)} are not its brief's"


def _asked_backward(brief: Brief) -> str:
    """The question that a program makes of a brief's row."""
    from seedbed.tools.verification.backward import asked_backward, maskable
    from seedbed.tools.verification.worked import annotated, steps_of

    parent, variant = brief.grounding["parent"], int(brief.grounding["variant"])
    steps = steps_of(annotated(str(parent["solution"]))).steps
    masked = maskable(str(parent["question"]), steps, str(parent["answer"]))
    return asked_backward(masked[variant], str(parent["answer"])) if variant < len(masked) else ""


def _plain(value: Any) -> str | None:
    """A text without the white space around and between its words."""
    return " ".join(value.split()) if isinstance(value, str) else None
