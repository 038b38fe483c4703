"""Rows of a user's own JSON schema: a model writes, the schema and a rubric decide.

Strong form only, in one of three manners (`manners.py`): there is no structure from which such a row could
be made without a model, and nothing but a trusted judge that could tell whether its fields mean what they
should. Graded *supported*; *proven* where the schema has calculation fields and all that the row fills come
out, as in mathematics. What is proven then is the arithmetic, not the prose around it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from seedbed.agent.annotator.reading import assign_concept
from seedbed.agent.critic.sample import judge_row
from seedbed.agent.models.wire import Decode
from seedbed.agent.planner.directives import Unread
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.researcher.research import research
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.manners import Manner, method_name, plan_of, row_to_vary, still_shown, with_plan
from seedbed.memory.candidate import Computation, Schema
from seedbed.memory.canonical import canonical
from seedbed.memory.errors import AnswerFault, UserFault
from seedbed.memory.spec import ANY, Part
from seedbed.tools.verification.calculations import has_calculations, recompute_record
from seedbed.tools.verification.record_schema import VALIDATOR, check_schema, violations
from seedbed.tools.verification.record_wire import wire_schema, without_nulls

JOB = "write_record"
_WRITE = Decode(max_tokens=2000, temperature=0.9)
_SHOWN = 3
"""Examples and earlier rows of one order, at most each."""
_LONGEST_SHOWN = 1_500
"""Characters of an example that are shown, at most."""


def lacks(part: Part, bench: Bench) -> str | None:
    """Why the part's schema can't be served; None: it can."""
    try:
        check_schema(part.fields or {})
    except UserFault as fault:
        return str(fault)
    return None


def proves(part: Part) -> bool:
    """Whether a part's rows can be graded proven: its schema has calculation fields."""
    return has_calculations(part.fields or {})


