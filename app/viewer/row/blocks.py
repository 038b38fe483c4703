"""A row as its reader sees it: its fields as blocks, each of a kind that a template draws.

Plain data: `templates/row/blocks.html` draws it. Every text in it is data and not escaped."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from seedbed.agent.making.parts import recipe_of
from seedbed.memory.candidate import Citation, Computation, Draft, Evidence
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part
from seedbed.tools.checks.inputs import is_messages
from seedbed.tools.evaluation.report.play import calls_in, is_passage, text_of

Block = dict[str, Any]
"""`kind`, `name` (of the field), `role` (what it is for, in words) and what the kind has."""
_FOR = {
    "prompt": "what is asked",
    "response": "what is answered",
    "context": "what is given with it",
    "text": "the text",
    "label": "the label",
    "chosen": "the better one",
    "rejected": "the worse one",
    "messages": "the talk",
    "place": "where it was found",
}
_SHORT = 60
"""Characters of a value that stands in the table of the short ones."""
_PROSE = frozenset({"prompt", "response", "text", "chosen", "rejected"})


def blocks(part: Part, draft: Draft) -> list[Block]:
    """A row's fields in order, the short ones last as one table; a pair's two sides stand side by side."""
    return _arranged([_block(name, value, part, draft) for name, value in (draft.row or {}).items()], part)


def beside(part: Part, draft: Draft) -> list[Block]:
    """What was written with the row and is kept beside it, not delivered."""
    kept = draft.notes.get("kept")
    mine = kept.items() if isinstance(kept, Mapping) else ()
    return _arranged([_block(name, value, part, draft) for name, value in mine if not _ran(value)], part)


def written(part: Part, fields: Mapping[str, Any]) -> list[Block]:
    """The fields of a row that was given up, or of one that isn't made yet."""
    return blocks(part, Draft(row=dict(fields)))


def _arranged(found: Iterable[Block], part: Part) -> list[Block]:
    rest, short, pair = [], [], []
    for block in found:
        if block["kind"] == "short":
            short.append(block)
        elif part.row_roles.get(block["name"]) in ("chosen", "rejected"):
            pair.append(block)
        else:
            rest.append(block)
    if pair:
        rest.append({"kind": "pair", "name": " and ".join(one["name"] for one in pair), "sides": pair})
    if short:
        rest.append({"kind": "table", "name": "", "fields": short})
    return rest


def _block(name: str, value: Any, part: Part, draft: Draft) -> Block:
    role = part.row_roles.get(name, "")
    about = {"name": name, "role": _FOR.get(role, "")}
    if is_messages(value):
        return about | {"kind": "talk", "turns": turns(value)}
    if is_passage(value):
        return about | _passage(value, draft.evidence)
    if isinstance(value, (list, tuple)) and value:
        return about | _several(value, part, draft)
    if isinstance(value, Mapping) and value:
        return about | {"kind": "json", "value": value}
    if isinstance(value, str) and (language := languages(part).get(name)):
        return about | {"kind": "code", "text": value, "language": language, "ran": _result(value, draft)}
    text = text_of(value)
    if (role not in _PROSE and len(text) <= _SHORT and "\n" not in text) or not text:
        return about | {"kind": "short", "text": text}
    return about | {"kind": "text", "pieces": _calculated(text, draft.evidence)}


def _several(values: Sequence[Any], part: Part, draft: Draft) -> Block:
    """A list: of tools, passages or records, of plain values, or of anything."""
    if all(is_passage(one) for one in values):
        return {"kind": "passages", "passages": [_passage(one, draft.evidence) for one in values]}
    if all(isinstance(one, (str, int, float)) for one in values):
        return {"kind": "list", "items": [text_of(one) for one in values]}
    if all(isinstance(one, Mapping) and "name" in one and "parameters" in one for one in values):
        return {"kind": "tools", "tools": values}
    if all(isinstance(one, Mapping) and one.keys() == values[0].keys() for one in values):
        rows = [list(one.values()) for one in values]
        if all(isinstance(cell, (str, int, float, type(None))) for row in rows for cell in row):
            return {"kind": "records", "columns": list(values[0]), "rows": rows}
    return {"kind": "json", "value": values}


