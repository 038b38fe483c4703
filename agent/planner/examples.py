"""Rows that the user already has (`--examples FILE`, JSONL), and texts with labels among them.

Reads files; knows no model.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.files.row_file import json_rows
from seedbed.memory.spec import Part

TEXT_KEYS = (
    "text", "sentence", "message", "content", "utterance", "review", "tweet", "email", "ticket", "comment",
    "headline", "title", "body", "query", "input", "prompt", "sms", "document",
)  # fmt: skip
LABEL_KEYS = (
    "label", "labels", "category", "class", "intent", "sentiment", "topic", "target", "tag", "output",
    "emotion", "type",
)  # fmt: skip
_MOST_LABELS = 200


@dataclass(frozen=True, slots=True)
class Examples:
    """Example rows, in the order of the files."""

    rows: tuple[dict[str, Any], ...] = ()
    """As they are."""
    labelled: tuple[dict[str, Any], ...] = ()
    """`{text, label}` (or `{text}`) of each, where they are texts with labels."""
    labels: tuple[str, ...] = ()
    """By frequency, the commonest first; equally common ones in the order of the file."""


def read_examples(paths: Sequence[str]) -> Examples:
    """Read and understand example files; all of them must have the same form.

    Raises:
        UserFault: a file can't be read, a line isn't a JSON object, there are no rows, or the forms differ.
    """
    raw: list[tuple[str, dict[str, Any]]] = []
    for path in paths:
        rows = json_rows(Path(path), "--examples", '{"text": …, "label": …}')
        raw += [(f"{path}, line {line}", row) for line, row in rows]
    if not raw:
        if paths:
            raise UserFault(
                "there are no rows", where=", ".join(paths), next_step="give one JSON object a line"
            )
        return Examples()
    return Examples(tuple(row for _, row in raw), *_labelled(raw))


def examples_for(part: Part, examples: Examples) -> tuple[dict[str, Any], ...]:
    """The rows that can serve a part: with its fields, or texts with labels that it has."""
    if part.offline != "labels":
        fitting = tuple(row for row in examples.rows if part.row_roles.keys() & row.keys())
        if fitting or part.offline:
            return fitting
    text = next((name for name, role in part.row_roles.items() if role in ("text", "prompt")), "")
    label = next((name for name, role in part.row_roles.items() if role == "label"), "")
    known = {one.name for one in part.labels}
    return tuple(
        {text: row["text"], **({label: row["label"]} if label and "label" in row else {})}
        for row in examples.labelled
        if text and ("label" not in row or row["label"] in known)
    )


def _pair(row: Mapping[str, Any], firsts: Sequence[str], seconds: Sequence[str]) -> tuple[str, str] | None:
    lower = {key.lower(): key for key in row}
    said = [lower[name] for name in firsts if isinstance(row.get(lower.get(name, "")), str)]
    first = next((key for key in said if row[key].strip()), None)  # Alpaca's `input` may be empty
    second = next((lower[name] for name in seconds if name in lower and lower[name] != first), None)
    return (first, second) if first and second else None


def _is_label(rows: Sequence[tuple[str, Mapping[str, Any]]], key: str) -> bool:
    """Whether a column holds labels: short values that recur, or a column that is called so."""
    values = [str(row.get(key, "")) for _, row in rows]
    few = len(set(values)) <= min(_MOST_LABELS, max(2, len(values) // 2))
    return (few or key.lower() not in ("output", "target", "type")) and all(
        len(value) <= 80 for value in values
    )


def _labelled(
    raw: Sequence[tuple[str, dict[str, Any]]],
) -> tuple[tuple[dict[str, Any], ...], tuple[str, ...]]:
    """The rows as texts with labels, and the labels; nothing where they are something else."""
    first = raw[0][1]
    if set(first) <= {"text", "id"} and "text" in first:
        return tuple({"text": _text(row, "text", place)} for place, row in raw), ()
    keys = _pair(first, TEXT_KEYS, LABEL_KEYS)
    if not keys or not _is_label(raw, keys[1]):
        return (), ()
    text, label = keys
    rows = tuple({"text": _text(row, text, place), "label": _label(row, label, place)} for place, row in raw)
    counts = Counter(row["label"] for row in rows)
    if len(counts) > _MOST_LABELS:
        raise UserFault(
            f"{label!r} has {len(counts)} different values: too many to be labels",
            where=raw[0][0].split(", line")[0],
            next_step="name the labels in the request",
        )
    return rows, tuple(name for name, _ in counts.most_common())


def _text(row: Mapping[str, Any], key: str, place: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise UserFault(
            f"has no text under {key!r}, unlike the first row", where=place, next_step="mend the row"
        )
    return value


def _label(row: Mapping[str, Any], key: str, place: str) -> str:
    value = row.get(key)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or not str(value).strip():
        raise UserFault(f"has no single value under {key!r}", where=place, next_step="mend the row")
    return str(value).strip()
