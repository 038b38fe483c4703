"""A request in plain words becomes a spec, read by rule: where no model can read it (`reading/interpret.py`).

What is open is asked, or decided and said; what is contradictory is shown. Knows no terminal.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from seedbed.agent.planner.examples import read_examples
from seedbed.agent.planner.families import families_of
from seedbed.agent.planner.hints import Hints
from seedbed.agent.planner.prefill import by_examples
from seedbed.agent.planner.refuse import (
    check_documents,
    check_parents,
    check_rows,
    check_task,
    check_words,
)
from seedbed.agent.planner.rules.heard import Heard, Question, Request
from seedbed.agent.planner.rules.limits import locate, near
from seedbed.agent.planner.rules.read import read_request
from seedbed.agent.planner.rules.tasks import BY_FAMILY
from seedbed.agent.planner.rules.vocabulary import TEXTS
from seedbed.agent.planner.settle import Ask, settle
from seedbed.agent.planner.talk_files import with_files
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Attribute, Part, Spec
from seedbed.tools.knowledge.chroma_source import is_collection

__all__ = ["Hints", "Interpretation", "interpret"]

_NO_FLAGS = Hints()
_TAKEN = {"sources": (), "examples": (), "world": "", "personas": ""}
"""Flags whose paths were looked up, and are in the spec already."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A request, read."""

    spec: Spec
    said: tuple[str, ...]
    """Decisions that were made without being asked, a line each."""
    questions: tuple[Question, ...]
    """What was open, answered or decided."""


async def interpret(request: str, *, hints: Hints = _NO_FLAGS, ask: Ask | None = None) -> Interpretation:
    """Read a request.

    Args:
        hints: Flags, which go before the request.
        ask: Asks a person; None, or None answered: nobody is there.

    Raises:
        UserFault: no task in it, a task that isn't built, contradictions, too few or too many rows, unknown
            paths.
    """
    folder = Path(hints.folder or ".")
    check_words(request)
    named = tuple(_existing(path, folder) for path in hints.sources)
    world, personas = (_existing(path, folder) if path else "" for path in (hints.world, hints.personas))
    heard = read_request(request, folder, sources=bool(named))
    examples = read_examples(
        [_existing(path, folder) for path in hints.examples] + list(heard.limits.examples)
    )
    heard = by_examples(heard, examples)
    check_task(heard)
    if hints.rows is not None:
        heard = _with_rows(heard, hints.rows)
    said = list(heard.limits.said)
    settled, questions, language = await _settle_all(heard, ask, said)
    parts = [await _completed(part, ask) for part in settled]
    for part in parts:
        said.extend(_of(part, sentence) for sentence in part.said)
    parts = with_files(parts, world, personas or heard.limits.personas)
    spec = _spec(heard, parts, named, hints, language, said)
    return Interpretation(spec, tuple(dict.fromkeys(said)), tuple(questions))


def _existing(path: str, folder: Path) -> str:
    found = path if is_collection(path) else locate(path, folder)
    if found is None:
        raise UserFault("no such file or folder", where=path, next_step=near(path, folder))
    return found


# what is settled ---------------------------------------------------------------------------------------


def _with_rows(heard: Request, rows: int) -> Request:
    """The flag goes before the request: what the request says of rows is settled."""
    without = tuple(
        replace(part, questions=tuple(q for q in part.questions if q.matter != "rows"))
        for part in heard.parts
    )
    questions = tuple(q for q in heard.questions if q.matter != "rows")
    if len(without) == 1:
        only = without[0]
        said = (
            (f"-n {rows} goes before the request's {only.rows} rows",)
            if only.rows not in (None, rows)
            else ()
        )
        return replace(
            heard,
            parts=(replace(only, rows=rows, rows_per_label=0, said=(*only.said, *said)),),
            questions=questions,
        )
    return replace(heard, parts=tuple(replace(p, rows=p.rows or 1) for p in without), questions=questions)


