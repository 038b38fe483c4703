"""What a row says as an exchange: an instruction, what it is about, and the answer. One mapping per task."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from seedbed.memory.spec import Part, Task
from seedbed.tools.export.rows import ExportRow

_ASKS = ("instruction", "prompt", "question", "problem", "input", "query")
_ANSWERS = ("response", "output", "completion", "answer", "solution", "target")
"""Names that fields of a user's own schema have when they are an exchange already, the commonest first."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange, for formats that train on instructions."""

    instruction: str
    input: str
    """Empty: the instruction says all."""
    output: str


def exchange(row: ExportRow) -> Exchange:
    """The row as an exchange, by its part's task."""
    return _BY_TASK[row.part.task](row.fields, row.part)


def _classification(fields: dict[str, Any], part: Part) -> Exchange:
    names = ", ".join(label.name for label in part.labels)
    kind, by = part.text_kind or "text", f" by {part.about}" if part.about else ""
    labels = f" Answer with one of: {names}." if names else ""
    return Exchange(f"Classify the {kind}{by}.{labels}", _text(fields["text"]), _text(fields["label"]))


def _mathematics(fields: dict[str, Any], part: Part) -> Exchange:
    """Steps, then the answer after `####`, as GSM8K has it (Cobbe et al. 2021)."""
    said = "\n".join(part for part in (fields.get("solution", ""), f"#### {fields['answer']}") if part)
    return Exchange("Solve the problem. End with the answer after ####.", _text(fields["question"]), said)


UNANSWERABLE = "The passage does not say."
"""What a model is to say to a question that its passage doesn't answer."""


def _grounded_qa(fields: dict[str, Any], part: Part) -> Exchange:
    passage, question = _text(fields.get("context", "")), _text(fields["question"])
    asked = f"{passage}\n\nQuestion: {question}" if passage else question
    words = {"": ", in its words", "multi-hop": ", in its words"}.get(part.way, "")
    told = f"Answer the question from the passage{words}."
    if part.way == "unanswerable":
        told = f"Answer the question from the passage. If it gives no answer, say: {UNANSWERABLE}"
    return Exchange(told, asked, _text(fields["answer"]) or UNANSWERABLE)


def _summaries(fields: dict[str, Any], part: Part) -> Exchange:
    return Exchange("Summarise the text.", _text(fields["text"]), _text(fields["summary"]))


def _instructions(fields: dict[str, Any], part: Part) -> Exchange:
    return Exchange(_text(fields["instruction"]), _text(fields.get("context", "")), _text(fields["response"]))


def _retrieval(fields: dict[str, Any], part: Part) -> Exchange:
    """The passages in alphabetical order, which tells nothing."""
    passages = sorted([_text(fields["positive"]), *map(_text, fields["negatives"])])
    asked = "\n\n".join(
        [f"Query: {fields['query']}", *(f"[{n}] {text}" for n, text in enumerate(passages, 1))]
    )
    right = passages.index(_text(fields["positive"])) + 1
    return Exchange("Which passage answers the query? Answer with its number.", asked, str(right))


def _claims(fields: dict[str, Any], part: Part) -> Exchange:
    names = ", ".join(label.name for label in part.labels)
    asked = f"{fields['evidence']}\n\nClaim: {fields['claim']}"
    told = f"Is the claim supported by the evidence? Answer with one of: {names}."
    return Exchange(told, asked, _text(fields["label"]))


def _extraction(fields: dict[str, Any], part: Part) -> Exchange:
    told = "List the entities of the text, and the relations between them, as JSON."
    found = {name: fields[name] for name in ("entities", "relations")}
    return Exchange(told, _text(fields["text"]), json.dumps(found, ensure_ascii=False))


def _records(fields: dict[str, Any], part: Part) -> Exchange:
    ask = next((name for name in _ASKS if isinstance(fields.get(name), str)), "")
    answer = next((name for name in _ANSWERS if isinstance(fields.get(name), str) and name != ask), "")
    if ask and answer:
        more = fields.get("input") if ask == "instruction" and answer != "input" else ""
        return Exchange(fields[ask], more if isinstance(more, str) else "", fields[answer])
    return Exchange(
        f"Write one record as a JSON object. Topic: {part.topic}.", "", json.dumps(fields, ensure_ascii=False)
    )


def _code(fields: dict[str, Any], part: Part) -> Exchange:
    """The problem, and its solution in a fence; tests are no part of what a model is to say."""
    asked = f"Write the Python function `{fields['entry_point']}` that the problem asks for."
    return Exchange(asked, _text(fields["problem"]), f"```python\n{_text(fields['solution'])}\n```")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


_BY_TASK: dict[Task, Callable[[dict[str, Any], Part], Exchange]] = {
    "classification": _classification,
    "mathematics": _mathematics,
    "grounded_qa": _grounded_qa,
    "summaries": _summaries,
    "instructions": _instructions,
    "retrieval": _retrieval,
    "claims": _claims,
    "extraction": _extraction,
    "records": _records,
    "code": _code,
}
