"""How checks ask a model: who is asked, how a row's values are shown, what becomes of an unusable answer.

Prompts get foreign text as the mapping `texts` (name → text between marks), everything else by its name."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

from seedbed.memory.candidate import Agreement, Judgement
from seedbed.memory.errors import AnswerFault
from seedbed.tools.checks.check import Case, Question, Said
from seedbed.tools.checks.inputs import are_tools, fields_of, is_messages

STRING: Mapping[str, Any] = {"type": "string"}


async def ask(case: Case, question: Question) -> Said:
    """One answer. Raises AnswerFault: nobody is to be asked, or it was unusable to the last."""
    if case.ask is None:
        raise AnswerFault("nobody to ask", "no model is to be asked")
    return await case.ask(question)


def answer_schema(title: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The closed schema of an answer, every property required."""
    return {"title": title, **object_of(properties)}


def object_of(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The closed schema of an object, every property required."""
    named = {"properties": dict(properties), "required": list(properties)}
    return {"type": "object", **named, "additionalProperties": False}


def list_of(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a list of closed objects."""
    return {"type": "array", "items": object_of(properties)}


def listing(title: str, name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The closed schema of an answer that is a list of such objects under a name."""
    return answer_schema(title, {name: list_of(properties)})


def step_of(check: str, case: Case, *more: str) -> str:
    """What tells this question from the candidate's others: the check and the fields that it looks at."""
    return ".".join([check, "+".join(fields_of(case)), *more])


def once(fields: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The fields with each passage of a list where it stands first: a search often brings what was picked, or
    a place in it."""
    seen, left = list[str](), list[tuple[str, Any]]()
    for name, value in fields:
        listed = value if isinstance(value, (list, tuple)) else [value]
        texts = [passage_text(one) for one in listed]
        if value is not listed or not all(texts):
            left.append((name, value))
        else:
            pairs = zip(listed, texts, strict=True)
            new = [one for one, text in pairs if not any(text in other for other in seen)]
            left.append((name, new or value))
        seen += texts
    return left


def texts_shown(fields: Iterable[tuple[str, Any]], case: Case) -> dict[str, str]:
    """Field → what a reader is shown of it; options under the letters by which the row names them, of tools
    the signatures."""
    labels = [schema["enum"] for schema in case.schemas.values() if schema.get("enum")]
    return {
        name: signatures(value)
        or lettered(value, next((one for one in labels if are_letters(one, value)), ()))
        for name, value in once(fields)
    }


def signatures(value: Any) -> str:
    """Tools as a reader needs them, a line each: `NAME(ARGUMENT: type, OPTIONAL?: type): what it does`.

    Empty: the value isn't a list of tools."""
    lines = []
    for tool in value if are_tools(value) else ():
        takes, says = tool["parameters"], tool.get("description")
        needed = takes.get("required") or ()
        told = (
            f"{name}{'' if name in needed else '?'}: {_kind(schema)}"
            for name, schema in (takes.get("properties") or {}).items()
        )
        lines.append(f"{tool.get('name')}({', '.join(told)})" + (f": {says}" if says else ""))
    return "\n".join(lines)


def _kind(schema: Any) -> str:
    """What an argument takes, in a few words: its values, else its type, and its description."""
    if not isinstance(schema, Mapping) or schema.keys() & {"properties", "items", "anyOf", "$ref"}:
        return json.dumps(schema, ensure_ascii=False)
    values = " | ".join(json.dumps(one, ensure_ascii=False) for one in schema.get("enum") or ())
    said = schema.get("description")
    kind = values or str(schema.get("format") or schema.get("type") or "any")
    return f"{kind} ({said})" if said else kind


def are_letters(names: Sequence[Any], value: Any) -> bool:
    """Whether these can be the names of a list's items: as many, of one or two characters."""
    options = isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value)
    return bool(options) and len(value) == len(names) > 1 and all(len(str(one)) <= 2 for one in names)


def lettered(value: Any, names: Sequence[Any]) -> str:
    """A value as a reader sees it, the items of a list under these names, where they can be theirs."""
    if not are_letters(names, value):
        return shown(value)
    return "\n".join(f"{name}. {one}" for name, one in zip(names, value, strict=True))


def shown(value: Any) -> str:
    """A value as a reader sees it: a text as it is, a talk turn by turn, a list item by item, else JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return "(nothing)"
    if passage := passage_text(value):
        return passage
    if is_messages(value):
        return "\n\n".join(_turn(number, turn) for number, turn in enumerate(value, 1))
    if isinstance(value, Mapping) and value.keys() == {"path", "content"}:
        return f"{value['path']}:\n{value['content']}"
    if isinstance(value, (list, tuple)) and value and all(_is_plain(item) for item in value):
        return "\n".join(f"{number}. {shown(item)}" for number, item in enumerate(value, 1))
    if are_tools(value):
        return "\n".join(json.dumps(tool, ensure_ascii=False, default=str) for tool in value)
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


def _is_plain(item: Any) -> bool:
    files = isinstance(item, Mapping) and item.keys() == {"path", "content"}
    return isinstance(item, str) or files or bool(passage_text(item))


def passage_text(value: Any) -> str:
    """The words of a passage; empty: the value is none."""
    if not (isinstance(value, Mapping) and "source" in value):
        return ""
    said = value.get("quote") or value.get("text")
    return said if isinstance(said, str) else ""


def _turn(number: int, turn: Mapping[str, Any]) -> str:
    rest = {key: said for key, said in turn.items() if key not in ("role", "content") and said}
    called = "\n" + json.dumps(rest, ensure_ascii=False, default=str) if rest else ""
    return f"[{number}] {turn['role']}: {turn['content'] or ''}{called}"


def short(value: Any, most: int = 160) -> str:
    """A value on one line, cut: for details and evidence."""
    text = " ".join(shown(value).split()) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def unlike(values: Sequence[Any], most: int = 160) -> list[str]:
    """Values as `short` has them; of long ones that begin alike, from where they differ on."""
    texts = [short(value, 100_000) for value in values]
    long = max(map(len, texts)) > most and len({*texts}) > 1
    alike = takewhile(lambda signs: len({*signs}) == 1, zip(*texts, strict=False))
    start = max(0, sum(1 for _ in alike) - most // 4) if long else 0
    return [f"{'…' if start else ''}{short(text[start:], most)}" for text in texts]


def spelled(value: Any) -> str:
    """A value of an axis as codebooks and the keys of a recipe have it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def yes_or_no(by: str, rubric: str, reason: str, slot: str, *, ok: bool) -> Judgement:
    """Evidence of a judge's yes or no."""
    return Judgement(ok=ok, by=by, rubric=rubric, score=float(ok), scale=(0, 1), reason=reason, slot=slot)


def agreement(by: str, question: str, answers: Sequence[str], hits: int, *, ok: bool) -> Agreement:
    """Evidence of answers that were given apart, of which so many are the right one."""
    share = round(hits / len(answers), 4) if answers else 0.0
    return Agreement(ok=ok, by=by, question=question, answers=tuple(answers), share=share)
