"""A request in plain words becomes a spec of offline sources, where no model can read it (else
`interpret.py`).

What is open is asked, or decided and said; what can't be read is said, or refused. Knows no terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from seedbed.agent.planner.hints import Hints, distinct_paths
from seedbed.agent.planner.reading.answer import ClauseRead, ParsedPart, Reading
from seedbed.agent.planner.reading.asking import Ask, ask_round, possible, with_rows
from seedbed.agent.planner.reading.given import by_flag
from seedbed.agent.planner.reading.request import named
from seedbed.memory.errors import UserFault
from seedbed.memory.profile import PLAIN
from seedbed.memory.spec import Budget, Part, Spec
from seedbed.memory.tree import slug
from seedbed.tools.offline.frames import bank
from seedbed.tools.offline.problems.inflection import article
from seedbed.tools.offline.request import WORKING, Asked, read_request, uncounted
from seedbed.tools.requests.limits import Limits, plain, read_limits
from seedbed.tools.requests.numbers import numbers_in

EVERYDAY = "everyday life"
"""The topic of word problems that aren't about anything."""
_NO_FLAGS = Hints()
_LONGEST = 8_000
_NAME_ONE = f"name a model that can {PLAIN['json_schema']}: --base-url URL --model NAME"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A request, read."""

    spec: Spec
    said: tuple[str, ...]
    """Decisions that were made without being asked, a line each."""


def check_words(request: str) -> None:
    """Whether there is anything to read. Raises UserFault: the request is empty or too long."""
    if not request.strip():
        step = 'say in plain words which rows: "60 customer messages by intent (booking, praise)"'
        raise UserFault("the request is empty", next_step=step)
    if len(request) > _LONGEST:
        what = f"the request has {len(request):,} characters, at most {_LONGEST:,} are read"
        step = "put documents into files and name them with --from"
        raise UserFault(what, next_step=step)


async def interpret(request: str, *, hints: Hints = _NO_FLAGS, ask: Ask | None = None) -> Interpretation:
    """Read a request. Raises UserFault: what it asks for takes a model or can't be read, too few or too many
    rows, unknown paths. `hints` and `ask`: as in `interpret.py`."""
    check_words(request)
    if hints.recipe:
        what = f"by the recipe {hints.recipe} rows are made by a capable model alone"
        raise UserFault(what, where="--recipe", next_step=_NAME_ONE)
    flagged = by_flag(hints)
    limits = read_limits(plain(request), Path(hints.folder or "."))
    named_too = {
        "sources": distinct_paths((*flagged.sources, *limits.sources)),
        "examples": distinct_paths((*flagged.examples, *limits.examples)),
        "personas": flagged.personas or next(iter(limits.personas), ""),
    }
    files = flagged.model_copy(update=named_too)
    found = _makeable(limits, request)
    unkept = [part.unkept(files.sources) for part in found]
    said = [*limits.said, *(f"not kept without a model: «{one}»" for some in unkept for one in some)]
    said += [f"{part.noun}: all of them are {part.levels[0]}" for part in found if len(part.levels) == 1]
    heard = named([_heard(part) for part in found])
    _, rows = await ask_round(Reading(request, tuple(heard)), hints.rows, ask, said)
    parts = with_rows(heard, rows, hints.rows, said)
    by_name = dict(zip((part.name for part in parts), zip(found, unkept, strict=True), strict=True))
    languages = dict.fromkeys((*limits.languages, *(part.language for part in found if part.language)))
    if len(languages) > 1:
        what = f"the request names {' and '.join(languages)}; one run has one language"
        raise UserFault(what, where="the request", next_step="ask for one language")
    able = possible(parts, bool(files.sources), said, _NAME_ONE)
    made = tuple(_part(one, *by_name[one.name]) for one in able)
    language = next(iter(languages), "English")
    spec = spec_of(request, made, language, limits.budget, files)
    return Interpretation(spec, tuple(dict.fromkeys(said)))


def spec_of(request: str, parts: tuple[Part, ...], language: str, budget: Budget, hints: Hints) -> Spec:
    """The spec of a request that was read, with the flags in it. Raises UserFault: it isn't whole, or no part
    takes what a flag gives.

    Args:
        budget: Of the words; a flag's goes before it.
        hints: With the files that the words name, too."""
    try:
        spec = Spec(
            request=" ".join(request.split()),
            parts=parts,
            language=language,
            sources=hints.sources,
            examples=hints.examples,
            budget=budget,
        )
        return hints.applied_to(spec)
    except ValidationError as error:
        text = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise UserFault(text, where="the request", next_step="write a spec file instead") from error


def _makeable(limits: Limits, request: str) -> Sequence[Asked]:
    """What is asked for, if the offline sources have it and its numbers could be read. Raises UserFault: they
    haven't, or a number is left over."""
    if figures := uncounted(limits.text):
        step = f"say one whole number of rows, or {_NAME_ONE}"
        what = f"{_quoted(figures)} can't be read as a number of rows"
        raise UserFault(what, where="the request", next_step=step)
    asked = read_request(limits.text)
    strange = [part.strange for part in asked if part.strange]
    if strange or not asked:
        what = _quoted(strange) or f"what {request.strip()[:80]!r} asks for"
        step = f"{_NAME_ONE}; what works without: {WORKING}"
        raise UserFault(f"{what} can't be made without a capable model", where="the request", next_step=step)
    if unread := [one for part in asked for one in part.left if numbers_in(one)]:
        step = f"leave it out («N messages by intent (a, b and c)» is read), or {_NAME_ONE}"
        raise UserFault(
            f"{_quoted(unread)} can't be read without a model", where="the request", next_step=step
        )
    for part in asked:
        if part.source == "labels" and len(part.labels) < 2:
            kind, known = part.text_kind or "text", ", ".join(label.name for label in bank().labels)
            what = (
                f"By which labels is {article(kind)} {kind} to be classified? None are named that can be read"
            )
            step = f"name them, as «labels: refund and praise» (there are {known}); or {_NAME_ONE}"
            raise UserFault(what, where="the request", next_step=step)
    return asked


def _quoted(words: Sequence[str]) -> str:
    return " and ".join(f"«{one}»" for one in words)


def _heard(part: Asked) -> ParsedPart:
    """A part as models' readings have it."""
    return ParsedPart(
        slug(part.noun),
        part.rows or 0,
        part.topic,
        part.noun,
        documents=part.source in ("questions", "dialogues"),
        clauses=() if part.rows is None else (ClauseRead(f"{part.rows} {part.noun}", "the set"),),
    )


def _part(part: ParsedPart, asked: Asked, unkept: Sequence[str]) -> Part:
    """A part of the spec. Raises UserFault: fewer rows than labels."""
    if asked.labels and part.rows < len(asked.labels):
        what = f"{part.rows} rows can't hold {len(asked.labels)} labels"
        raise UserFault(what, where="the request", next_step=f"ask for at least {len(asked.labels)} rows")
    usual = {"problems": EVERYDAY, "labels": f"{asked.text_kind or 'text'}s"}
    return Part(
        name=part.name,
        offline=asked.source,
        clauses=dict.fromkeys(unkept, ("not kept: without a capable model nothing sets or checks it",)),
        topic=part.subject or usual.get(asked.source, "the documents"),
        rows=part.rows,
        labels=asked.labels,
        about=asked.about,
        text_kind=asked.text_kind,
        difficulties=asked.levels,
        turns=asked.turns,
    )
