"""Calls and the tools that their answers called, as spans; what a call sent and what was said, on demand."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from seedbed.memory.store.protocol import Delivery, StoredAnswer
from seedbed.tools.evaluation.report.play import calls_in, text_of
from seedbed.tools.trace.vocabulary import Span, Trace

_TURN = re.compile(r"/turn-\d+(?=/repair-\d+$|$)")
"""What a conversation's slots differ in."""
Message = Mapping[str, Any]


def call_spans(
    trace: Trace, deliveries: Sequence[Delivery], parent: Callable[[Delivery], str]
) -> Iterator[Span]:
    """A span a delivery, each followed by the tools that its answer called.

    Args:
        deliveries: In the order in which they began.
        parent: Gives the id of the span that one lies within."""
    answered = {
        slot.key: answer
        for brief in dict.fromkeys(one.slot.brief for one in deliveries)
        for slot, answer in trace.store.answers_of(brief)
    }
    last = {one.slot.key: one.number for one in deliveries if one.state == "settled"}
    for at, one in enumerate(deliveries):
        call = _call(trace, one, parent(one))
        yield call
        if last.get(one.slot.key) == one.number and (answer := answered.get(one.slot.key)):
            yield from _tools(trace, call, answer, deliveries[at + 1 :])


def _call(trace: Trace, one: Delivery, parent: str) -> Span:
    slot, failure = one.slot, one.failure
    told: dict[str, Any] = {
        "delivery": one.number,
        "slot": slot.key if slot.brief else "",
        **{name: getattr(slot, name) for name in ("brief", "role", "step", "attempt", "draw")},
        "model": one.model,
        "stage": one.stage,
        "state": one.state,
        "request": one.request,
        **asdict(one.usage),
    }
    if failure is not None:
        told |= {"code": failure.code, "detail": failure.detail}
    name = " ".join(filter(None, (slot.role, slot.step))) or "call"
    ok = one.state == "settled" and failure is None
    return Span(trace.ref("call", one.number), parent, "call", name, one.time, one.end, told, ok)


def _tools(trace: Trace, call: Span, answer: StoredAnswer, later: Sequence[Delivery]) -> Iterator[Span]:
    """The tools that an answer called, with what each gave, as the conversation's next request tells it."""
    wanted = list(calls_in(said(answer.content)))
    gave = _given(trace, [one["name"] for one in wanted], call, later) if wanted else {}
    for number, one in enumerate(wanted):
        told = {"tool": one["name"], "arguments": one["arguments"], "result": gave.get(number)}
        ok = not str(gave.get(number, "")).startswith("fault: ")
        id = trace.ref("tool", call.attributes["delivery"], number)
        yield Span(id, call.id, "tool", one["name"], call.end, call.end, told, ok)


def said(content: Mapping[str, Any]) -> Message:
    """The message of a journaled answer; of a plain completion its text as one."""
    choices = content.get("choices") or [{}]
    choice = choices[0] if isinstance(choices, list) and isinstance(choices[0], dict) else {}
    message = choice.get("message")
    return message if isinstance(message, dict) else {"role": "assistant", "content": choice.get("text")}


def _given(trace: Trace, wanted: Sequence[str], call: Span, later: Sequence[Delivery]) -> dict[int, str]:
    """Number of a call → what its tool gave; empty: no later request of the conversation was kept."""
    told, this = call.attributes, _conversation(call.attributes["step"])
    mine = [one for one in later if one.request and one.slot.brief == told["brief"]]
    mine = [one for one in mine if (one.slot.role, one.slot.attempt) == (told["role"], told["attempt"])]
    same = [one for one in mine if _conversation(one.slot.step) == this and one.slot.draw == told["draw"]]
    for one in dict.fromkeys([*same[:1], *mine]):
        messages = (trace.store.sent(one.request) or {}).get("messages")
        if isinstance(messages, list) and (found := _after(messages, wanted)):
            return found
    return {}


def _after(messages: Sequence[Any], wanted: Sequence[str]) -> dict[int, str]:
    """What follows an answer in the messages of a later request."""
    for at, one in reversed([*enumerate(messages, 1)]):
        if one.get("role") == "assistant" and [call["name"] for call in calls_in(one)] == wanted:
            return {n: text_of(m.get("content")) for n, m in enumerate(messages[at : at + len(wanted)])}
    return {}


def _conversation(step: str) -> str:
    return _TURN.sub("", step)
