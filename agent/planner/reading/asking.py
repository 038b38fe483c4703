"""One round of questions: what a request leaves open is asked where a person is there, else decided and
said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from seedbed.agent.planner.questions import UNSAID_ROWS, Ask, Question
from seedbed.agent.planner.reading.general import is_rows
from seedbed.agent.planner.reading.values import ParsedPart, Reading
from seedbed.memory.errors import UserFault
from seedbed.tools.requests.numbers import numbers_in


@dataclass(frozen=True, slots=True)
class Round:
    """What was asked and what came of it."""

    questions: tuple[Question, ...]
    answered: tuple[tuple[str, str], ...]
    """(question, answer) where a person answered otherwise than was decided: read again by these."""
    rows: tuple[int, ...]
    """Of each part."""
    said: tuple[str, ...]


async def ask_round(reading: Reading, rows: int | None, ask: Ask | None) -> Round:
    """Ask once whatever is open.

    Args:
        rows: As a flag says, which goes before: then no number is asked for.

    Raises:
        UserFault: no rows at all are asked for, and nobody says another number.
    """
    asked: list[Question] = []
    answered: list[tuple[str, str]] = []
    said: list[str] = []
    for open_ in reading.questions:
        decided = open_.decided or (open_.options[0] if open_.options else "as you think best")
        question = Question("", "reading", open_.text, open_.options, decided)
        asked.append(question)
        answer = await _answer(question, ask)
        if answer is None:
            said.append(f"{question.text} Decided: {decided}")
        elif answer != decided:
            answered.append((question.text, answer))
    counts: list[int] = []
    for part in reading.parts:
        count = part.rows
        if not count and rows is None:
            none = _none_asked(part)
            question = _rows_question(part, len(reading.parts), none)
            asked.append(question)
            count = _number(await _answer(question, ask))
            if not count and none:
                raise UserFault(
                    f"{none!r} asks for 0 rows, and there is nothing to build",
                    where="the request" if len(reading.parts) == 1 else f"the request, {part.name}",
                    next_step="say how many, at least 1, or give -n N",
                )
            if not count:
                count = UNSAID_ROWS
                said.append(f"{question.text} Decided: {UNSAID_ROWS}")
        counts.append(count or (rows if rows and len(reading.parts) == 1 else 1))
    return Round(tuple(asked), tuple(answered), tuple(counts), tuple(said))


def with_rows(parts: Sequence[ParsedPart], counts: Sequence[int]) -> tuple[ParsedPart, ...]:
    """The parts with as many rows as were settled; where a second reading has other parts, as it says."""
    if len(parts) == len(counts):
        return tuple(replace(p, rows=p.rows or count) for p, count in zip(parts, counts, strict=True))
    return tuple(replace(part, rows=part.rows or UNSAID_ROWS) for part in parts)


def _none_asked(part: ParsedPart) -> str:
    """The demand that says «0» of the rows themselves; empty: the number is only unsaid."""
    return next((clause.words for clause in part.clauses if is_rows(clause, part)), "")


def _rows_question(part: ParsedPart, parts: int, none: str) -> Question:
    of = f" of {part.name} ({part.kind})" if parts > 1 else ""
    if none:
        return Question(
            part.name, "rows", f"{none!r} is nothing to build: how many rows{of}?", decided="none"
        )
    return Question(part.name, "rows", f"How many rows{of}?", decided=str(UNSAID_ROWS))


def _number(answer: str | None) -> int:
    numbers = [number.value for number in numbers_in(answer or "")]
    return numbers[0] if len(numbers) == 1 else 0


async def _answer(question: Question, ask: Ask | None) -> str | None:
    """What a person says, «as decided» for nothing typed; None: nobody is there."""
    if ask is None:
        return None
    answer = await ask(f"{question.text} [{question.decided}]", question.options)
    return None if answer is None else " ".join(answer.split())[:500] or question.decided
