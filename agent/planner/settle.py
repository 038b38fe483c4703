"""What a request leaves open is settled: a person answers, or it is decided and said, or the request is
refused."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from seedbed.agent.planner.rules.heard import Heard, Question
from seedbed.agent.planner.rules.listing import items_of
from seedbed.agent.planner.rules.numbers import numbers_in
from seedbed.agent.planner.rules.turns import length_of, turns_marked
from seedbed.memory.errors import UserFault
from seedbed.memory.file_faults import nearest
from seedbed.memory.spec import Label

Ask = Callable[[str, tuple[str, ...]], Awaitable[str | None]]
"""A question with its closed options → a person's answer; None: nobody is there."""
_TRIES = 3
_STEPS = {
    "rows": "say how many rows, or give -n N",
    "labels": "name them in the request: `labels: a, b and c`",
    "label count": "name the labels in the request: `labels: a, b and c`",
    "task": "say what a row is: a problem, a text by label, or of documents a question, a search query, a "
    "claim, a text with its entities",
    "language": "ask for one language",
    "topic": "say what the rows are about",
    "difficulty": "name the levels",
    "turns": "say how many turns a talk is to have: «of 4 to 8 turns»",
}


async def settle(part: Heard, question: Question, ask: Ask | None) -> tuple[Heard, str]:
    """The part with one question settled, and what is to be said of it (empty if a person answered).

    Raises:
        UserFault: nobody can be asked, and it can't be decided: a contradiction, or nothing to decide by.
    """
    answered = await _answer(question, ask)
    where = "the request" if part.name in ("", "rows") else f"the request, {part.name}"
    if answered is None and (question.contradiction or not question.decided):
        raise UserFault(_as_fault(question), where=where, next_step=_STEPS[question.matter])
    taken = apply(part, question, answered or question.decided)
    if taken is None:
        raise UserFault(
            f"{answered!r} answers not: {question.text}", where=where, next_step=_STEPS[question.matter]
        )
    said = "" if answered is not None else f"{question.text} Decided: {question.decided}"
    return taken, said


def _as_fault(question: Question) -> str:
    return question.text.removesuffix(" How many rows?").rstrip(".")


async def _answer(question: Question, ask: Ask | None) -> str | None:
    """A usable answer of a person, empty for «as decided»; None if nobody is there."""
    if ask is None:
        return None
    text = question.text + (f" [{question.decided}]" if question.decided else "")
    for _ in range(_TRIES):
        answer = await ask(text, question.options)
        if answer is None:
            return None
        answer = answer.strip()
        if not answer and question.decided:
            return question.decided
        if answer and apply(Heard("", "", ""), question, answer) is not None:
            return answer
    return None


def apply(part: Heard, question: Question, answer: str) -> Heard | None:
    """The part as the answer has it; None if the answer isn't one."""
    if question.matter == "rows":
        numbers = numbers_in(answer)
        firm = len(numbers) == 1 and numbers[0].firmness in ("exact", "about")
        return replace(part, rows=numbers[0].value) if firm else None
    if question.matter in ("labels", "label count"):
        return _relabelled(part, answer)
    if question.matter == "task":
        begun = [option for option in question.options if option.startswith(answer.lower())]
        task = begun[0] if len(begun) == 1 else nearest(answer, question.options)
        return replace(part, task=task) if task else None  # type: ignore[arg-type]  # one of the options
    if question.matter == "turns":
        length = length_of(turns_marked(answer))
        return replace(part, turns=length.turns) if length.turns else None
    if question.matter == "topic":
        return replace(part, topic=answer[:200])
    return part


def _relabelled(part: Heard, answer: str) -> Heard | None:
    if answer == "equal shares":
        return replace(part, labels=tuple(label.model_copy(update={"share": 1.0}) for label in part.labels))
    if answer == "as proportions":
        return part
    items = items_of(answer)
    if len(items) < 2:
        return None
    known = {label.name.lower(): label for label in part.labels}
    labels = tuple(
        known.get(item.name.lower()) or Label(name=item.name[:120], definition=item.gloss) for item in items
    )
    rows = part.rows if part.rows_per_label == 0 else part.rows_per_label * len(labels)
    return replace(part, labels=labels, label_count=0, rows=rows)
