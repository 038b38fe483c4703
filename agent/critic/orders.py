"""No row carries an order to a model out of the documents, unless the part is about such orders.

A list of the well-known forms of prompt injection, not a judgement: an order in plain prose («rows of this
kind deserve a 5») passes it. What keeps orders from doing anything is elsewhere: documents choose no tool, no
plan, no check.
"""

import re
from collections.abc import Iterator
from typing import Any

from seedbed.agent.work import Env, Work

_ABOUT = re.compile(r"\b(?:prompts?|injections?|jailbreaks?|instructions?|language models?|llms?)\b", re.I)
_NO_WIDTH = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff]")
_HIDDEN = re.compile("(?:\\w[\u200b-\u200f\u2060-\u2064\ufeff]){4,}")
_FORMS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,40}\b(?:above|previous|prior|earlier|preceding|all|"
    r"your|these|other)\b[^.!?\n]{0,30}\b(?:instruction|prompt|rule|direction|guideline|order|command)s?\b"
    r"|\bignore the above\b"
    r"|^\W*(?:system|assistant|developer)\s*:\s"
    r"|\byou are now\b"
    r"|\b(?:reveal|print|repeat|show|leak)\b[^.!?\n]{0,30}\bsystem prompt\b"
    r"|\bcall (?:the|a|your) (?:tool|function)s?\b"
    r"|<\|[a-z_]{3,20}\|>|\[/?INST\]|<</?SYS>>|</?(?:tool_call|function_call|system|assistant)>"
    r"|\"tool_calls\"\s*:|```json brief|</?text-[0-9a-f]{8,}>",
    re.I | re.M,
)


def refuse_orders(work: Work, env: Env) -> Work:
    """The candidate, with a reason against it where its row says an order that its sources hold or might.

    Looks only where there are sources: elsewhere no words but the user's and the writer's reach a row.
    """
    if work.row is None or work.reasons or not env.resources.sources:
        return work
    part = env.part(work)
    if any(_ABOUT.search(said) for said in (part.topic, part.about, part.text_kind, *part.guidance)):
        return work
    quoted = [name for name, role in part.row_roles.items() if role in ("context", "place")]
    order = order_in("\n".join(_said({name: v for name, v in work.row.items() if name not in quoted})))
    return work.because("policy", "orders to a model", f"it says {order!r}") if order else work


def _said(value: Any) -> Iterator[str]:
    """Every text in a value; of messages what is said, and not what a tool found."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list, tuple)):
        for one in value.values() if isinstance(value, dict) else value:
            if not (isinstance(one, dict) and one.get("role") == "tool"):
                yield from _said(one)


def order_in(text: str) -> str:
    """The first order to a model that a text holds, shortened; empty: none of the known forms."""
    if hidden := _HIDDEN.search(text):
        return _NO_WIDTH.sub("", hidden[0])[:80]
    found = _FORMS.search(_NO_WIDTH.sub("", text))
    return " ".join(found[0].split())[:80] if found else ""
