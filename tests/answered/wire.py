"""Requests and answers on the wire: what is refused, what a request is known by, how an answer is sent."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
CREATED = 1_700_000_000
_KEY = 10
"""Hex digits of a request's key."""
_WORDS = 12
"""Words by which a request is named."""
_CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: a text, or calls of tools."""

    text: str = ""
    calls: tuple[Json, ...] = ()
    """`name` and `arguments` each; empty: the text is the answer."""

    def as_json(self) -> Json:
        """The answer as logs and cassettes hold it."""
        return {"tool_calls": list(self.calls)} if self.calls else {"answer": self.text}


def key_of(body: Json) -> str:
    """What a request waits under: equal bodies have equal keys."""
    return _digest(body)[:_KEY]


_BRIEF = re.compile(r"^```brief\n(.*?)^```", re.DOTALL | re.MULTILINE)


def content_of(body: Json) -> str:
    """What a recorded answer is found by: messages, schema and tools; neither seed nor settings."""
    return _digest([body.get("messages"), schema_of(body), body.get("tools") or None])


def order_of(body: Json) -> str:
    """What an order is known by whatever the words around it: the `brief` block at the prompt's end, and how
    many messages went before; empty: it has none."""
    messages = [one for one in body.get("messages") or [] if isinstance(one, dict)]
    blocks = _BRIEF.findall(_text(messages[-1].get("content"))) if messages else []
    if not blocks:
        return ""
    asked = sum(one.get("role") != "system" for one in messages)
    return _digest([blocks[-1], asked])


def schema_of(body: Json) -> Json | None:
    """The JSON schema that is asked for; None: none is."""
    form = body.get("response_format")
    if not isinstance(form, dict):
        return None
    wrapped = form.get("json_schema")
    found = wrapped.get("schema") if isinstance(wrapped, dict) else None
    return found if isinstance(found, dict) else form


def named(body: Json) -> str:
    """A request in a few words, for messages: its schema's title, who speaks last, how that begins."""
    form = body.get("response_format")
    wrapped = form.get("json_schema") if isinstance(form, dict) else None
    title = wrapped.get("name") if isinstance(wrapped, dict) else None
    title = title or (schema_of(body) or {}).get("title") or ("tools" if body.get("tools") else "no schema")
    last = next((m for m in reversed(body.get("messages") or []) if isinstance(m, dict)), {})
    words = _text(last.get("content")).split()
    said = " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")
    return f"{title} ({last.get('role', 'nobody')}: {said})"


def refused(body: Any, model: str) -> tuple[int, str] | None:
    """Status and reason where a body isn't taken; an empty model name takes any."""
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list):
        return 400, "the body has no messages"
    if model and body.get("model") != model:
        return 404, f"model {body.get('model')!r} not found; there is {model}"
    if body.get("logprobs"):
        return 400, "logprobs is not supported by this model"
    if (body.get("n") or 1) != 1:
        return 400, "n > 1 is not supported"
    if "grammar" in body:
        return 400, "unknown parameter: grammar"
    return None


def error(status: int, message: str) -> Json:
    """The body of an error."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": message, "type": kind, "code": "not_found" if status == 404 else None}}


def completion(body: Json, answer: Answer) -> Json:
    """The answer as a `chat.completion`."""
    message: Json = {"role": "assistant", "content": None if answer.calls else answer.text}
    if answer.calls:
        message["tool_calls"] = _sent(body, answer)
    choice = {"index": 0, "message": message, "finish_reason": _finish(answer), "logprobs": None}
    return {**_head(body, "chat.completion"), "choices": [choice], "usage": _usage(body, answer)}


def chunks(body: Json, answer: Answer) -> Iterator[bytes]:
    """The same as server-sent events, the whole answer in one."""
    head = _head(body, "chat.completion.chunk")
    delta: Json = {"role": "assistant", "content": None if answer.calls else answer.text}
    if answer.calls:
        delta["tool_calls"] = [{**call, "index": n} for n, call in enumerate(_sent(body, answer))]
    for part, finish in ((delta, None), ({}, _finish(answer))):
        yield _event({**head, "choices": [{"index": 0, "delta": part, "finish_reason": finish}]})
    options = body.get("stream_options")
    if isinstance(options, dict) and options.get("include_usage"):
        yield _event({**head, "choices": [], "usage": _usage(body, answer)})
    yield b"data: [DONE]\n\n"


def models(model: str) -> Json:
    """The answer of `GET /v1/models`."""
    one = {
        "id": model,
        "object": "model",
        "created": CREATED,
        "owned_by": "hand",
        "context_length": 65_536,
    }
    return {"object": "list", "data": [one]}


def _finish(answer: Answer) -> str:
    return "tool_calls" if answer.calls else "stop"


def _sent(body: Json, answer: Answer) -> list[Json]:
    key = key_of(body)
    return [
        {
            "id": f"call_{key}_{number}",
            "type": "function",
            "function": {
                "name": call.get("name"),
                "arguments": json.dumps(call.get("arguments"), ensure_ascii=False),
            },
        }
        for number, call in enumerate(answer.calls)
    ]


def _usage(body: Json, answer: Answer) -> Json:
    prompt = len(json.dumps(body["messages"])) // _CHARACTERS_PER_TOKEN
    given = answer.text or json.dumps(list(answer.calls))
    completed = max(1, len(given) // _CHARACTERS_PER_TOKEN)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completed,
        "total_tokens": prompt + completed,
    }


def _head(body: Json, kind: str) -> Json:
    return {
        "id": f"chatcmpl-{key_of(body)}",
        "object": kind,
        "created": CREATED,
        "model": body.get("model"),
    }


def _event(value: Json) -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n\n"


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _text(content: Any) -> str:
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""