async def _settle_all(
    heard: Request, ask: Ask | None, said: list[str]
) -> tuple[list[Heard], list[Question], str]:
    """Every open question of every part, contradictions first; and the language."""
    asked: list[Question] = []
    language = heard.limits.languages[0] if heard.limits.languages else ""
    for question in heard.questions:
        answer = await ask(question.text, question.options) if ask else None
        asked.append(question)
        if answer is None and question.decided:
            said.append(f"{question.text} Decided: {question.decided}")
            continue
        if answer is None:
            raise UserFault(question.text, where="the request", next_step="say which")
        if question.matter == "language":
            language = next(
                (n for n in question.options if n.lower() == answer.strip().lower()), question.options[0]
            )
    parts: list[Heard] = []
    for part in heard.parts:
        open_questions = sorted(part.questions, key=lambda q: not q.contradiction)
        for question in open_questions:
            part, decided = await settle(part, question, ask)
            asked.append(question)
            if decided:
                said.append(_of(part, decided))
        parts.append(part)
    return parts, asked, language


async def _completed(part: Heard, ask: Ask | None) -> Heard:
    """What its task can't do without: labels, as a person names them."""
    if part.task == "classification" and len(part.labels) < 2:
        part, _ = await settle(part, _label_question(part), ask)
    if part.rows is None and part.rows_per_label:
        part = replace(part, rows=part.rows_per_label * max(len(part.labels), 1))
    return part


def _label_question(part: Heard) -> Question:
    *first, last = (part.text_kind or "text").split()
    kinds = " ".join(
        [*first, next((many for many, one in reversed(TEXTS.items()) if one == last), f"{last}s")]
    )
    none = "The request names none, and there is no model that can plan them."
    if part.label_count:
        text = f"Which {part.label_count} labels? {none}"
    elif part.about:
        text = f"Which labels ({part.about})? {none}"
    else:
        text = f"By which labels are the {kinds} to be classified? The request names none."
    return Question(part.name, "labels", text)


def _of(part: Heard, sentence: str) -> str:
    return sentence if part.name in ("", "rows") else f"{part.name}: {sentence}"


# the spec ----------------------------------------------------------------------------------------------


def _spec(
    heard: Request,
    parts: Sequence[Heard],
    named: Sequence[str],
    hints: Hints,
    language: str,
    said: list[str],
) -> Spec:
    sources = tuple(dict.fromkeys((*named, *heard.limits.sources)))
    if not sources:
        check_documents(parts)
    check_parents(parts)
    made: list[Part] = []
    for part in parts:
        check_rows(part)
        made.append(_part(part, said))
    examples = [_existing(path, Path(hints.folder or ".")) for path in hints.examples]
    try:
        spec = Spec(
            request=heard.words,
            parts=tuple(made),
            language=language or "English",
            sources=sources,
            examples=tuple(dict.fromkeys((*examples, *heard.limits.examples))),
            budget=hints.budget or heard.limits.budget,
        )
        return hints.model_copy(update=_TAKEN).applied_to(spec)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise UserFault(
            f"{place}: {first['msg']}", where="the request", next_step="write a spec file instead"
        ) from error


def _part(part: Heard, said: list[str]) -> Part:
    levels = part.difficulties
    by_family = part.task == "mathematics" or (part.task, part.way) in BY_FAMILY
    if by_family and not set(levels) <= {"easy", "medium", "hard"}:
        said.append(_of(part, f"levels {', '.join(levels)} are taken as easy, medium and hard"))
        levels = ("easy", "medium", "hard")
    families = families_of(part)
    if families:
        said.append(_of(part, f"problem families: {', '.join(families)}"))
    try:
        return Part(
            name=part.name or "rows",
            task=part.task,
            topic=part.topic or part.text[:200] or "anything",
            rows=part.rows or 0,
            labels=part.labels,
            about=part.about if part.task == "classification" else "",
            text_kind=part.text_kind if part.task == "classification" else "",
            attributes=tuple(
                Attribute(name=name, values=values) for name, values in part.attributes if len(values) > 1
            ),
            difficulties=levels,
            families=families,
            guidance=part.guidance,
            way=part.way,
            of=part.of,
            personas=part.personas,
            turns=part.turns,
        )
    except ValidationError as error:
        first = error.errors()[0]
        text = re.sub(r"^Value error, ", "", str(first["msg"]))
        raise UserFault(
            text, where=f"the request, {part.name}", next_step="write a spec file instead"
        ) from error