def turns(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Who says what, each call with what it gave: `who`, `text`, `calls` (`name`, `arguments`, `gave`: a
    text, or None where nothing came)."""
    told: list[dict[str, Any]] = []
    open_calls: dict[str, dict[str, Any]] = {}
    for message in messages:
        who, text = str(message.get("role")), text_of(message.get("content"))
        if who == "tool" and (call := open_calls.pop(str(message.get("tool_call_id")), None)) is not None:
            call["gave"] = text
            continue
        calls: list[dict[str, Any]] = [{**one, "gave": None} for one in calls_in(message)]
        open_calls |= {call["id"]: call for call in calls}
        told.append({"who": who, "text": text, "calls": calls})
    return told


def _passage(value: Mapping[str, Any], evidence: Iterable[Evidence]) -> Block:
    """A passage of a source, with what the row cites of it marked."""
    start, text = int(value["start"]), text_of(value["quote"])
    spans = [
        (one.start - start, one.end - start)
        for one in evidence
        if isinstance(one, Citation) and one.source == value["source"] and one.end - start <= len(text)
    ]
    spans = [(low, high) for low, high in spans if low >= 0]
    about = {"source": str(value["source"]), "start": start, "end": int(value["end"])}
    return {"kind": "passage", "pieces": pieces(text, spans), **about}


def _calculated(text: str, evidence: Iterable[Evidence]) -> list[tuple[str, bool]]:
    spans: list[tuple[int, int]] = []
    for one in evidence:
        if isinstance(one, Computation):
            said = f"<<{one.expression}={one.result}>>"
            at = text.find(said)
            spans += [(at, at + len(said))] if at >= 0 else []
    return pieces(text, spans)


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """A text cut into (piece, whether it is marked), from spans that may overlap."""
    cut, at = [], 0
    for low, high in sorted(spans):
        low = max(low, at)
        if high > low:
            cut += [(text[at:low], False), (text[low:high], True)]
            at = high
    return [(piece, marked) for piece, marked in (*cut, (text[at:], False)) if piece]


def _ran(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("asked"), Mapping) and "stdout" in value


def _result(program: str, draft: Draft) -> Mapping[str, Any] | None:
    """What a program gave when it was run, where that is kept."""
    kept = draft.notes.get("kept")
    values = kept.values() if isinstance(kept, Mapping) else ()
    return next((one for one in values if _ran(one) and one["asked"].get("program") == program), None)


def languages(part: Part) -> dict[str, str]:
    """Field → language of the code in it, as the recipe's steps and checks name it."""
    if not part.recipe or not isinstance(part.recipe, str):
        return {}
    try:
        recipe = recipe_of(part)
    except UserFault:  # Made by another version, whose recipes this one doesn't read.
        return {}
    found: dict[str, str] = {}
    for step in recipe.steps:
        if step.how == "run":
            _take(found, str(step.arguments.get("run", "")), step.arguments)
    for use in recipe.checks:
        said = use.arguments
        if use.check in ("sql", "sql_mutants"):
            _take(found, "sqlite", {"program": use.inputs.get("of"), "files": use.inputs.get("schema*")})
        elif use.check == "answers" and said.get("compare") in ("program", "sql"):
            _take(found, str(said.get("language") or "sqlite"), {"program": use.inputs.get("a")})
        elif kind := said.get("in") or said.get("language"):
            _take(found, str(kind), use.inputs)
    return found


def _take(found: dict[str, str], kind: str, inputs: Mapping[str, Any]) -> None:
    tests = "python" if kind == "bash" else kind
    files = kind if kind == "sqlite" else ""
    for name, language in (("program", kind), ("tests", tests), ("files", files)):
        named = inputs.get(name)
        for field in (named,) if isinstance(named, str) else named or ():
            if language:
                found.setdefault(str(field), language)
