"""The planner's model reads the request; its reading is held against what is read by rule.

Where the words of the request say it literally (numbers, listed labels), the words win, and the difference
is said. Where they don't, the model's reading is taken. Knows nothing of flags and files.
"""

from collections.abc import Sequence
from dataclasses import replace

from seedbed.agent.answers import InterpretRequest, ReadPart, job_name
from seedbed.agent.models.ask import Desk, Purpose
from seedbed.agent.models.wire import Decode
from seedbed.agent.planner.materials import clean
from seedbed.agent.planner.rules.answer_pairs import behind_talks
from seedbed.agent.planner.rules.fields import schema_of_names
from seedbed.agent.planner.rules.heard import ASK_FIELDS, Heard, Question, Request
from seedbed.agent.planner.rules.numbers import numbers_in
from seedbed.agent.planner.rules.turns import MOST
from seedbed.agent.prompting import brief_block, render
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault
from seedbed.memory.spec import Label
from seedbed.memory.task import DERIVED, GROUNDED, OF_DOCUMENTS, SUPPORT, TALKS, WAYS, Task, Way
from seedbed.memory.tree import slug

_READ = Decode(max_tokens=4000, temperature=0.0)
_TASKS: tuple[Task, ...] = (
    "mathematics",
    "classification",
    "records",
    "code",
    *TALKS,
    "preferences",
    *GROUNDED,
)
_NAMES = {
    "mathematics": "problems",
    "grounded_qa": "questions",
    "records": "records",
    "classification": "texts",
    "code": "exercises",
    "summaries": "summaries",
    "instructions": "instructions",
    "retrieval": "queries",
    "claims": "claims",
    "extraction": "entities",
    "dialogues": "dialogues",
    "tool_use": "tool-use",
    "preferences": "pairs",
}
_LONG = 300
_UNCLEAR = 5


async def read_by_model(words: str, desk: Desk) -> InterpretRequest | None:
    """The model's reading; None if it gave no usable one."""
    slot = Slot("interpret", "planner", job_name(InterpretRequest))
    block = {"job": job_name(InterpretRequest), "request": words}
    prompt = render(job_name(InterpretRequest), brief=brief_block(block))
    try:
        answer, _ = await desk.ask(slot, prompt, InterpretRequest, Purpose("interpret"), _READ)
    except AnswerFault:
        return None
    return answer


def reconcile(request: Request, answer: InterpretRequest, *, documents: bool, world: bool) -> Request:
    """Both readings as one; every difference that matters is said or asked.

    Args:
        documents: Whether flags name documents.
        world: Whether they name a world of tools.
    """
    request = _with_world(_with_language(request, clean(answer.language, 40)), answer.parts)
    documents, world = documents or bool(request.limits.sources), world or bool(request.limits.world)
    model = [_possible(part, documents, world) for part in answer.parts if part.task in _TASKS]
    unclear = tuple(
        f"the planner's model finds unclear: {clean(s, _LONG)}"
        for s in answer.unclear[:_UNCLEAR]
        if s.strip()
    )
    rule = list(request.parts)
    if request.not_built and model and len(model) == len(answer.parts):
        parts = [_alone(part, len(model)) for part in model]
        said = f"read by the planner's model as {_told(model)}, not as {' and '.join(request.not_built)}"
        taken = replace(request, parts=_with_names(parts), questions=(), not_built=())
        return _saying(taken, (said, *unclear))
    if not model:
        return _saying(request, unclear)
    if len(model) == len(rule) and all(r.task in ("", m.task) for r, m in zip(rule, model, strict=True)):
        parts = [_both(heard, part) for heard, part in zip(rule, model, strict=True)]
        if not any(heard.way for heard in rule):
            ways = [_way(part) for part in model]
            parts = [replace(heard, way=way) for heard, way in zip(parts, ways, strict=True)]
        return _saying(replace(request, parts=tuple(parts)), unclear)
    known = {number.value for number in numbers_in(request.words)}
    sound = all(part.rows == 0 or part.rows in known for part in model)
    read = [heard for heard in rule if heard.task]
    if read and (not sound or len(read) >= len(model)):
        return _saying(
            request,
            (f"the planner's model reads {_told(model)}; by its words it is {_told_rule(read)}", *unclear),
        )
    parts = [_alone(part, len(model)) for part in model]
    said = f"read by the planner's model as {_told(model)}"
    return _saying(replace(request, parts=_with_names(parts), questions=()), (said, *unclear))


