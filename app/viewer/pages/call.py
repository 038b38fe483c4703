"""One call of a model: what was sent, message by message, and what was answered."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from seedbed.app.looking.call import slot_of
from seedbed.app.viewer.pages.frame import looked_up, of_run, shown
from seedbed.app.viewer.row.attempts import calls, reply_of
from seedbed.app.viewer.runs import ViewedRun
from seedbed.memory.brief import WHOLE, Slot
from seedbed.memory.exact.canonical import parsed
from seedbed.memory.store.protocol import Delivery
from seedbed.tools.evaluation.report.amounts import money, number
from seedbed.tools.evaluation.report.play import calls_in, text_of

_APART = ("messages", "prompt", "tools", "response_format", "grammar")
"""Keys of a body that are shown by themselves."""


def _call(request: Request, run: ViewedRun) -> Response:
    with run.open() as store:
        slot = looked_up(slot_of, store, request.path_params["slot"])
        answer = store.answer(slot)
        delivered = store.deliveries(slot.brief)
        mine = list(dict.fromkeys(one.slot.key for one in delivered))
        at = mine.index(slot.key) if slot.key in mine else 0
        made = [one for one in delivered if one.slot == slot]
        sent = store.sent(answer.request if answer else made[-1].request) or {}
        reply = reply_of(answer) if answer else None
        rows = store.find_row(slot.brief[:16]) if slot.brief else []
        return shown(
            request,
            "row/call.html",
            title=f"Call of the {slot.role}: {slot.step}",
            row=rows[0].row_id if rows else "",
            before=mine[at - 1] if at else "",
            after=mine[at + 1] if at + 1 < len(mine) else "",
            facts=_facts(slot, made, reply.finish if reply else ""),
            failures=[one for one in store.failures(slot.brief) if one.slot == slot.key],
            sent=sent,
            messages=_messages(sent),
            tools=sent.get("tools"),
            schema=sent.get("response_format") or sent.get("grammar"),
            rest={name: value for name, value in sent.items() if name not in _APART},
            reply=reply,
            called=[t for one in calls(store, slot.brief) if one["slot"] == slot.key for t in one["tools"]],
            structured=parsed(reply.text) is not None if reply else False,
        )


def _facts(slot: Slot, made: Sequence[Delivery], finish: str) -> dict[str, str]:
    """What there is to know of a call, in words."""
    last = made[-1] if made else None
    facts = {"Step": slot.step, "Attempt": str(slot.attempt % WHOLE + 1), "Draw": str(slot.draw + 1)}
    if last:
        began = datetime.fromtimestamp(last.time, UTC) if last.time else None
        facts |= {
            "Model": last.model,
            "Tokens sent": number(last.usage.prompt_tokens),
            "Tokens answered": number(last.usage.completion_tokens),
            "Seconds": number(last.usage.seconds),
            "Money": money(last.usage.usd),
            "Began": f"{began:%Y-%m-%d %H:%M:%S} UTC" if began else "",
            "Deliveries": str(len(made)) if len(made) > 1 else "",
        }
    return facts | {"Ended because": finish}


def _messages(sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was sent, message by message; a plain prompt is one."""
    if "prompt" in sent:
        return [{"role": "prompt", "name": "", "text": text_of(sent["prompt"]), "calls": []}]
    return [
        {
            "role": str(one.get("role")),
            "name": str(one.get("name") or ""),
            "text": text_of(one.get("content")),
            "calls": list(calls_in(one)),
        }
        for one in sent.get("messages", ())
    ]


routes = [of_run("/call/{slot}", _call)]
