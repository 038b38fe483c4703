"""A row as a person reads it: its text, what it claims about it, and the best reason to believe it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from seedbed.memory.candidate import PROVING, Evidence
from seedbed.memory.randomness import rng
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.memory.task import Task
from seedbed.tools.evaluation.grounds import Ground, ground
from seedbed.tools.evaluation.pages import Page, no_pages, pages_of
from seedbed.tools.evaluation.play import TALK_FIELDS, is_messages, play


@dataclass(frozen=True, slots=True)
class Reading:
    """One row, told."""

    id: str
    part: str
    kind: str
    """What the text is: «customer message», «problem», «question», «record», «coding task»."""
    text: str
    claims: tuple[tuple[str, str], ...]
    """(name, value) of what the row says about its text: the label, the answer, …"""
    grade: str
    grounds: tuple[Ground, ...]
    """The strongest first; what says the same stands once."""
    talks: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """Field → messages, of a row that holds some: `messages`, or `prompt`, `chosen`, `rejected`."""


def read(candidate: Candidate, part: Part, page: Page = no_pages) -> Reading:
    """An accepted (or any judgeable) row as a person reads it.

    Args:
        page: Tells the page of a place in a source.
    """
    row = candidate.draft.row or {}
    kind, text, claims = _by_roles(row, part) if part.row_roles else _BY_TASK[part.task](row, part)
    grounds = sorted(candidate.draft.evidence, key=_strength)
    return Reading(
        candidate.row_id,
        part.name,
        kind,
        text,
        tuple((name, said) for name, said in claims if said),
        candidate.verdict.grade,
        tuple({(told.kind, told.says): told for told in (ground(one, page) for one in grounds)}.values()),
        {name: row[name] for name in TALK_FIELDS if is_messages(row.get(name))},
    )


def _strength(evidence: Evidence) -> tuple[bool, bool, bool]:
    return not evidence.ok, evidence.kind not in PROVING, evidence.kind in ("schema", "rule")


_Told = tuple[str, str, Sequence[tuple[str, str]]]


def _by_roles(row: Mapping[str, Any], part: Part) -> _Told:
    """A row of a recipe: its first text or prompt, then every other field under its name."""
    telling = ("text", "prompt", "messages")
    first = next((name for name, role in part.row_roles.items() if role in telling), "")
    text = play(row[first]) if is_messages(row.get(first)) else _text(row.get(first))
    rest = [
        (name, play(value) if is_messages(value) else _text(value))
        for name, value in row.items()
        if name != first
    ]
    return first or "row", text, rest


def _classification(row: Mapping[str, Any], part: Part) -> _Told:
    return (
        part.text_kind or "text",
        _text(row.get("text")),
        [(part.about or "label", _text(row.get("label")))],
    )


def _mathematics(row: Mapping[str, Any], part: Part) -> _Told:
    return "problem", _text(row.get("question")), [("answer", _text(row.get("answer")))]


def _grounded_qa(row: Mapping[str, Any], part: Part) -> _Told:
    answer = "none in the documents" if row.get("answerable") is False else _text(row.get("answer"))
    told = [("answer", answer), ("from", _place(row))]
    return "question", _text(row.get("question")), told


def _place(row: Mapping[str, Any]) -> str:
    places = [_text(row.get(name)).replace(" > ", " › ") for name in ("source", "heading")]
    return " › ".join(filter(None, places))


def _record(row: Mapping[str, Any], part: Part) -> _Told:
    return "record", "", [(name, _text(value)) for name, value in row.items()]


def _code(row: Mapping[str, Any], part: Part) -> _Told:
    claims = [(name, _text(row.get(name))) for name in ("solution", "tests")]
    return "coding task", _text(row.get("problem")), claims


def _summary(row: Mapping[str, Any], part: Part) -> _Told:
    return "text", _text(row.get("text")), [("summary", _text(row.get("summary"))), ("from", _place(row))]


def _instruction(row: Mapping[str, Any], part: Part) -> _Told:
    told = [("response", _text(row.get("response"))), ("from", _place(row))]
    return "instruction", _text(row.get("instruction")), told


def _retrieval(row: Mapping[str, Any], part: Part) -> _Told:
    wrong = row.get("negatives") or ()
    told = [("positive", _text(row.get("positive"))), *(("negative", _text(one)) for one in wrong)]
    return "query", _text(row.get("query")), [*told, ("from", _place(row))]


def _claim(row: Mapping[str, Any], part: Part) -> _Told:
    told = [("label", _text(row.get("label"))), ("evidence", _text(row.get("evidence")))]
    return "claim", _text(row.get("claim")), [*told, ("from", _place(row))]


def _extraction(row: Mapping[str, Any], part: Part) -> _Told:
    entities = row.get("entities") or ()
    named = "; ".join(f"{one.get('text')} ({one.get('type')})" for one in entities)
    joined = "; ".join(
        f"{entities[one['head']]['text']} — {one['relation']} → {entities[one['tail']]['text']}"
        for one in row.get("relations") or ()
    )
    told = [("entities", named), ("relations", joined), ("from", _place(row))]
    return "text", _text(row.get("text")), told


def _talk(row: Mapping[str, Any], part: Part) -> _Told:
    tools = [str(one.get("function", {}).get("name")) for one in row.get("tools") or ()]
    return "talk", play(row.get("messages") or ()), [("tools", ", ".join(tools)), ("from", _place(row))]


def _pair(row: Mapping[str, Any], part: Part) -> _Told:
    told = [(name, play(row.get(name) or ())) for name in ("chosen", "rejected")]
    wrong = ("wrong with the rejected", _text(row.get("defect")))
    return "talk", play(row.get("prompt") or ()), [*told, wrong]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


_BY_TASK: dict[Task, Callable[[Mapping[str, Any], Part], _Told]] = {
    "classification": _classification,
    "mathematics": _mathematics,
    "grounded_qa": _grounded_qa,
    "summaries": _summary,
    "instructions": _instruction,
    "retrieval": _retrieval,
    "claims": _claim,
    "extraction": _extraction,
    "records": _record,
    "code": _code,
    "dialogues": _talk,
    "tool_use": _talk,
    "preferences": _pair,
}


def specimens(store: Store, spec: Spec, number: int) -> list[Reading]:
    """Some accepted rows to show, drawn by the run's seed: part by part in turn, labels and cells mixed."""
    by_part: dict[str, list[tuple[str, int, str]]] = {part.name: [] for part in spec.parts}
    for candidate in store.candidates("accepted"):
        part = candidate.verdict.cell.split("/", 1)[0]
        by_part[part].append((candidate.row_id, candidate.number, candidate.verdict.cell))
    queues = [_mixed(sorted(mine), spec.seed) for mine in by_part.values() if mine]
    chosen: list[int] = []
    while len(chosen) < number and any(queues):
        chosen.extend(queue.pop(0) for queue in queues if queue)
    order = {part.name: place for place, part in enumerate(spec.parts)}
    found = [store.candidate(n) for n in chosen[:number]]
    page = pages_of(store)
    readings = [read(c, spec.part(c.verdict.cell.split("/", 1)[0]), page) for c in found if c is not None]
    return sorted(readings, key=lambda reading: order[reading.part])


def _mixed(rows: list[tuple[str, int, str]], seed: int) -> list[int]:
    """Numbers, those of different cells before more of the same."""
    rng(seed, "specimens").shuffle(rows)
    seen: dict[str, int] = {}
    ranked: list[tuple[int, int, int]] = []
    for _, number, cell in rows:
        seen[cell] = seen.get(cell, 0) + 1
        ranked.append((seen[cell], len(ranked), number))
    return [number for _, _, number in sorted(ranked)]
