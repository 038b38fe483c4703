"""A request in plain words becomes a spec of offline sources, where no model can read it (else
`reading/interpret.py`).

What is open is asked, or decided and said; what can't be read is said, or refused. Knows no terminal.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from seedbed.agent.planner.examples import Examples, read_examples
from seedbed.agent.planner.hints import Hints
from seedbed.agent.planner.questions import UNSAID_ROWS, Ask, Question
from seedbed.agent.planner.talk_files import checked_files
from seedbed.memory.errors import UserFault
from seedbed.memory.plan import largest_remainder
from seedbed.memory.profile import PLAIN
from seedbed.memory.spec import Label, Part, Spec
from seedbed.memory.tree import slug
from seedbed.tools.knowledge.search.chroma_source import is_collection
from seedbed.tools.offline.request import WORKING, Asked, items_of, read_request
from seedbed.tools.requests.limits import Limits, locate, near, plain, read_limits
from seedbed.tools.requests.numbers import numbers_in

__all__ = ["Hints", "Interpretation", "interpret"]

MOST_ROWS = 1_000_000
EVERYDAY = "everyday life"
"""The topic of word problems that aren't about anything."""
_NO_FLAGS = Hints()
_TAKEN = {"sources": (), "examples": (), "world": "", "personas": ""}
"""Flags whose paths were looked up, and are in the spec already."""
_LONGEST = 8_000
_TRIES = 3
_NAME_ONE = f"name a model that can {PLAIN['json_schema']}: --base-url URL --model NAME"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A request, read."""

    spec: Spec
    said: tuple[str, ...]
    """Decisions that were made without being asked, a line each."""
    questions: tuple[Question, ...]
    """What was open, answered or decided."""


def check_words(request: str) -> None:
    """Whether there is anything to read.

    Raises:
        UserFault: the request is empty or too long.
    """
    if not request.strip():
        raise UserFault(
            "the request is empty",
            next_step='say in plain words which rows: "60 customer messages by intent (booking, praise)"',
        )
    if len(request) > _LONGEST:
        raise UserFault(
            f"the request has {len(request):,} characters, at most {_LONGEST:,} are read",
            next_step="put documents into files and name them with --from",
        )


async def interpret(request: str, *, hints: Hints = _NO_FLAGS, ask: Ask | None = None) -> Interpretation:
    """Read a request.

    Args:
        hints: Flags, which go before the request.
        ask: Asks a person; None, or None answered: nobody is there.

    Raises:
        UserFault: what it asks for takes a model or can't be read, too few or too many rows, unknown paths.
    """
    folder = Path(hints.folder or ".")
    check_words(request)
    named = tuple(_existing(path, folder) for path in hints.sources)
    flagged = [_existing(path, folder) for path in hints.examples]
    world, personas = (_existing(path, folder) if path else "" for path in (hints.world, hints.personas))
    limits = read_limits(plain(request), folder)
    examples = read_examples([*flagged, *limits.examples])
    asked = _makeable(limits, request)
    said = [*limits.said, *(f"not kept without a model: «{one}»" for part in asked for one in part.left)]
    questions: list[Question] = []
    names = _names(asked)
    settled = [
        await _settled(part, name, examples, hints, ask, questions, said)
        for part, name in zip(asked, names, strict=True)
    ]
    if hints.rows is not None:
        settled = _by_flag(settled, hints.rows, said)
    sources = tuple(dict.fromkeys((*named, *limits.sources)))
    personas = personas or limits.personas
    checked_files([part.source for part in settled], world, personas)
    parts = tuple(_part(part, name, sources, personas) for part, name in zip(settled, names, strict=True))
    languages = dict.fromkeys((*limits.languages, *(part.language for part in asked if part.language)))
    if len(languages) > 1:
        what = f"the request names {' and '.join(languages)}; one run has one language"
        raise UserFault(what, where="the request", next_step="ask for one language")
    spec = Spec(
        request=" ".join(request.split()),
        parts=parts,
        language=next(iter(languages), "English"),
        sources=sources,
        examples=tuple(dict.fromkeys((*flagged, *limits.examples))),
        budget=hints.budget or limits.budget,
    )
    spec = hints.model_copy(update=_TAKEN | {"rows": None}).applied_to(spec)
    return Interpretation(spec, tuple(dict.fromkeys(said)), tuple(questions))


def _existing(path: str, folder: Path) -> str:
    found = path if is_collection(path) else locate(path, folder)
    if found is None:
        raise UserFault("no such file or folder", where=path, next_step=near(path, folder))
    return found


def _makeable(limits: Limits, request: str) -> tuple[Asked, ...]:
    """What is asked for, if the offline sources have it and its numbers could be read.

    Raises:
        UserFault: they haven't, or a number is left over.
    """
    asked = read_request(limits.text)
    strange = [part.strange for part in asked if part.strange]
    if strange or not asked:
        what = " and ".join(f"«{one}»" for one in strange) or f"what {request.strip()[:80]!r} asks for"
        raise UserFault(
            f"{what} can't be made without a capable model",
            where="the request",
            next_step=f"{_NAME_ONE}; what works without: {WORKING}",
        )
    if unread := [one for part in asked for one in part.left if numbers_in(one)]:
        raise UserFault(
            f"«{unread[0]}» can't be read without a model",
            where="the request",
            next_step=f"leave it out («N messages by intent (a, b and c)» is read), or {_NAME_ONE}",
        )
    for part in asked:
        if part.label_count and part.labels and part.label_count != len(part.labels):
            names = ", ".join(label.name for label in part.labels)
            what = f"the request says {part.label_count} labels and names {len(part.labels)} ({names})"
            raise UserFault(what, where="the request", next_step="name them all: `labels: a, b and c`")
    return asked


def _names(asked: tuple[Asked, ...]) -> list[str]:
    """`rows` for one part; for several what their rows are called."""
    if len(asked) == 1:
        return ["rows"]
    seen: Counter[str] = Counter()
    names = []
    for part in asked:
        name = slug(part.noun)
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return names


# what is settled ---------------------------------------------------------------------------------------


async def _settled(
    part: Asked,
    name: str,
    examples: Examples,
    hints: Hints,
    ask: Ask | None,
    questions: list[Question],
    said: list[str],
) -> Asked:
    """The part with its labels and rows: as the request, the examples or a person says, or as decided."""
    if part.source == "labels" and len(part.labels) < 2:
        if examples.labels:
            labels = tuple(Label(name=one[:120]) for one in examples.labels)
            said.append(f"labels from the examples: {', '.join(examples.labels)}")
        else:
            noun = part.text_kind or "text"
            text = f"By which labels is a {noun} to be classified? The request names none that can be read."
            question = Question(name, "labels", text)
            labels = items_of(await _answer(question, lambda said: len(items_of(said)) > 1, ask))
            questions.append(question)
        part = replace(part, labels=labels)
    if part.rows is None and hints.rows is None:
        question = Question(name, "rows", "How many rows?", decided=str(UNSAID_ROWS))
        answer = await _answer(question, _one_number, ask)
        questions.append(question)
        if ask is None:
            said.append(f"{question.text} Decided: {UNSAID_ROWS}")
        part = replace(part, rows=numbers_in(answer)[0].value)
    return part


def _one_number(said: str) -> bool:
    numbers = numbers_in(said)
    return len(numbers) == 1 and numbers[0].firmness in ("exact", "about")


async def _answer(question: Question, usable: Callable[[str], bool], ask: Ask | None) -> str:
    """A usable answer of a person, or what is decided.

    Raises:
        UserFault: nobody can be asked, and it can't be decided.
    """
    for _ in range(_TRIES if ask else 0):
        assert ask is not None
        text = question.text + (f" [{question.decided}]" if question.decided else "")
        answer = await ask(text, question.options)
        if answer is None:
            break
        if usable(answer) or (not answer.strip() and question.decided):
            return answer.strip() or question.decided
    if question.decided:
        return question.decided
    raise UserFault(
        question.text,
        where="the request",
        next_step=f"name them in the request: «labels: a, b and c»; or {_NAME_ONE}",
    )


def _by_flag(parts: list[Asked], rows: int, said: list[str]) -> list[Asked]:
    """The parts with the rows of the flag, spread over them as the request spreads them.

    Raises:
        UserFault: fewer rows than parts.
    """
    asked = [part.rows or 1 for part in parts]
    shares = largest_remainder(rows, [float(one) for one in asked])
    if 0 in shares:
        what = f"{rows} rows can't be spread over the {len(parts)} parts of the request"
        raise UserFault(what, where="-n", next_step="give more rows, or ask for fewer parts")
    if all(part.rows for part in parts) and sum(asked) != rows:
        said.append(f"-n {rows} goes before the request's {sum(asked)} rows")
    return [replace(part, rows=share) for part, share in zip(parts, shares, strict=True)]


def _part(part: Asked, name: str, sources: tuple[str, ...], personas: str) -> Part:
    """A part of the spec.

    Raises:
        UserFault: its rows can't be built: no documents, too few or too many rows.
    """
    rows, where = part.rows or 0, "the request" if name == "rows" else f"the request, {name}"
    if part.source in ("questions", "dialogues") and not sources:
        raise UserFault(
            f"{part.source} need the documents that answer them, and none are named",
            where=where,
            next_step="name files or a folder with --from PATH",
        )
    if rows < 1:
        raise UserFault("asks for no rows", where=where, next_step="say how many, at least 1, or give -n N")
    if rows > MOST_ROWS:
        raise UserFault(
            f"asks for {rows:,} rows, at most {MOST_ROWS:,} can be built in one run",
            where=where,
            next_step="build several runs with different --seed",
        )
    if part.labels and rows < len(part.labels):
        what = f"{rows} rows can't hold {len(part.labels)} labels"
        raise UserFault(what, where=where, next_step=f"ask for at least {len(part.labels)} rows")
    usual = {"problems": EVERYDAY, "labels": f"{part.text_kind or 'text'}s"}
    try:
        return Part(
            name=name,
            offline=part.source,
            topic=part.topic or usual.get(part.source, "the documents"),
            rows=rows,
            labels=part.labels,
            about=part.about,
            text_kind=part.text_kind,
            difficulties=part.levels,
            turns=part.turns,
            personas=personas if part.source == "dialogues" else "",
        )
    except ValidationError as error:
        text = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise UserFault(text, where=where, next_step="write a spec file instead") from error