def choose(choice: Choice, bench: Bench, manner: Manner = "direct") -> Chosen | None:
    """The user's good rows as demonstrations, and the cell's last rows, so as not to write them again.

    The varied manner gets one row beside them, in `grounding["vary"]`; None while there is nothing to vary.

    Raises:
        UserFault: the schema can't be served.
    """
    good = still_shown(_examples(choice.part, bench), choice)
    taken = list(choice.accepted(choice.cell.key)[-_SHOWN:])
    grounding: dict[str, Any] = {"taken": taken}
    if manner == "varied":
        vary = row_to_vary(choice, bench, good)
        if vary is None:
            return None
        good = [row for row in good if row != vary]
        grounding = {"taken": [row for row in taken if row != vary], "vary": vary}
    made = [] if manner == "varied" else still_shown(choice.shown, choice)[: min(_SHOWN // 2, len(good))]
    if made:
        grounding["made"] = made
    shown = choice.rng.sample(good, min(_SHOWN - len(made), len(good)))
    return Chosen(grounding, tuple(shown))


def _examples(part: Part, bench: Bench) -> Sequence[Mapping[str, Any]]:
    """The user's rows that keep the schema; looked through once.

    Raises:
        UserFault: the schema can't be served.
    """
    key = f"records/examples/{part.name}"
    if key not in bench.shelf.derived:
        fields = part.fields or {}
        check_schema(fields)
        rows = bench.shelf.examples.get(part.name, ())
        bench.shelf.derived[key] = [row for row in rows if not violations(row, fields)]
    found: Sequence[Mapping[str, Any]] = bench.shelf.derived[key]
    return found


async def find_notes(work: Work, bench: Bench) -> Work:
    """What the sources say about the row's concept; nothing without sources.

    Where there are sources and they say nothing of it, the brief ends here: no row is written from thin air.

    Raises:
        AnswerFault: the researcher's answer was unusable.
    """
    part = bench.part(work)
    concept = bench.plan.part(part.name).tree[work.brief.cell.leaf]
    about = ", ".join(work.brief.attributes.values())
    question = " ".join(said for said in (concept.name, concept.inside, about) if said)
    unread = Unread.of(work.brief.grounding)
    work, notes = await research(question, work, bench, first=unread.passages if unread else ())
    if notes.absent:
        searched = "; ".join(notes.searches)[:300]
        return work.because("unsupported claim", "researcher", f"not in the sources; searched: {searched}")
    places = [{"source": p.name, "sha256": p.source, "start": p.start, "end": p.end} for p in notes.passages]
    said = "\n\n".join(f"[{p.name}{': ' if p.heading else ''}{p.heading}]\n{p.text}" for p in notes.passages)
    noted = {**work.notes, "sources": places, "searches": list(notes.searches)} if places else work.notes
    return replace(work, material={"notes": said}, notes=noted)


async def write(work: Work, bench: Bench, manner: Manner = "direct") -> Work:
    """One record, asked again with what is wrong while it breaks the schema; its plan, if any, in the notes.

    Raises:
        AnswerFault: it broke the schema to the last.
    """
    brief, part = work.brief, bench.part(work)
    fields = part.fields or {}
    tree = bench.plan.part(part.name).tree
    concept = tree[brief.cell.leaf]
    slot = work.slot("writer", JOB)
    notes = str(work.material.get("notes", ""))
    vary, planned = brief.grounding.get("vary"), manner == "planned"
    level = "" if brief.cell.difficulty == ANY else brief.cell.difficulty
    block = {
        "job": JOB,
        "concept": {"name": concept.name, "inside": concept.inside, "outside": concept.outside},
        "attributes": brief.attributes,
        "difficulty": brief.cell.difficulty,
        "guidance": brief.guidance,
        "manner": manner,
        "seed": brief.seed,
    }
    prompt = render(
        JOB,
        topic=part.topic,
        schema=json.dumps(fields, ensure_ascii=False, indent=1),
        calculation=has_calculations(fields),
        rubric=part.rubric,
        concept=concept,
        attributes=brief.attributes,
        difficulty=level,
        language=bench.spec.language,
        rules=brief.guidance,
        notes=delimit(notes, slot.key[:12]) if notes else "",
        examples=[_shown(row) for row in (*brief.demonstrations, *brief.grounding.get("made", ()))],
        planned=planned,
        vary=delimit(_shown(vary), slot.key[:12]) if vary else "",
        taken=[_shown(row) for row in brief.grounding["taken"]],
        feedback=work.notes.get("feedback", ()),
        brief=brief_block(block),
    )
    schema = wire_schema(fields, JOB, "record")
    (record, plan), reply = await bench.desk.ask_value(
        slot,
        prompt,
        with_plan(schema) if planned else schema,
        lambda said: (_record(said, fields), plan_of(said) if planned else ""),
        work.purpose,
        _WRITE,
    )
    work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
    notes_too = {**work.notes, "plan": plan} if planned else work.notes
    return replace(work, row=record, text="\n".join(leaves(record)), signature="", notes=notes_too)


def _shown(row: Mapping[str, Any]) -> str:
    text = json.dumps(row, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]} …"


def _record(said: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The record of an answer.

    Raises:
        AnswerFault: `malformed`: there is none, or it breaks the schema; says where.
    """
    record = said.get("record") if isinstance(said, dict) else None
    if not isinstance(record, dict):
        raise AnswerFault("malformed", "record: missing, or not an object", str(said)[:2000])
    kept = without_nulls(record, fields)
    if broken := violations(kept, fields):
        raise AnswerFault("malformed", "; ".join(broken), json.dumps(record)[:2000])
    return dict(kept)


def leaves(value: Any) -> Iterator[str]:
    """The words of a record: every string and number in it, in order."""
    if isinstance(value, (dict, list)):
        for child in value.values() if isinstance(value, dict) else value:
            yield from leaves(child)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


async def verify(work: Work, bench: Bench) -> Work:
    """The schema once more and the calculations, as evidence; then the concept as it is read from the record.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    fields = bench.part(work).fields or {}
    broken = violations(dict(work.row or {}), fields)
    work = work.with_evidence(Schema(ok=not broken, by="jsonschema", validator=VALIDATOR))
    if broken:
        return work.because("malformed", "schema", "; ".join(broken))
    work = _calculate(work, fields)
    return work if work.reasons else await assign_concept(work, bench, _canonical(work))


def _calculate(work: Work, fields: Mapping[str, Any]) -> Work:
    """The record with every calculation computed again: proven if it has any and all come out."""
    found = recompute_record(dict(work.row or {}), fields)
    work = work.with_evidence(*(Computation(**one.evidence()) for one in found))
    wrong = [f"{one.field}: {one.fault}" for one in found if one.fault]
    if wrong:
        work = work.because("wrong answer", "calculator", "; ".join(wrong[:5]))
    return replace(work, grade="proven" if found and not wrong else "supported")


def _canonical(work: Work) -> str:
    """The record as judges see it."""
    return canonical(dict(work.row or {})).decode()


async def judge(work: Work, bench: Bench) -> Work:
    """The judge's reading by the user's rubric.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    part = bench.part(work)
    texts = {"row": _canonical(work)}
    if notes := str(work.material.get("notes", "")):
        texts["notes"] = notes
    return await judge_row(
        work,
        bench,
        "score_record",
        texts,
        topic=part.topic,
        fields=list(outline(part.fields or {})),
        rubric=part.rubric,
        **({} if notes else {"notes": ""}),
    )


def outline(schema: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """A schema's fields for a reader: `name (type, what else holds) — description`, nested ones with dots."""
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        if not isinstance(field, Mapping):
            continue
        kind = field.get("type", "")
        said = [" or ".join(kind) if isinstance(kind, list) else str(kind)]
        said += [f"one of {', '.join(str(v) for v in field['enum'])}"] if "enum" in field else []
        said += [] if name in required else ["optional"]
        description = f" — {field['description']}" if field.get("description") else ""
        yield f"{prefix}{name} ({', '.join(word for word in said if word)}){description}"
        yield from outline(field, f"{prefix}{name}.")
        items = field.get("items")
        if isinstance(items, Mapping):
            yield from outline(items, f"{prefix}{name}[].")


def _strong(manner: Manner, prompt_tokens: int, completion_tokens: int) -> Method:
    return Method(
        name=method_name("records/strong", manner),
        task="records",
        form="strong",
        grade="supported",
        needs={"writer": ("json_schema",), "judge": ("json_schema", "judging")},
        choose=partial(choose, manner=manner),
        lacks=lacks,
        ground=find_notes,
        looks_up=True,
        write=partial(write, manner=manner),
        verify=verify,
        judge=judge,
        proves=proves,
        calls=3,
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
    )


STRONG = _strong("direct", 3000, 400)
PLANNED = _strong("planned", 3100, 480)
VARIED = _strong("varied", 3300, 400)
