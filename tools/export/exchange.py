"""What a row says as an exchange: an instruction, what it is about, and the answer. One mapping per task.

Rows that are conversations already pass as they are.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from seedbed.memory.spec import Part
from seedbed.memory.task import Task
from seedbed.tools.export.conversation import Conversation, read_conversation, talk
from seedbed.tools.export.pairs import several
from seedbed.tools.export.pairs import text_of as _text
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
    by_user: bool = False
    """The instruction is the user's own wish, and not what a task always asks."""


def exchange(row: ExportRow) -> Exchange:
    """The row as an exchange, by its part's task."""
    if row.part.task == "grounded_qa":
        return _grounded_qa(row)
    if row.part.row_roles:
        return by_roles(row.fields, row.part.row_roles, row.part.topic)
    return _BY_TASK[row.part.task](row.fields, row.part)


def by_roles(fields: dict[str, Any], roles: Mapping[str, str], topic: str) -> Exchange:
    """A row of a recipe as an exchange, by what its fields are for.

    A prompt and its response, with what stands in context; a text and its labels; a text to be written.
    """

    def of(*names: str) -> dict[str, Any]:
        return {name: fields.get(name) for name, role in roles.items() if role in names}

    prompt, response, context = of("prompt"), of("response", "chosen"), of("context")
    if prompt and response:
        return Exchange(several(prompt), several(context), several(response), by_user=True)
    labels, texts = of("label"), of("text", "prompt")
    if texts and labels and not response:
        told = f"Read the text. Answer with its {' and '.join(labels)}."
        return Exchange(told, several({**context, **texts}), several(labels))
    written = of("text", "response", "chosen", "prompt")
    dealt = "; ".join(f"{name}: {_text(value)}" for name, value in labels.items())
    ask = f"Write a text. Topic: {topic}."
    return Exchange(ask, "\n\n".join(filter(None, (dealt, several(context)))), several(written))


def conversation(row: ExportRow) -> Conversation:
    """The row as a conversation: its own, of a pair that with the chosen answer, or its exchange.

    What a task always asks is the system's word, what it is about the user's.
    """
    if pair := row.pair:
        return pair[0]
    if row.is_conversation:
        return read_conversation(row.fields)
    said = exchange(row)
    asked = [("user", said.instruction)]
    if said.input and said.by_user:
        asked = [("user", f"{said.instruction}\n\n{said.input}")]
    elif said.input:
        asked = [("system", said.instruction), ("user", said.input)]
    return talk(*asked, ("assistant", said.output))


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
_HOW = {
    "": "Answer the question from the passage, in its words.",
    "abstractive": "Answer the question from the passage, in full sentences.",
    "multi-hop": "Answer the question from what the passages say together.",
}
"""Way of a part → what is asked; questions without an answer are asked as those beside them."""


def _grounded_qa(row: ExportRow) -> Exchange:
    """All questions of a dataset are asked so that what is asked doesn't tell whether there is an answer."""
    passage, question = _text(row.fields.get("context", "")), _text(row.fields["question"])
    asked = f"{passage}\n\nQuestion: {question}" if passage else question
    way = row.part.way if row.part.way != "unanswerable" else next((w for w in row.beside if w in _HOW), "")
    silent = f" If it does not say, answer: {UNANSWERABLE}" if "unanswerable" in row.beside else ""
    return Exchange(_HOW[way] + silent, asked, _text(row.fields["answer"]) or UNANSWERABLE)


def _summaries(fields: dict[str, Any], part: Part) -> Exchange:
    return Exchange("Summarise the text.", _text(fields["text"]), _text(fields["summary"]))


def _instructions(fields: dict[str, Any], part: Part) -> Exchange:
    context = _text(fields.get("context", ""))
    return Exchange(_text(fields["instruction"]), context, _text(fields["response"]), by_user=True)


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
    asked = f"Evidence: {fields['evidence']}\n\nClaim: {fields['claim']}"
    told = f"What does the evidence say of the claim? Answer with one of: {names}."
    return Exchange(told, asked, _text(fields["label"]))


_ENDS = ("head", "relation", "tail")


def _extraction(fields: dict[str, Any], part: Part) -> Exchange:
    """Entities and ends of relations by their words: offsets are nothing for a model to say."""
    told = (
        "List the entities of the text with their types, and the relations between them, as JSON: "
        '{"entities": [{"text": …, "type": …}], "relations": [{"head": …, "relation": …, "tail": …}]}'
    )
    entities = [{"text": one["text"], "type": one["type"]} for one in fields["entities"]]
    relations = [
        {end: entities[one[end]]["text"] if end != "relation" else one[end] for end in _ENDS}
        for one in fields["relations"]
    ]
    found = {"entities": list({str(one): one for one in entities}.values()), "relations": relations}
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


_BY_TASK: dict[Task, Callable[[dict[str, Any], Part], Exchange]] = {
    "classification": _classification,
    "mathematics": _mathematics,
    "summaries": _summaries,
    "instructions": _instructions,
    "retrieval": _retrieval,
    "claims": _claims,
    "extraction": _extraction,
    "records": _records,
    "code": _code,
}
