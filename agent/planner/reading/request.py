"""The planner's model reads the request: one call, its reading is the reading.

What comes back is data: cleaned, cut to lengths, its clauses held against the words. Orders in the request
to whoever reads it are words like the others. Knows no files, flags or recipes beyond their names."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from seedbed.agent.answers import job_name
from seedbed.agent.models.ask import Client
from seedbed.agent.models.endpoint import Purpose
from seedbed.agent.models.wire import Decode, schema_of
from seedbed.agent.planner.reading.answer import (
    ClauseRead,
    FieldRead,
    ParsedPart,
    PartRead,
    PathRead,
    QuestionRead,
    Reading,
    ReadRequest,
)
from seedbed.agent.planner.reading.binding import stands_in, uncovered, weighty
from seedbed.agent.planner.reading.general import SOURCE_PASSAGES
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.planner.tree.propose import free_id
from seedbed.agent.prompting import brief_block, render
from seedbed.agent.recipes.forms import RESERVED
from seedbed.agent.recipes.load import gallery
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault, UserFault
from seedbed.memory.exact.canonical import digest
from seedbed.memory.languages import language_code
from seedbed.memory.spec import MOST_ROWS, Each
from seedbed.memory.tree import slug
from seedbed.tools.requests.numbers import numbers_in

MOST_CLAUSES = 60
"""Demands of one part that a plan heeds; what is past them is said to be not kept."""
MOST_PARTS = 20
_MOST_FIELDS = 40
_MOST_VALUES = 60
_MOST_QUESTIONS = 3
_READ = Decode(max_tokens=8000, temperature=0.0)
_LINE = 300


async def read_request(
    words: str,
    client: Client,
    *,
    given: Mapping[str, object] = {},
    answered: Sequence[tuple[str, str]] = (),
    subject: bool = False,
    counted: bool = False,
    whole: Mapping[str, str] = {},
) -> Reading:
    """The request, read. Asked again with what was wrong, three times in all. Raises UserFault: no rows are
    asked for.

    Args:
        subject: Whether the words may be a subject alone, for a recipe is named that says what a row is.
        counted: Whether a flag says how many rows, so that some are asked for.
        given: What flags hand over beside the words: `documents`, `fields of example rows`, …
        answered: (question, answer) of a person, where the first reading left something open.
        whole: Name of a source (empty: all there is) → that of the file, where it is one document alone: if
            rows are counted by it, that is asked once more.

    Returns:
        The reading; where no answer was usable, one part with the whole request as its clause."""
    words = " ".join(words.split())
    block: dict[str, object] = {"job": job_name(ReadRequest), "request": words}
    step = job_name(ReadRequest)
    if given:
        block["given"] = dict(given)
    if answered:
        block["answered"] = [{"question": asked, "answer": answer} for asked, answer in answered]
        step = f"{step}/answered-{digest(block['answered'])[:12]}"
    shown = [{"name": name, "about": about} for name, about in gallery().items()]
    prompt = render(
        "read_request", gallery=shown, answered=bool(answered), given=bool(given), brief=brief_block(block)
    )
    slot = Slot("interpret", "planner", step)
    alone = dict(whole)

    def in_form(value: Any) -> ReadRequest:
        read = ReadRequest.model_validate(value)
        for part in read.parts:
            name = alone.get(Path(part.each.source).name, "")
            if name and part.each.of == "document" and part.rows < 1:
                alone.clear()
                told = 'If what it lists is counted, its lines or entries, `of` is "entry" or "function"'
                kept = 'if it is wanted as a whole, it stays "document"'
                raise AnswerFault("each", f"{name} is one document. {told}; {kept}.")
        return read

    try:
        answer, _ = await client.ask_value(
            slot, prompt, schema_of(ReadRequest), in_form, Purpose("interpret"), _READ
        )
    except AnswerFault as fault:
        return _as_one(words, f"gave no usable reading ({fault.code})")
    if subject and not answer.parts:
        return Reading(words, (ParsedPart("rows", 0, clean(words, 200), "row"),))
    if counted and not answer.parts:
        return _as_one(words, "sees no rows asked for")
    if not answer.parts:
        step = 'say what one row is and how many, for example: seedbed build "300 hotel reviews by sentiment"'
        raise UserFault(f"no rows are asked for in {words[:80]!r}", where="the request", next_step=step)
    return _heard(words, answer)


def _as_one(words: str, why: str) -> Reading:
    """One part of the whole request, by the first number in it."""
    rows = next((number.value for number in numbers_in(words)), 0)
    clauses, fields = (ClauseRead(words[:_LINE], "each row"),), (FieldRead("text", "the row", ()),)
    part = ParsedPart("rows", rows, clean(words, 200), "row", fields=fields, clauses=clauses)
    return Reading(words, (part,), said=(f"the planner's model {why}: the request is taken as one demand",))


def _heard(words: str, answer: ReadRequest) -> Reading:
    said: list[str] = []
    if len(answer.parts) > MOST_PARTS:
        said.append(f"{len(answer.parts)} kinds of rows are asked for; the first {MOST_PARTS} are planned")
    parts = named([_part(part) for part in answer.parts[:MOST_PARTS]])
    kept: list[ParsedPart] = []
    for part in _with_missed(words, parts, answer):
        if len(part.clauses) > MOST_CLAUSES:
            many = f"{part.name}: {len(part.clauses)} demands; the plan heeds the first {MOST_CLAUSES}"
            said.append(f"{many}, the others are not kept (fewer demands, or several runs, keep more)")
        heeded, beyond = part.clauses[:MOST_CLAUSES], part.clauses[MOST_CLAUSES:]
        kept.append(replace(part, clauses=heeded, beyond=beyond))
    open_ = tuple(
        QuestionRead(text=text, options=[*_texts(q.options, 120, 6)], decided=clean(q.decided, 120))
        for q in answer.questions[:_MOST_QUESTIONS]
        if (text := clean(q.text, _LINE))
    )
    paths = tuple(PathRead(path=path[:1000], use=p.use) for p in answer.paths if (path := p.path.strip()))
    budget, unsafe = clean(answer.budget, _LINE), clean(answer.unsafe, _LINE)
    return Reading(words, tuple(kept), paths, budget, open_, unsafe, tuple(said))


def _part(part: PartRead) -> ParsedPart:
    kind = clean(part.kind, 200) or "row"
    codes = map(language_code, part.languages[:20])
    return ParsedPart(
        name=slug(part.name),
        rows=max(0, part.rows),
        subject=clean(part.subject, 200) or kind,
        kind=kind,
        recipe=part.recipe if part.recipe in gallery() else "",
        documents=part.documents,
        each=_each(part),
        languages=tuple(dict.fromkeys(code for code in codes if code != "any")),
        fields=_fields(part.fields[:_MOST_FIELDS]),
        clauses=tuple(
            ClauseRead(text, one.holds_for) for one in part.clauses if (text := clean(one.words, _LINE))
        ),
    )


def _each(part: PartRead) -> Each | None:
    """A number of all rows goes before one for each."""
    each = part.each
    if not (each.of and part.documents and part.rows < 1 and 0 < each.rows <= MOST_ROWS):
        return None
    return Each(of=each.of, rows=each.rows, source=each.source.strip()[:1000], there=max(each.there, 0))


def _fields(read: Sequence[FieldRead]) -> tuple[FieldRead, ...]:
    kept: dict[str, FieldRead] = {}
    for one in read:
        name = field_name(one.name)
        while name in kept:
            name = f"{name}_2"
        kept[name] = FieldRead(name, clean(one.what, _LINE), _texts(one.values, 120, _MOST_VALUES))
    return tuple(kept.values()) or (FieldRead("text", "the row", ()),)


def field_name(text: str) -> str:
    """A name that a recipe, its templates and Python may use."""
    name = slug(text).replace("-", "_")
    if name in (*RESERVED, SOURCE_PASSAGES) or not name[0].isalpha():
        name = f"the_{name}"
    return name[:40].rstrip("_")


def _texts(values: Sequence[str], longest: int, most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values[:most] if (text := clean(value, longest))))


def named(parts: Sequence[ParsedPart]) -> list[ParsedPart]:
    """Parts with names of their own; an only one is called `rows`."""
    if len(parts) == 1:
        return [replace(parts[0], name="rows")]
    found: list[ParsedPart] = []
    for part in parts:
        found.append(replace(part, name=free_id(part.name[:36], [one.name for one in found])))
    return found


def _with_missed(words: str, parts: Sequence[ParsedPart], answer: ReadRequest) -> list[ParsedPart]:
    """Words that no clause holds become demands of the part whose clauses stand nearest before them."""
    elsewhere = [answer.budget, *(path.path for path in answer.paths)]
    pieces = [clause.words for part in parts for clause in part.clauses]
    clauses = [list(part.clauses) for part in parts]
    for start, run in uncovered(words, [*pieces, *(text for text in elsewhere if text.strip())]):
        if weighty(run):
            before = words[:start]
            begun = [n for n, p in enumerate(parts) if any(stands_in(c.words, before) for c in p.clauses)]
            clauses[begun[-1] if begun else 0].append(ClauseRead(clean(run, _LINE), "each row"))
    distinct = [{one.words: one for one in reversed(some)} for some in clauses]
    return [
        replace(part, clauses=tuple(some.values())[::-1]) for part, some in zip(parts, distinct, strict=True)
    ]
