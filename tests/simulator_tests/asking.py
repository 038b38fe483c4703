"""Requests as the product words them, and a client without retries."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx2
import openai

from tests.simulator.launch import Running

Json = dict[str, Any]
CONCEPTS = ("Late returns", "Group discounts", "Parking and access", "Weather and closures")
FIELDS = {"choose_concept": ("concept",), "judge_sentences": ("sentences",)}


@contextmanager
def client(running: Running, key: str = "any") -> Iterator[openai.OpenAI]:
    """A client that neither retries nor uses a proxy, and reads no certificates."""
    plain = httpx2.Client(trust_env=False, verify=False)
    with openai.OpenAI(
        base_url=running.base_url, api_key=key, max_retries=0, timeout=30, http_client=plain
    ) as found:
        yield found


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
    return {"type": "json_schema", "json_schema": {"name": job, "strict": False, "schema": schema}}


def brief(before: str = "Write.", **content: Any) -> str:
    """A writer's prompt."""
    return f"{before}\n\n```brief\n{json.dumps(content, indent=1, sort_keys=True)}\n```"


def delimited(*texts: str) -> str:
    """Texts between marks."""
    return "\n".join(f"<text-n0nce>\n{text}\n</text-n0nce>" for text in texts)


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


def order(
    running: Running,
    seed: int,
    *targets: str,
    before: str = "",
    lines: Sequence[str] = (),
    concept: str = CONCEPTS[0],
    **more: Any,
) -> Json:
    """A request of the job `write_fields`.

    Args:
        targets: texts of 30 to 300 characters, which stands in the prompt alone; without any one `text`.
        lines: what the prompt tells of axes that are read.
    """
    targets = targets or ("text",)
    sizes = [f"- `{name}`: 30 to 300 characters" for name in targets]
    content: Json = {
        "job": "write_fields",
        "recipe": "tweets",
        "targets": list(targets),
        "concept": {"name": concept, "inside": "", "outside": ""},
        "language": "en",
        "manner": "direct",
        "seed": seed,
        **more,
    }
    said = "\n".join((before, "Write it.", *(f"- {line}" for line in lines), "Answer in JSON:", *sizes))
    form = response_format("write_fields", {name: {"type": "string"} for name in targets})
    return {**body(running, brief(said, **content)), "response_format": form}


def sentences(running: Running, *texts: str) -> Json:
    """A request to judge two sentences, numbered 3 and 4."""
    said = ("Which are true?", "3. It reads like: a tweet.", "4. It is in English.")
    return body(running, "\n".join((delimited(*texts), *said)), "judge_sentences")


def verdicts(found: openai.OpenAI, request: Json) -> set[str]:
    """The verdicts on sentences."""
    return {one["verdict"] for one in answer(found, request)["sentences"]}
