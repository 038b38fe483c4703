"""Requests and answers on the wire: what is refused, what a request is known by, how an answer is sent."""

import json
import re
from dataclasses import dataclass
from typing import Any

from tests.simulator import replies
from tests.simulator.chance import canonical, sha256
from tests.simulator.refusals import not_strict
from tests.simulator.wire import read_call, tokens

Json = dict[str, Any]
_KEY = 10
"""Hex digits of a request's key."""
_WORDS = 12
"""Words by which a request is named."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: a text, or calls of tools."""

    text: str = ""
    calls: tuple[Json, ...] = ()
    """`name` and `arguments` each; empty: the text is the answer."""

    def as_json(self) -> Json:
        """The answer as it is kept."""
        return {"tool_calls": list(self.calls)} if self.calls else {"answer": self.text}

    @classmethod
    def of(cls, kept: Json) -> "Answer":
        """The answer that was kept so; taken out of what else is there."""
        return cls(kept.pop("answer", ""), tuple(kept.pop("tool_calls", ())))


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
    return _digest([_as_first_written(blocks[-1]), asked])


def _as_first_written(block: str) -> str:
    """A block in the form that the first recordings have it in, whatever its spaces."""
    try:
        text = json.dumps(json.loads(block), ensure_ascii=False, indent=1, sort_keys=True)
    except ValueError:
        return block
    return text.replace("`", "\\u0060") + "\n"


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


def refused(body: Any) -> str:
    """Why a body isn't taken; empty: it is."""
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list):
        return "the body has no messages"
    if body.get("stream") or body.get("logprobs") or "grammar" in body or (body.get("n") or 1) != 1:
        return "stream, logprobs, grammar and n > 1 are not supported by this model"
    return not_strict(body.get("response_format"))


def reply(body: Json, answer: Answer) -> Json:
    """The answer as a `chat.completion`."""
    calls = tuple((str(one.get("name")), json.dumps(one.get("arguments"))) for one in answer.calls)
    sent = replies.Answer(None if calls else answer.text, "", calls, "tool_calls" if calls else "stop")
    bill = replies.usage(tokens(json.dumps(body["messages"])), [sent])
    return replies.chat_reply(read_call("chat", body), sent, bill, 1.0, 0)


def _digest(value: Any) -> str:
    return sha256(canonical(value))


def _text(content: Any) -> str:
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""
