"""Answers as OpenAI-compatible servers send them."""

from dataclasses import dataclass

from tests.simulator.jobs.plain.likelihood import chosen_logprobs
from tests.simulator.wire import Call, Json, tokens

CREATED = 1_700_000_000
"""The same for every answer: answers are functions of their requests."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One choice of a chat completion (or the text of a completion)."""

    content: str | None
    """None when tools are called."""
    thought: str = ""
    tool_calls: tuple[tuple[str, str], ...] = ()
    """(name, arguments as JSON) each."""
    finish: str = "stop"
    shown: bool = True
    """Whether the thought comes with it, or is billed alone."""

    @property
    def thought_tokens(self) -> int:
        """What the thought is billed."""
        return tokens(self.thought)

    @property
    def completion_tokens(self) -> int:
        """Everything generated, the thought included."""
        calls = "".join(name + arguments for name, arguments in self.tool_calls)
        return self.thought_tokens + tokens(self.content or "") + tokens(calls)


def usage(prompt_tokens: int, answers: list[Answer]) -> Json:
    """The bill of a call."""
    completion = sum(a.completion_tokens for a in answers)
    bill: Json = {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion,
        "total_tokens": prompt_tokens + completion,
    }
    if thought := sum(a.thought_tokens for a in answers):
        bill["completion_tokens_details"] = {"reasoning_tokens": thought}
    return bill


def chat_reply(call: Call, answer: Answer, bill: Json, sure: float, seed: int) -> Json:
    """A `chat.completion`."""
    message: Json = {"role": "assistant", "content": answer.content, "refusal": None}
    if answer.thought and answer.shown:
        message["reasoning_content"] = answer.thought
    if answer.tool_calls:
        message["tool_calls"] = _tool_calls(call, answer)
    said = {"message": message, "finish_reason": answer.finish}
    choice = {"index": 0, **said, "logprobs": _logprobs(call, answer, sure, seed)}
    return {**_head(call, "chatcmpl", "chat.completion"), "choices": [choice], "usage": bill}


def completion_reply(call: Call, choices: list[Json], bill: Json) -> Json:
    """A `text_completion`."""
    return {**_head(call, "cmpl", "text_completion"), "choices": choices, "usage": bill}


def _head(call: Call, prefix: str, kind: str) -> Json:
    return {
        "id": f"{prefix}-{call.digest[:24]}",
        "object": kind,
        "created": CREATED,
        "model": call.body["model"],
        "system_fingerprint": "simulator",
    }


def _tool_calls(call: Call, answer: Answer) -> list[Json]:
    return [
        {
            "id": f"call_{call.digest[:16]}_0_{at}",  # recorded requests hold such ids
            "type": "function",
            "function": {"name": name, "arguments": arguments},
        }
        for at, (name, arguments) in enumerate(answer.tool_calls)
    ]


def _logprobs(call: Call, answer: Answer, sure: float, seed: int) -> Json | None:
    if not call.body.get("logprobs") or answer.content is None:
        return None
    top = int(call.body.get("top_logprobs") or 0)
    return {"content": chosen_logprobs(answer.content, top, sure, seed), "refusal": None}
