"""What trainers do with the rows: a chat template, as `transformers` renders it, shows all that was said.

The templates are of well-known shapes: ChatML with tools, and Llama 3.1's.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from jinja2 import TemplateRuntimeError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from seedbed.tools.export.formats import BY_NAME
from tests.tools.export.talks import PARALLEL, ROWS, TALKS, row
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


def written(format: str, rows: Any) -> list[dict[str, Any]]:
    data = BY_NAME[format].write(rows, (), False).data
    return [json.loads(line) for line in data.splitlines()]


def check_all_is_said(text: str, messages: list[Any], tools: Any) -> None:
    """Each content, each call with its arguments, in the order of the messages; each tool's schema."""
    at = 0
    for message in messages:
        if content := (message["content"] or "").strip():
            at = text.index(content, at) + len(content)
        for call in message.get("tool_calls") or ():
            given = call["function"]["arguments"]
            name = text.index(f'{{"name": "{call["function"]["name"]}", ', at)
            at = text.index(given if isinstance(given, str) else as_json(given), name)
    packed = "".join(text.split())
    assert all("".join(as_json(tool["function"]).split()) in packed for tool in tools or ())


@pytest.mark.parametrize("format", ["openai", "trl-sft"])
def test_a_chatml_template_shows_every_message_and_call(format: str) -> None:
    for value in written(format, ROWS):
        text = rendered("chatml", value["messages"], value.get("tools"))
        check_all_is_said(text, value["messages"], value.get("tools"))
        assert text.count("<tool_call>") == sum(len(m.get("tool_calls") or ()) for m in value["messages"])
        assert text.count("<|im_start|>") == text.count("<|im_end|>")


def test_a_llama_template_shows_every_message_and_its_one_call() -> None:
    one_at_a_time = [row(fields) for fields in TALKS.values() if fields is not PARALLEL]
    for value in written("trl-sft", one_at_a_time):
        text = rendered("llama", value["messages"], value.get("tools"))
        for message in value["messages"]:
            for call in message.get("tool_calls") or ():
                assert f'"parameters": {as_json(call["function"]["arguments"])}}}' in text
        check_all_is_said(text, value["messages"], value.get("tools"))
        assert text.count("<|start_header_id|>") == len(value["messages"])


@pytest.mark.parametrize("template", ["chatml", "llama"])
@pytest.mark.parametrize("one", OF_DOCUMENTS, ids=lambda one: one.part.name)
def test_every_row_of_documents_can_be_rendered(template: str, one: Any) -> None:
    (chat,) = written("openai", [one])
    (pair,) = written("trl-sft", [one])
    assert pair["prompt"] + pair["completion"] == chat["messages"]
    assert [message["role"] for message in pair["completion"]] == ["assistant"]
    text = rendered(template, chat["messages"])
    check_all_is_said(text, chat["messages"], None)
    assert text.startswith(rendered(template, pair["prompt"]))
