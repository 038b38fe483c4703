"""One round of questions: what a request leaves open is asked where a person is there, else decided and
said. And the rows that each part then has."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from seedbed.agent.planner.hints import spread
from seedbed.agent.planner.reading.answer import ParsedPart, Reading
from seedbed.agent.planner.reading.general import is_rows, stated_rows
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import MOST_ROWS
from seedbed.tools.requests.numbers import numbers_in

Ask = Callable[[str, tuple[str, ...]], Awaitable[str | None]]
"""A question with its closed options → a person's answer; None: nobody is there."""
UNSAID_ROWS = 100
"""Taken where a request doesn't say how many rows, and nobody can be asked."""


async def ask_round(
    reading: Reading, rows: int | None, ask: Ask | None, said: list[str]
) -> tuple[list[tuple[str, str]], list[int]]:
    """Ask once whatever is open: (question, answer) where a person answered otherwise than was decided, by
    which it is read again; and the rows of each part (0: a flag says them). Raises UserFault: no rows at all
    are asked for, and nobody says another number.

    Args:
        rows: As a flag says, which goes before: then no number is asked for.
        said: Is told what is decided where nobody is there."""
    answered: list[tuple[str, str]] = []
    for open_ in reading.questions:
        decided = open_.decided or (open_.options[0] if open_.options else "as you think best")
        answer = await _answer(open_.text, tuple(open_.options), decided, ask)
        if answer is None:
            said.append(f"{open_.text} Decided: {decided}")
        elif answer != decided:
            answered.append((open_.text, answer))
    counts: list[int] = []
    for part in reading.parts:
        count = part.rows or (part.each.rows if part.each else 0)
        if not count and rows is None:
            count = await _rows(part, len(reading.parts), ask, said)
        counts.append(count)
    return answered, counts


async def _rows(part: ParsedPart, parts: int, ask: Ask | None, said: list[str]) -> int:
    """Rows of a part that says no number, or none at all."""
    none = next((clause.words for clause in part.clauses if is_rows(clause, part)), "")
    of = f" of {part.name} ({part.kind})" if parts > 1 else ""
    text = f"{none!r} is nothing to build: how many rows{of}?" if none else f"How many rows{of}?"
    usual = stated_rows(part) or UNSAID_ROWS
    answer = await _answer(text, (), "none" if none else str(usual), ask)
    numbers = [number.value for number in numbers_in(answer or "")]
    if len(numbers) == 1 and numbers[0]:
        return numbers[0]
    if none:
        what = f"{none!r} asks for 0 rows, and there is nothing to build"
        where = "the request" if parts == 1 else f"the request, {part.name}"
        raise UserFault(what, where=where, next_step="say how many, at least 1, or give -n N")
    said.append(f"{text} Decided: {usual}")
    return usual


async def _answer(text: str, options: tuple[str, ...], decided: str, ask: Ask | None) -> str | None:
    """What a person says, «as decided» for nothing typed; None: nobody is there."""
    answer = await ask(f"{text} [{decided}]", options) if ask else None
    return None if answer is None else " ".join(answer.split())[:500] or decided


def with_rows(
    parts: Sequence[ParsedPart], counts: Sequence[int], flag: int | None, said: list[str]
) -> tuple[ParsedPart, ...]:
    """The parts with as many rows as were settled, or those of a flag, spread as the request spreads them: a
    part of which it says no number has what the others leave. `counts`: as settled; where a second reading
    has other parts, as it says. Raises UserFault: fewer rows than parts."""
    usual = UNSAID_ROWS if flag is None else 0
    settled = counts if len(parts) == len(counts) else [usual] * len(parts)
    rows = [part.rows or count for part, count in zip(parts, settled, strict=True)]
    if flag is None:
        return tuple(replace(part, rows=count) for part, count in zip(parts, rows, strict=True))
    counted, stated, unsaid = [part.each.told for part in parts if part.each], sum(rows), rows.count(0)
    if counted or stated > flag or not (unsaid or stated == flag):
        said.append(f"-n {flag} goes before the request's {' and '.join(counted) or f'{stated} rows'}")
    left = max(1, (flag - stated) / unsaid) if unsaid else 0
    rows = spread(flag, [count or left for count in rows])
    return tuple(replace(part, rows=count, each=None) for part, count in zip(parts, rows, strict=True))


def possible(
    parts: Sequence[ParsedPart], documents: bool, said: list[str], instead: str = ""
) -> tuple[ParsedPart, ...]:
    """The parts that can be made; the others are said. Raises UserFault: none can.

    Args:
        documents: Whether some are named.
        instead: What else would do where none are."""
    wrong: dict[str, tuple[str, str]] = {}
    step = "; or ".join(filter(None, ("name files or a folder with --from PATH", instead)))
    for part in parts:
        if part.documents and not documents:
            wrong[part.name] = f"{part.kind}: made of documents, and none are named", step
        elif part.rows > MOST_ROWS:
            what = f"asks for {part.rows:,} rows, at most {MOST_ROWS:,} can be built in one run"
            wrong[part.name] = what, "build several runs with different --seed"
    return without(parts, wrong, said)


def without(
    parts: Sequence[ParsedPart], wrong: Mapping[str, tuple[str, str]], said: list[str]
) -> tuple[ParsedPart, ...]:
    """The parts but for those with something wrong, which are said. `wrong`: name → what, and the next step.
    Raises UserFault: none is left."""
    if len(wrong) == len(parts):
        name, (what, step) = next(iter(wrong.items()))
        where = "the request" if len(parts) == 1 else f"the request, {name}"
        raise UserFault(what, where=where, next_step=step)
    said += [f"{name} is left out: {what} ({step})" for name, (what, step) in wrong.items()]
    return tuple(part for part in parts if part.name not in wrong)