def _possible(part: ReadPart, documents: bool, world: bool) -> ReadPart:
    """The model's reading with a way that what is given bears: without documents nothing cites or searches
    them, and in a world tools are called in no other way."""
    of_documents = (part.task, part.way) in OF_DOCUMENTS
    way = "" if (of_documents and not documents) or (part.task == "tool_use" and world) else part.way
    return part.model_copy(update={"way": way})


def _with_language(request: Request, language: str) -> Request:
    if request.limits.languages or not language or language == "English":
        return request
    return replace(request, limits=replace(request.limits, languages=(language,)))


def _with_world(request: Request, model: Sequence[ReadPart]) -> Request:
    """Where a file that the words name is the world of tools by the model's reading, it is that."""
    limits = request.limits
    named = next((part.world for part in model if part.world in limits.sources), "")
    if not named or limits.world:
        return request
    others = tuple(source for source in limits.sources if source != named)
    return replace(request, limits=replace(limits, world=named, sources=others))


def _saying(request: Request, said: Sequence[str]) -> Request:
    if not request.parts or not said:
        return request
    first, *others = request.parts
    return replace(request, parts=(replace(first, said=(*first.said, *said)), *others))


def _told(parts: Sequence[ReadPart]) -> str:
    return ", ".join(f"{part.rows or 'some'} rows of {part.task}" for part in parts)


def _told_rule(parts: Sequence[Heard]) -> str:
    return ", ".join(f"{part.rows or 'some'} rows of {part.task}" for part in parts)


# one part, read twice ----------------------------------------------------------------------------------


def _both(heard: Heard, part: ReadPart) -> Heard:
    """The rule's reading, completed by the model's."""
    said = list(heard.said)
    result = replace(heard, task=part.task, questions=tuple(q for q in heard.questions if q.matter != "task"))  # type: ignore[arg-type]  # checked by the caller
    if heard.rows and part.rows and heard.rows != part.rows:
        said.append(
            f"the planner's model reads {part.rows} rows, the words say {heard.rows}: {heard.rows} it is"
        )
    if (
        heard.rows is None
        and part.rows
        and not any(q.matter == "rows" and q.contradiction for q in heard.questions)
    ):
        kept = tuple(q for q in result.questions if q.matter != "rows")
        result = replace(result, rows=part.rows, questions=kept)
    result = replace(
        result,
        topic=clean(part.topic, 200) or heard.topic,
        about=clean(part.about, 40).lower() or heard.about,
        text_kind=clean(part.text_kind, 80) or heard.text_kind,
        difficulties=heard.difficulties or _texts(part.difficulties, 40),
        attributes=heard.attributes or _attributes(part),
        guidance=_guidance(heard, part),
        fields=(heard.fields or schema_of_names(_texts(part.fields, 120)))
        if part.task == "records"
        else None,
        turns=heard.turns or _turns(part),
        at_once=heard.at_once or (part.at_once and part.task == "dialogues"),
    )
    result = _labels(result, part, said)
    if result.fields:
        result = replace(result, questions=tuple(q for q in result.questions if q.matter != "fields"))
    return replace(result, said=tuple(said))


def _labels(heard: Heard, part: ReadPart, said: list[str]) -> Heard:
    """The labels that stand in the request, with the model's definitions."""
    if part.task == "claims":
        return heard if heard.labels else replace(heard, labels=_support(part))
    if part.task != "classification":
        return replace(heard, labels=(), label_count=0)
    by_name = {clean(label.name, 80).lower(): label for label in part.labels}
    literal = [label for name, label in by_name.items() if name and name in heard.text.lower()]
    asked = any(q.matter == "labels" and not q.contradiction for q in heard.questions)
    if (not heard.labels or asked) and len(literal) >= 2:
        named = tuple(
            Label(
                name=clean(one.name, 80),
                definition=clean(one.definition, _LONG),
                outside=clean(one.outside, _LONG),
            )
            for one in literal
        )
        left = tuple(q for q in heard.questions if q.matter != "labels")
        return replace(heard, labels=named, label_count=0, questions=left)
    missing = [label.name for label in heard.labels if label.name.lower() not in by_name]
    if missing and by_name:
        said.append(
            f"the planner's model reads the labels {', '.join(by_name)}; the words say {_listed(heard)}"
        )
    glossed = tuple(
        label.model_copy(
            update={
                "definition": label.definition or clean(by_name[label.name.lower()].definition, _LONG),
                "outside": label.outside or clean(by_name[label.name.lower()].outside, _LONG),
            }
        )
        if label.name.lower() in by_name
        else label
        for label in heard.labels
    )
    count = heard.label_count or (part.label_count if not heard.labels else 0)
    return replace(heard, labels=glossed, label_count=count)


