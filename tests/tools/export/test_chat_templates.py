"""What trainers do with the rows: a chat template, as `transformers` renders it, shows all that was said.

The templates are of well-known shapes: ChatML with tools, and Llama 3.1's.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from jinja2 import TemplateRuntimeError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tests.tools.export.talks import PAIRS, PARALLEL, ROWS, TALKS, row, said
from tests.tools.export.test_of_documents import ROWS as OF_DOCUMENTS

FOLDER = Path(__file__).parent / "templates"


def refuse(message: str) -> None:
    raise TemplateRuntimeError(message)


def as_json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def rendered(template: str, messages: list[Any], tools: Any = None) -> str:
    """As `apply_chat_template` of transformers renders (`chat_template_utils`)."""
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    environment.filters["tojson"] = as_json
    environment.globals["raise_exception"] = refuse
    source = (FOLDER / f"{template}.jinja").read_text(encoding="utf-8")
    return environment.from_string(source).render(messages=messages, tools=tools, bos_token="<s>")


def check_all_is_said(template: str, messages: list[Any], tools: Any) -> str:
    """Each content, each call with its arguments, in the order of the messages; each tool's schema."""
    text, at = rendered(template, messages, tools), 0
    for message in messages:
        if content := (message["content"] or "").strip():
            at = text.index(content, at) + len(content)
        for call in message.get("tool_calls") or ():
            given = call["function"]["arguments"]
            name = text.index(f'{{"name": "{call["function"]["name"]}", ', at)
            at = text.index(given if isinstance(given, str) else as_json(given), name)
    packed = "".join(text.split())
    assert all("".join(as_json(tool["function"]).split()) in packed for tool in tools or ())
    return text


@pytest.mark.parametrize(
    ("template", "format"), [("chatml", "openai"), ("chatml", "trl-sft"), ("llama", "trl-sft")]
)
def test_a_template_shows_every_message_and_call(template: str, format: str) -> None:
    one_at_a_time = [row(fields) for fields in TALKS.values() if fields is not PARALLEL]
    for value in said(format, *(one_at_a_time if template == "llama" else ROWS)):
        check_all_is_said(template, value["messages"], value.get("tools"))


@pytest.mark.parametrize("template", ["chatml", "llama"])
def test_a_template_shows_both_answers_after_the_same_prompt(template: str) -> None:
    for value in said("trl-dpo", *([PAIRS[0], *PAIRS[2:]] if template == "llama" else PAIRS)):
        before = rendered(template, value["prompt"], value.get("tools"))
        for name in ("chosen", "rejected"):
            text = rendered(template, value["prompt"] + value[name], value.get("tools"))
            (message,) = value[name]
            shown = [message["content"].strip()]
            shown += [as_json(one["function"]["arguments"]) for one in message.get("tool_calls", ())]
            assert text.startswith(before) and all(one in text[len(before) :] for one in shown)


@pytest.mark.parametrize("template", ["chatml", "llama"])
@pytest.mark.parametrize("one", OF_DOCUMENTS, ids=lambda one: one.part.name)
def test_every_row_of_documents_can_be_rendered(template: str, one: Any) -> None:
    (chat,), (pair,) = said("openai", one), said("trl-sft", one)
    assert pair["prompt"] + pair["completion"] == chat["messages"]
    assert [message["role"] for message in pair["completion"]] == ["assistant"]
    text = check_all_is_said(template, chat["messages"], None)
    assert text.startswith(rendered(template, pair["prompt"]))
