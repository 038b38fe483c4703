"""Rows that the user already has (`--examples FILE`, JSONL): what task they show, and their fields.

Understands `{text, label}` under many names, `{question, answer}`, talks
(`talk_examples.py`), rows of the tasks that are made of documents (`grounded_examples.py`), and any object.
Reads files; knows no model.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from seedbed.agent.planner.grounded_examples import claimed, like_claims, of_documents
from seedbed.agent.planner.rules.tasks import Task
from seedbed.agent.planner.talk_examples import of_talks, question_of
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part

TEXT_KEYS = (
    "text", "sentence", "message", "content", "utterance", "review", "tweet", "email", "ticket", "comment",
    "headline", "title", "body", "query", "input", "prompt", "sms", "document",
)  # fmt: skip
LABEL_KEYS = (
    "label", "labels", "category", "class", "intent", "sentiment", "topic", "target", "tag", "output",
    "emotion", "type",
)  # fmt: skip
QUESTION_KEYS = ("question", "problem", "query", "input", "prompt", "instruction")
ANSWER_KEYS = ("answer", "solution", "response", "output", "completion")
_LARGEST = 200_000_000
_MOST_LABELS = 200


@dataclass(frozen=True, slots=True)
class Examples:
    """Example rows in the fields that the program uses."""

    rows: tuple[dict[str, Any], ...] = ()
    """`{text, label}`, `{question, answer}` or as they are; in the order of the files."""
    task: Task | Literal[""] = ""
    """What they look like; questions with answers may be grounded or mathematics: see `numeric`."""
    labels: tuple[str, ...] = ()
    """By frequency, the commonest first; equally common ones in the order of the file."""
    about: str = ""
    """What the name of the label's key says (`intent`)."""
    text_kind: str = ""
    """What the name of the text's key says (`review`)."""
    numeric: bool = False
    """Every answer is a number."""
    raw: tuple[dict[str, Any], ...] = ()
    """The rows as they are."""


def read_examples(paths: Sequence[str]) -> Examples:
    """Read and understand example files; all of them must have the same form.

    Raises:
        UserFault: a file can't be read, a line isn't a JSON object, there are no rows, or the forms differ.
    """
    raw: list[tuple[str, dict[str, Any]]] = []
    for path in paths:
        raw.extend(_lines(Path(path)))
    if not raw:
        if paths:
            raise UserFault(
                "there are no rows", where=", ".join(paths), next_step="give one JSON object a line"
            )
        return Examples()
    return replace(_understood(raw), raw=tuple(row for _, row in raw))


def _understood(raw: list[tuple[str, dict[str, Any]]]) -> Examples:
    if talks := of_talks(raw):
        return Examples(talks[1], talks[0])
    flat = [(place, question_of(row, place)) for place, row in raw]
    first = flat[0][1]
    if like_claims([row for _, row in flat]):
        claims = tuple(claimed(row) for _, row in flat)
        return Examples(claims, "claims", _by_frequency(claims))
    if found := of_documents([row for _, row in flat]):
        return Examples(found[1], found[0])
    if (keys := _pair(first, TEXT_KEYS, LABEL_KEYS)) and _is_label(flat, keys[1]):
        return _labelled(flat, *keys)
    if keys := _pair(first, QUESTION_KEYS, ANSWER_KEYS):
        return _answered(flat, *keys)
    if set(first) <= {"text", "id"} and "text" in first:
        return Examples(tuple({"text": _text(row, "text", place)} for place, row in flat), "classification")
    rows = tuple(row for _, row in flat)
    return Examples(rows, "records")


def examples_for(part: Part, examples: Examples) -> tuple[dict[str, Any], ...]:
    """The rows that can serve a part: with fields of its recipe, or of its source with labels that it has."""
    if part.recipe:
        return _of_recipe(part, examples)
    if part.offline == "labels" and examples.task == "classification":
        names = {label.name for label in part.labels}
        return tuple(row for row in examples.rows if row.get("label") in names or "label" not in row)
    if part.offline in ("problems", "questions") and examples.task in ("mathematics", "grounded_qa"):
        answered = tuple(row for row in examples.rows if row.get("answer"))
        return answered if examples.numeric == (part.offline == "problems") else ()
    return examples.rows if part.offline == "dialogues" and examples.task == "dialogues" else ()


def _of_recipe(part: Part, examples: Examples) -> tuple[dict[str, Any], ...]:
    """Rows that have its fields; of texts with labels under other names those whose label it knows."""
    fitting = tuple(row for row in examples.raw if part.row_roles.keys() & row.keys())
    if fitting or examples.task != "classification":
        return fitting
    text = next((name for name, role in part.row_roles.items() if role in ("text", "prompt")), "")
    label = next((name for name, role in part.row_roles.items() if role == "label"), "")
    known = {one.name for one in part.labels}
    return tuple(
        {text: row["text"], **({label: row["label"]} if label and "label" in row else {})}
        for row in examples.rows
        if text and ("label" not in row or row["label"] in known)
    )


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        if path.stat().st_size > _LARGEST:
            raise UserFault(
                "the file is too large", where=str(path), next_step="some hundred examples are plenty"
            )
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserFault(
            f"can't be read: {error.strerror}", where=str(path), next_step="check --examples"
        ) from error
    except UnicodeDecodeError as error:
        raise UserFault("is no UTF-8 text", where=str(path), next_step="save it as UTF-8") from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UserFault(
                "is not JSON", where=place, next_step="examples are JSONL: one object a line"
            ) from error
        if not isinstance(row, dict):
            raise UserFault("is no object", where=place, next_step='write {"text": …, "label": …}')
        yield place, row


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


def _labelled(flat: Sequence[tuple[str, dict[str, Any]]], text: str, label: str) -> Examples:
    rows = tuple({"text": _text(row, text, place), "label": _label(row, label, place)} for place, row in flat)
    counts = Counter(row["label"] for row in rows)
    if len(counts) > _MOST_LABELS:
        raise UserFault(
            f"{label!r} has {len(counts)} different values: too many to be labels",
            where=flat[0][0].split(", line")[0],
            next_step="name the labels in the request",
        )
    about = label.lower() if label.lower() in ("intent", "sentiment", "topic", "emotion", "category") else ""
    kind = (
        text.lower() if text.lower() not in ("text", "content", "body", "input", "document", "prompt") else ""
    )
    return Examples(rows, "classification", _by_frequency(rows), about, kind)


def _by_frequency(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(name for name, _ in Counter(row["label"] for row in rows).most_common())


def _answered(flat: Sequence[tuple[str, dict[str, Any]]], question: str, answer: str) -> Examples:
    rows = tuple(
        {"question": _text(row, question, place), "answer": "", "answerable": False}
        if _unanswered(row, answer)
        else {"question": _text(row, question, place), "answer": _label(row, answer, place)}
        for place, row in flat
    )
    numeric = all(_is_number(str(row["answer"])) for row in rows)
    return Examples(rows, "mathematics" if numeric else "grounded_qa", numeric=numeric)


def _unanswered(row: Mapping[str, Any], key: str) -> bool:
    """Whether a row says that its documents have no answer (SQuAD 2.0 says `is_impossible`)."""
    return row.get("answerable") is False or (row.get("is_impossible") is True and not row.get(key))


def _is_number(answer: str) -> bool:
    last = answer.rsplit("####", 1)[-1].strip().strip("$£€% ").replace(",", "")
    return last.lstrip("-").replace(".", "", 1).replace("/", "", 1).isdigit()


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
