"""One call of a model: what was sent as it went over the wire, and what was answered."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from seedbed.app.console import line, words
from seedbed.memory.brief import Slot
from seedbed.memory.errors import UserFault
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.report.play import calls_of, text_of
from seedbed.tools.trace.calls import said

_APART = ("messages", "prompt", "input", "tools")


def slot_of(store: Store, prefix: str) -> Slot:
    """The slot whose key begins so. Raises UserFault: none or several do."""
    slots = store.find_slot(key) if (key := prefix.strip().lower()) and key.isascii() else []
    if len(slots) != 1:
        what = f"{len(slots)} calls begin" if slots else "no call begins"
        hint = "give more of it" if slots else "`seedbed inspect RUN ROW` shows the slots of a row's calls"
        raise UserFault(f"{what} with {prefix!r}", next_step=hint)
    return slots[0]


def call_of(store: Store, prefix: str) -> dict[str, Any]:
    """A call as a JSON object: its slot, deliveries, body and answer. `prefix`: of the slot's key, as
    `inspect ROW` shows it. Raises UserFault: none or several calls begin so."""
    slot = slot_of(store, prefix)
    made = [one for one in store.deliveries(slot.brief) if one.slot == slot]
    answer = store.answer(slot)
    request = answer.request if answer else next((one.request for one in reversed(made)), "")
    return {
        "slot": slot.key,
        **{name: getattr(slot, name) for name in ("brief", "role", "step", "attempt", "draw")},
        "deliveries": [
            {
                **{name: getattr(one, name) for name in ("number", "model", "stage", "state", "time")},
                **asdict(one.usage),
                **({"code": one.failure.code, "detail": one.failure.detail} if one.failure else {}),
            }
            for one in made
        ],
        "sent": store.sent(request) if request else None,
        "answer": answer.content if answer else None,
    }


def drawn(found: Mapping[str, Any]) -> Iterator[Any]:
    """The call, to be printed."""
    yield words(line(f"{found['role']} {found['step']}, slot {found['slot'][:16]}"), "bold")
    for one in found["deliveries"]:
        took = f"{one['prompt_tokens']:,} + {one['completion_tokens']:,} tokens, {one['seconds']:.1f} s"
        why = f": {one['code']}, {one['detail']}" if "code" in one else ""
        yield words(line(f"{one['model']}, {one['state']}, {took}{why}"), "dim" if not why else "yellow")
    body = found["sent"] or {}
    rest = {name: value for name, value in body.items() if name not in _APART}
    yield words(json.dumps(rest, ensure_ascii=False), "dim")
    for tool in body.get("tools") or ():
        yield words(f"tool  {json.dumps(tool, ensure_ascii=False)}", "dim")
    for message in body.get("messages") or ():
        yield from _message(message, "cyan")
    if plain := body.get("prompt") or body.get("input"):
        yield words(f"{text_of(plain)}\n")
    if found["answer"] is None:
        yield words("no answer came", "yellow")
        return
    yield from _message(said(found["answer"]), "green", "answer")


def _message(message: Mapping[str, Any], style: str, name: str = "") -> Iterator[Any]:
    yield words(f"── {line(name or str(message.get('role')), 20)}", style)
    for key in ("reasoning_content", "reasoning", "content", "refusal"):
        if text := text_of(message.get(key)):
            yield words(f"{'(thought) ' if key.startswith('reasoning') else ''}{text}\n")
    for call in calls_of(message):
        yield words(f"calls {call}\n", "yellow")
