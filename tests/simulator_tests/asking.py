"""Requests as the product words them, and a client without retries."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import openai

from tests.simulator.launch import Running

Json = dict[str, Any]
LABELS = {
    "refund": "asks for money back",
    "booking": "wants to reserve a bike",
    "damage": "reports a broken bike",
    "complaint": "is unhappy with the staff",
    "opening_hours": "asks when the shop is open",
    "lost_item": "left something behind",
}
CONCEPTS = ("Late returns", "Group discounts", "Parking and access", "Weather and closures")
FIELDS = {
    "write_text": ("text",),
    "choose_label": ("label",),
    "choose_concept": ("concept",),
    "judge_sentences": ("sentences",),
}


@contextmanager
def client(running: Running, key: str = "any") -> Iterator[openai.OpenAI]:
    """A client that neither retries nor uses a proxy."""
    with openai.OpenAI(base_url=running.base_url, api_key=key, max_retries=0, timeout=30) as found:
        yield found


def as_model(running: Running, model: str) -> Running:
    """The same server, asked for another of its models."""
    return replace(running, model=model)


def body(running: Running, prompt: str, job: str = "", **more: Any) -> Json:
    """A chat request; with a job it asks for the job's schema."""
    made: Json = {"model": running.model, "messages": [{"role": "user", "content": prompt}], **more}
    if job:
        made["response_format"] = response_format(job)
    return made


def response_format(job: str, properties: Json | None = None) -> Json:
    """The schema of a job as `response_format`."""
    properties = properties or {name: {} for name in FIELDS[job]}
    schema = {"title": job, "type": "object", "properties": properties, "required": list(properties)}
    return {"type": "json_schema", "json_schema": {"name": job, "strict": True, "schema": schema}}


def brief(before: str = "Write.", **content: Any) -> str:
    """A writer's prompt."""
    return f"{before}\n\n```brief\n{json.dumps(content, indent=1, sort_keys=True)}\n```"


def text_brief(number: int, label: str = "refund", concept: str = "Late returns", **more: Any) -> str:
    """An order for a text."""
    content = {
        "job": "write_text",
        "task": "classification",
        "topic": "a bike-rental firm",
        "text_kind": "customer message",
        "about": "intent",
        "label": label,
        "label_definition": LABELS.get(label, ""),
        "concept": {"name": concept, "inside": "", "outside": ""},
        "difficulty": "medium",
        "attributes": {},
        "guidance": [],
        "seed": number,
        **more,
    }
    listed = "\n".join(f"- {name}: {definition}" for name, definition in LABELS.items())
    return brief(f"Labels:\n{listed}\n\nWrite one text.", **content)


def delimited(*texts: str) -> str:
    """Texts between marks."""
    return "\n".join(f"<text-n0nce>\n{text}\n</text-n0nce>" for text in texts)


def label_prompt(text: str, labels: Json = LABELS) -> str:
    """A judge's prompt: codebook and text."""
    listed = "\n".join(f"- {name}: {definition}" for name, definition in labels.items())
    return f"Rules\n- Answer in JSON.\n\nCodebook:\n{listed}\n\nThe text:\n{delimited(text)}\n\nWhich label?"


def concept_prompt(text: str) -> str:
    """A judge's prompt: numbered concepts and text."""
    listed = "\n".join(f"{i}. {name}: what has to do with it" for i, name in enumerate(CONCEPTS, 1))
    return f"{listed}\n\n{delimited(text)}"


def said(found: openai.OpenAI, request: Json) -> str:
    """The content of the answer to a chat request."""
    content: str | None = found.chat.completions.create(**request).choices[0].message.content
    assert content is not None
    return content


def answer(found: openai.OpenAI, request: Json) -> Json:
    """The answer to a chat request, parsed."""
    parsed: Json = json.loads(said(found, request))
    return parsed


def step(
    running: Running, fields: Mapping[str, tuple[int, int]], *, seed: int, lines: Sequence[str], **more: Any
) -> Json:
    """A request of the job `write_fields`.

    Args:
        fields: target → the two numbers of its characters, which stand in the prompt alone.
        lines: what the prompt tells of axes that are read.
    """
    sizes = [f"- `{name}`: {low} to {high} characters" for name, (low, high) in fields.items()]
    content: Json = {
        "job": "write_fields",
        "recipe": "tweets",
        "targets": list(fields),
        "concept": {"name": "Charging at home", "inside": "", "outside": ""},
        "language": "en",
        "manner": "direct",
        "seed": seed,
        **more,
    }
    order = "\n".join(("Write it.", *(f"- {line}" for line in lines), "Answer in JSON:", *sizes))
    form = response_format("write_fields", {name: {"type": "string"} for name in fields})
    return {**body(running, brief(order, **content)), "response_format": form}


def sentences(running: Running, *texts: str) -> Json:
    """A request to judge two sentences, numbered 3 and 4."""
    said = ("Which are true?", "3. It reads like: a tweet.", "4. It is in English.")
    return body(running, "\n".join((delimited(*texts), *said)), "judge_sentences")


def verdicts(found: openai.OpenAI, request: Json) -> set[str]:
    """The verdicts on sentences."""
    return {one["verdict"] for one in answer(found, request)["sentences"]}
