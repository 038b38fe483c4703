"""Prompts of recipes as the product words them, roughly: nothing may hang on the words between."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import openai

from tests.simulator.launch import Running
from tests.simulator_tests.asking import answer, body, brief

Json = dict[str, Any]
TEXT: Json = {"type": "string"}


def shaped(title: str, properties: Mapping[str, Any]) -> Json:
    """A `response_format`."""
    schema = {
        "title": title,
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }
    return {"type": "json_schema", "json_schema": {"name": title, "strict": True, "schema": schema}}


def marked(text: str, nonce: str = "a1b2c3") -> str:
    """A foreign text between marks."""
    return f"<text-{nonce}>\n{text}\n</text-{nonce}>"


def step(
    running: Running,
    fields: Mapping[str, Any],
    order: str = "Write it.",
    *,
    seed: int = 1,
    lines: Sequence[str] = (),
    aside: Sequence[str] = (),
    **more: Any,
) -> Json:
    """A request of the job `write_fields`.

    Args:
        fields: target → schema, or the two numbers of its characters, which stand in the prompt alone.
        lines: what the prompt tells of axes that are read.
        aside: properties before the targets (`cannot`, `plan`).
    """
    sizes = [
        f"- `{name}`: {size[0]} to {size[1]} characters"
        if isinstance(size, tuple)
        else f"- `{name}`: {json.dumps(size)}"
        for name, size in fields.items()
    ]
    content: Json = {
        "job": "write_fields",
        "recipe": "tweets",
        "targets": list(fields),
        "axes": {},
        "concept": {"name": "Charging at home", "inside": "", "outside": ""},
        "language": "en",
        "manner": "direct",
        "seed": seed,
        **more,
    }
    said = "\n".join((order, *(f"- {line}" for line in lines), "Answer with one JSON object:", *sizes))
    wired = {name: TEXT if isinstance(size, tuple) else size for name, size in fields.items()}
    return {
        **body(running, brief(said, **content)),
        "response_format": shaped(content["job"], {**dict.fromkeys(aside, TEXT), **wired}),
    }


def asked(
    running: Running, job: str, texts: Sequence[str], properties: Mapping[str, Any], *lines: str
) -> Json:
    """A request of a reader, judge or solver: the texts, each after a line that names it, then lines."""
    shown = "\n\n".join(f"text {n}:\n{marked(text)}" for n, text in enumerate(texts, 1))
    return {**body(running, "\n".join((shown, *lines))), "response_format": shaped(job, properties)}


def axes(running: Running, text: str, **options: Sequence[str]) -> Json:
    """A request to read axes."""
    return asked(running, "read_axes", [text], {n: {"type": "string", "enum": v} for n, v in options.items()})


def sentences(running: Running, *texts: str) -> Json:
    """A request to judge two sentences, numbered 3 and 4."""
    said = ("Which are true?", "3. It reads like: a tweet.", "4. It is in English.")
    return asked(running, "judge_sentences", texts, {"sentences": {"type": "array"}}, *said)


def verdicts(found: openai.OpenAI, request: Json) -> set[str]:
    """The verdicts on sentences or claims."""
    answered = answer(found, request)
    return {one["verdict"] for one in next(iter(answered.values()))}


def claims(running: Running, a: str, *b: str) -> Json:
    """A request to hold the claims of A against others."""
    return asked(running, "check_claims", [*b, a], {"claims": {"type": "array"}}, "List each statement of A.")


def solving(running: Running, schema: Json, *texts: str, field: str = "answer") -> Json:
    """A request to answer a row's task."""
    properties = {"working": TEXT, "answer": schema}
    return asked(running, "solve_field", texts, properties, f"Wanted as `answer`: {field}.")


def comparing(running: Running, first: str, second: str) -> Json:
    """A request to compare two answers."""
    return asked(running, "compare_answers", [first, second], {"why": TEXT, "same": {"type": "boolean"}})
