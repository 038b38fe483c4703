"""A span in the words of OpenInference and of OpenTelemetry's GenAI conventions, with what it refers to.

https://arize-ai.github.io/openinference/spec/semantic_conventions.html
https://opentelemetry.io/docs/specs/semconv/gen-ai/"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from seedbed.memory.brief import Slot
from seedbed.memory.store.protocol import Candidate
from seedbed.tools.evaluation.report.play import calls_in, text_of
from seedbed.tools.trace.calls import said
from seedbed.tools.trace.vocabulary import Kind, Span, Trace

Value = str | bool | int | float | Sequence[str] | Sequence[int] | Sequence[float]
OPENINFERENCE: Mapping[Kind, str] = {
    "plan": "AGENT",
    "critique": "AGENT",
    "attempt": "AGENT",
    "call": "LLM",
    "tool": "TOOL",
    "evidence": "EVALUATOR",
    "verdict": "EVALUATOR",
    "probe": "EVALUATOR",
    "exam": "EVALUATOR",
}
"""Every other kind is a CHAIN."""
_JSON = "application/json"


class Wording:
    """Tells spans of one trace with the texts that they refer to."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._candidate = lru_cache(maxsize=1)(trace.store.candidate)

    def attributes(self, span: Span) -> dict[str, Value]:
        told: dict[str, Value] = {"openinference.span.kind": OPENINFERENCE.get(span.kind, "CHAIN")}
        told |= {"seedbed.span.kind": span.kind, "seedbed.span.ok": span.ok}
        for name, value in span.attributes.items():
            if value is not None and value != "":
                told[f"seedbed.{name}"] = _plain(value)
        match span.kind:
            case "call":
                told |= self._call(span)
            case "tool":
                told |= _tool(span)
            case "evidence" | "row":
                told |= self._made(span)
            case "verdict" | "probe":
                why = json.dumps(span.attributes["reasons"], ensure_ascii=False)
                told |= _evaluated(span.kind, span.ok, why)
            case "request":
                told |= _put("input", span.attributes["request"]) | _put("output", span.attributes["because"])
        return told

    def _call(self, span: Span) -> dict[str, Value]:
        about = span.attributes
        body = self.trace.store.sent(about["request"]) or {}
        apart = ("messages", "tools", "prompt", "input")
        plain = {name: value for name, value in body.items() if name not in apart}
        operation = "embeddings" if "input" in body else "text_completion" if "prompt" in body else "chat"
        told: dict[str, Value] = {
            "llm.model_name": about["model"],
            "llm.token_count.prompt": about["prompt_tokens"],
            "llm.token_count.completion": about["completion_tokens"],
            "llm.token_count.total": about["prompt_tokens"] + about["completion_tokens"],
            "llm.cost.total": about["usd"],
            "llm.invocation_parameters": json.dumps(plain, ensure_ascii=False),
            "gen_ai.operation.name": operation,
            "gen_ai.provider.name": "openai",  # whose API the endpoint speaks
            "gen_ai.request.model": about["model"],
            "gen_ai.usage.input_tokens": about["prompt_tokens"],
            "gen_ai.usage.output_tokens": about["completion_tokens"],
        }
        limited = {"max_tokens": body.get("max_completion_tokens"), **body}
        for name in ("temperature", "seed", "max_tokens"):
            if isinstance(value := limited.get(name), int | float):
                told[f"gen_ai.request.{name}"] = value
        if "input" in body:
            told["openinference.span.kind"] = "EMBEDDING"
        messages = body.get("messages")
        if isinstance(messages, list):
            told |= dict(_messages("llm.input_messages", messages))
            last = messages[-1] if isinstance(messages[-1], dict) else {}
            told |= _put("input", text_of(last.get("content")))
        elif asked := body.get("prompt") or body.get("input"):
            told |= _put("input", text_of(asked))
        for n, tool in enumerate(body.get("tools") or ()):
            told[f"llm.tools.{n}.tool.json_schema"] = json.dumps(tool, ensure_ascii=False)
        return told | self._answer(span)

    def _answer(self, span: Span) -> dict[str, Value]:
        about = span.attributes
        slot = Slot(*(about[name] for name in ("brief", "role", "step", "attempt", "draw")))
        answer = self.trace.store.answer(slot) if about["state"] == "settled" and about["slot"] else None
        if answer is None:
            return {"error.type": about["code"]} if "code" in about else {}
        message, choices = said(answer.content), answer.content.get("choices") or [{}]
        told = dict(_messages("llm.output_messages", [message]))
        if calls := list(calls_in(message)):
            told |= _put("output", json.dumps(message.get("tool_calls"), ensure_ascii=False), _JSON)
        if (text := text_of(message.get("content"))) or not calls:
            told |= _put("output", text)
        if model := answer.content.get("model"):
            told["gen_ai.response.model"] = str(model)
        if isinstance(choices[0], dict) and (why := choices[0].get("finish_reason")):
            told["gen_ai.response.finish_reasons"] = [str(why)]
        return told

    def _made(self, span: Span) -> dict[str, Value]:
        """A piece of evidence, or a row, as its candidate has it."""
        candidate: Candidate | None = self._candidate(span.attributes["number"])
        if candidate is None:
            return {}
        if span.kind == "row":
            return _put("output", json.dumps(candidate.draft.row, ensure_ascii=False), _JSON)
        pieces, n = candidate.draft.evidence, span.attributes["piece"]
        whole = pieces[n].model_dump_json() if n < len(pieces) else ""
        return _evaluated(span.attributes["by"], span.ok, whole)


def _tool(span: Span) -> dict[str, Value]:
    about = span.attributes
    told: dict[str, Value] = {"tool.name": about["tool"], "gen_ai.tool.name": about["tool"]}
    told["gen_ai.operation.name"] = "execute_tool"
    if "passages" in about:
        told["openinference.span.kind"] = "RETRIEVER"
        for n, passage in enumerate(about["passages"]):
            told[f"retrieval.documents.{n}.document.id"] = passage
        return told
    told |= {"tool.parameters": about["arguments"], "gen_ai.tool.call.arguments": about["arguments"]}
    told |= _put("input", about["arguments"], _JSON)
    if about["result"] is not None:
        told |= {"gen_ai.tool.call.result": about["result"], **_put("output", about["result"])}
    return told


def _evaluated(name: str, ok: bool, why: str) -> dict[str, Value]:
    told = {"gen_ai.evaluation.name": name, "gen_ai.evaluation.score.label": "pass" if ok else "fail"}
    return {**told, "gen_ai.evaluation.score.value": float(ok), **_put("output", why, _JSON)}


def _messages(under: str, messages: Sequence[Any]) -> Iterator[tuple[str, Value]]:
    for n, one in enumerate(one for one in messages if isinstance(one, dict)):
        here = f"{under}.{n}.message"
        yield f"{here}.role", str(one.get("role") or "")
        if text := text_of(one.get("content")):
            yield f"{here}.content", text
        if id := one.get("tool_call_id"):
            yield f"{here}.tool_call_id", str(id)
        for m, call in enumerate(calls_in(one)):
            for name in ("name", "arguments"):
                yield f"{here}.tool_calls.{m}.tool_call.function.{name}", call[name]


def _put(which: str, value: str, mime: str = "text/plain") -> dict[str, Value]:
    return {f"{which}.value": value, f"{which}.mime_type": mime}


def _plain(value: Any) -> Value:
    """A value that an attribute can have: lists of texts stay lists, other structures become JSON."""
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return list(value)
    return json.dumps(value, ensure_ascii=False)