def _listed(heard: Heard) -> str:
    return ", ".join(label.name for label in heard.labels)


def _guidance(heard: Heard, part: ReadPart) -> tuple[str, ...]:
    return _texts(part.guidance, _LONG) or heard.guidance


def _texts(values: Sequence[str], longest: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values[:20] if (text := clean(value, longest))))


def _attributes(part: ReadPart) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((clean(a.name, 60), _texts(a.values, 120)) for a in part.attributes[:8] if clean(a.name, 60))


def _alone(part: ReadPart, parts: int) -> Heard:
    """A part that only the model saw."""
    name = (_way(part) or _NAMES[part.task]) if parts > 1 else "rows"
    heard = Heard(name=name, text="", task=part.task, way=_way(part))  # type: ignore[arg-type]  # checked by the caller
    labels = tuple(
        Label(
            name=clean(one.name, 80),
            definition=clean(one.definition, _LONG),
            outside=clean(one.outside, _LONG),
        )
        for one in part.labels
        if clean(one.name, 80)
    )
    questions: list[Question] = []
    if not part.rows:
        questions.append(Question(heard.name, "rows", "How many rows?", decided="100"))
    fields = schema_of_names(_texts(part.fields, 120)) if part.task == "records" else None
    if part.task == "records" and fields is None:
        questions.append(Question(heard.name, "fields", ASK_FIELDS))
    return replace(
        heard,
        rows=part.rows or None,
        topic=clean(part.topic, 200),
        labels=labels if part.task == "classification" and len(labels) >= 2 else _support(part),
        label_count=part.label_count if not labels else 0,
        about=clean(part.about, 40).lower(),
        text_kind=clean(part.text_kind, 80) if part.task == "classification" else "",
        difficulties=_texts(part.difficulties, 40),
        attributes=_attributes(part),
        guidance=_texts(part.guidance, _LONG),
        fields=fields,
        questions=tuple(questions),
        turns=_turns(part),
        at_once=part.at_once and part.task == "dialogues",
    )


def _turns(part: ReadPart) -> tuple[int, int] | None:
    """Fewest and most turns that the model reads, the last one the assistant's; None: none that can be."""
    if part.task != "dialogues" or not part.turns:
        return None
    fewest, most = max(2, min(part.turns)), max(part.turns)
    return (fewest, most + most % 2) if fewest <= most <= MOST else None


def _way(part: ReadPart) -> Way:
    """The way that the model reads; none that starts from another part's rows, which it doesn't name."""
    known = [way for way in WAYS.get(part.task, ()) if way not in DERIVED]  # type: ignore[call-overload]  # checked by the caller
    return next((way for way in known if way == clean(part.way, 40)), "")


def _support(part: ReadPart) -> tuple[Label, ...]:
    """The labels of claims that the model reads."""
    if part.task != "claims":
        return ()
    said = [clean(label.name, 80).lower() for label in part.labels]
    return tuple(Label(name=name) for name in SUPPORT if name in said)


def _with_names(parts: Sequence[Heard]) -> tuple[Heard, ...]:
    named: list[Heard] = []
    for part in parts:
        taken = [p.name for p in named]
        name, number = slug(part.name), 1
        while name in taken:
            number += 1
            name = f"{slug(part.name)}-{number}"
        named.append(replace(part, name=name, questions=tuple(replace(q, part=name) for q in part.questions)))
    return tuple(behind_talks(named))
